"""Text -> tree: one parse of the page, bounded in depth and size, never raising."""

from __future__ import annotations

import re

from lxml import etree, html

HtmlElement = html.HtmlElement

MAX_CHARACTERS = 20_000_000
"""What is beyond is not read: the fetch room stops at 10 MiB, this bounds strings from elsewhere."""

MAX_DEPTH = 220
"""Deepest nesting that is walked by recursion; real pages stay below 100."""

MAX_ATTRIBUTE = 20_000
"""Inline images of megabytes are worth nothing as text; they are cut before the parse."""

# Databases and lxml refuse NUL and most controls; libxml2 stops at some of them.
_CONTROLS = bytes(
    code for code in range(128) if (code < 32 and code not in b"\t\n\r") or code == 127
)  # noqa: PLR2004
_SPACES = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_BASE64 = re.compile(
    r"data:[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60};base64,[A-Za-z0-9+/=]{2000,}", re.IGNORECASE
)
_CHARACTER_REFERENCE = re.compile(
    r"&#(?:x0*([dD][89a-fA-F][0-9a-fA-F]{2}|[01]?[0-9a-fA-F])|0*([0-9]{1,2}|5[5-7][0-9]{3}));"
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_PLAINTEXT = re.compile(r"<(/?)plaintext\b", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * MAX_DEPTH + ")")
_WRAPPERS = re.compile(
    rb"</?(?!(?:p|h[1-6]|br|title|meta|link|html|head|body|script|style)\b)[a-z][^<>]{0,2000}>",
    re.IGNORECASE,
)


def clean(text: str) -> bytes:
    """Give UTF-8 that lxml can take: no NULs, controls, lone surrogates; bounded in size."""
    text = text[:MAX_CHARACTERS]
    if text.lstrip()[:5].lower() == "<?xml":
        text = _XML_DECLARATION.sub("", text)
    if ";base64," in text:
        text = _BASE64.sub("data:,", text)
    if "&#" in text:
        text = _CHARACTER_REFERENCE.sub(_harmless, text)
    if "<![CDATA[" in text:
        text = _CDATA.sub("", text)
    if "plaintext" in text or "PLAINTEXT" in text:
        text = _PLAINTEXT.sub(r"<\1pre", text)
    return text.encode("utf-8", "replace").translate(_SPACES)


def _harmless(match: re.Match[str]) -> str:
    """Leave a reference to a tab, line feed or printable character; drop one to a control."""
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    code = int(digits, base)
    return match[0] if code in {9, 10, 13} or 32 <= code < 0xD800 else " "  # noqa: PLR2004 - Unicode's own bounds


def parse(text: str) -> HtmlElement | None:
    """Parse once. None where there is no element to read. Never raises."""
    markup = clean(text)
    if not markup.strip():
        return None
    tree = _tree(markup)
    if tree is not None and _TOO_DEEP(tree):
        tree = _tree(_WRAPPERS.sub(b" ", markup))
        if tree is not None and _TOO_DEEP(tree):
            return None
    return tree


def _tree(markup: bytes) -> HtmlElement | None:
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(markup, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
