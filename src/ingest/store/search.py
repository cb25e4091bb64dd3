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

RANKED = 2_000
"""So many of the articles that match are ranked, the newest: of a word that stands in every other
article nobody wants the oldest, and ranking a million takes minutes."""

_COLUMNS = "a.id, a.url, a.title, a.host, a.published_at, a.first_seen_at"

# The statements below are put together from constants of this module only. Each of the three steps
# costs more a row than the one before: what matches, what is ranked, what is shown.
_SQLITE = f"""
    WITH newest AS (
        SELECT article_words.rowid AS id
        FROM article_words {{of_host}}
        WHERE article_words MATCH :query
        ORDER BY article_words.rowid DESC
        LIMIT {RANKED}
    ),
    best AS MATERIALIZED (
        SELECT a.id, bm25(article_words, 8.0, 4.0, 1.0) AS rank
        FROM article_words JOIN articles AS a ON a.id = article_words.rowid
        WHERE article_words MATCH :query AND article_words.rowid >= (SELECT min(id) FROM newest)
              AND a.merged_into IS NULL AND (CAST(:host AS TEXT) IS NULL OR a.host = :host)
        ORDER BY rank, a.id DESC
        LIMIT :limit
    )
    SELECT {_COLUMNS}, snippet(article_words, 2, :before, :after, '…', 24) AS snippet
    FROM best CROSS JOIN article_words ON article_words.rowid = best.id
         JOIN articles AS a ON a.id = best.id
    WHERE article_words MATCH :query
    ORDER BY best.rank, a.id DESC"""  # noqa: S608
_OF_HOST = "JOIN articles AS a ON a.id = article_words.rowid AND a.host = :host"

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

# The query stands in the statement, not beside it: only so the planner knows how rare the word is.
_POSTGRESQL = f"""
    WITH newest AS MATERIALIZED (
        SELECT w.article_id, w.words
        FROM article_words AS w JOIN articles AS a ON a.id = w.article_id
        WHERE w.words @@ ({{query}}) AND a.merged_into IS NULL
              AND (CAST(:host AS text) IS NULL OR a.host = :host)
        ORDER BY w.article_id DESC
        LIMIT {RANKED}
    ),
    best AS MATERIALIZED (
        SELECT article_id, ts_rank(words, {{query}}) AS rank
        FROM newest
        ORDER BY rank DESC, article_id DESC
        LIMIT :limit
    )
    SELECT {_COLUMNS},
           ts_headline('simple', left(a.text, 100000), {{query}},
                       'MaxFragments=1, MaxWords=24, MinWords=8, '
                       || 'StartSel="' || :before || '", StopSel="' || :after || '"') AS snippet
    FROM best JOIN articles AS a ON a.id = best.article_id
    ORDER BY best.rank DESC, a.id DESC"""  # noqa: S608


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
        statement = _SQLITE.format(of_host=_OF_HOST if host else "")
    else:
        values |= {"wanted": " ".join(wanted), "unwanted": " or ".join(unwanted)}
        query = f"({_WANTED}) && !!({_UNWANTED})" if unwanted else _WANTED
        statement = _POSTGRESQL.format(query=query)
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
