"""`ingest reextract`: today's extractor over the pages that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli import clock, files, output
from ingest.cli.articles import Since
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Command, Number, json_option, option
from ingest.cli.words import one_line, say
from ingest.model import Problem

if TYPE_CHECKING:
    from ingest.config import Settings
    from ingest.run.again import Difference, Findings
    from ingest.store import Selection, Store

COLUMNS = ("id", "lost", "gained", "title", "url")


class Condition(click.ParamType[Problem]):
    """`problem=WORD`: a word of the closed vocabulary."""

    name = "condition"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Problem:
        """The problem. Fails with what is possible."""
        name, _, word = str(value).partition("=")
        if name != "problem" or word not in list(Problem):
            self.fail(f"{value!r} is no condition: give problem=WORD, e.g. problem=truncated",
                      param, ctx)  # fmt: skip
        return Problem(word)


@click.command(cls=Command, epilog="ingest reextract --host example.org --dry-run --html r.html")
@option("--host", metavar="HOST", help="Pages of this host only.")
@option("--since", type=Since(), metavar="MOMENT", help="Fetched since: 2026-07-01, 24h, 7d.")
@option("--where", "problem", type=Condition(), metavar="problem=WORD",
        help="Only pages that gave no article for this reason.")  # fmt: skip
@option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@option("--again", is_flag=True, help="Also pages that this version has read already.")
@option("--top", type=Number(0), default=100, show_default=True, metavar="N",
        help="Show at most so many articles, the most changed.")  # fmt: skip
@option("--html", "file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
        help="Write the report to this file, to be looked at in a browser.")  # fmt: skip
@json_option
@pass_invocation
def reextract(
    invocation: Invocation,
    *,
    host: str | None,
    since: datetime | None,
    problem: Problem | None,
    dry_run: bool,
    again: bool,
    top: int,
    file: Path | None,
    as_json: bool,
) -> None:
    """Read the kept pages again with today's extractor, and store what it makes of them.

    The articles that change, the most changed first, are written to stdout; with --json one object
    with all counts and the lines lost and gained. Works beside a run, and goes on where it was
    stopped.
    """
    from ingest.cli.collector import extractor
    from ingest.run.again import Findings
    from ingest.store import Selection

    invocation.start_log()
    version = extractor()
    selection = Selection(
        extractor=None if again else version, host=host, since=since, problem=problem
    )
    findings = Findings(top=top)
    started_at = clock.now()
    with files.written_whole(file) if file else nullcontext() as out:
        with invocation.store() as store:
            read(invocation.settings, store, selection, findings, applies=not dry_run)
        document = _document(findings, version, dry_run=dry_run)
        document["seconds"] = round((clock.now() - started_at).total_seconds(), 3)
        if out is not None:
            from ingest.cli.changed_articles import page

            out.write(page(document, findings.most_changed).encode())
    if as_json:
        output.write_json(document | {"articles": [_told(one) for one in findings.most_changed]})
        return
    output.write_table(COLUMNS, (_cells(one) for one in findings.most_changed))
    for line in in_words(document):
        say(line)
    if file is not None:
        say(f"The report is in {one_line(file)}.")


def read(
    settings: Settings, store: Store, selection: Selection, findings: Findings, *, applies: bool
) -> None:
    """Reads the selection in worker processes."""
    from ingest.cli.collector import extractor
    from ingest.cli.progress import told_while
    from ingest.cli.signals import complete
    from ingest.cli.workers import open_pool
    from ingest.run.again import LANES_PER_WORKER, read_again

    total = store.count_kept(selection)
    if not total:
        return

    async def work() -> None:
        async with (
            open_pool(settings) as pool,
            told_while(
                lambda: (
                    f"{findings.pages:,} of {total:,} pages read, "
                    f"{findings.counts['updated']:,} articles are other than they were"
                )
            ),
        ):
            await read_again(
                store,
                pool,
                selection,
                findings,
                extractor=extractor(),
                applies=applies,
                lanes=LANES_PER_WORKER * settings.workers,
                now=clock.now,
            )

    complete(work())


def _document(findings: Findings, version: str, *, dry_run: bool) -> dict[str, object]:
    from ingest.run.again import COUNTS

    return {
        "extractor": version,
        "dry_run": dry_run,
        "pages": findings.pages,
        **{name: findings.counts[name] for name in COUNTS},
        "lines_lost": findings.lost,
        "lines_gained": findings.gained,
    }


def in_words(document: output.Row) -> Iterator[str]:
    """The counts, for a person."""
    would = "would be" if document["dry_run"] else "are"
    yield f"{document['pages']:,} pages read again by {document['extractor']}."
    if document["updated"]:
        yield (
            f"{document['updated']:,} articles {would} changed: {document['lines_lost']:,} lines"
            f" lost, {document['lines_gained']:,} gained."
        )
    if document["stored"]:
        yield f"{document['stored']:,} articles {would} new."
    if document["refused"]:
        yield f"{document['refused']:,} articles stay, though this extractor would not take them."
    if document["failed"]:
        yield f"{document['failed']:,} pages still give no article."
    if document["broken"]:
        yield f"{document['broken']:,} pages could not be read in time; they come again."
    if document["dry_run"]:
        yield "Nothing was changed."


def _told(one: Difference) -> dict[str, object]:
    return {
        "id": one.article_id,
        "url": one.url,
        "old_title": one.old_title,
        "title": one.new_title,
        "characters": one.characters,
        "lost": list(one.lost),
        "gained": list(one.gained),
    }


def _cells(one: Difference) -> list[object]:
    return [
        one.article_id,
        sum(map(len, one.lost)),
        sum(map(len, one.gained)),
        one.new_title,
        one.url,
    ]
