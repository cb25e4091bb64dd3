"""May this page be fetched, and how slowly? robots.txt (RFC 9309), asked once a day and origin."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego

from ingest import urls
from ingest.fetch.fault import Fault
from ingest.fetch.policy import Policy, RobotsMemory
from ingest.fetch.rules import product_token, read, relevant
from ingest.model import (
    Failed,
    Fetched,
    FetchRecord,
    NotModified,
    Outcome,
    Problem,
    Request,
    RequestKind,
    RobotsRecord,
)

_MOST_RULES = 1024
_MOST_TEXT = 8 * 1024 * 1024  # characters of robots.txt whose rules are at hand

# The host itself cannot be reached: said as such, and not remembered beyond this run.
_HOST_PROBLEMS = frozenset(
    {
        Problem.DNS,
        Problem.CONNECT,
        Problem.TLS,
        Problem.FORBIDDEN_ADDRESS,
        Problem.RATE_LIMITED,
    }
)
# There is no robots.txt that speaks for the origin: all is allowed (RFC 9309 §2.3.1.3).
_UNAVAILABLE = frozenset(
    {
        Problem.NOT_FOUND,
        Problem.GONE,
        Problem.UNAUTHORIZED,
        Problem.BLOCKED,
        Problem.HTTP_ERROR,
        Problem.EMPTY,
        Problem.FORBIDDEN_SCHEME,
        Problem.REDIRECTS,
    }
)


@dataclass(frozen=True, slots=True)
class _Rules:
    until: datetime
    parsed: Protego | None = None
    size: int = 0
    fault: tuple[Problem, str, timedelta | None] | None = None


class Robots:
    """The rules of the origins met in this run, from memory, network or `RobotsMemory`."""

    def __init__(
        self,
        policy: Policy,
        memory: RobotsMemory,
        get: Callable[[Request], Awaitable[Outcome]],
        now: Callable[[], datetime],
    ) -> None:
        self._policy = policy
        self._memory = memory
        self._get = get
        self._now = now
        self._token = product_token(policy.user_agent)
        self._rules: OrderedDict[str, _Rules] = OrderedDict()
        self._text = 0
        self._asking: dict[str, asyncio.Lock] = {}

    async def check(self, url: str, origin: str) -> float:
        """Seconds the origin wants between two requests. Raises Fault where it forbids `url`."""
        rules = await self._rules_of(origin)
        if rules.fault is not None:
            problem, detail, retry_after = rules.fault
            raise Fault(problem, detail, retry_after=retry_after)
        if rules.parsed is None:
            return 0.0
        if not rules.parsed.can_fetch(url, self._token):
            raise Fault(Problem.ROBOTS, "robots.txt forbids this page")
        delay = rules.parsed.crawl_delay(self._token) or 0.0
        cap = self._policy.crawl_delay_cap.total_seconds()
        if delay > cap:
            raise Fault(
                Problem.ROBOTS,
                f"robots.txt asks for {delay:g} seconds between two requests,"
                f" more than the {cap:g} we wait",
            )
        return delay

    def known_delay(self, origin: str) -> float:
        """The Crawl-delay of an origin whose rules are at hand, capped; without asking."""
        rules = self._rules.get(origin)
        if rules is None or rules.parsed is None:
            return 0.0
        cap = self._policy.crawl_delay_cap.total_seconds()
        return min(rules.parsed.crawl_delay(self._token) or 0.0, cap)

    async def _rules_of(self, origin: str) -> _Rules:
        rules = self._rules.get(origin)
        if rules is not None and rules.until > self._now():
            self._rules.move_to_end(origin)
            return rules
        lock = self._asking.setdefault(origin, asyncio.Lock())
        try:
            async with lock:
                rules = self._rules.get(origin)
                if rules is None or rules.until <= self._now():
                    rules = await self._learn(origin)
                    self._keep(origin, rules)
                return rules
        finally:
            if not lock.locked():
                self._asking.pop(origin, None)

    def _keep(self, origin: str, rules: _Rules) -> None:
        replaced = self._rules.pop(origin, None)
        self._rules[origin] = rules
        self._text += rules.size - (replaced.size if replaced else 0)
        while len(self._rules) > 1 and (len(self._rules) > _MOST_RULES or self._text > _MOST_TEXT):
            _, oldest = self._rules.popitem(last=False)
            self._text -= oldest.size

    async def _learn(self, origin: str) -> _Rules:
        """From memory if young, else from the origin; the old rules if that cannot be reached."""
        kept = await self._memory.recall(origin)
        if kept is not None and kept.at + self._lifetime(kept) > self._now():
            return self._rules_from(kept)
        outcome = await self._get(Request(url=f"{origin}/robots.txt", kind=RequestKind.ROBOTS))
        record = _record(origin, outcome)
        if record.problem is not None and kept is not None and kept.problem is None:
            # RFC 9309 §2.4: rules may outlive their day while the file is unreachable.
            until = self._now() + self._policy.robots_unreachable_kept
            old = self._rules_from(kept)
            return _Rules(until, old.parsed, old.size)
        if record.problem not in _HOST_PROBLEMS:
            await self._memory.remember(record)
        return self._rules_from(record, _retry_after(outcome))

    def _lifetime(self, record: RobotsRecord) -> timedelta:
        if record.problem is None:
            return self._policy.robots_kept
        return self._policy.robots_unreachable_kept

    def _rules_from(self, record: RobotsRecord, retry_after: timedelta | None = None) -> _Rules:
        until = record.at + self._lifetime(record)
        if record.problem in _HOST_PROBLEMS:
            assert record.problem is not None
            fault = (record.problem, f"{record.detail} (asking for robots.txt)", retry_after)
            return _Rules(until, fault=fault)
        if record.problem is not None:
            detail = f"robots.txt cannot be read, so nothing is fetched for now: {record.detail}"
            return _Rules(until, fault=(Problem.ROBOTS, detail, retry_after))
        if record.body is None:
            return _Rules(until)
        text = relevant(record.body, self._token)
        return _Rules(until, Protego.parse(text), len(text))


def _retry_after(outcome: Outcome) -> timedelta | None:
    return outcome.retry_after if isinstance(outcome, Failed) else None


def _record(origin: str, outcome: Outcome) -> RobotsRecord:
    """The outcome of asking for robots.txt, as it is kept."""
    match outcome:
        case Fetched():
            fetch = FetchRecord(
                at=outcome.at,
                kind=RequestKind.ROBOTS,
                url=outcome.request.url,
                final_url=outcome.url,
                status=outcome.status,
                received=outcome.received,
                elapsed=outcome.elapsed,
            )
            return RobotsRecord(origin=origin, at=outcome.at, body=read(outcome.body), fetch=fetch)
        case NotModified():
            return RobotsRecord(origin=origin, at=outcome.at)
        case Failed():
            fetch = FetchRecord(
                at=outcome.at,
                kind=RequestKind.ROBOTS,
                url=outcome.request.url,
                final_url=outcome.url,
                status=outcome.status,
                elapsed=outcome.elapsed,
                problem=outcome.problem,
                detail=outcome.detail,
            )
            problem: Problem | None = outcome.problem
            if problem in _UNAVAILABLE:
                problem = None
            elif problem in _HOST_PROBLEMS and urls.origin(outcome.url or "") != origin:
                problem = Problem.ROBOTS  # a redirect led to another host, and that one failed
            return RobotsRecord(
                origin=origin,
                at=outcome.at,
                problem=problem,
                detail=outcome.detail,
                fetch=fetch,
            )
