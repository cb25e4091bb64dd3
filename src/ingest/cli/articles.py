"""`ingest articles`: what was stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

import click

from ingest.cli import clock, output
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Group, Number, json_option, option
from ingest.cli.spans import span_of
from ingest.cli.words import say, shown
from ingest.errors import IngestError

if TYPE_CHECKING:
    from ingest.store import Store

COLUMNS = ("id", "published_at", "host", "title")
FOUND = ("id", "host", "title", "snippet")
BRACKETS = {2: "[", 3: "]"}  # the store marks what was found with control characters
ON_A_SCREEN = 50


class Since(click.ParamType[datetime]):
    """A moment: a date, a date with a time, or a span before now."""

    name = "since"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The moment, aware; a time without an offset is UTC."""
        text = str(value).strip()
        try:
            if span := span_of(text):
                return clock.now() - span
            moment = datetime.fromisoformat(text)
        except (ValueError, OverflowError):
            self.fail(
                f"{text!r} is no moment: give 2026-07-01, 2026-07-01T12:00Z or 7d", param, ctx
            )
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.group(cls=Group, epilog="ingest articles list --since 7d")
def articles() -> None:
    """List and show the stored articles.

    Articles are written to stdout.
    """


@articles.command("list", epilog="ingest articles list --since 7d --host example.org --json")
@option("--since", type=Since(), metavar="MOMENT", help="First seen since: 2026-07-01, 24h, 7d.")
@option("--host", metavar="HOST", help="Of this host only.")
@option("--limit", type=Number(0), metavar="N", help="At most so many, the newest.")
@json_option
@pass_invocation
def list_(
    invocation: Invocation,
    *,
    since: datetime | None,
    host: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List the stored articles, newest first.

    A table is written to stdout, on a terminal of the newest 50; with --json an array with the
    columns of v1_articles.
    """
    import sys

    with invocation.store() as store:
        if as_json:
            output.write_json_array(store.articles(since=since, host=host, limit=limit))
            return
        is_cut = limit is None and sys.stdout.isatty()
        rows = store.articles(since=since, host=host, limit=ON_A_SCREEN + 1 if is_cut else limit)
        lines = ([row[name] for name in COLUMNS] for row in rows)
        output.write_table(COLUMNS, islice(lines, ON_A_SCREEN) if is_cut else lines)
        if is_cut and next(iter(rows), None) is not None:
            say(f"These are the newest {ON_A_SCREEN}; give --limit for more.")


@articles.command(epilog="ingest articles show 1")
@click.argument("ref", metavar="ID|URL")
@json_option
@pass_invocation
def show(invocation: Invocation, ref: str, *, as_json: bool) -> None:
    """Show one article, by its id or any of its addresses.

    Its title, where it comes from and its text are written to stdout; with --json an object with
    the columns of v1_articles, what was removed, and where each field came from.
    """
    with invocation.store() as store:
        row = store.article(ref)
        if row is None:
            raise IngestError(f"{shown(ref)}: no such article; see them with ingest articles list")
        if as_json:
            output.write_json({**row, **told(store, row)})
        else:
            output.write("\n".join(_page(row)))


@articles.command(epilog="ingest articles search 'night ferry' --limit 5")
@click.argument("words", metavar="WORDS", nargs=-1, required=True)
@option("--host", metavar="HOST", help="Of this host only.")
@option("--limit", type=Number(1), default=20, show_default=True, metavar="N",
        help="At most so many, the best.")  # fmt: skip
@json_option
@pass_invocation
def search(
    invocation: Invocation, words: tuple[str, ...], *, host: str | None, limit: int, as_json: bool
) -> None:
    """Search titles, descriptions and texts, the best match first.

    All words must be there; words in quotes are a phrase, and a word after - must not be there. A
    table is written to stdout; with --json an array of objects. What was found stands in [ ].
    """
    with invocation.store() as store:
        found = store.search(" ".join(words), host=host, limit=limit)
    rows = [{**row, "snippet": str(row["snippet"]).translate(BRACKETS)} for row in found]
    if as_json:
        output.write_json_array(rows)
    else:
        output.write_table(FOUND, ([row[name] for name in FOUND] for row in rows))


def told(store: Store, row: output.Row) -> dict[str, list[dict[str, object]]]:
    """Why the article is what it is: `removed` and `evidence`, as in the JSON of `fetch`."""
    this = {"article_id": row["id"]}
    revision = {**this, "revision": row["revision"]}
    removed = store.rows("v1_removed", where=revision, order="position")
    evidence = store.rows("v1_evidence", where=this)
    return {
        "removed": [{name: one[name] for name in ("reason", "text")} for one in removed],
        "evidence": [
            {name: one[name] for name in ("field", "source", "value", "chosen")} for one in evidence
        ],
    }


def _page(row: output.Row) -> Iterator[str]:
    yield str(row["title"] or row["url"])
    yield ""
    for name in ("url", "authors", "published_at", "section", "host"):
        if row[name]:
            yield f"{name}: {row[name]}"
    yield ""
    yield str(row["text"] or "")
