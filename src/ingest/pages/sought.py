"""Lines -> which of them a large pattern matches, asked cheaply.

A pattern of many alternatives costs a microsecond a word. Whether one of a few strings occurs in
all lines at once costs next to nothing, and mostly the answer is no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence


class Sought:
    """A pattern that stays within a line, and its stems, parted by "|".

    One of the stems stands in whatever the pattern matches.
    """

    def __init__(self, pattern: re.Pattern[str], stems: str) -> None:
        self.pattern = pattern
        self.stems = tuple(stems.split("|"))
        self._ascii = tuple(filter(str.isascii, self.stems))

    def among(self, lines: Sequence[str]) -> Iterator[int]:
        """The places of the lines that match, in order. Stems are compared as they are written."""
        whole = "\n".join(lines)
        stems = [stem for stem in self._stems(whole) if stem in whole]
        if not stems:
            return
        search = self.pattern.search
        for place, line in enumerate(lines):
            for stem in stems:
                if stem in line:
                    if search(line) is not None:
                        yield place
                    break

    def finds(self, line: str) -> bool:
        """Whether the line matches. Stems are compared as they are written."""
        for stem in self._stems(line):
            if stem in line:
                return self.pattern.search(line) is not None
        return False

    def count(self, lines: Sequence[str]) -> int:
        """How many lines match."""
        return sum(1 for _ in self.among(lines))

    def _stems(self, text: str) -> tuple[str, ...]:
        """Those that can stand in the text."""
        return self._ascii if text.isascii() else self.stems
