"""`ingest db`: the schema of the database."""

from __future__ import annotations

import click

from ingest.cli import output
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Group
from ingest.cli.words import say


@click.group("db", cls=Group, epilog="ingest db upgrade")
def database() -> None:
    """Create, upgrade and check the database.

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
