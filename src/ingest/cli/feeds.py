"""`ingest feeds`: the subscriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli import clock, files, output
from ingest.cli.discovery import discover
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Group, json_option
from ingest.cli.words import say, shown, warn
from ingest.errors import UsageError

if TYPE_CHECKING:
    from ingest.model import FeedStatus, Source
    from ingest.store import Store

COLUMNS = ("state", "url", "title", "articles", "last_success_at", "problem")


@click.group(cls=Group, epilog="ingest feeds list")
def feeds() -> None:
    """Manage the subscriptions.

    Lists are written to stdout, what was done to stderr.
    """


@feeds.command(epilog="ingest feeds add https://example.org/feed.xml https://example.net/atom")
@click.argument("addresses", metavar="URL...", nargs=-1, required=True)
@pass_invocation
def add(invocation: Invocation, addresses: tuple[str, ...]) -> None:
    """Subscribe to feeds.

    No request is made: `ingest run` checks them. Addresses that cannot be used are named on
    stderr and left out.
    """
    from ingest.model import Source

    _subscribe(invocation, [Source(url=url) for url in _usable(addresses)])


@feeds.command(epilog="ingest feeds remove https://example.org/feed.xml")
@click.argument("addresses", metavar="URL...", nargs=-1, required=True)
@pass_invocation
def remove(invocation: Invocation, addresses: tuple[str, ...]) -> None:
    """End subscriptions, and keep their articles.

    Addresses that are not subscribed to are named on stderr.
    """
    _change(invocation, addresses, lambda store, urls: store.remove_feeds(urls), "removed")


@feeds.command("list", epilog="ingest feeds list --json")
@json_option
@pass_invocation
def list_(invocation: Invocation, *, as_json: bool) -> None:
    """List the feeds and what is wrong with them.

    A table is written to stdout; with --json an array with the columns of v1_feeds.
    """
    with invocation.store() as store:
        rows = store.rows("v1_feeds", order="id")
    if as_json:
        output.write_json_array(rows)
    else:
        output.write_table(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))


@feeds.command("import", epilog="ingest feeds import config/feeds.opml")
@click.argument("file", metavar="FILE.opml", type=click.Path(path_type=Path, allow_dash=True))
@pass_invocation
def import_(invocation: Invocation, file: Path) -> None:
    """Subscribe to all feeds of an OPML file.

    The file may be stdin (-). No request is made. What cannot be used is named on stderr, line by
    line, and left out.
    """
    from ingest import sources

    found = sources.read_opml(files.read(file))
    for junk in found.junk:
        warn(f"{file}:{junk.line}: {junk.reason}: {shown(junk.text)}")
    _subscribe(invocation, found.sources)


@feeds.command(epilog="ingest feeds export feeds.opml")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@pass_invocation
def export(invocation: Invocation, file: Path | None) -> None:
    """Write the feeds as OPML, for any feed reader.

    Passwords are left out. OPML is written to the file, or to stdout.
    """
    from ingest import sources

    with invocation.store() as store:
        known = store.sources()
    document = sources.write_opml(known)
    if file is None or str(file) == "-":
        output.write(document.rstrip("\n"))
        return
    file.write_text(document, encoding="utf-8")
    say(f"{file}: {_feeds(len(known))} written")


feeds.add_command(discover)


@feeds.command(epilog="ingest feeds enable https://example.org/feed.xml")
@click.argument("addresses", metavar="URL...", nargs=-1, required=True)
@pass_invocation
def enable(invocation: Invocation, addresses: tuple[str, ...]) -> None:
    """Check feeds again that were disabled or are gone.

    Addresses that are not subscribed to are named on stderr.
    """
    from ingest.model import FeedStatus

    _change(invocation, addresses, _setting(FeedStatus.ACTIVE), "enabled")


@feeds.command(epilog="ingest feeds disable https://example.org/feed.xml")
@click.argument("addresses", metavar="URL...", nargs=-1, required=True)
@pass_invocation
def disable(invocation: Invocation, addresses: tuple[str, ...]) -> None:
    """Stop checking feeds, and keep everything known about them.

    Addresses that are not subscribed to are named on stderr.
    """
    from ingest.model import FeedStatus

    _change(invocation, addresses, _setting(FeedStatus.PAUSED), "disabled")


def _usable(addresses: Iterable[str]) -> list[str]:
    from ingest import urls

    usable = []
    for address in addresses:
        url = urls.normalize(address)
        if url is None:
            warn(f"{shown(address)}: not an http or https address, left out")
        else:
            usable.append(url)
    return usable


def _subscribe(invocation: Invocation, found: Sequence[Source]) -> None:
    if not found:
        raise UsageError("no usable address was given: nothing was added")
    with invocation.store() as store:
        is_new = store.add_feeds(found, now=clock.now())
    known = len(is_new) - sum(is_new)
    say(f"{_feeds(sum(is_new))} added" + (f", {known} known before" if known else ""))


def _change(
    invocation: Invocation,
    addresses: Sequence[str],
    change: Callable[[Store, Sequence[str]], Iterable[str]],
    done: str,
) -> None:
    from ingest import urls

    asked = {urls.normalize(address) or address: address for address in addresses}
    with invocation.store() as store:
        changed = set(change(store, list(asked)))
    for url, address in asked.items():
        if url not in changed:
            warn(f"{shown(address)}: not subscribed to")
    if not changed:
        raise UsageError(f"no feed was {done}: see the addresses with ingest feeds list")
    say(f"{_feeds(len(changed))} {done}")


def _setting(state: FeedStatus) -> Callable[[Store, Sequence[str]], Iterable[str]]:
    return lambda store, urls: store.set_feed_status(urls, state, now=clock.now())


def _feeds(count: int) -> str:
    return f"{count} feed" if count == 1 else f"{count} feeds"
