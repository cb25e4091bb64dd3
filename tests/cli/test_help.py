"""Every command says what it does, what it writes, and gives an example."""

import resource
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from ingest.cli.root import root


def commands(
    command: click.Command = root, parent: click.Context | None = None
) -> Iterator[click.Context]:
    ctx = command.make_context(
        "ingest" if parent is None else command.name, ["--help"], parent, resilient_parsing=True
    )
    yield ctx
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from commands(child, ctx)


ALL = {ctx.command_path: ctx for ctx in commands()}
every_command = pytest.mark.parametrize("ctx", ALL.values(), ids=ALL.keys())


@every_command
def test_help_ends_with_an_example_of_the_command(ctx: click.Context) -> None:
    last = ctx.get_help().rstrip().splitlines()[-1]
    options_before = last.replace("--database-url postgresql://news@localhost/news ", "")
    assert options_before.startswith(ctx.command_path)


@every_command
def test_help_is_one_imperative_sentence_and_what_is_written(ctx: click.Context) -> None:
    first, _, rest = (ctx.command.help or "").partition("\n\n")
    assert first.endswith(".")
    assert first.count(". ") == 0
    assert any(word in rest for word in ("written", "named", "created"))


@every_command
def test_every_option_has_an_environment_name(ctx: click.Context) -> None:
    for param in ctx.command.params:
        if isinstance(param, click.Option) and param.name not in {"help", "version"}:
            _, said = param.get_help_record(ctx) or ("", "")
            name = max(param.opts, key=len).removeprefix("--").replace("-", "_").upper()
            prefix = ctx.command_path.upper().replace(" ", "_")
            assert f"env var: {prefix}_{name}" in said


def test_an_option_is_read_from_the_environment(filled: object) -> None:
    from tests.cli.command import Ingest

    folder = filled.ingest.folder
    printed = Ingest(folder, {"INGEST_ARTICLES_LIST_LIMIT": "2"})("articles", "list").stdout
    assert len(printed.splitlines()) == 3


def test_help_takes_a_blink() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "ingest", "--help"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < 0.6, "budget is 0.3 s on a machine that does nothing else"


def test_help_imports_nothing_heavy() -> None:
    script = "import sys, ingest.cli.root; print(*sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout.split()
    heavy = {
        "sqlalchemy",
        "httpx",
        "lxml",
        "trafilatura",
        "feedparser",
        "structlog",
        "rich",
        "asyncio",
    }
    assert not heavy & set(printed)
