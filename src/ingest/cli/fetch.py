"""`ingest fetch`: pages now, for a person."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from ingest.cli import files
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Command, OneOf, option
from ingest.cli.printing import Format, Printer
from ingest.cli.words import shown
from ingest.errors import UsageError

SOME_GAVE_NO_ARTICLE = 4


@click.command(cls=Command, epilog="ingest fetch https://example.org/news/story.html")
@click.argument("addresses", metavar="URL...", nargs=-1, required=True)
@option(
    "--format",
    "form",
    type=OneOf(Format),
    default=Format.TEXT.value,
    show_default=True,
    help="Print articles like this; json is one object a line.",
)
@option(
    "--store/--no-store",
    "keeps",
    default=None,
    help="Keep the articles in the database, as is done without --html; or only print them.",
)
@option(
    "--html",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Read this file, or stdin (-), as if it came from URL: no network, nothing kept.",
)
@pass_invocation
@click.pass_context
def fetch(
    ctx: click.Context,
    invocation: Invocation,
    *,
    addresses: tuple[str, ...],
    form: Format,
    keeps: bool | None,
    file: Path | None,
) -> None:
    """Fetch pages and print their articles, in the order given.

    Articles are written to stdout and kept in the database; what gave no article is named on
    stderr, with status 4.
    """
    if file is not None and len(addresses) > 1:
        raise click.UsageError("--html reads one page: give one URL with it")
    urls = [_normalized(address) for address in addresses]
    body = files.read(file) if file is not None else None
    settings = invocation.settings
    invocation.start_log()

    if body is None:
        from ingest.cli.workers import warm_up

        warm_up()
    from ingest.cli import collecting
    from ingest.cli.signals import complete

    printer = Printer(form, addresses)
    is_kept = file is None if keeps is None else keeps
    with invocation.store() if is_kept else nullcontext() as store:
        if body is not None:
            printer.print(collecting.read_here(store, urls[0], body))
        else:
            complete(collecting.fetch_each(settings, store, urls, printer.print))
    if printer.has_failures:
        ctx.exit(SOME_GAVE_NO_ARTICLE)


def _normalized(address: str) -> str:
    from ingest import urls

    url = urls.normalize(address)
    if url is None:
        raise UsageError(f"{shown(address)} is not an http or https address; nothing was fetched")
    return url
