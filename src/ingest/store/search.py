"""Words -> the articles that have them, the best first, with the place that shows them.

A word matches itself, on PostgreSQL also its inflections in the article's language. Words in
quotes match as a phrase; a word after `-` must not be there.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, text

from ingest.store.text import clean
from ingest.store.views import json_ready

BEFORE, AFTER = "\x02", "\x03"
"""What stands around a found word in a snippet: control characters, which no text of ours has."""

_WORD = re.compile(r"\w")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')

_COLUMNS = "a.id, a.url, a.title, a.host, a.published_at, a.first_seen_at"

# The statements below are put together from constants of this module only.
_SQLITE = f"""
    SELECT {_COLUMNS},
           snippet(article_words, 2, :before, :after, '…', 24) AS snippet
    FROM article_words JOIN articles AS a ON a.id = article_words.rowid
    WHERE article_words MATCH :query AND a.merged_into IS NULL
          AND (CAST(:host AS TEXT) IS NULL OR a.host = :host)
    ORDER BY bm25(article_words, 8.0, 4.0, 1.0), a.id DESC
    LIMIT :limit"""  # noqa: S608

_LANGUAGES = (
    "simple",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "hungarian",
    "italian",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "spanish",
    "swedish",
    "turkish",
)

_WANTED = " || ".join(f"websearch_to_tsquery('{name}', :wanted)" for name in _LANGUAGES)
_UNWANTED = " || ".join(f"websearch_to_tsquery('{name}', :unwanted)" for name in _LANGUAGES)

_POSTGRESQL = """
    WITH asked AS (SELECT {query} AS query),
    best AS (
        SELECT {columns}, a.text, asked.query, ts_rank(w.words, asked.query) AS rank
        FROM asked, article_words AS w JOIN articles AS a ON a.id = w.article_id
        WHERE w.words @@ asked.query AND a.merged_into IS NULL
              AND (CAST(:host AS text) IS NULL OR a.host = :host)
        ORDER BY rank DESC, a.id DESC
        LIMIT :limit
    )
    SELECT id, url, title, host, published_at, first_seen_at,
           ts_headline('simple', left(text, 100000), query,
                       'MaxFragments=1, MaxWords=24, MinWords=8, '
                       || 'StartSel="' || :before || '", StopSel="' || :after || '"') AS snippet
    FROM best ORDER BY rank DESC, id DESC"""


def search(
    connection: Connection, words: str, *, host: str | None = None, limit: int = 20
) -> list[dict[str, object]]:
    """The articles that match, JSON-ready, found words in `snippet` between BEFORE and AFTER.

    Never an error for what is asked: what cannot be searched for finds nothing.
    """
    wanted, unwanted = _terms(words)
    if not wanted:
        return []
    values: dict[str, object] = {
        "host": host.lower() if host else None,
        "limit": limit,
        "before": BEFORE,
        "after": AFTER,
    }
    if connection.dialect.name == "sqlite":
        values["query"] = " AND ".join(wanted) + "".join(f" NOT {term}" for term in unwanted)
        statement = _SQLITE
    else:
        values |= {"wanted": " ".join(wanted), "unwanted": " or ".join(unwanted)}
        query = f"({_WANTED}) && !!({_UNWANTED})" if unwanted else _WANTED
        statement = _POSTGRESQL.format(query=query, columns=_COLUMNS)
    return json_ready(connection.execute(text(statement), values).all())


def _terms(words: str) -> tuple[list[str], list[str]]:
    """What must be there and what must not, each quoted: nothing in them is an operator."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(clean(words)):
        term = (phrase or word).replace('"', " ").strip()
        if _WORD.search(term):
            (unwanted if minus else wanted).append(f'"{term}"')
    return wanted, unwanted
