"""The tables. They are private: other tools read the `v1_` views that the migrations make."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    TextClause,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ingest.store.columns import Big, UtcTime, Words

HEAD = "0007"
"""The revision that this version of the program reads and writes."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables of one schema, their constraints named by convention."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it from the class
        int: Big,
        str: Words(),
        datetime: UtcTime(),
        bytes: LargeBinary(),
        bool: Boolean(),
        float: Float(53),
    }


def table_of(row: type[Base]) -> Table:
    """The table behind a model, for statements over many rows."""
    table = row.__table__
    assert isinstance(table, Table)
    return table


def _partial(name: str, *columns: str | TextClause, where: str) -> Index:
    """An index over the rows that meet a condition, on both databases."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class FeedRow(Base):
    """A subscription and all that is known about it. `userinfo` is secret and never shown."""

    __tablename__ = "feeds"
    __table_args__ = (
        CheckConstraint("kind IN ('feed', 'sitemap', 'page')", name="kind"),
        CheckConstraint("pages IN ('always', 'if-short', 'never')", name="pages"),
        CheckConstraint("state IN ('active', 'paused', 'gone')", name="state"),
        _partial("ix_feeds_due", "next_check_at", where="state = 'active'"),
        _partial("ix_feeds_claimed_by", "claimed_by", where="claimed_by IS NOT NULL"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    url: Mapped[str]
    userinfo: Mapped[str | None]
    url_digest: Mapped[bytes] = mapped_column(unique=True)
    domain: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("feeds.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    pages: Mapped[str]
    tags: Mapped[str]
    title: Mapped[str | None]
    site_url: Mapped[str | None]
    state: Mapped[str]
    added_at: Mapped[datetime]
    next_check_at: Mapped[datetime]
    last_checked_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_news_at: Mapped[datetime | None]
    last_full_at: Mapped[datetime | None]
    interval_seconds: Mapped[int | None]
    failures: Mapped[int] = mapped_column(Integer())
    problem: Mapped[str | None]
    detail: Mapped[str | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    validators_url: Mapped[str | None]
    trusts_validators: Mapped[bool]
    body_digest: Mapped[bytes | None]
    seen: Mapped[bytes]
    hints: Mapped[str | None]
    moved_to: Mapped[str | None]
    moved_count: Mapped[int] = mapped_column(Integer())
    gone_at: Mapped[datetime | None]
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]


class FeedAddressRow(Base):
    """An address that a feed had before it moved."""

    __tablename__ = "feed_addresses"

    url_digest: Mapped[bytes] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"), index=True)
    url: Mapped[str]


class StopRow(Base):
    """A registrable domain that asked for silence until a moment."""

    __tablename__ = "stops"

    domain: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]


class ArticleRow(Base):
    """An article as it is now; with `merged_into` a tombstone that points at the survivor."""

    __tablename__ = "articles"
    __table_args__ = (
        CheckConstraint("access IN ('free', 'metered', 'paid', 'unknown')", name="access"),
        CheckConstraint("quality IS NULL OR (quality >= 0 AND quality <= 1)", name="quality"),
        CheckConstraint("revision >= 1", name="revision"),
        Index("ix_articles_host_first_seen_at", "host", "first_seen_at"),
        Index("ix_articles_host_published_at", "host", "published_at"),
        _partial("ix_articles_duplicate_of", "duplicate_of", where="duplicate_of IS NOT NULL"),
        _partial("ix_articles_merged_into", "merged_into", where="merged_into IS NOT NULL"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    seq: Mapped[int] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(Integer())
    url: Mapped[str]
    host: Mapped[str]
    title: Mapped[str | None]
    description: Mapped[str | None]
    text: Mapped[str]
    language: Mapped[str | None]
    authors: Mapped[str | None]
    section: Mapped[str | None]
    tags: Mapped[str | None]
    site_name: Mapped[str | None]
    image_url: Mapped[str | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    published_source: Mapped[str | None]
    modified_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime] = mapped_column(index=True)
    fetched_at: Mapped[datetime]
    revised_at: Mapped[datetime]
    word_count: Mapped[int] = mapped_column(Integer())
    content_hash: Mapped[str]
    extractor: Mapped[str | None]
    access: Mapped[str]
    quality: Mapped[float | None]
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"))
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"))


class ArticleAddressRow(Base):
    """An address that an article is known by."""

    __tablename__ = "article_addresses"
    __table_args__ = (
        CheckConstraint("kind IN ('requested', 'redirected', 'canonical')", name="kind"),
    )

    url_digest: Mapped[bytes] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    url: Mapped[str]


class RevisionRow(Base):
    """What an article said before its present revision."""

    __tablename__ = "revisions"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int] = mapped_column(Integer(), primary_key=True)
    title: Mapped[str | None]
    text: Mapped[str]
    content_hash: Mapped[str]
    extractor: Mapped[str | None]
    at: Mapped[datetime]


class RemovedRow(Base):
    """A block of the article's region that is not in the text of a revision."""

    __tablename__ = "removed"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int] = mapped_column(Integer(), primary_key=True)
    position: Mapped[int] = mapped_column(Integer(), primary_key=True)
    reason: Mapped[str]
    text: Mapped[str]


