"""Every command says what it does, what it writes, and gives an example."""

import resource
import subprocess
import sys

import click
import pytest
from tests.cli.command import Filled, Ingest
from tests.docs.reference import commands

ALL = {ctx.command_path: ctx for ctx in commands()}
HEAVY = {"sqlalchemy", "httpx", "lxml", "trafilatura", "feedparser", "structlog", "rich", "asyncio"}
every_command = pytest.mark.parametrize("ctx", ALL.values(), ids=ALL.keys())


@every_command
def test_help_ends_with_an_example_of_the_command(ctx: click.Context) -> None:
    last = ctx.get_help().rstrip().splitlines()[-1]
    assert last.startswith(ctx.command_path)


@every_command
def test_help_is_one_imperative_sentence_and_what_is_written(ctx: click.Context) -> None:
    first, _, rest = (ctx.command.help or "").partition("\n\n")
    assert first.endswith(".")
    assert first.count(". ") == 0
    assert "written" in rest or "named on stderr" in " ".join(rest.split())


@every_command
def test_every_option_has_an_environment_name(ctx: click.Context) -> None:
    for param in ctx.command.params:
        if isinstance(param, click.Option) and param.name not in {"help", "version"}:
            _, said = param.get_help_record(ctx) or ("", "")
            words = f"{ctx.command_path} {max(param.opts, key=len).removeprefix('--')}"
            name = words.upper().replace(" ", "_").replace("-", "_")
            assert f"env var: {name}" in said


def test_an_option_is_read_from_the_environment(filled: Filled) -> None:
    limited = Ingest(filled.ingest.folder, {"INGEST_ARTICLES_LIST_LIMIT": "2"})
    assert len(limited("articles", "list").stdout.splitlines()) == 3


def test_help_takes_a_blink() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "ingest", "--help"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < 0.6, "the promise is 0.3 s where nothing else is at work"


def test_help_imports_nothing_heavy() -> None:
    script = "import sys, ingest.cli.root; print(*sys.modules)"
    command = [sys.executable, "-c", script]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert not HEAVY & set(printed.split())
