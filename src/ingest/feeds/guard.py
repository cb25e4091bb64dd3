"""Text of an XML feed -> text that is harmless to parse.

feedparser raises on some references and is quadratic in comments, attributes and addresses
(measured); entities and document types are read by nobody but attackers. All of it is settled
here in one linear walk, before the parser sees it. What people often get wrong, bare ampersands
and HTML entities, is mended on the way, so that the fast strict parser can be used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import name2codepoint

from ingest.feeds.bounds import bounded, escape, short_tags

MAX_BRACKETS = 120_000  # where no items are found that could be left out whole

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_NAMESPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "atom": "http://www.w3.org/2005/Atom",
    "atom10": "http://www.w3.org/2005/Atom",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "thr": "http://purl.org/syndication/thread/1.0",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "video": "http://www.google.com/schemas/sitemap-video/1.1",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
_MARK = re.compile("<[!?]")
# Those that XML knows itself are the most, and right.
_REFERENCE = re.compile(
    r"&(?!(?:lt|gt|amp|quot|apos);)(?:#([xX][0-9a-fA-F]+|[0-9]+);|([A-Za-z][A-Za-z0-9]{0,31});)?"
)
_WILD_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]+|[0-9]+);?")
_ENTITY = re.compile(
    r"""<!ENTITY\s+(\w{1,64})\s+(?:"([^"<&%]{0,64}|&#(?:[0-9]{1,7}|x[0-9a-fA-F]{1,6});)"|'([^'<&%]{0,64})')\s*>"""
)


def harmless(text: str, entities: dict[str, str] | None = None) -> str:
    """The text from its root element on. Linear in its length."""
    known = {**{name: chr(code) for name, code in name2codepoint.items()}, **(entities or {})}
    pieces = [
        _cdata(piece) if piece.startswith("<![CDATA[") else _markup(piece, known)
        for piece in _pieces(_ILLEGAL.sub("", text))
    ]
    return bounded(_declared(_ended("".join(pieces))))


def _ended(text: str) -> str:
    """Without what servers and hosts append behind the document."""
    root = _ROOT.match(text)
    end = text.rfind(f"</{root[1]}") if root else -1
    close = text.find(">", end) if end != -1 else -1
    return text if close == -1 else text[: close + 1]


def _declared(text: str) -> str:
    """With the namespaces that people use and forget to declare."""
    root = _ROOT.match(text)
    if root is None:
        return text
    missing = "".join(
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in _NAMESPACES.items()
        if f"<{prefix}:" in text and f"xmlns:{prefix}" not in text
    )
    return text[: root.end()] + missing + text[root.end() :]


def small_entities(prolog: str) -> dict[str, str]:
    """The document's own entities that stand for a few plain characters; no others exist for us."""
    found = {}
    for name, double, single in _ENTITY.findall(prolog[:100_000]):
        value = double or single
        number = value[2:-1].lower() if value.startswith("&#") else ""
        if number:
            value = _character(number) or ""
        found[name] = value
    return found


def _pieces(text: str) -> Iterator[str]:
    """Markup and CDATA sections in order; comments, declarations and instructions are left out."""
    start = 0
    size = len(text)
    left = MAX_BRACKETS
    while start < size and left > 0:
        found = _MARK.search(text, start)
        if found is None:
            yield text[start:] if text.count("<", start) < left else _first(text[start:], left)
            return
        mark = found.start()
        if mark > start:
            piece = text[start:mark]
            left -= piece.count("<")
            yield piece
        opener, closer = _kind(text, mark)
        end = text.find(closer, mark + len(opener))
        if opener == "<![CDATA[":
            # An end that is missing was cut off: the section is closed for it.
            yield text[mark:] + "]]>" if end == -1 else text[mark : end + 3]
        start = size if end == -1 else end + len(closer)


def _kind(text: str, mark: int) -> tuple[str, str]:
    for opener, closer in (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>")):
        if text.startswith(opener, mark):
            return opener, closer
    return "<!", ">"


def _cdata(section: str) -> str:
    return _WILD_REFERENCE.sub(_legal_reference, section) if "&#" in section else section


def _markup(piece: str, entities: dict[str, str]) -> str:
    if "&" in piece:
        piece = _mend_references(piece, entities)
    return short_tags(piece)


def _mend_references(piece: str, entities: dict[str, str]) -> str:
    def mend(found: re.Match[str]) -> str:
        number, name = found.groups()
        if number:
            return _legal_reference(found)
        if name is None:
            return "&amp;"
        value = entities.get(name)
        return f"&amp;{name};" if value is None else escape(value)

    return _REFERENCE.sub(mend, piece)


def _legal_reference(found: re.Match[str]) -> str:
    return found[0] if _character(found[1]) else "�"


def _character(number: str) -> str | None:
    """The character that a reference names; None where XML 1.0 knows none."""
    if len(number) > 9:
        return None
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    if code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000:
        return None if code in {0xFFFE, 0xFFFF} else chr(code)
    return None


def _first(text: str, brackets: int) -> str:
    """The text up to its n-th tag."""
    return "<".join(text.split("<", brackets)[:brackets])
