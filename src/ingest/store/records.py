"""Records of requests, robots.txt, stopped domains and runs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from ingest import urls
from ingest.model import FetchRecord, Problem, RobotsRecord, Stop
from ingest.store.bulk import upsert
from ingest.store.columns import to_text
from ingest.store.identity import digest
from ingest.store.tables import FetchRow, RobotsRow, RunRow, StopRow


def record_fetches(connection: Connection, fetches: Iterable[FetchRecord]) -> None:
    """Writes each record once, however often it comes."""
    rows = {}
    for fetch in fetches:
        url = urls.without_userinfo(fetch.url)
        told = (
            to_text(fetch.at),
            fetch.kind,
            url,
            f"{fetch.status} {fetch.problem} {fetch.detail}",
        )
        key = digest("fetch", *told)[:16]
        rows[key] = {
            "digest": key,
            "at": fetch.at,
            "kind": fetch.kind,
            "url": url,
            "final_url": fetch.final_url and urls.without_userinfo(fetch.final_url),
            "status": fetch.status,
            "received": fetch.received,
            "milliseconds": None
            if fetch.elapsed is None
            else round(fetch.elapsed.total_seconds() * 1000),
            "problem": fetch.problem,
            "detail": fetch.detail or None,
        }
    upsert(connection, FetchRow, list(rows.values()), ["digest"])


def record_stop(connection: Connection, stop: Stop) -> None:
    """Keeps that a domain is to be left alone; an earlier and longer stop stays."""
    known = connection.scalar(select(StopRow.until).where(StopRow.domain == stop.domain))
    if known is None or known < stop.until:
        row: dict[str, object] = {"domain": stop.domain, "until": stop.until}
        upsert(connection, StopRow, [row], ["domain"], ["until"])


def stops(connection: Connection, now: datetime) -> list[Stop]:
    """The domains that are to be left alone."""
    query = select(StopRow.domain, StopRow.until).where(StopRow.until > now)
    return [Stop(domain=row.domain, until=row.until) for row in connection.execute(query)]


def record_robots(connection: Connection, record: RobotsRecord) -> None:
    """Keeps what the origin said, and the request that asked."""
    row: dict[str, object] = {
        "origin": record.origin,
        "at": record.at,
        "body": record.body,
        "problem": record.problem,
        "detail": record.detail,
    }
    upsert(connection, RobotsRow, [row], ["origin"], ["at", "body", "problem", "detail"])
    if record.fetch:
        record_fetches(connection, [record.fetch])


def robots(connection: Connection, origin: str) -> RobotsRecord | None:
    """What the origin said when it was last asked."""
    row = connection.execute(
        select(RobotsRow.at, RobotsRow.body, RobotsRow.problem, RobotsRow.detail).where(
            RobotsRow.origin == origin
        )
    ).first()
    if row is None:
        return None
    problem = row.problem and Problem(row.problem)
    return RobotsRecord(origin=origin, at=row.at, body=row.body, problem=problem, detail=row.detail)


def begin_run(connection: Connection, name: str, now: datetime) -> None:
    """Writes down that a run began."""
    connection.execute(insert(RunRow), {"name": name, "started_at": now})


def end_run(
    connection: Connection, name: str, now: datetime, summary: Mapping[str, object]
) -> None:
    """Writes down how a run ended."""
    connection.execute(
        update(RunRow).where(RunRow.name == name).values(ended_at=now, summary=json.dumps(summary))
    )


def last_runs(connection: Connection, limit: int) -> list[dict[str, object]]:
    """The newest runs first, JSON-ready."""
    found = connection.execute(
        select(RunRow.started_at, RunRow.ended_at, RunRow.summary)
        .order_by(RunRow.id.desc())
        .limit(limit)
    )
    return [
        {
            "started_at": to_text(row.started_at),
            "ended_at": row.ended_at and to_text(row.ended_at),
            "summary": row.summary and json.loads(row.summary),
        }
        for row in found
    ]
