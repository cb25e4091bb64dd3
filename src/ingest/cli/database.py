"""`ingest db`: the database itself: its schema, what may go, copies of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from ingest.cli import clock, output
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Group, json_option, option
from ingest.cli.spans import Span
from ingest.cli.words import one_line, say, shown, warn


@click.group("db", cls=Group, epilog="ingest db upgrade")
def database() -> None:
    """Create, upgrade, check, prune and copy the database.

    SQLite is created and upgraded by every command; PostgreSQL by `ingest db upgrade` only. Words
    are written to stderr.
    """


@database.command(epilog="ingest db upgrade")
@pass_invocation
def upgrade(invocation: Invocation) -> None:
    """Create the schema, or bring it to this version's.

    What was done is written to stderr.
    """
    from ingest.store import migrate

    url = invocation.settings.database_url
    before = migrate.current(url)
    migrate.upgrade(url)
    after = migrate.current(url)
    say(f"the schema is {after}, as before" if before == after else f"the schema is now {after}")


@database.command(epilog="ingest db current")
@pass_invocation
def current(invocation: Invocation) -> None:
    """Print the revision of the database's schema.

    The revision is written to stdout; `none` where there is no schema yet.
    """
    from ingest.store import migrate

    output.write(migrate.current(invocation.settings.database_url) or "none")


@database.command(epilog="ingest db check")
@pass_invocation
def check(invocation: Invocation) -> None:
    """Check that the database is sound and at this version's schema.

    What is wrong is written to stderr, with status 1 or 3.
    """
    from ingest.store import migrate

    migrate.check(invocation.settings.database_url)
    say("the database is sound")


@database.command(epilog="ingest db prune --raw-older-than 90d --fetches-older-than 30d")
@option("--raw-older-than", "raw", type=Span(), metavar="SPAN",
        help="Raw pages that were fetched longer ago than this: 90d, 12h, 4w.")  # fmt: skip
@option("--fetches-older-than", "fetches", type=Span(), metavar="SPAN",
        help="Records of requests (v1_fetches) that are older than this.")  # fmt: skip
@option("--dry-run", is_flag=True, help="Count what would go, and delete nothing.")
@pass_invocation
def prune(
    invocation: Invocation, *, raw: timedelta | None, fetches: timedelta | None, dry_run: bool
) -> None:
    """Delete raw pages and records of requests that are old.

    Articles, their revisions and their changes stay. What was deleted is written to stderr. SQLite
    uses the room again, but its file does not shrink.
    """
    if raw is None and fetches is None:
        raise click.UsageError(
            "nothing is named to be deleted: give --raw-older-than or --fetches-older-than"
        )
    now = clock.now()
    bounds = {
        "raw_before": None if raw is None else now - raw,
        "fetches_before": None if fetches is None else now - fetches,
    }
    with invocation.store() as store:
        gone = (store.prunable if dry_run else store.prune)(**bounds)
    what = f"{gone['raw_pages']:,} raw pages and {gone['fetches']:,} records of requests"
    say(f"{what} would be deleted" if dry_run else f"{what} were deleted")


@database.command(epilog="ingest db backup /backup/ingest.db")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@pass_invocation
def backup(invocation: Invocation, file: Path) -> None:
    """Copy an SQLite database to a file while it is in use.

    FILE is replaced when the copy is whole, and is a database like any other. Its size is written
    to stderr. PostgreSQL is backed up with pg_dump.
    """
    from ingest.store.backup import backup

    backup(invocation.settings.database_url, file)
    say(f"the backup is {one_line(file)}: {file.stat().st_size:,} bytes")


@database.command(epilog="ingest db copy postgresql://ingest@db.example/news")
@click.argument("target", metavar="TARGET_URL")
@json_option
@pass_invocation
def copy(invocation: Invocation, target: str, *, as_json: bool) -> None:
    """Copy the whole database into another, empty one, of either kind.

    Every table with its number of rows and their SHA-256, the same on both sides, is written to
    stdout; with --json an array of objects. Ended in between, the same command goes on. Whatever
    is stored while it copies is not in the copy: stop `ingest run` meanwhile.
    """
    from ingest.cli.progress import stepped
    from ingest.store.copy import copy

    with stepped() as step:
        done = copy(
            invocation.settings.database_url,
            target,
            lambda table, rows: step(f"{table}: {rows:,} rows"),
        )
    rows = [{"table": one.table, "rows": one.rows, "digest": one.digest} for one in done.tables]
    if as_json:
        output.write_json_array(rows)
    else:
        output.write_table(("table", "rows", "digest"), [list(row.values()) for row in rows])
    say(f"the copy is whole; to use it: INGEST_DATABASE_URL={shown(target)}")
    if done.is_behind:
        warn("meanwhile more was stored in the source, which the copy does not have")
