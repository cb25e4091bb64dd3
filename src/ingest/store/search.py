"""Words -> the articles that have them, the best first, with the place that shows them.

A word matches itself, on PostgreSQL also its inflections in the article's language. Words in
quotes match as a phrase; a word after `-` must not be there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import Connection, func, select, text

from ingest.errors import UsageError
from ingest.store.tables import ArticleRow
from ingest.store.text import clean
from ingest.store.views import json_ready

BEFORE, AFTER = "\x02", "\x03"
"""What stands around a found word in a snippet: control characters, which no text of ours has."""

_WORD = re.compile(r"\w")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')

RANKED = 1_000
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
        LIMIT :ranked
    ),
    best AS MATERIALIZED (
        SELECT a.id, bm25(article_words, 8.0, 4.0, 1.0) AS rank
        FROM article_words JOIN articles AS a ON a.id = article_words.rowid
        WHERE article_words MATCH :query AND article_words.rowid >= (SELECT min(id) FROM newest)
              AND a.merged_into IS NULL AND (CAST(:host AS TEXT) IS NULL OR a.host = :host)
        ORDER BY rank, a.id DESC
        LIMIT :limit
    )
    SELECT {_COLUMNS}, snippet(article_words, 2, :begin, :end, '…', 24) AS snippet
    FROM best CROSS JOIN article_words ON article_words.rowid = best.id
         JOIN articles AS a ON a.id = best.id
    WHERE article_words MATCH :query
    ORDER BY best.rank, a.id DESC"""  # noqa: S608
_OF_HOST = "JOIN articles AS a ON a.id = {} AND a.host = :host"

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

_ASKED = """
    SELECT DISTINCT CAST(websearch_to_tsquery(CAST(name AS regconfig), :words) AS text)
    FROM unnest(CAST(:names AS text[])) AS name"""

# A word of every other article stands in half a million rows, of which the newest are wanted. How
# many there are the planner knows from its statistics; where it is wrong all are searched.
_ESTIMATE = """
    EXPLAIN (FORMAT JSON)
    SELECT article_id FROM article_words WHERE words @@ CAST(:query AS tsquery)"""

# The words' index finds what matches without reading any text. The planner takes reading for free,
# because the words are stored apart from their rows, and would look through all of them, newest
# first, for a word that twenty have.
_BY_INDEX = "SET LOCAL enable_seqscan = off"
# Starting processes to share the work takes ten milliseconds, looking through 20,000 rows as long.
_ALONE = "SET LOCAL max_parallel_workers_per_gather = 0"
FEW = 100_000
_POSTGRESQL = f"""
    WITH newest AS MATERIALIZED (
        SELECT w.article_id, w.words
        FROM article_words AS w {{of_host}}
        WHERE w.words @@ CAST(:query AS tsquery) AND w.article_id > :after
        ORDER BY w.article_id + 0 DESC
        LIMIT :ranked
    ),
    best AS MATERIALIZED (
        SELECT article_id, ts_rank(words, CAST(:query AS tsquery)) AS rank
        FROM newest
        WHERE article_id NOT IN (SELECT id FROM articles WHERE merged_into IS NOT NULL)
        ORDER BY rank DESC, article_id DESC
        LIMIT :limit
    )
    SELECT {_COLUMNS},
           ts_headline('simple', left(a.text, 100000), CAST(:query AS tsquery),
                       'MaxFragments=1, MaxWords=24, MinWords=8, '
                       || 'StartSel="' || :begin || '", StopSel="' || :end || '"') AS snippet,
           (SELECT count(*) FROM newest) AS found
    FROM best JOIN articles AS a ON a.id = best.article_id
    ORDER BY best.rank DESC, a.id DESC"""  # noqa: S608


def search(
    connection: Connection, words: str, *, host: str | None = None, limit: int = 20
) -> list[dict[str, object]]:
    """The articles that match, JSON-ready, found words in `snippet` between BEFORE and AFTER.

    Whatever stands in the words is only words. UsageError where none of them is one that must be
    there.
    """
    wanted, unwanted = _terms(words)
    if not wanted:
        raise UsageError("there is no word to search for; give one that must be there")
    values: dict[str, object] = {
        "host": host.lower() if host else None,
        "limit": limit,
        "begin": BEFORE,
        "end": AFTER,
        "ranked": RANKED,
    }
    if connection.dialect.name == "sqlite":
        values["query"] = " AND ".join(wanted) + "".join(f" NOT {term}" for term in unwanted)
        of_host = _OF_HOST.format("article_words.rowid") if host else ""
        return json_ready(connection.execute(text(_SQLITE.format(of_host=of_host)), values).all())
    values["query"] = _in_any_language(connection, " ".join(wanted))
    if unwanted:
        not_there = _in_any_language(connection, " or ".join(unwanted))
        values["query"] = f"({values['query']}) & !({not_there})"
    return _on_postgresql(connection, values)


def _on_postgresql(connection: Connection, values: Mapping[str, object]) -> list[dict[str, object]]:
    of_host = _OF_HOST.format("w.article_id") if values["host"] else ""
    statement = text(_POSTGRESQL.format(of_host=of_host))
    connection.execute(text(_BY_INDEX))
    matching = 0 if of_host else _matching(connection, values)
    if matching < FEW:
        connection.execute(text(_ALONE))
    after = _far_enough_back(connection, matching)
    rows = json_ready(connection.execute(statement, {**values, "after": after}).all())
    if after and (not rows or rows[0]["found"] != RANKED):
        rows = json_ready(connection.execute(statement, {**values, "after": 0}).all())
    for row in rows:
        del row["found"]
    return rows


def _matching(connection: Connection, values: Mapping[str, object]) -> int:
    """How many articles match, by the database's estimate."""
    (plan,) = connection.scalar(text(_ESTIMATE), {"query": values["query"]})
    return int(plan["Plan"]["Plan Rows"])


def _far_enough_back(connection: Connection, matching: int) -> int:
    """An article after which twice as many should match as are ranked.

    0 for words that stand in fewer than a quarter of all articles: the index is quicker there.
    """
    if not matching:
        return 0
    newest: int = connection.scalar(select(func.max(ArticleRow.id))) or 0
    if matching * 4 < newest:
        return 0
    return max(0, newest - 2 * RANKED * newest // matching)


def _in_any_language(connection: Connection, words: str) -> str:
    """A query for the words and for their inflections in every language that is known."""
    asked = connection.scalars(text(_ASKED), {"words": words, "names": list(_LANGUAGES)})
    return " | ".join(f"({query})" for query in sorted(asked) if query)


def _terms(words: str) -> tuple[list[str], list[str]]:
    """What must be there and what must not, each quoted: nothing in them is an operator."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(clean(words)):
        term = (phrase or word).replace('"', " ").strip()
        if _WORD.search(term):
            (unwanted if minus else wanted).append(f'"{term}"')
    return wanted, unwanted
