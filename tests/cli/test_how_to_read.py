"""The snippets of the how-to for consumers do what it says."""

import contextlib
import io
import re
from pathlib import Path

from tests.cli.command import Filled

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "read-the-database.md"


def test_the_snippets_read_a_database_that_a_run_has_filled(filled: Filled) -> None:
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL))
    printed = io.StringIO()

    with contextlib.chdir(filled.ingest.folder), contextlib.redirect_stdout(printed):
        names: dict[str, object] = {}
        exec(code, names)

    lines = printed.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[-1] == "10 articles changed"
    assert names["last"] == 10
    names["database"].close()  # type: ignore[attr-defined]
