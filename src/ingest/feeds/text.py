"""Strings of strangers -> strings that can be stored, shown and compared."""

from __future__ import annotations

import html
import re

MAX_LINE = 2000
MAX_MARKUP = 1_000_000

# Control characters (not tab, newline, return) and lone surrogates: not for every database.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|$)|<!\s*--[^<>]*>|<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)",
    re.IGNORECASE | re.DOTALL,
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|em|font|i|img|ins|mark|p|q|s|small|span|strong|strike"
    r"|sub|sup|tt|u|wbr|div|h[1-6])(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"</[a-zA-Z][a-zA-Z0-9]{0,20}\s*>|<(?:br|p|img)\b", re.IGNORECASE)


def fit(text: str) -> str:
    """The text without control characters and lone surrogates."""
    return _UNFIT.sub("", text)


def line(text: str | None, *, markup: bool = True) -> str | None:
    """One line of plain text: references resolved, tags gone, white space collapsed; None if empty.

    Without `markup` only inline tags that a headline may carry are taken for tags.
    """
    if not text:
        return None
    text = text[: MAX_LINE * 2]
    if "<" in text:
        text = _UNSEEN.sub("", text)
        text = (_TAG if markup else _INLINE).sub(" " if "<br" in text.lower() else "", text)
    if "&" in text:
        text = html.unescape(text)
    return " ".join(fit(text).split())[:MAX_LINE].strip() or None


def said(text: str | None) -> str | None:
    """One line of text that should carry no markup: only references are resolved."""
    return line(text.replace("<", "&lt;")) if text else None


def verbatim(text: str | None) -> str | None:
    """One line of text that carries no markup: only white space and unfit characters change."""
    return (
        (" ".join(fit(text[: MAX_LINE * 2]).split())[:MAX_LINE].strip() or None) if text else None
    )


def markup(text: str | None, *, plain: bool = False) -> str | None:
    """A fragment of HTML; plain text becomes one, unless it is HTML that says it is plain."""
    if not text or not text.strip():
        return None
    text = fit(text[:MAX_MARKUP].strip())
    if plain and not _CLOSING.search(text):
        text = html.escape(text, quote=False)
    return text or None
