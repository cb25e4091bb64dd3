"""Text of a JSON-LD script -> its objects, however broken. Linear in the length of the text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MAX_LENGTH = 1_500_000
MAX_OBJECTS = 3000
MAX_DEPTH = 40
MAX_TEXT = 1_000_000
MAX_NESTING = 6
MAX_ITEMS = 300

JsonObject = Mapping[str, object]

_WRAPPING = re.compile(r"(?:\s|<!--|-->|//|/\*|\*/|<!\[CDATA\[|\]\]>|;)+")
_DECODER = json.JSONDecoder(strict=False)
_TOKEN = re.compile(
    r"""(?P<escape>\\.)|(?P<end>"(?=\s*(?:[,:}\]]|\Z)))|(?P<quote>")"""
    r"""|(?P<trailing>,(?=\s*(?:[}\],]|\Z)))|(?P<open>[{\[])|(?P<close>[}\]])|[^"\\,{}\[\]]+|.""",
    re.DOTALL,
)
_NESTED = (dict, list)
_VOCABULARY = re.compile("[/#:]")
_CONTAINERS = ("@list", "@set")
_ESCAPES = frozenset('"\\/bfnrtu')
# control characters, lone surrogates, and what is written to be invisible (soft hyphens, joiners)
_UNSAYABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u2060\ud800-\udfff\ufeff\ufffe\uffff]"
)
# what stands below these keys is about other pages, or about parts of this one
_ELSEWHERE = frozenset(
    {
        "itemListElement",
        "hasPart",
        "mentions",
        "citation",
        "isPartOf",
        "isBasedOn",
        "relatedLink",
        "significantLink",
        "blogPost",
        "blogPosts",
        "liveBlogUpdate",
        "comment",
        "review",
        "subjectOf",
        "dataFeedElement",
        "workExample",
        "containsPlace",
        "video",
        "associatedMedia",
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """An object, its types, how deep it lies, and whether it hangs below another page's key."""

    value: JsonObject
    kinds: frozenset[str]
    depth: int
    elsewhere: bool


def loads(text: str) -> list[object]:
    """The documents in `text`, repaired where need be; [] where there is none. Never raises."""
    text = text[:MAX_LENGTH]
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    found, rest = _documents(text)
    if not rest:
        return found
    repaired, unread = _documents(_repair(rest))
    return found + repaired if repaired or not unread else found


def flatten(documents: list[object]) -> list[Found]:
    """Every object in the documents, outermost first, bounded in number and depth."""
    found: list[Found] = []
    level: list[tuple[object, bool]] = [(document, False) for document in documents]
    for depth in range(MAX_DEPTH):
        below: list[tuple[object, bool]] = []
        for value, elsewhere in level:
            for item in value if isinstance(value, list) else (value,):
                if isinstance(item, list):
                    below.append((item, elsewhere))
                elif isinstance(item, dict):
                    if len(found) >= MAX_OBJECTS:
                        return found
                    found.append(Found(item, types(item), depth, elsewhere))
                    below.extend(
                        (child, elsewhere or key in _ELSEWHERE)
                        for key, child in item.items()
                        if isinstance(child, _NESTED)
                    )
        if not below:
            break
        level = below
    return found


def types(value: JsonObject) -> frozenset[str]:
    """The names of an object's types without their vocabulary."""
    declared = value.get("@type")
    if isinstance(declared, str) and declared.isalnum():
        return frozenset((declared,))
    names = declared if isinstance(declared, list) else [declared]
    return frozenset(_VOCABULARY.split(name)[-1] for name in names if isinstance(name, str))


def items(value: object) -> list[object]:
    """The values of a property: those of lists and of `@list` and `@set`, however nested."""
    found: list[object] = []
    level = [value]
    for _ in range(MAX_NESTING):
        below: list[object] = []
        for item in level:
            held = _held(item)
            if held is None:
                found.append(item)
            else:
                below += held[:MAX_ITEMS]
        if not below:
            break
        level = below[:MAX_ITEMS]
    return found[:MAX_ITEMS]


def texts(value: object) -> Iterator[str]:
    """The strings that a property says: plain, in lists, or as the names of things."""
    for item in items(value):
        names = item.get("name") if isinstance(item, Mapping) else None
        for said in items(names) if _held(names) is not None else (item,):
            string = _said(said, ("name", "@value", "headline"))
            if string:
                yield string
                if isinstance(said, Mapping) and "@language" in said:
                    break


def text(value: object) -> str | None:
    """The first string that a property says."""
    return next(texts(value), None)


def address(value: object) -> str | None:
    """The first address that a property says: plain, in a list, or of a thing."""
    for item in items(value):
        said = _said(item, ("url", "contentUrl", "@id"))
        if said:
            return said
    return None


def _held(item: object) -> list[object] | None:
    """What a list or a container holds; None for anything else."""
    if isinstance(item, list):
        return item
    if isinstance(item, Mapping):
        for key in _CONTAINERS:
            if key in item:
                held = item[key]
                return held if isinstance(held, list) else [held]
    return None


def _said(item: object, keys: tuple[str, ...]) -> str | None:
    """The string at the end of a few lists and things within each other."""
    for _ in range(MAX_NESTING):
        if isinstance(item, str):
            return clean(item) or None
        held = _held(item)
        if held is not None:
            item = held[0] if held else None
        elif isinstance(item, Mapping):
            item = next((item[key] for key in keys if item.get(key)), None) or _full_name(item)
        else:
            return None
    return None


def _full_name(thing: JsonObject) -> str | None:
    """The name of a person that is said in two parts."""
    parts = (thing.get("givenName"), thing.get("familyName"))
    return " ".join(part for part in parts if isinstance(part, str)) or None


def clean(value: str) -> str:
    """A string as it can be stored: without markup's entities, control characters, surrogates."""
    value = value[:MAX_TEXT]
    if is_clean(value):
        return value.strip()
    if "&" in value:
        value = html.unescape(value)
    return _UNSAYABLE.sub("", value).strip()


def is_clean(value: str) -> bool:
    """Whether there is nothing to be taken out of a string; what is printable is sayable."""
    return value.isprintable() and "&" not in value


def _documents(text: str) -> tuple[list[object], str]:
    """The documents that stand one after the other in `text`, and what could not be read."""
    found: list[object] = []
    position, end = 0, len(text)
    while True:
        gap = _WRAPPING.match(text, position)
        position = gap.end() if gap else position
        if position >= end:
            return found, ""
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            return found, text[position:]
        found.append(value)


def _repair(text: str) -> str:
    """One pass that mends what people break: commas, escapes, quotes within strings, lost ends."""
    parts: list[str] = []
    closers: list[str] = []
    in_string = False
    for token in _TOKEN.finditer(text):
        kind, part = token.lastgroup, token[0]
        if in_string:
            in_string = kind != "end"
            parts.append(_within_string(text, token))
        elif kind in ("end", "quote"):
            in_string = True
            parts.append('"')
        elif kind == "open":
            closers.append("}" if part == "{" else "]")
            parts.append(part)
        elif kind == "close":
            if not closers:
                break
            parts.append(closers.pop())
        elif kind not in ("trailing", "escape"):
            parts.append(part)
    if in_string:
        parts.append('"')
    return "".join(parts) + "".join(reversed(closers))


def _within_string(text: str, token: re.Match[str]) -> str:
    part = token[0]
    if token.lastgroup == "quote":
        return '\\"'
    if token.lastgroup == "escape" and not _is_escape(text, token.start()):
        return part[1:]
    return part


def _is_escape(text: str, start: int) -> bool:
    if text[start + 1] != "u":
        return text[start + 1] in _ESCAPES
    digits = text[start + 2 : start + 6]
    return len(digits) == 4 and all(digit in "0123456789abcdefABCDEF" for digit in digits)
