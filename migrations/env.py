"""Runs the migrations, in the program's own connection or in one made for a developer's command."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from ingest.store.tables import Base


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def connect_and_run() -> None:
    from ingest.store.engine import open_engine, parse_url

    address = context.get_x_argument(as_dictionary=True).get(
        "url"
    ) or context.config.get_main_option("sqlalchemy.url", "sqlite:///ingest.db")
    engine = open_engine(parse_url(address), foreign_keys=False).execution_options(writes=True)
    with engine.begin() as connection:
        run(connection)
    engine.dispose()


given = context.config.attributes.get("connection")
if given is None:
    connect_and_run()
else:
    run(given)
