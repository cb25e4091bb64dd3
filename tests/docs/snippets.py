"""A page of the documentation -> its examples."""

from __future__ import annotations

import re
from pathlib import Path

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def snippets(page: str, heading: str, language: str) -> list[str]:
    """The examples of one section of a how-to, in one language ("" is a command line)."""
    text = (HOW_TO / page).read_text(encoding="utf-8")
    (section,) = [
        part for part in re.split(r"^## ", text, flags=re.MULTILINE) if part.startswith(heading)
    ]
    return [code for kind, code in _BLOCK.findall(section) if kind == language]
