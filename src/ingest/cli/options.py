"""How commands are declared: one sentence, what they write, an example as the last line.

Every option has an environment name, and the help shows it.
"""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TypeVar

import click
from click.types import OptionHelpExtra

Word = TypeVar("Word", bound=StrEnum)

MOST = 2**63 - 1
"""The greatest whole number that both databases know."""


class Option(click.Option):
    """An option with an environment name made of its long name: INGEST_FEEDS_LIST_JSON."""

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        """What the environment says."""
        self._name_variable(ctx)
        return super().resolve_envvar_value(ctx)

    def get_help_extra(self, ctx: click.Context) -> OptionHelpExtra:
        """What the help says in brackets."""
        self._name_variable(ctx)
        return super().get_help_extra(ctx)

    def _name_variable(self, ctx: click.Context) -> None:
        if self.envvar is None and ctx.auto_envvar_prefix is not None:
            longest = max(self.opts, key=len).removeprefix("--")
            self.envvar = f"{ctx.auto_envvar_prefix}_{longest}".upper().replace("-", "_")


class OneOf(click.ParamType[Word]):
    """One word of a closed vocabulary, typed as its value."""

    name = "word"

    def __init__(self, words: type[Word]) -> None:
        self._words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002  click's
        """The words."""
        return "|".join(self._words)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Word:
        """The member. Fails with the words that are possible."""
        try:
            return self._words(str(value))
        except ValueError:
            self.fail(f"{value!r} is not one of {', '.join(self._words)}", param, ctx)


class Number(click.IntRange):
    """A whole number from `least` on; beyond what databases count to it is the last they can."""

    def __init__(self, least: int) -> None:
        super().__init__(min=least)

    def convert(self, value: int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Fails where it is none, or too small."""
        return min(super().convert(value, param, ctx), MOST)


option = partial(click.option, cls=Option, show_envvar=True)


class Command(click.Command):
    """A command whose help ends with its examples, one a line, as they are typed."""

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples unwrapped and unindented, to be copied."""
        _write_examples(self.epilog, formatter)


class Group(click.Group):
    """A command of commands, with examples like any other."""

    command_class = Command

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """In the order in which they were declared: the first ones are needed first."""
        return list(self.commands)

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples unwrapped and unindented, to be copied."""
        _write_examples(self.epilog, formatter)


Group.group_class = Group


def _write_examples(examples: str | None, formatter: click.HelpFormatter) -> None:
    if examples:
        formatter.write_paragraph()
        formatter.write("Example:\n" + examples.strip() + "\n")


json_option = option("--json", "as_json", is_flag=True, help="Print one JSON document.")
