"""Who is asked about a page: the first judge alone, then resiliparse, then trafilatura."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml.html import HtmlElement
from tests.pages.island import PROSE, article, text_of

from ingest.pages import judge, witness
from ingest.pages.judge import Opinion
from ingest.pages.marks import Marks
from ingest.pages.parse import parse
from ingest.pages.walk import read_blocks

Ask = Callable[[HtmlElement], witness.Witness]


def opinion(certainty: float | None, *, chosen: bool = True, blocks: int = 1) -> Opinion:
    return Opinion([chosen] * blocks, [0.5] * blocks, certainty)


def test_of_a_page_that_the_first_judge_knows_nobody_else_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(witness, "by_resiliparse", None)
    monkeypatch.setattr(witness, "by_trafilatura", None)
    assert all(part in text_of(article()) for part in PROSE)


def test_a_judge_that_is_not_certain_or_chose_nothing_is_not_sure() -> None:
    assert judge.is_sure(opinion(judge.SURE))
    assert not judge.is_sure(opinion(judge.SURE - 0.01))
    assert not judge.is_sure(opinion(1.0, chosen=False))
    assert not judge.is_sure(opinion(None))


def test_trafilatura_is_asked_in_doubt_and_spared_what_it_needs_long_for() -> None:
    assert not judge.is_in_doubt(opinion(judge.IN_DOUBT))
    assert judge.is_in_doubt(opinion(judge.IN_DOUBT - 0.01))
    assert not judge.is_in_doubt(opinion(0.1, blocks=judge.MAX_DOUBTED + 1))
    assert judge.is_in_doubt(opinion(0.1, chosen=False, blocks=judge.MAX_DOUBTED + 1))


@pytest.mark.parametrize("ask", [witness.by_resiliparse, witness.by_trafilatura])
def test_both_witnesses_hear_the_article_in_what_the_rules_left(
    ask: Ask,
) -> None:
    tree = parse(f"<nav><a href=/>Home</a></nav>{article()}")
    assert tree is not None
    witness.prune(tree, Marks(read_blocks(tree)))

    heard = ask(tree)
    assert all(heard.has(part) for part in PROSE)
    assert not heard.has("A sentence of another story, which nobody told here.")


@pytest.mark.parametrize("ask", [witness.by_resiliparse, witness.by_trafilatura])
def test_a_page_too_large_for_a_witness_is_heard_by_none(
    ask: Ask,
) -> None:
    tree = parse("<p>word</p>" * witness.MAX_WITNESSED_ELEMENTS)
    assert tree is not None

    assert not ask(tree).has("word")
