"""Lines are written where they are wanted, and what writes them is loaded for the first."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from ingest import log


class Written(list[str]):
    """Lines that remember the events."""

    def info(self, event: str, **_fields: object) -> None:
        self.append(event)

    error = info


def test_nothing_is_begun_before_a_line_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_LOG", log._Log())
    begun: list[Written] = []

    def begin() -> Written:
        begun.append(Written())
        return begun[-1]

    log.error("before anybody listens")
    log.set_up(logging.WARNING, begin)
    log.info("an outcome")
    assert begun == []

    log.error("what should not be")
    log.error("nor this")
    assert begun == [["what should not be", "nor this"]]


def test_a_run_does_not_load_what_writes_the_log() -> None:
    script = "import sys, ingest.run, ingest.cli.collector; sys.exit('structlog' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
