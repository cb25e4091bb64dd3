"""What can be said of an outcome, whatever was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from ingest.model import Failed, Fetched, FetchRecord, NotModified, Outcome, Problem, Stop

OUTAGE_PROBLEMS = frozenset({Problem.DNS, Problem.CONNECT})
OUTAGE_HOSTS = 3


def failed(outcome: Outcome, problem: Problem, detail: str) -> Failed:
    """The failure of an answer that came but could not be used."""
    fetch = record(outcome)
    return Failed(
        request=outcome.request,
        at=outcome.at,
        problem=problem,
        detail=detail,
        url=fetch.final_url,
        status=fetch.status,
        elapsed=outcome.elapsed,
    )


def hints_at_outage(outcome: Outcome) -> bool:
    """Whether the failure may be our own network's."""
    return isinstance(outcome, Failed) and outcome.problem in OUTAGE_PROBLEMS


def is_outage(outcomes: Mapping[str, Outcome]) -> bool:
    """Whether outcomes by host say that our own network is down: three hosts, not one answer."""
    return len(outcomes) >= OUTAGE_HOSTS and all(map(hints_at_outage, outcomes.values()))


def record(outcome: Outcome) -> FetchRecord:
    """The row of `v1_fetches` that an outcome leaves."""
    request = outcome.request
    asked = FetchRecord(
        at=outcome.at,
        kind=request.kind,
        url=request.url,
        final_url=outcome.url,
        elapsed=outcome.elapsed,
    )
    match outcome:
        case Fetched():
            return replace(
                asked, status=outcome.status, received=outcome.received or len(outcome.body)
            )
        case NotModified():
            return replace(asked, status=304, received=0)
        case Failed():
            detail = outcome.detail or None
            return replace(asked, status=outcome.status, problem=outcome.problem, detail=detail)
        case _:
            assert_never(outcome)


def stop(outcome: Failed) -> Stop | None:
    """The domain that this answer asked to leave alone, if it did."""
    if outcome.retry_after is None or outcome.stops is None or outcome.status is None:
        return None
    return Stop(domain=outcome.stops, until=outcome.at + outcome.retry_after)


def was_asked(outcome: Failed) -> bool:
    """False where the fetch room refused without a request, because the domain asked for a rest."""
    return not (outcome.problem is Problem.RATE_LIMITED and outcome.status is None)
