"""What a witness would need far too long for it is not asked for."""

from __future__ import annotations

import pytest
from tests.pages.island import article

from ingest.pages import witness
from ingest.pages.heavy import is_heavy
from ingest.pages.parse import parse

WIDE = "<table><tr><td rowspan=2 colspan=3>a<td>b</table>"


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr>" + "<td rowspan=9999 colspan=999>1</td>" * 3,
        "<table><tr>" + "<td colspan='99'>1</td>" * 300,
        "<div>" * 150 + "<a href=/x>a b c</a>" * 2000,
    ],
)
def test_spans_and_depths_that_no_author_writes_are_heavy(page: str) -> None:
    tree = parse(article() + page)
    assert tree is not None
    assert is_heavy(tree)
    assert witness.by_trafilatura(tree) is witness.NOBODY


@pytest.mark.parametrize(
    "page",
    [
        WIDE * 500,
        "<table><tr><td colspan='100%'>a<td rowspan=-1>b<td colspan=²>c</table>",
        "<div>" * 15 + "<a href=/x>a b c</a>" * 2000,
    ],
)
def test_what_authors_write_is_not(page: str) -> None:
    tree = parse(article() + page)
    assert tree is not None
    assert not is_heavy(tree)


def test_of_too_many_lines_a_huge_text_has_only_whole_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "a line of the story that is longer than thirty letters"
    monkeypatch.setattr(witness, "MAX_LOOKED_THROUGH", 1000)
    heard = witness.Witness(f"{line} and goes on\n{line}, whole\n" + "words " * 50)
    assert heard.has(line)
    assert heard.has(line)
    assert not heard.has(line)
    assert heard.has(f"{line}, whole")
