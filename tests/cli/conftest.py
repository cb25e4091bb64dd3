"""A database of its own for each test, and one for all that only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from demo.news_site import Answer, news, serve
from tests.cli.command import Filled, Ingest


@pytest.fixture
def ingest(tmp_path: Path) -> Ingest:
    """The command, with an empty folder."""
    return Ingest(tmp_path)


@pytest.fixture(scope="session")
def papers() -> Iterator[dict[str, str]]:
    """The sample papers: the feed of each."""
    with news() as feeds:
        yield feeds


@pytest.fixture(scope="session")
def filled(papers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """The sample papers, read once."""
    ingest = Ingest(tmp_path_factory.mktemp("filled"))
    added = ingest("feeds", "add", *papers.values(), "gopher://old.example/1")
    summary = ingest.json("run", "--json")
    assert isinstance(summary, dict)
    return Filled(ingest, added, summary)


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a page whose body is the test's parameter."""
    with serve(lambda _: {"/": Answer(body=request.param.encode())}, "127.0.0.1") as origin:
        yield f"{origin}/"
