"""Markup -> markup without what costs a parser the square of its length.

No author writes a hundred attributes, keywords or namespaces; feedparser and lexbor compare each
with all others, and feedparser's pattern for e-mail addresses tries each run from each of its
characters (measured). All patterns here are linear.
"""

from __future__ import annotations

import re

MAX_TAG = 1000
MAX_ATTRIBUTES = 64
MAX_AUTHOR = 1000
MAX_KEYWORDS = 100
MAX_NAMESPACES = 100
MAX_BASES = 200

_LONG_TAG = re.compile(rf"<([^<>\s/]+)\s[^<>]{{{MAX_TAG},}}>")
_ATTRIBUTE = re.compile(r"""\s([\w:.-]{1,100})\s*=\s*("[^"<>]{0,8192}"|'[^'<>]{0,8192}')""")
_AUTHOR = re.compile(
    r"(<(?:[\w-]+:)?(?:author|creator|managingeditor|webmaster|contributor|name|email|publisher"
    r"|owner)\b[^<>]*>)((?:<!\[CDATA\[.*?\]\]>|[^<]++)*+)",
    re.IGNORECASE | re.DOTALL,
)
_KEYWORDS = re.compile(
    r"<(?:[\w-]{1,40}:)?(?:item|entry)[\s>]"
    r"|<(?P<name>(?:[\w-]{1,40}:)?(?:category|subject|keywords|tags))\b[^<>]*+"
    r"(?:(?<=/)>|>(?P<words>(?:<!\[CDATA\[.*?\]\]>|[^<]++)*+)</(?P=name)\s*>)",
    re.IGNORECASE | re.DOTALL,
)
_XMLNS = re.compile(r"""\sxmlns:([\w.-]{1,100})\s*=\s*(?:"[^"<>]*"|'[^'<>]*')""")
_MARK_OR_END = re.compile(r"<!\[CDATA\[|\]\]>")
_ADDRESS = re.compile(r"(?:mailto:)?[^\s<>()@&;]{1,64}@[^\s<>()@&;]{1,254}")
# Elements that need no end tag are not counted.
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|t[dhr]|tbody|thead|tfoot|d[dt]|option|br|hr|img|input|meta|link|source|area|base"
    r"|col|embed|param|track|wbr|html|head|body)[\s/>])[a-z][a-z0-9-]*+(?:[^<>/]++|/(?!>))*+>",
    re.IGNORECASE,
)
_BASE = re.compile(r"""\s(?:xml:)?base\s*=\s*(?:"[^"<>]*"|'[^'<>]*')""", re.IGNORECASE)


def bounded(text: str) -> str:
    """A feed without comments, all of its CDATA sections closed -> what may be parsed."""
    text = _few_keywords(_AUTHOR.sub(_short_author, text))
    return _few_namespaces(_few_bases(text))


def short_tags(text: str) -> str:
    """Without most attributes of tags that are longer than any author makes them."""
    return _LONG_TAG.sub(_few_attributes, text) if len(text) > MAX_TAG else text


def depth(html: str) -> int:
    """How deep elements nest at most, counted without regard to their names; for a bound only."""
    deepest = level = 0
    for found in _NESTING.finditer(html):
        level = max(level - 1, 0) if found[1] else level + 1
        deepest = max(deepest, level)
    return deepest


def escape(text: str) -> str:
    """The text as it is written in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _few_attributes(found: re.Match[str]) -> str:
    kept = dict(_ATTRIBUTE.findall(found[0][:65536]))
    attributes = "".join(f" {name}={value}" for name, value in list(kept.items())[:MAX_ATTRIBUTES])
    return f"<{found[1]}{attributes}{'/' if found[0].endswith('/>') else ''}>"


def _short_author(found: re.Match[str]) -> str:
    """Names without e-mail addresses.

    feedparser's pattern for them is quadratic in runs of letters, dots and signs, and knows no
    top-level domain of more than four letters.
    """
    if len(found[2]) < MAX_AUTHOR and "@" not in found[2]:
        return found[0]
    text = _MARK_OR_END.sub("", found[2])[:MAX_AUTHOR]
    return found[1] + _ADDRESS.sub("", text).replace("&lt;&gt;", "").replace("<", "&lt;")


def _few_keywords(text: str) -> str:
    """feedparser compares each of an item's keywords with all before it."""
    seen = 0

    def keep(found: re.Match[str]) -> str:
        nonlocal seen
        name, words = found["name"], found["words"] or ""
        seen = seen + 1 if name else 0
        if seen > MAX_KEYWORDS:
            return ""
        if len(words) < MAX_AUTHOR:
            return found[0]
        opener = found[0][: found.start("words") - found.start()]
        return f"{opener}{escape(_MARK_OR_END.sub('', words)[:MAX_AUTHOR])}</{name}>"

    return _KEYWORDS.sub(keep, text)


def _few_namespaces(text: str) -> str:
    """Each prefix costs a look at all others, for each element."""
    if text.count("xmlns:") <= MAX_NAMESPACES:
        return text
    prefixes = dict.fromkeys(found[1] for found in _XMLNS.finditer(text))
    if len(prefixes) <= MAX_NAMESPACES:
        return text
    kept = frozenset(list(prefixes)[:MAX_NAMESPACES])
    return _XMLNS.sub(lambda found: found[0] if found[1] in kept else "", text)


def _few_bases(text: str) -> str:
    """Nested xml:base attributes can make each address as long as the document is deep."""
    if len(text) < 100_000 or text.count("base=") <= MAX_BASES:
        return text
    left = iter(range(MAX_BASES))
    return _BASE.sub(lambda found: found[0] if next(left, None) is not None else "", text)
