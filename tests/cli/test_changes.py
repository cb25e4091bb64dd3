"""The change feed as lines."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator

import pytest
from tests.cli.command import Ingest
from tests.store.builders import HOUR, NOW, extraction, stored

from ingest.store import open_store


def write(ingest: Ingest, *numbers: int, text: str = "", hour: int = 0) -> None:
    """Stores an article a number, or its next text."""
    with open_store(f"sqlite:///{ingest.database}") as store:
        for n in numbers:
            task = store.page_task(f"https://news.test/{n}", now=NOW)
            said = extraction(f"Story {n}", text or f"All that is to be said of number {n}.")
            store.apply([stored(task, said, at=NOW + hour * HOUR)])


@pytest.fixture
def following(ingest: Ingest) -> Iterator[subprocess.Popen[str]]:
    write(ingest, 1)
    process = ingest.start("changes", "--follow", "--interval", "0.02")
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["seq"] == 1
    yield process
    process.kill()
    process.communicate()


def test_changes_are_lines_after_a_cursor(ingest: Ingest) -> None:
    write(ingest, 1, 2)
    write(ingest, 1, text="Another text.", hour=1)

    printed = ingest("changes", "--since", "1").stdout.splitlines()

    assert [json.loads(line) for line in printed] == [
        {
            "seq": 2,
            "article_id": 2,
            "revision": 1,
            "kind": "insert",
            "at": "2026-03-01T12:00:00.000000Z",
            "url": "https://news.test/2",
            "title": "Story 2",
            "merged_into": None,
        },
        {
            "seq": 3,
            "article_id": 1,
            "revision": 2,
            "kind": "update",
            "at": "2026-03-01T13:00:00.000000Z",
            "url": "https://news.test/1",
            "title": "Story 1",
            "merged_into": None,
        },
    ]


def test_changes_are_a_table_and_no_more_than_asked_for(ingest: Ingest) -> None:
    write(ingest, 1, 2, 3)

    printed = ingest("changes", "--format", "table", "--limit", "2").stdout.splitlines()

    assert printed[0].split("\t") == [
        "seq", "at", "kind", "article_id", "revision", "title", "url",
    ]  # fmt: skip
    assert [line.split("\t")[5] for line in printed[1:]] == ["Story 1", "Story 2"]


def test_following_prints_what_is_stored_while_it_follows(
    ingest: Ingest, following: subprocess.Popen[str]
) -> None:
    assert following.stdout is not None
    for number in (2, 3):
        write(ingest, number)
        assert json.loads(following.stdout.readline())["article_id"] == number


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_following_without_a_word(
    following: subprocess.Popen[str], number: int, status: int
) -> None:
    following.send_signal(number)

    out, said = following.communicate(timeout=15)
    assert (out, said.strip()) == ("", "")
    assert following.returncode == status


def test_to_be_told_to_end_again_and_again_ends_following_without_a_word(
    following: subprocess.Popen[str],
) -> None:
    while following.poll() is None:
        following.send_signal(signal.SIGTERM)

    out, said = following.communicate(timeout=15)
    assert (out, said.strip()) == ("", "")
    assert following.returncode == 143


def test_following_ends_when_its_reader_has_gone_though_nothing_changes(
    following: subprocess.Popen[str],
) -> None:
    assert following.stdout is not None
    assert following.stderr is not None
    following.stdout.close()

    assert following.wait(timeout=15) == 1
    assert following.stderr.read() == ""


def test_following_ends_with_its_limit(ingest: Ingest) -> None:
    write(ingest, 1, 2, 3)

    printed = ingest.apart("changes", "--follow", "--limit", "3", "--format", "table").stdout

    assert [line.split("\t")[0] for line in printed.splitlines()] == ["1", "2", "3"]


@pytest.mark.parametrize("interval", ["inf", "nan", "1e300"])
def test_an_interval_without_end_is_waited_for(ingest: Ingest, interval: str) -> None:
    write(ingest, 1)
    process = ingest.start("changes", "--follow", "--interval", interval)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["seq"] == 1

    process.stdout.close()

    assert process.wait(timeout=15) == 1
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == ""
