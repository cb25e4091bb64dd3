"""Words to the operator, on stderr, safe for a terminal; as log lines where those are JSON."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass

from ingest.cli import clock

# C0 but tab and newline, DEL, C1, and the marks that turn the direction of a whole line.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")
PASSWORD = re.compile(r"(//[^/@\s:]*):[^/@\s]*@")


@dataclass(slots=True)
class Voice:
    """How this process speaks: set once, by the options before the command."""

    as_json: bool = False
    is_quiet: bool = False


VOICE = Voice()


def plain(text: str) -> str:
    """The text without anything that a terminal would obey instead of show."""
    return UNSAFE.sub("", text)


def one_line(text: object) -> str:
    """The same on one line."""
    return " ".join(plain(str(text)).split())


def shown(address: str) -> str:
    """An address as it may be shown: on one line, without a password, however ill-formed."""
    return PASSWORD.sub(r"\1@", one_line(address))


def say(message: str) -> None:
    """What was done. Silent under `--quiet`."""
    if not VOICE.is_quiet:
        _speak("info", message, message)


def complain(message: str) -> None:
    """What is wrong, and what to do about it."""
    _speak("error", message, f"Error: {message}")


def warn(message: str) -> None:
    """What was left out, while the rest was done."""
    _speak("warning", message, message)


def _speak(level: str, message: str, words: str) -> None:
    if VOICE.as_json:
        at = clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = {"at": at, "level": level, "event": "message", "message": plain(message)}
        words = json.dumps(line)
    print(plain(words), file=sys.stderr)  # noqa: T201  this is where words come out
