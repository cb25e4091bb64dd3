"""Articles -> the first article with nearly the same text.

Only articles that are nobody's copy stand in the index, so that a text on a thousand sites is
compared with one.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update

from ingest.store import bulk
from ingest.store.cases import Case
from ingest.store.sketch import nearly_same, sketch
from ingest.store.tables import ArticleRow, SketchRow


def group(connection: Connection, cases: Sequence[Case]) -> None:
    """Sets `duplicate_of` of the cases' articles, whose texts are new, and of what copied them."""
    if not cases:
        return
    texts = {_id(case): case.article.text for case in cases if case.article is not None}
    revised = [_id(case) for case in cases if case.known is not None]
    if revised:
        connection.execute(delete(SketchRow).where(SketchRow.article_id.in_(revised)))
    firsts = _group(connection, texts)
    if revised:
        left = _left_behind(connection, revised, texts, firsts)
        _group(connection, left)
    _release(connection, [article_id for article_id in revised if article_id not in firsts])


def place(connection: Connection, texts: dict[int, str]) -> None:
    """Sets `duplicate_of` of new articles by their ids."""
    _group(connection, texts)


def forget(connection: Connection, article_ids: Sequence[int]) -> None:
    """Takes articles that were merged into others out of the index."""
    if article_ids:
        connection.execute(delete(SketchRow).where(SketchRow.article_id.in_(article_ids)))


def _id(case: Case) -> int:
    assert case.article_id is not None
    return case.article_id


def _group(connection: Connection, texts: dict[int, str]) -> dict[int, int]:
    """Finds the first of each text, indexes those that are their own; returns who copies whom."""
    sketches = {article_id: sketch(text) for article_id, text in texts.items()}
    keys = {key for found in sketches.values() for key in found}
    if not keys:
        return {}
    index: dict[int, set[int]] = {}
    for key, article_id in connection.execute(
        select(SketchRow.key, SketchRow.article_id).where(SketchRow.key.in_(keys))
    ):
        index.setdefault(key, set()).add(article_id)
    known = texts | _texts(connection, {i for ids in index.values() for i in ids} - set(texts))
    firsts: dict[int, int] = {}
    own: list[dict[str, object]] = []
    for article_id in sorted(sketches):
        candidates = {i for key in sketches[article_id] for i in index.get(key, ())}
        first = next(
            (i for i in sorted(candidates) if nearly_same(known[i], texts[article_id])), None
        )
        if first is not None:
            firsts[article_id] = first
            continue
        for key in set(sketches[article_id]):
            index.setdefault(key, set()).add(article_id)
            own.append({"key": key, "article_id": article_id})
    bulk.insert_rows(connection, SketchRow, own)
    _point(connection, firsts)
    return firsts


def _texts(connection: Connection, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    query = select(ArticleRow.id, ArticleRow.text).where(ArticleRow.id.in_(ids))
    return {row.id: row.text for row in connection.execute(query)}


def _left_behind(
    connection: Connection, revised: Sequence[int], texts: dict[int, str], firsts: dict[int, int]
) -> dict[int, str]:
    """The copies of an edited article that are no longer copies of it, made nobody's."""
    query = select(ArticleRow.id, ArticleRow.duplicate_of, ArticleRow.text).where(
        ArticleRow.duplicate_of.in_(revised), ArticleRow.id.not_in(revised)
    )
    left: dict[int, str] = {}
    moved: dict[int, int] = {}
    for article_id, first, text in connection.execute(query):
        if first is None or not nearly_same(texts[first], text):
            left[article_id] = text
        elif first in firsts:
            moved[article_id] = firsts[first]
    _release(connection, list(left))
    _point(connection, moved)
    return left


def _release(connection: Connection, ids: Sequence[int]) -> None:
    if ids:
        connection.execute(
            update(ArticleRow).where(ArticleRow.id.in_(ids)).values(duplicate_of=None)
        )


def _point(connection: Connection, firsts: dict[int, int]) -> None:
    rows = [{"id": article_id, "duplicate_of": first} for article_id, first in firsts.items()]
    bulk.update_rows(connection, ArticleRow, rows)
