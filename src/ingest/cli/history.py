"""`ingest articles history`, `merge` and `split`: what articles said, and which of them are one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import click

from ingest.cli import clock, output
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Command, json_option, option
from ingest.cli.words import say, shown
from ingest.errors import IngestError, UsageError

if TYPE_CHECKING:
    from ingest.store import Store


@click.command(cls=Command, epilog="ingest articles history 1")
@click.argument("ref", metavar="ID|URL")
@json_option
@pass_invocation
def history(invocation: Invocation, ref: str, *, as_json: bool) -> None:
    """Show what an article said, revision by revision, and what each changed.

    The edits are written to stdout: lines lost (-), gained (+) and edited (~), with [-words lost-]
    and {+words gained+}; with --json an array with the columns of v1_revisions and these lines.
    """
    with invocation.store() as store:
        row = _known(store, ref)
        revisions = store.revisions(_id(row))
    if as_json:
        output.write_json_array(
            {**after, "diff": list(_edits(before, after))}
            for before, after in pairwise([None, *revisions])
            if after is not None
        )
        return
    output.write(f"{row['title'] or row['url']}\n{row['url']}")
    for before, after in pairwise([None, *revisions]):
        if after is not None:
            said_by = f", {after['extractor']}" if after["extractor"] else ""
            output.write(f"\nrevision {after['revision']}, {after['at']}{said_by}")
            for line in _edits(before, after):
                output.write(line)


@click.command(cls=Command, epilog="ingest articles merge 17 18 --into 12")
@click.argument("refs", metavar="ID|URL...", nargs=-1, required=True)
@option("--into", "kept", metavar="ID|URL", required=True, help="The article that stays.")
@pass_invocation
def merge(invocation: Invocation, refs: Sequence[str], *, kept: str) -> None:
    """Make articles one with another, for good.

    Their addresses lead to it from then on, and v1_changes says merge; what was done is written to
    stderr.
    """
    with invocation.store() as store:
        survivor = _id(_known(store, kept))
        gone = list(dict.fromkeys(_id(_known(store, ref)) for ref in refs))
        if survivor in gone:
            place = gone.index(survivor)
            raise UsageError(f"{shown(refs[place])} is article {survivor} itself")
        store.merge_articles(gone, survivor, now=clock.now())
    for one in gone:
        say(f"Article {one} is now one with {survivor}.")


@click.command(cls=Command, epilog="ingest articles split 12 https://example.org/other-story")
@click.argument("ref", metavar="ID|URL")
@click.argument("aliases", metavar="ALIAS...", nargs=-1, required=True)
@pass_invocation
def split(invocation: Invocation, ref: str, aliases: Sequence[str]) -> None:
    """Make some of an article's addresses an article of their own, for good.

    Both are read again: from the pages that are kept, else with the next run. The new article's id
    is written to stdout.
    """
    with invocation.store() as store:
        old = _id(_known(store, ref))
        new, pages = store.split_article(old, aliases, now=clock.now())
        output.write(str(new))
        if pages:
            from ingest.cli.reextract import read
            from ingest.run.again import Findings
            from ingest.store import Selection

            read(invocation.settings, store, Selection(pages=pages), Findings(top=0), applies=True)
    say(f"Article {new} was split from {old}.")


def _known(store: Store, ref: str) -> output.Row:
    row = store.article(ref)
    if row is None:
        raise IngestError(f"{shown(ref)}: no such article; see them with ingest articles list")
    return row


def _id(row: output.Row) -> int:
    found = row["id"]
    assert isinstance(found, int)
    return found


def _edits(before: output.Row | None, after: output.Row) -> Iterator[str]:
    from ingest.cli import difference

    old, new = (("", "") if row is None else _said(row) for row in (before, after))
    if before is None:
        yield f"  {len(new[1].split())} words"
        return
    if old[0] != new[0]:
        yield "title " + difference.as_text(tuple(difference.words(old[0], new[0])))
    yield from difference.shortened(difference.lines(old[1], new[1]))


def _said(row: output.Row) -> tuple[str, str]:
    return str(row["title"] or ""), str(row["text"] or "")
