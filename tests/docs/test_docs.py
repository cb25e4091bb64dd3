"""The documentation says what the program does, and points to nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs import reference

from ingest.cli.ending import INTERRUPTED, TERMINATED
from ingest.cli.fetch import SOME_GAVE_NO_ARTICLE
from ingest.errors import IngestError
from ingest.model import Problem

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def test_the_reference_of_the_commands_is_their_own_help() -> None:
    written = reference.PAGE.read_text(encoding="utf-8")
    assert written == reference.page(), "run: make docs"


def test_the_decisions_are_listed() -> None:
    written = reference.DECISIONS.read_text(encoding="utf-8")
    assert written == reference.decisions(), "run: make docs"


def test_every_exit_status_is_documented() -> None:
    statuses = {error.exit_status for error in [IngestError, *IngestError.__subclasses__()]}
    rows = re.findall(r"^\| ([\d, ]+) \|", reference.PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    documented = {int(number) for row in rows for number in row.split(",")}
    assert statuses | {0, SOME_GAVE_NO_ARTICLE, INTERRUPTED, TERMINATED} == documented


def test_every_problem_is_documented_once_and_no_other() -> None:
    text = (ROOT / "docs" / "reference" / "problems.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)
    assert sorted(documented) == sorted(Problem)


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    broken = [
        link
        for link in links
        if not link.startswith(("http://", "https://")) and not (page.parent / link).exists()
    ]
    assert broken == []


@every_page
def test_a_page_begins_with_its_title(page: Path) -> None:
    assert page.read_text(encoding="utf-8").startswith("# ")


def test_every_page_is_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    todo = [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        links = LINK.findall(page.read_text(encoding="utf-8"))
        todo += [(page.parent / link).resolve() for link in links if "://" not in link]
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in seen] == []
