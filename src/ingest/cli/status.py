"""`ingest status`: the health of the whole, at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click

from ingest.cli import output
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Command, json_option
from ingest.cli.run import in_words

FEED_COLUMNS = ("url", "problem", "detail", "failures", "last_success_at")


@click.command(cls=Command, epilog="ingest status --json")
@json_option
@pass_invocation
def status(invocation: Invocation, *, as_json: bool) -> None:
    """Show how feeds, pages and runs are doing.

    A summary is written to stdout; with --json one object.
    """
    with invocation.store() as store:
        found = store.status()
        name = store.name
    if as_json:
        output.write_json(found)
        return
    for line in _lines(name, found):
        output.write(line)
    feeds = _rows(found["worst_feeds"])
    if feeds:
        output.write("\nfeeds with problems, the worst first:")
        output.write_table(FEED_COLUMNS, ([feed[name] for name in FEED_COLUMNS] for feed in feeds))


def _lines(name: str, found: Mapping[str, object]) -> Iterator[str]:
    newest = f", the newest stored at {found['newest_article_at']}"
    yield f"database:       {name}"
    yield f"feeds:          {_counts(found['feeds'])}"
    yield f"feed problems:  {_counts(found['feed_problems'])}"
    yield f"pages:          {_counts(found['pages'])}; {found['retrying']} to be tried again"
    yield f"page problems:  {_counts(found['page_problems'])}"
    yield f"articles:       {found['articles']}{newest if found['newest_article_at'] else ''}"
    for run in _rows(found["runs"]):
        yield f"run:            {run['started_at']}  {_outcome(run)}"


def _outcome(run: Mapping[str, object]) -> str:
    summary = run["summary"]
    return in_words(summary) if isinstance(summary, Mapping) else "did not end, or is at work"


def _counts(counts: object) -> str:
    assert isinstance(counts, Mapping)
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"


def _rows(rows: object) -> Sequence[Mapping[str, object]]:
    assert isinstance(rows, Sequence)
    return rows
