"""Text -> tree: one parse of the page, bounded in depth and size, never raising."""

from __future__ import annotations

import re

from lxml import etree, html
from lxml.html import HtmlElement

MAX_CHARACTERS = 20_000_000
"""What is beyond is not read: the fetch room stops at 10 MiB, this bounds other strings."""

MAX_DEPTH = 220
"""Deepest nesting that is walked by recursion; real pages stay below 100."""

LONG_TAG = 50_000

# Databases and lxml refuse NUL and most controls; libxml2 stops at some of them.
_CONTROLS = bytes(
    code for code in range(128) if (code < 32 and code not in b"\t\n\r") or code == 127
)
_SPACES = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_BASE64 = re.compile(r";base64,[A-Za-z0-9+/=]{2000,}")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127|5(?:5[3-9]|6[0-9]|7[0-3])[0-9]{2})|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF]|[dD][89a-fA-F][0-9a-fA-F]{2}));"
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_PLAINTEXT = re.compile(r"<(/?)plaintext\b", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * MAX_DEPTH + ")")
_HEAD = frozenset({"title", "meta", "link", "base", "style", "script", "noscript", "template"})
_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]{0,40})\s[^<>]{50000,}>")
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
        text = _BASE64.sub(";base64,", text)
    if "&#" in text:
        text = _CONTROL_REFERENCE.sub(" ", text)
    if "<![CDATA[" in text:
        text = _CDATA.sub("", text)
    if "plaintext" in text or "PLAINTEXT" in text:
        text = _PLAINTEXT.sub(r"<\1pre", text)
    # libxml2 is quadratic in the attributes of one element
    if len(text) > LONG_TAG and max(map(len, text.split("<"))) > LONG_TAG:
        text = _LONG_TAG.sub(r"<\1>", text)
    return text.encode("utf-8", "replace").translate(_SPACES)


def parse(text: str) -> HtmlElement | None:
    """Parse once. None where there is no element to read. Raises MemoryError and nothing else."""
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
        tree: HtmlElement = html.document_fromstring(markup, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
            raise MemoryError from error
        return None
    return _with_body(tree)


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
