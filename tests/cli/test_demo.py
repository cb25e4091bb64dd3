"""`make demo` shows what it promises."""

import subprocess
import sys
from pathlib import Path

DEMO = Path(__file__).parents[2] / "demo" / "run.py"


def test_the_demo_shows_articles_what_was_removed_and_what_went_wrong(tmp_path: Path) -> None:
    command = [sys.executable, str(DEMO), str(tmp_path / "demo")]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Night ferry returns to Saltmouth after eleven years" in shown.stdout
    article, _, why = shown.stdout.partition("== What was removed from it, and why")
    assert "7.40 express" not in article
    assert "7.40 express" in why
    assert "not-a-feed" in why
    assert "not-found" in why
    assert "ingest.db" in shown.stdout.splitlines()[-1]
    assert "Traceback" not in shown.stderr
