"""Texts come into one form of Unicode, whatever marks somebody piled upon a letter."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ingest.pages.folding import MAX_MARKS, normal

MARKS = "\u0316\u0301"  # sorted each before the other


@given(st.text(alphabet="aé가👩\u200d\u0301\u0316ά ", max_size=40), st.sampled_from(["NFC", "NFD"]))
def test_what_anybody_writes_is_normalised_as_unicode_says(text, form):
    written = f"{text} " * 60
    assert normal(form, written) == unicodedata.normalize(form, written)


def test_of_marks_in_a_row_that_nobody_writes_the_first_are_kept():
    piled = normal("NFC", f"a{MARKS * 50_000}b, {'x' * 10} {MARKS * 50_000}")
    assert sum(map(unicodedata.combining, piled)) > 0
    assert sum(unicodedata.combining(character) > 0 for character in piled) <= 2 * MAX_MARKS
    assert piled.replace("\u0301", "").replace("\u0316", "") in {
        "áb, xxxxxxxxxx ",
        "ab, xxxxxxxxxx ",
    }
