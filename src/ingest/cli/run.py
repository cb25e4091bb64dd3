"""`ingest run`: one pass over what is due, for cron."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from ingest.cli import clock, output
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Command, Number, json_option, option
from ingest.cli.words import say, shown, warn
from ingest.errors import UsageError

if TYPE_CHECKING:
    from ingest.config import Settings
    from ingest.run import Scope, Summary
    from ingest.store import Store


@click.command(cls=Command, epilog="ingest run --feed https://example.org/feed.xml --json")
@option(
    "--feed",
    "addresses",
    multiple=True,
    metavar="URL",
    help="Check no feed but this, if it is due; repeatable.",
)
@option("--all", "every", is_flag=True, help="Check every active feed, due or not.")
@option("--feeds-only", is_flag=True, help="Check feeds, fetch no pages.")
@option("--pages-only", is_flag=True, help="Fetch waiting pages, check no feeds.")
@option("--limit", type=Number(0), metavar="N", help="Fetch at most so many pages.")
@json_option
@pass_invocation
def run(
    invocation: Invocation,
    *,
    addresses: tuple[str, ...],
    every: bool,
    feeds_only: bool,
    pages_only: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """Check the feeds that are due, then fetch the pages that wait.

    One line is written to stderr; with --json one object with the counts to stdout. Feeds and
    pages that failed are recorded, and are no failure of the command.
    """
    if feeds_only and pages_only:
        raise click.UsageError("--feeds-only and --pages-only exclude each other: give one of them")
    from ingest.run import Scope, Summary

    invocation.start_log()
    summary = Summary()
    with invocation.store() as store, store.lock_run():
        store.take_over()
        scope = Scope(
            run=uuid4().hex,
            only=_known(store, addresses) if addresses else None,
            every=every,
            reads_feeds=not pages_only,
            reads_pages=not feeds_only,
            limit=limit,
        )
        has_work = (
            bool(addresses)
            or every
            or store.anything_due(clock.now(), rechecks=bool(invocation.settings.recheck))
        )
        document = _pass(invocation.settings if has_work else None, store, scope, summary)
    if as_json:
        output.write_json(document)
    else:
        say(in_words(document))


def _pass(
    settings: Settings | None, store: Store, scope: Scope, summary: Summary
) -> Mapping[str, object]:
    """Without settings nothing is done but to note that a run was here."""
    started_at = clock.now()
    store.begin_run(scope.run, now=started_at)
    try:
        if settings is not None:
            _work(settings, store, scope, summary)
    finally:
        document = summary.document(clock.now() - started_at)
        store.end_run(scope.run, now=clock.now(), summary=document)
    return document


def _work(settings: Settings, store: Store, scope: Scope, summary: Summary) -> None:
    if store.anything_unread(clock.now(), feeds=scope.reads_feeds, pages=scope.reads_pages):
        from ingest.cli.workers import warm_up

        warm_up()
    from ingest.cli.collector import open_tools
    from ingest.cli.progress import shown_while
    from ingest.cli.signals import complete
    from ingest.run import run as run_pass

    async def work() -> None:
        async with open_tools(settings, store) as tools, shown_while(summary):
            await run_pass(tools, scope, summary)

    complete(work())


def _known(store: Store, addresses: Sequence[str]) -> tuple[str, ...]:
    from ingest import urls

    known = {str(row["url"]) for row in store.rows("v1_feeds")}
    asked = {urls.normalize(address) or address: address for address in addresses}
    for url, address in asked.items():
        if url not in known:
            warn(f"{shown(address)}: not subscribed to")
    if not known & asked.keys():
        raise UsageError("none of these feeds is subscribed to; see them with ingest feeds list")
    return tuple(known & asked.keys())


def in_words(document: Mapping[str, object]) -> str:
    """The counts of a pass on one line; what did not happen is left out."""
    parts = [f"{name}: {_counts(document[name])}" for name in ("feeds", "pages")]
    if document["problems"]:
        parts.append(f"problems: {_counts(document['problems'])}")
    return "; ".join([*parts, f"{document['seconds']:.1f} s"])


def _counts(counts: object) -> str:
    assert isinstance(counts, Mapping)
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"
