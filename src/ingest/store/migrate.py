"""A database of any revision -> a database of this version's revision.

Alembic is imported only where there is something to do: it costs more than a whole idle run.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine import URL

from ingest.errors import DatabaseError, SchemaError
from ingest.store import care
from ingest.store.engine import (
    is_sqlite,
    open_engine,
    parse_url,
    shown,
    sqlite_file,
    told,
    use_wal,
)
from ingest.store.tables import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

UPGRADE_LOCK = 7021905546018290001
"""PostgreSQL's advisory lock for changing the schema: a number of ours, as good as any."""

UNFINISHED = "copy-of-"
"""What a revision begins with while `ingest db copy` fills the database."""


def scripts() -> Path:
    """The folder of the migrations: inside the installed package, or beside `src` in a checkout."""
    package = Path(str(resources.files("ingest")))
    for folder in (package / "migrations", package.parent.parent / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise DatabaseError(f"the migrations are missing beside {package}; install ingest again")


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the schema to this version's revision, in one transaction: whole or not at all.

    Several processes may do it at once; the others wait and find it done.
    """
    target = parse_url(url)
    with told(target):
        engine = open_engine(target, foreign_keys=False)
        try:
            upgrade_engine(engine, target, revision)
        finally:
            engine.dispose()


def upgrade_engine(engine: Engine, target: URL, revision: str = "head") -> None:
    """The same on an open engine, as a database in memory needs it."""
    from alembic import command

    if is_sqlite(target):
        use_wal(engine)
    with engine.execution_options(writes=True).begin() as connection:
        if not is_sqlite(target):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        _refuse_newer(revision_of(connection), shown(target))
        before = _layout(connection)
        command.upgrade(_config(connection), revision)
        if _layout(connection) != before:
            _refuse_orphans(connection, shown(target))


def downgrade(url: str, revision: str) -> None:
    """Brings the schema back to an earlier revision, in one transaction."""
    from alembic import command

    target = parse_url(url)
    with told(target):
        engine = open_engine(target, foreign_keys=False)
        try:
            with engine.execution_options(writes=True).begin() as connection:
                command.downgrade(_config(connection), revision)
        finally:
            engine.dispose()


def current(url: str) -> str | None:
    """The revision of the database; None where it has no schema yet. Makes no file."""
    target = parse_url(url)
    file = sqlite_file(target)
    if file and not file.exists():
        return None
    with told(target):
        engine = open_engine(target)
        try:
            with engine.connect() as connection:
                return revision_of(connection)
        finally:
            engine.dispose()


def check(url: str) -> None:
    """Looks the whole database over, and changes nothing.

    SchemaError where the schema is not this version's, DatabaseError with all that is wrong.
    """
    target = parse_url(url)
    require(current(url), shown(target))
    with told(target):
        engine = open_engine(target)
        try:
            with engine.connect() as connection:
                found = care.findings(connection)
        finally:
            engine.dispose()
    if found:
        raise DatabaseError(f"the database {shown(target)} is damaged: {'; '.join(found)}")


def revision_of(connection: Connection) -> str | None:
    """What stands in Alembic's own table."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def require(found: str | None, name: str) -> None:
    """Raises SchemaError unless the revision is this version's."""
    if found == HEAD:
        return
    _refuse_newer(found, name)
    state = "has no schema yet" if found is None else f"has the older schema {found}"
    raise SchemaError(f"the database {name} {state}; run: ingest db upgrade")


def _refuse_newer(found: str | None, name: str) -> None:
    if found is not None and found.startswith(UNFINISHED):
        raise SchemaError(
            f"the database {name} holds an unfinished copy; go on with the same ingest db copy, "
            "or drop the database and make it anew"
        )
    if found is not None and found not in _known():
        raise SchemaError(
            f"the database {name} has the schema {found}, which this version of ingest does not "
            f"know (its own is {HEAD}); use the version of ingest that made it, or a newer one"
        )


def _known() -> set[str]:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", _escaped(scripts()))
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _escaped(scripts()))
    config.attributes["connection"] = connection
    return config


def _escaped(folder: Path) -> str:
    return str(folder).replace("%", "%%")


def _layout(connection: Connection) -> int:
    """Another number after each change of a table of SQLite's: only then is all looked through,
    which takes minutes where there are a million articles.
    """
    if connection.dialect.name != "sqlite":
        return 0
    return int(connection.execute(text("PRAGMA schema_version")).scalar_one())


def _refuse_orphans(connection: Connection, name: str) -> None:
    orphan = connection.execute(text("PRAGMA foreign_key_check")).first()
    if orphan is not None:
        raise DatabaseError(
            f"the database {name} is damaged: a row of {orphan[0]} points at nothing"
        )
