"""UTF-8 -> tree: one parse of the page, bounded in depth and size, never raising."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from ingest.pages.decode import sayable

MAX_BYTES = 20_000_000
"""What is beyond is not read: the fetch room stops at 10 MiB, this bounds other strings."""

MAX_DEPTH = 220
"""Deepest nesting that is walked by recursion; real pages stay below 100."""

LONG_TAG = 50_000

_BASE64 = re.compile(rb";base64,[A-Za-z0-9+/=]{2000,}")
_CONTROL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127|5(?:5[3-9]|6[0-9]|7[0-3])[0-9]{2})|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF]|[dD][89a-fA-F][0-9a-fA-F]{2}));"
)
_PLAINTEXT = re.compile(rb"<(/?)plaintext\b", re.IGNORECASE)
_TOO_DEEP = etree.XPath("boolean(" + "/*" * MAX_DEPTH + ")")
_HEAD = frozenset({"title", "meta", "link", "base", "style", "script", "noscript", "template"})
_LONG_TAG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9-]{0,40})\s[^<>]{50000,}>")
_WRAPPERS = re.compile(
    rb"</?(?!(?:p|h[1-6]|br|title|meta|link|html|head|body|script|style)\b)[a-z][^<>]{0,2000}>",
    re.IGNORECASE,
)


def clean(markup: bytes) -> bytes:
    """Take out what libxml2 stumbles over; bounded in size."""
    markup = markup[:MAX_BYTES]
    if b";base64," in markup:
        markup = _BASE64.sub(b";base64,", markup)
    if b"&#" in markup:
        markup = _CONTROL_REFERENCE.sub(b" ", markup)
    if b"<![CDATA[" in markup:
        markup = markup.replace(b"<![CDATA[", b"").replace(b"]]>", b"")
    # libxml2 is quadratic in the attributes of one element
    if _has_long_tag(markup):
        markup = _LONG_TAG.sub(rb"<\1>", markup)
    return markup


def _has_long_tag(markup: bytes) -> bool:
    """Whether there is a tag of LONG_TAG bytes; half of one holds no other tag."""
    half = LONG_TAG // 2
    for start in range(0, len(markup) - half, half):
        if markup.find(b"<", start, start + half) < 0:
            tag = max(0, markup.rfind(b"<", 0, start))
            end = markup.find(b">", tag)
            if end < 0 or end - tag > LONG_TAG:
                return True
    return False


def parse(markup: bytes | str) -> HtmlElement | None:
    """Parse once what `decode` gave, or a feed's text. None where there is no element to read.

    Raises MemoryError and nothing else.
    """
    if isinstance(markup, str):
        markup = sayable(markup.encode("utf-8", "ignore"))
    markup = clean(markup)
    if not markup.strip():
        return None
    tree = _tree(markup)
    if tree is not None and next(tree.iter("plaintext"), None) is not None:
        markup = _PLAINTEXT.sub(rb"<\1pre", markup)
        tree = _tree(markup)
    if tree is not None and _TOO_DEEP(tree):
        tree = _tree(_WRAPPERS.sub(b" ", markup))
        if tree is not None and _TOO_DEEP(tree):
            return None
    return tree


def _tree(markup: bytes) -> HtmlElement | None:
    parser = etree.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,  # nobody asks for them, and each costs
    )
    try:
        tree: HtmlElement | None = etree.fromstring(markup, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
            raise MemoryError from error
        return None
    return None if tree is None else _with_body(tree)


def _with_body(tree: HtmlElement) -> HtmlElement:
    """Give a page that leaves out its <body> tag one.

    libxml2 knows HTML 4: it takes an <article> that follows the <title> for a part of the head.
    """
    head = tree.find("head")
    if head is None or tree.find("body") is not None:
        return tree
    first = next((child for child in head if child.tag not in _HEAD), None)
    if first is not None:
        body = etree.SubElement(tree, "body")
        body.extend([first, *first.itersiblings()])
    return tree
