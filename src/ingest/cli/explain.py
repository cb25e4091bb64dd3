"""`ingest explain`: why is the text what it is?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli import clock, files, output
from ingest.cli.fetch import SOME_GAVE_NO_ARTICLE
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Command, json_option, option
from ingest.cli.words import say, shown, warn
from ingest.errors import IngestError, UsageError

if TYPE_CHECKING:
    from ingest.cli.explaining import Explained, NotHad


@click.command(cls=Command, epilog="ingest explain https://example.org/news/story.html\n"
               "ingest explain 31 --html why.html")  # fmt: skip
@click.argument("ref", metavar="URL|ID")
@option(
    "--page",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Read this file, or stdin (-), as if it came from URL: no network, no database.",
)
@option(
    "--html",
    "report",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write a page for a browser to this file, or to stdout (-), and print nothing else.",
)
@json_option
@pass_invocation
@click.pass_context
def explain(
    ctx: click.Context,
    invocation: Invocation,
    *,
    ref: str,
    page: Path | None,
    report: Path | None,
    as_json: bool,
) -> None:
    """Show why the text of an article is what it is.

    Every block of the page, kept or cut and why, and all that was said about each field are
    written to stdout, with --json as one object. A page that is kept in the database is read
    again; any other is fetched, and nothing is stored. A page that could not be had is named on
    stderr, with status 4.
    """
    if report is not None and as_json:
        raise click.UsageError("--html and --json exclude each other: give one of them")
    found = _explained(invocation, ref, page)

    from ingest.cli import explained
    from ingest.cli.explaining import NotHad

    if isinstance(found, NotHad):
        detail = f": {found.detail}" if found.detail else ""
        warn(f"{shown(ref)}: {found.problem}{detail}")
        if as_json:
            output.write_json(explained.failure(ref, found))
        ctx.exit(SOME_GAVE_NO_ARTICLE)
    if report is not None:
        _write_report(report, found)
    elif as_json:
        output.write_json(explained.document(ref, found))
    else:
        explained.tell(found)


def _explained(invocation: Invocation, ref: str, page: Path | None) -> Explained | NotHad:
    from ingest import urls

    is_id = ref.isascii() and ref.isdigit()
    url = None if is_id else urls.normalize(ref)
    if url is None and not is_id:
        raise UsageError(f"{shown(ref)} is neither an id nor an http or https address")
    settings = invocation.settings
    invocation.start_log()
    if page is None:
        return _known(invocation, ref, url)
    if url is None:
        raise click.UsageError("--page reads a file as if it came from an address: give a URL")

    from ingest.cli.explaining import explain_file
    from ingest.cli.signals import complete

    return complete(explain_file(settings, url, files.read(page)))


def _known(invocation: Invocation, ref: str, url: str | None) -> Explained | NotHad:
    """What the database keeps of the page, else what it has stored, else the page as it is now."""
    from ingest.cli import explaining
    from ingest.cli.signals import complete

    with invocation.store() as store:
        task, answer = store.kept_page(ref, now=clock.now()) or (None, None)
        row = store.article(ref)
        if row is not None and answer is None:
            return explaining.explain_stored(store, row)
    if task is not None and answer is not None:
        article_id = int(str(row["id"])) if row is not None else None
        found = complete(explaining.explain_kept(invocation.settings, task, answer, article_id))
        if row is not None and explaining.differs(found, row):
            say("The stored text is another: of another version of ingest, or of the page.")
        return found
    if url is None:
        raise IngestError(f"{shown(ref)}: no such article; see them with ingest articles list")
    return complete(explaining.explain_anew(invocation.settings, url, task))


def _write_report(file: Path, found: Explained) -> None:
    from ingest.pages.report import Subject, report

    document = report(
        found.explanation,
        Subject(url=found.url, at=found.at, origin=found.origin, article_id=found.article_id),
    )
    if str(file) == "-":
        output.write(document)
        return
    file.write_text(document, encoding="utf-8")
    say(f"{file}: written; open it in a browser")
