"""`ingest articles export`: the stored articles as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli import files, output
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Command, Number, option
from ingest.cli.words import one_line, say
from ingest.errors import UsageError

if TYPE_CHECKING:
    from ingest.export import Form


@click.command(cls=Command, epilog="ingest articles export articles.parquet")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@option(
    "--since",
    type=Number(0),
    default=0,
    metavar="SEQ",
    help="Only articles that are new or changed after this seq of v1_changes.",
)
@pass_invocation
def export(invocation: Invocation, file: Path, *, since: int) -> None:
    """Write the articles to a file of JSON lines, CSV or Parquet.

    What is written has the columns of v1_articles and stands in the order of seq; the suffix of
    FILE (.jsonl, .csv or .parquet) says how, and - is JSON lines on stdout. The file is replaced
    when all is written. In CSV an apostrophe stands before a text that a spreadsheet would take
    for a formula.
    """
    form = None if str(file) == "-" else _form(file)
    with invocation.store() as store:
        taken = Taken(store.articles_since(since), last=since)
        if form is None:
            for row in taken:
                output.write_json(row)
            return
        _write(taken, file, form)
    say(
        f"{taken.number:,} articles are in {one_line(file)}; what comes later: --since {taken.last}"
    )


class Taken:
    """Rows on their way, counted."""

    def __init__(self, rows: Iterable[output.Row], *, last: int) -> None:
        self.number = 0
        self.last = last
        self._rows = rows

    def __iter__(self) -> Iterator[output.Row]:
        for row in self._rows:
            self.number += 1
            self.last = int(str(row["seq"]))
            yield row


def _write(taken: Taken, file: Path, form: Form) -> None:
    from ingest.cli.progress import counted
    from ingest.export import write

    with files.written_whole(file) as out:
        write(counted(taken, "articles written"), out, form)


def _form(file: Path) -> Form:
    from ingest.export import Form

    try:
        return Form(file.suffix.lower().removeprefix("."))
    except ValueError as error:
        known = ", ".join(f".{form}" for form in Form)
        raise UsageError(
            f"{one_line(file)}: the form is not known by this name; give it one of {known}"
        ) from error
