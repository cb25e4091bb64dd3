"""Reasons -> shades, and the style rules that let each reason be hidden without a script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

REASONS = (
    *("teaser", "furniture", "notice", "caption", "title", "byline", "date", "section"),
    *("standfirst", "navigation", "footer", "comments", "not the body"),
)
"""Reasons with a colour of their own, the same in every report; all others share one."""

KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Shade:
    """A fate of blocks: its number among the filters, and its colour in the style."""

    number: int
    colour: str

    @property
    def names(self) -> str:
        """The classes of what has this fate."""
        return f"f{self.number} {self.colour}"


def shades(reasons: Iterable[str]) -> Mapping[str, Shade]:
    """A shade for what is kept and for every reason, in their order."""
    found = {KEPT: Shade(0, "kept")}
    for reason in reasons:
        known = REASONS.index(reason) if reason in REASONS else len(REASONS)
        found.setdefault(reason, Shade(len(found), f"c{known}"))
    return found


def filters(found: Mapping[str, Shade], mixes: Iterable[frozenset[int]]) -> str:
    """Rules that hide a fate's blocks, and a folded run of which every fate is hidden."""
    single = [_rule([shade.number], f".row.f{shade.number}") for shade in found.values()]
    folded = [_rule(sorted(mix), f".m{mix_name(mix)}") for mix in mixes]
    return "\n".join([*single, *folded, ""])


def mix_name(mix: frozenset[int]) -> str:
    """What a run of several fates is called in its class."""
    return "-".join(str(number) for number in sorted(mix))


def _rule(numbers: Iterable[int], selector: str) -> str:
    off = "".join(f":has(#show{number}:not(:checked))" for number in numbers)
    return f"body{off} {selector} {{ display: none; }}"
