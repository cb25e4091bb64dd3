"""What the large patterns find is found, and their stems lose none of it."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ingest.pages import signals, walls
from ingest.pages.sought import Sought

ODD_CASES = frozenset("ſKİı")
"""Signs that a pattern without regard to case takes for others, and `lower` does not."""


@pytest.mark.parametrize(
    "sought",
    [signals._CONTROL, walls.PAYWALL, walls.CONSENT],
    ids=["controls", "paywalls", "consent"],
)
def test_a_stem_stands_in_all_that_a_pattern_matches(sought: Sought) -> None:
    @given(st.from_regex(sought.pattern, fullmatch=True))
    @settings(max_examples=60, deadline=None, derandomize=True)
    def check(text: str) -> None:
        assume(not ODD_CASES & set(text))
        line = text.lower()
        if sought.pattern.search(line):
            assert list(sought.among(["other", line])) == [1]

    check()


PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?(?:€|USD|EUR|zł|kr)\b")


@given(
    st.lists(st.sampled_from(["$", "€", " ", "7", "USD", "kr", "zł", "a", "."]), max_size=6).map(
        "".join
    )
)
@settings(max_examples=300, deadline=None)
def test_a_price_is_a_sign_and_a_number_in_either_order(text: str) -> None:
    assert signals._PRICE.count([text]) == bool(PRICE.search(text))


def test_lines_are_found_by_their_places() -> None:
    lines = ["Sort by price", "the harbour", "Filter", "sorted by size"]
    assert list(signals._CONTROL.among([line.lower() for line in lines])) == [0, 2, 3]
    assert signals._CONTROL.count(["the harbour"]) == 0