class EvidenceRow(Base):
    """A candidate for a field of an article's present revision."""

    __tablename__ = "evidence"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(Integer(), primary_key=True)
    field: Mapped[str]
    source: Mapped[str]
    value: Mapped[str]
    chosen: Mapped[bool]


class SeparationRow(Base):
    """Two articles that a person told apart: nothing makes them one. Each pair stands twice."""

    __tablename__ = "separations"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class SketchRow(Base):
    """A number that the text of an article shares with nearly the same text."""

    __tablename__ = "sketches"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  # SQLAlchemy reads it

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ChangeRow(Base):
    """The outbox: `seq` is given under a lock that is held until the commit."""

    __tablename__ = "changes"
    __table_args__ = (
        CheckConstraint("kind IN ('insert', 'update', 'merge', 'delete')", name="kind"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(Identity(), primary_key=True)
    article_id: Mapped[int] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(Integer())
    kind: Mapped[str]
    at: Mapped[datetime]


class PageRow(Base):
    """A page to fetch, or what became of it.

    A waiting page without `next_attempt_at` and without a claim stands in the queue, ordered by
    `newest_at` within its host. A stored page with `recheck_at` is asked for again then, with its
    `validators`. A page that its site took down has the moment when that was seen in `gone_at`.
    """

    __tablename__ = "pages"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'stored', 'failed', 'skipped')", name="state"),
        _partial(
            "ix_pages_queue",
            "host",
            text("newest_at DESC"),
            text("id DESC"),
            where="state = 'waiting' AND next_attempt_at IS NULL AND claimed_by IS NULL",
        ),
        _partial(
            "ix_pages_retry",
            "next_attempt_at",
            where="state = 'waiting' AND next_attempt_at IS NOT NULL",
        ),
        _partial("ix_pages_recheck", "recheck_at", where="recheck_at IS NOT NULL"),
        _partial("ix_pages_claimed_by", "claimed_by", where="claimed_by IS NOT NULL"),
        Index("ix_pages_problem_state", "problem", "state"),
        Index("ix_pages_host_id", "host", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    url: Mapped[str]
    url_digest: Mapped[bytes] = mapped_column(unique=True)
    host: Mapped[str]
    state: Mapped[str]
    problem: Mapped[str | None]
    detail: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(Integer())
    next_attempt_at: Mapped[datetime | None]
    newest_at: Mapped[datetime]
    added_at: Mapped[datetime]
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id", ondelete="SET NULL"), index=True
    )
    entry: Mapped[bytes | None]
    recheck_at: Mapped[datetime | None]
    validators: Mapped[str | None]
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]


class SightingRow(Base):
    """An entry of a feed, as it was last seen there."""

    __tablename__ = "sightings"
    __table_args__ = (
        Index("uq_sightings_feed_id_key_digest", "feed_id", "key_digest", unique=True),
        Index("ix_sightings_feed_id_article_id", "feed_id", "article_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"))
    key_digest: Mapped[bytes]
    guid: Mapped[str | None]
    url: Mapped[str | None]
    title: Mapped[str | None]
    published_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    page_id: Mapped[int | None] = mapped_column(
        ForeignKey("pages.id", ondelete="SET NULL"), index=True
    )
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id", ondelete="SET NULL"), index=True
    )


class FetchRow(Base):
    """One request and its end. `digest` makes a record that is written twice one row."""

    __tablename__ = "fetches"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    digest: Mapped[bytes] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]
    url: Mapped[str]
    final_url: Mapped[str | None]
    status: Mapped[int | None] = mapped_column(Integer())
    received: Mapped[int | None]
    milliseconds: Mapped[int | None] = mapped_column(Integer())
    problem: Mapped[str | None]
    detail: Mapped[str | None]


class RobotsRow(Base):
    """What an origin's robots.txt said when it was last asked."""

    __tablename__ = "robots"

    origin: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    body: Mapped[str | None]
    problem: Mapped[str | None]
    detail: Mapped[str | None]


class RawBodyRow(Base):
    """A page's body, zstd-compressed, once for each digest."""

    __tablename__ = "raw_bodies"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    size: Mapped[int]
    body: Mapped[bytes]


class RawPageRow(Base):
    """When and with which headers a body came, and which extractor read it last."""

    __tablename__ = "raw_pages"
    __table_args__ = (Index("uq_raw_pages_page_id_at", "page_id", "at", unique=True),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    digest: Mapped[bytes] = mapped_column(ForeignKey("raw_bodies.digest"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    url: Mapped[str]
    media_type: Mapped[str | None]
    charset: Mapped[str | None]
    headers: Mapped[str]
    extractor: Mapped[str | None]


class RunRow(Base):
    """A pass of `run`. `summary` is the JSON that it printed; a run without one ended badly."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    summary: Mapped[str | None]
