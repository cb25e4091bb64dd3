"""What was found -> one HTML file that needs nothing else: the most changed articles first.

Everything that comes from pages is escaped, and nothing in the file is a script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from ingest.cli import difference
from ingest.cli.difference import Fate, Line, Piece
from ingest.cli.output import Row
from ingest.cli.words import plain

if TYPE_CHECKING:
    from ingest.run.again import Difference

STYLE = """
:root { color-scheme: light dark; --lost: #b42318; --gained: #1a7f37; --dim: #666; --line: #ccc;
  --lost-back: #ffebe9; --gained-back: #dafbe1; }
@media (prefers-color-scheme: dark) { :root { --lost: #ff9a91; --gained: #7ee2a0; --dim: #aaa;
  --line: #444; --lost-back: #4b1d1a; --gained-back: #12391f; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .1rem 1rem .1rem 0; }
td { font-variant-numeric: tabular-nums; }
details { border-top: 1px solid var(--line); padding: .5rem 0; }
summary { cursor: pointer; } summary:focus-visible, a:focus-visible { outline: 2px solid; }
.size, .kept { color: var(--dim); } .body { overflow-wrap: anywhere; }
p { margin: .4rem 0; }
del { color: var(--lost); background: var(--lost-back); }
ins { color: var(--gained); background: var(--gained-back); text-decoration: none; }
"""

TAGS = {Fate.KEPT: "{}", Fate.LOST: "<del>{}</del>", Fate.GAINED: "<ins>{}</ins>"}
COUNTED = {
    "pages": "pages read again",
    "unchanged": "articles that say the same",
    "updated": "articles that are other than they were",
    "stored": "new articles",
    "refused": "articles that this extractor would not take, and that stay",
    "failed": "pages that still give no article",
    "broken": "pages that could not be read in time",
    "lines_lost": "lines lost",
    "lines_gained": "lines gained",
}


def page(document: Row, articles: Sequence[Difference]) -> str:
    """The report as a document."""
    return "\n".join(_parts(document, articles)) + "\n"


def _parts(document: Row, articles: Sequence[Difference]) -> Iterator[str]:
    what = "would change" if document["dry_run"] else "changed"
    title = f"What {_safe(document['extractor'])} {what}"
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield (
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    )
    yield f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    yield "<table>"
    for name, words in COUNTED.items():
        yield f'<tr><th scope="row">{words}</th><td>{document[name]:,}</td></tr>'
    yield "</table>"
    yield f"<h2>The {len(articles)} most changed</h2>" if articles else "<p>Nothing changed.</p>"
    for number, article in enumerate(articles):
        yield from _article(article, is_open=number == 0)
    yield "</body>\n</html>"


def _article(article: Difference, *, is_open: bool) -> Iterator[str]:
    lost, gained = (sum(map(len, lines)) for lines in (article.lost, article.gained))
    name = _safe(article.new_title or article.old_title or article.url)
    yield f"<details{' open' if is_open else ''}>"
    yield (
        f'<summary>{name} <span class="size">{lost:,} characters lost, {gained:,} gained</span>'
        "</summary>"
    )
    which = "new" if article.article_id is None else f"article {article.article_id}"
    yield f'<p class="size">{which}, {_link(article.url)}</p>\n<div class="body">'
    if article.article_id is not None and article.old_title != article.new_title:
        pieces = difference.words(article.old_title or "", article.new_title or "")
        yield f"<h3>{_marked(tuple(pieces))}</h3>"
    yield from _body(difference.lines(article.old_text, article.new_text))
    yield "</div>\n</details>"


def _body(lines: Iterator[Line]) -> Iterator[str]:
    kept = 0
    for line in lines:
        if difference.is_kept(line):
            kept += any(piece.text.strip() for piece in line)
            continue
        if not any(piece.text.strip() for piece in line):
            continue
        if kept:
            yield _unchanged(kept)
        kept = 0
        yield f"<p>{_marked(line)}</p>"
    if kept:
        yield _unchanged(kept)


def _unchanged(number: int) -> str:
    return f'<p class="kept">… {number} {"line" if number == 1 else "lines"} unchanged</p>'


def _marked(line: Sequence[Piece]) -> str:
    return "".join(TAGS[piece.fate].format(_safe(piece.text)) for piece in line)


def _link(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        return _safe(url)
    return f'<a href="{_safe(url)}" rel="noreferrer">{_safe(url)}</a>'


def _safe(value: object) -> str:
    return escape(plain(str(value)))
