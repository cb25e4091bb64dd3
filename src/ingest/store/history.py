"""The views -> what changed, and what an article said before."""

from __future__ import annotations

from sqlalchemy import Connection, select

from ingest.store.tables import ArticleRow
from ingest.store.views import VIEWS, json_ready


def changes(connection: Connection, *, since: int, limit: int) -> list[dict[str, object]]:
    """The changes after `since`, in their order, with the article's address and headline as they
    are now; `merged_into` is the article that a merged one became.
    """
    view = VIEWS["v1_changes"]
    query = (
        select(view, ArticleRow.url, ArticleRow.title, ArticleRow.merged_into)
        .join(ArticleRow, ArticleRow.id == view.c.article_id, isouter=True)
        .where(view.c.seq > since)
        .order_by(view.c.seq)
        .limit(limit)
    )
    return json_ready(connection.execute(query).all())


def revisions(connection: Connection, article_id: int) -> list[dict[str, object]]:
    """All that the article said, the oldest first, the present revision included."""
    view = VIEWS["v1_revisions"]
    query = select(view).where(view.c.article_id == article_id).order_by(view.c.revision)
    return json_ready(connection.execute(query).all())
