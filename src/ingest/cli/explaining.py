"""An id or address -> its page with every block explained: what `ingest explain` does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ingest import pages, plan
from ingest.cli import clock
from ingest.cli.articles import told
from ingest.cli.collecting import task_without_store
from ingest.cli.collector import open_reader
from ingest.cli.workers import open_pool
from ingest.config import Settings
from ingest.fetch import Web
from ingest.model import Access, Evidence, Extraction, Fetched, PageTask, Problem
from ingest.pages import Explanation, Line
from ingest.pool import Broken, Pool
from ingest.run import log_outcome
from ingest.store import Store


class Origin(StrEnum):
    """Where an explained page is from."""

    KEPT = "kept"
    FETCHED = "fetched"
    FILE = "file"
    STORED = "stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A page that was read, whatever it gave. `url` is the address that answered."""

    url: str
    at: datetime
    origin: Origin
    explanation: Explanation
    article_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotHad:
    """A page that could not be had, or not be read."""

    url: str
    problem: Problem
    detail: str


async def explain_file(settings: Settings, url: str, body: bytes) -> Explained | NotHad:
    """The bytes as if they came from the address; nothing is known of it."""
    task = task_without_store(url)
    answer = Fetched(request=task.request, at=clock.now(), url=task.request.url, body=body)
    async with open_pool(settings) as pool:
        return await _read(pool, task, answer, Origin.FILE)


async def explain_kept(
    settings: Settings, task: PageTask, answer: Fetched, article_id: int | None
) -> Explained | NotHad:
    """A page as it was kept, with what was known of it then."""
    async with open_pool(settings) as pool:
        found = await _read(pool, task, answer, Origin.KEPT)
    return replace(found, article_id=article_id) if isinstance(found, Explained) else found


async def explain_anew(settings: Settings, url: str, known: PageTask | None) -> Explained | NotHad:
    """A page as it is now. robots.txt is obeyed, and nothing is stored."""
    new = task_without_store(url)
    task = replace(known, request=new.request) if known else new
    async with open_reader(settings) as reader:
        return await _fetch(reader.web, reader.pool, task)


async def _fetch(web: Web, pool: Pool, task: PageTask) -> Explained | NotHad:
    outcome = await web.fetch(task.request)
    fetch = plan.record(outcome)
    log_outcome("page read", outcome, problem=fetch.problem)
    if isinstance(outcome, Fetched):
        return await _read(pool, task, outcome, Origin.FETCHED)
    assert fetch.problem is not None, "a page is never asked conditionally"
    return NotHad(
        url=fetch.final_url or fetch.url, problem=fetch.problem, detail=fetch.detail or ""
    )


async def _read(pool: Pool, task: PageTask, answer: Fetched, origin: Origin) -> Explained | NotHad:
    found = await pool.run(plan.explain_page, task, answer)
    if isinstance(found, Broken):
        return NotHad(url=answer.url, problem=found.problem, detail=found.detail)
    return Explained(url=answer.url, at=answer.at, origin=origin, explanation=found)


def differs(found: Explained | NotHad, row: Mapping[str, object]) -> bool:
    """Whether what the page gives now is not what is stored of it."""
    return isinstance(found, Explained) and found.explanation.extraction.text != row["text"]


def explain_stored(store: Store, row: Mapping[str, object]) -> Explained:
    """An article whose page is not kept: its text, what was removed from it, and its evidence."""
    why = told(store, row)
    text = str(row["text"] or "")
    lines = [
        *(_stored_line(block) for block in text.split("\n\n") if block),
        *(
            Line("paragraph", str(one["text"]), kept=False, reason=str(one["reason"]), chance=None)
            for one in why["removed"]
        ),
    ]
    return Explained(
        url=str(row["url"]),
        at=_moment(row["fetched_at"]) or clock.now(),
        origin=Origin.STORED,
        explanation=pages.Explanation(_stored(row, text, why["evidence"]), tuple(lines)),
        article_id=int(str(row["id"])),
    )


def _stored_line(block: str) -> Line:
    is_item = block.startswith("- ")
    kind = "item" if is_item else "paragraph"
    return Line(kind, block.removeprefix("- "), kept=True, reason=None, chance=None)


def _stored(
    row: Mapping[str, object], text: str, evidence: Iterable[Mapping[str, object]]
) -> Extraction:
    def word(name: str) -> str | None:
        return None if row[name] is None else str(row[name])

    return Extraction(
        text=text,
        title=word("title"),
        description=word("description"),
        authors=_names(row["authors"]),
        published_at=_moment(row["published_at"]),
        published_source=word("published_source"),
        modified_at=_moment(row["modified_at"]),
        section=word("section"),
        tags=_names(row["tags"]),
        language=word("language"),
        site_name=word("site_name"),
        image_url=word("image_url"),
        access=Access(str(row["access"])),
        quality=None if row["quality"] is None else float(str(row["quality"])),
        evidence=tuple(
            Evidence(
                field=str(one["field"]),
                source=str(one["source"]),
                value=str(one["value"]),
                chosen=bool(one["chosen"]),
            )
            for one in evidence
        ),
    )


def _names(column: object) -> tuple[str, ...]:
    return tuple(str(column).split("; ")) if column else ()


def _moment(column: object) -> datetime | None:
    return datetime.fromisoformat(str(column)) if column else None
