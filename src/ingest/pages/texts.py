"""Element -> what its readers see of it, on one line and no longer than is asked for."""

from __future__ import annotations

from lxml.html import HtmlElement

from ingest.pages import jsonld

MAX_TEXT = 400
MAX_TEXTS = 1_000_000
_INVISIBLE = frozenset({"script", "style", "noscript", "template", "svg"})


def short_text(element: HtmlElement, limit: int = MAX_TEXT) -> str:
    """The visible text of an element on one line, at most about `limit` characters of it.

    Words of neighbouring elements are kept apart, punctuation is not torn off.
    """
    return one_line(visible_texts(element, limit), limit) if isinstance(element.tag, str) else ""


def one_line(texts: list[str], limit: int) -> str:
    """The texts of neighbouring elements on one line, at most `limit` characters of it."""
    text = ""
    for part in texts:
        apart = text and text[-1].isalnum() and part[0].isalnum()
        text += f" {part}" if apart else part
        if len(text) > limit:
            break
    plain = " ".join(text.split())
    return (plain if jsonld.is_clean(plain) else " ".join(jsonld.clean(plain).split()))[:limit]


def visible_texts(element: HtmlElement, limit: int = MAX_TEXTS) -> list[str]:
    """The text of an element without comments, scripts and style sheets, part by part.

    Nothing is read after the part that goes beyond `limit` characters.
    """
    texts: list[str] = []
    _gather(element, texts, limit)
    return texts


def _gather(element: HtmlElement, texts: list[str], room: int) -> int:
    """Add the texts of an element; how many characters there is still room for."""
    tag, text = element.tag, element.text
    if text and tag not in _INVISIBLE and isinstance(tag, str):
        texts.append(text)
        room -= len(text)
    for child in element:
        if room < 0:
            break
        room = _gather(child, texts, room)
        tail = child.tail
        if tail:
            texts.append(tail)
            room -= len(tail)
    return room
