"""What the documentation takes from elsewhere: the commands' own help, the list of decisions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ingest.cli.root import root

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "reference" / "commands.md"
DECISIONS = DOCS / "decisions" / "README.md"
MARK = "<!-- Below this line: the commands' own help, written by `make docs`. -->\n"
WIDTH = 100


def commands(
    command: click.Command = root, parent: click.Context | None = None
) -> Iterator[click.Context]:
    """Every command, each under its group."""
    name = command.name if parent else "ingest"
    ctx = click.Context(
        command,
        parent,
        name,
        terminal_width=WIDTH,
        auto_envvar_prefix="INGEST" if parent is None else None,
        help_option_names=["-h", "--help"],
    )
    yield ctx
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from commands(child, ctx)


def page() -> str:
    """docs/reference/commands.md as it has to be."""
    written_by_hand = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    sections = [
        f"## `{ctx.command_path}`\n\n```\n{ctx.get_help().rstrip()}\n```\n" for ctx in commands()
    ]
    return "\n".join([written_by_hand + MARK, *sections])


def decisions() -> str:
    """docs/decisions/README.md as it has to be."""
    written_by_hand = DECISIONS.read_text(encoding="utf-8").partition("\n- ")[0]
    titles = {
        file.name: file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        for file in sorted(DECISIONS.parent.glob("0*.md"))
    }
    listed = [f"- [{title}]({name})" for name, title in titles.items()]
    return "\n".join([written_by_hand, *listed, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    DECISIONS.write_text(decisions(), encoding="utf-8")
