"""No pattern needs long for any line: what it must read is bounded, and so are its tries."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest

from ingest import pages
from ingest.pages.sought import Sought

LENGTH = 400
UNITS = (
    *("a", "1", " ", ".", "-", "@", "<", "“", "ก.", "۱", "あ", "年"),
    *("a ", "1 ", "a.", "1.", "1,", "1:", "a:a,", "1/", "1 %", "A a ", "a@", "http://", "a-"),
    *("by ", "on ", "von ", "may ", "2024-", "1 of ", "© ", "the ", "thanks ", "vor 1 "),
)
MAX_SECONDS = 0.5


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in iter_modules(pages.__path__, "ingest.pages."):
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, Sought):
                yield f"{module.name}.{name}", value.pattern
            elif isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{module.name}.{name}", value


@pytest.mark.parametrize(("name", "pattern"), [*patterns()])
def test_no_line_keeps_a_pattern_busy(name: str, pattern: re.Pattern[str]) -> None:
    for unit in UNITS:
        line = unit * (LENGTH // len(unit))
        begun = time.process_time()
        for ask in (pattern.search, pattern.match, pattern.fullmatch):
            ask(line)
        assert time.process_time() - begun < MAX_SECONDS, (name, unit)
