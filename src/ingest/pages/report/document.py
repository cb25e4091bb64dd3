"""Explanation -> one HTML page: everything in it, nothing asked of any network.

The page is built as a tree and written out once, so nothing that an article says can become
markup. Style and script are the package's own files, and their digests are all that the page's
policy lets a browser run.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.resources import files

from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import E

from ingest.pages import outline
from ingest.pages.extract import Explanation
from ingest.pages.report import article, overview, palette
from ingest.pages.report.plain import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is explained. `origin` is kept, fetched, file or stored."""

    url: str
    at: datetime
    origin: str
    article_id: int | None = None


def report(explained: Explanation, subject: Subject) -> str:
    """The page. Bounded in size, whatever was explained; never raises for what a page says."""
    counts = outline.counts(explained.lines)
    shades = palette.shades(counts.reasons)
    style = _file("report.css") + palette.filters(shades, article.mixes(explained.lines, shades))
    script = _file("report.js")
    title = plain(explained.extraction.title or subject.url)
    body = E.body(
        E.nav(
            {"class": "skips", "aria-label": "Skip"},
            E.a({"href": "#article"}, "Skip to the article"),
            E.a({"href": "#fields"}, "Skip to the fields"),
            E.a({"href": "#legend"}, "Skip to the legend"),
        ),
        overview.header(explained, subject.url, _came(subject), counts, shades),
        E.main(
            overview.fields(explained.extraction),
            overview.legend(counts, shades),
            article.section(explained, shades),
        ),
        overview.footer(),
        E.script(script),
    )
    page = E.html(_head(title, style=style, script=script), body, lang="en")
    written: str = html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
    return written + "\n"


def _head(title: str, *, style: str, script: str) -> HtmlElement:
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return E.head(
        E.meta(charset="utf-8"),
        E.meta({"http-equiv": "Content-Security-Policy", "content": policy}),
        E.meta(name="viewport", content="width=device-width, initial-scale=1"),
        E.meta({"name": "color-scheme", "content": "light dark"}),
        E.meta(name="referrer", content="no-referrer"),
        E.meta(name="robots", content="noindex"),
        E.title(f"Explained: {title}"),
        E.style(style),
    )


def _came(subject: Subject) -> str:
    """Where the page is from, in words."""
    came = {
        "kept": "The page as it was kept on",
        "fetched": "The page as it was fetched on",
        "file": "A page from a file, read on",
        "stored": "The page is not kept; this is the article as it was stored on",
    }
    number = "" if subject.article_id is None else f"Article {subject.article_id}. "
    return f"{number}{came[subject.origin]} {subject.at:%d %B %Y, %H:%M} UTC."


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _digest(source: str) -> str:
    return f"sha256-{base64.b64encode(sha256(source.encode()).digest()).decode('ascii')}"
