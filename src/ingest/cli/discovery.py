"""`ingest feeds discover`: which feeds has this site?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from ingest.cli import clock, output
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Command, json_option
from ingest.cli.words import shown
from ingest.errors import IngestError, UsageError

if TYPE_CHECKING:
    from ingest.run.discover import Found

COLUMNS = ("url", "title", "kind", "entries", "newest_at")


@click.command(cls=Command, epilog="ingest feeds discover https://example.org/")
@click.argument("address", metavar="URL")
@json_option
@pass_invocation
def discover(invocation: Invocation, *, address: str, as_json: bool) -> None:
    """Look for the feeds of a site, and subscribe to none.

    The best is first. A table is written to stdout; with --json an array of objects. Finding none
    is a failure.
    """
    from ingest import urls
    from ingest.cli.collector import open_reader
    from ingest.cli.signals import complete
    from ingest.model import Failed
    from ingest.run.discover import find_feeds

    url = urls.normalize(address)
    if url is None:
        raise UsageError(f"{shown(address)} is not an http or https address; nothing was fetched")
    invocation.start_log()

    async def look() -> Sequence[Found] | Failed:
        async with open_reader(invocation.settings) as reader:
            return await find_feeds(reader, url, at=clock.now())

    found = complete(look())
    if isinstance(found, Failed):
        raise IngestError(f"{shown(address)}: {found.problem}: {found.detail}")
    rows = [_row(one) for one in found]
    if as_json:
        output.write_json_array(rows)
    elif rows:
        output.write_table(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
    if not rows:
        raise IngestError(f"{shown(address)}: no feed was found; try the site's home page")


def _row(found: Found) -> Mapping[str, object]:
    candidate, feed = found
    dates = [entry.published_at or entry.modified_at for entry in feed.entries]
    newest = max((at for at in dates if at is not None), default=None)
    return {
        "url": candidate.url,
        "title": feed.title or candidate.title,
        "kind": feed.kind,
        "format": feed.format,
        "entries": len(feed.entries) + feed.dropped,
        "newest_at": newest and newest.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "hint": candidate.hint,
    }
