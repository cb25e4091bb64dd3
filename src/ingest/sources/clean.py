"""Titles, tags and what else a list is made of, in their one form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ingest.model import Source

MAX_NAME = 500
"""Characters of a title or tag; more is an accident or an attack."""

MAX_FOLDERS = 32
"""Folders within folders; what lies deeper counts as lying in the last of them."""

# What XML 1.0 cannot carry, and characters that turn the direction of a line around.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]",
)


class JunkReason(StrEnum):
    """Why an outline gave no feed."""

    NO_ADDRESS = "no address"
    NOT_WEB = "not an http or https address"
    HOME_PAGE = "only a home page; look for its feed with `ingest feeds discover`"
    LIST = "another list of feeds; download and import it by itself"


@dataclass(frozen=True, slots=True)
class Junk:
    """An outline that gave no feed: its line in the list, its title or address, and why."""

    line: int
    text: str
    reason: JunkReason


@dataclass(frozen=True, slots=True)
class OpmlList:
    """What a list holds. `format` is empty where the bytes are no list of feeds at all."""

    sources: tuple[Source, ...] = ()
    junk: tuple[Junk, ...] = ()
    format: str = ""


def name(text: str) -> str:
    """A title or folder: one line, single blanks, nothing that XML cannot carry."""
    words = _UNWRITABLE.sub("", text[: 4 * MAX_NAME]).split()
    return " ".join(words)[:MAX_NAME].rstrip()


def tag(folders: Iterable[str]) -> str:
    """Folders from the outermost to the innermost -> the tag; '' where all are nameless."""
    parts = (part for folder in folders for part in name(folder).split("/"))
    path = "/".join([part.strip() for part in parts if part.strip()][:MAX_FOLDERS])
    return path[:MAX_NAME].rstrip(" /")


def tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Tags in their one form, each once, in order."""
    return tuple(dict.fromkeys(cleaned for text in texts if (cleaned := tag(text.split("/")))))
