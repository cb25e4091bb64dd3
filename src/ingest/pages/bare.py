"""Page -> whether it is nothing but a body: a note, a rendered text, what a feed carries.

Of 2,800 pages of the benchmark one has no class, no id and no element that HTML sets apart, and
all of it is its text. What is not certain stays there: nothing on the page says otherwise.
"""

from __future__ import annotations

from ingest.pages.blocks import Page

LEAST = 0.05
"""Less likely than this a block is no text, whatever page it stands on."""
_FURNITURE = frozenset({"nav", "aside", "header", "footer", "form"})


def is_bare(page: Page) -> bool:
    """Whether nothing on the page has a name or is set apart from the rest."""
    if any(box.names or box.role or box.tag in _FURNITURE for box in page.boxes):
        return False
    return not any(block.names for block in page.blocks)


def chosen(chances: list[float | None]) -> list[bool]:
    """The blocks of a bare page that are its text: all that no rule has cut, if it can be any."""
    return [chance is not None and chance >= LEAST for chance in chances]
