"""What leaves the process is safe for a terminal."""

import json

import pytest

from ingest.cli.output import as_json
from ingest.cli.words import one_line, plain, shown

HOSTILE = "\x1b]0;title\x07 \x9b31m red \u202e gnp.exe \ud800 \x7f end\n"


def test_control_characters_are_not_shown() -> None:
    assert plain("a\x1b[31mb\x9bc\x07\u202e\r\n\td") == "a[31mbc\n\td"
    assert one_line("a\nb\t c") == "a b c"


def test_json_escapes_all_that_a_terminal_obeys_and_loses_nothing() -> None:
    written = as_json({"text": HOSTILE + "Ωmega"})
    assert not set(written) & set("\x1b\x07\x9b\u202e\ud800\x7f")
    assert "Ωmega" in written
    assert json.loads(written)["text"] == HOSTILE + "Ωmega"


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://me:secret@x.example/a", "https://me@x.example/a"),
        ("https://me:se%20cret@x.example", "https://me@x.example"),
        ("ftp://me:s:e@x", "ftp://me@x"),
        ("https://x.example/a:b@c", "https://x.example/a:b@c"),
    ],
)
def test_a_password_is_never_shown(address: str, safe: str) -> None:
    assert shown(address) == safe
