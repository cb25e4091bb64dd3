"""The tables.

Locks: nothing that anybody reads yet.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", BIG, sa.Identity(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("authors", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("site_name", sa.Text(), nullable=True),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("published_at", TIME, nullable=True),
        sa.Column("published_source", sa.Text(), nullable=True),
        sa.Column("modified_at", TIME, nullable=True),
        sa.Column("first_seen_at", TIME, nullable=False),
        sa.Column("fetched_at", TIME, nullable=False),
        sa.Column("revised_at", TIME, nullable=False),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=True),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("quality", sa.Float(53), nullable=True),
        sa.Column("duplicate_of", BIG, nullable=True),
        sa.Column("merged_into", BIG, nullable=True),
        sa.CheckConstraint(
            "access IN ('free', 'metered', 'paid', 'unknown')", name=op.f("ck_articles_access")
        ),
        sa.CheckConstraint(
            "quality IS NULL OR (quality >= 0 AND quality <= 1)", name=op.f("ck_articles_quality")
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_articles_revision")),
        sa.ForeignKeyConstraint(
            ["duplicate_of"],
            ["articles.id"],
            name=op.f("fk_articles_duplicate_of_articles"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["articles.id"],
            name=op.f("fk_articles_merged_into_articles"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sqlite_autoincrement=True,
    )
    # Partial: SQLite takes `merged_into IS NULL` for a search and would use a whole index for it.
    for name in ("duplicate_of", "merged_into"):
        op.create_index(
            f"ix_articles_{name}",
            "articles",
            [name],
            sqlite_where=sa.text(f"{name} IS NOT NULL"),
            postgresql_where=sa.text(f"{name} IS NOT NULL"),
        )
    op.create_index(op.f("ix_articles_first_seen_at"), "articles", ["first_seen_at"])
    op.create_index("ix_articles_host_first_seen_at", "articles", ["host", "first_seen_at"])
    op.create_index("ix_articles_host_published_at", "articles", ["host", "published_at"])
    op.create_index(op.f("ix_articles_published_at"), "articles", ["published_at"])
    op.create_index(op.f("ix_articles_seq"), "articles", ["seq"])
    op.create_table(
        "changes",
        sa.Column("seq", BIG, sa.Identity(), nullable=False),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(
            "kind IN ('insert', 'update', 'merge', 'delete')", name=op.f("ck_changes_kind")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_changes_article_id"), "changes", ["article_id"])
    op.create_table(
        "feeds",
        sa.Column("id", BIG, sa.Identity(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("userinfo", sa.Text(), nullable=True),
        sa.Column("url_digest", sa.LargeBinary(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("site_url", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("next_check_at", TIME, nullable=False),
        sa.Column("last_checked_at", TIME, nullable=True),
        sa.Column("last_success_at", TIME, nullable=True),
        sa.Column("last_news_at", TIME, nullable=True),
        sa.Column("last_full_at", TIME, nullable=True),
        sa.Column("interval_seconds", BIG, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("validators_url", sa.Text(), nullable=True),
        sa.Column("trusts_validators", sa.Boolean(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=True),
        sa.Column("seen", sa.LargeBinary(), nullable=False),
        sa.Column("hints", sa.Text(), nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("moved_count", sa.Integer(), nullable=False),
        sa.Column("gone_at", TIME, nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until", TIME, nullable=True),
        sa.CheckConstraint("kind IN ('feed', 'sitemap', 'page')", name=op.f("ck_feeds_kind")),
        sa.CheckConstraint("pages IN ('always', 'if-short', 'never')", name=op.f("ck_feeds_pages")),
        sa.CheckConstraint("state IN ('active', 'paused', 'gone')", name=op.f("ck_feeds_state")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["feeds.id"], name=op.f("fk_feeds_parent_id_feeds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("url_digest", name=op.f("uq_feeds_url_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_feeds_claimed_by",
        "feeds",
        ["claimed_by"],
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.create_index(
        "ix_feeds_due",
        "feeds",
        ["next_check_at"],
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index(op.f("ix_feeds_parent_id"), "feeds", ["parent_id"])
    op.create_table(
        "fetches",
        sa.Column("id", BIG, sa.Identity(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("final_url", sa.Text(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("received", BIG, nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fetches")),
        sa.UniqueConstraint("digest", name=op.f("uq_fetches_digest")),
    )
    op.create_index(op.f("ix_fetches_at"), "fetches", ["at"])
    op.create_table(
        "raw_bodies",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_raw_bodies")),
    )
    op.create_table(
        "robots",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
    )
    op.create_table(
        "runs",
        sa.Column("id", BIG, sa.Identity(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("name", name=op.f("uq_runs_name")),
    )
    op.create_index(op.f("ix_runs_started_at"), "runs", ["started_at"])
    op.create_table(
        "stops",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_stops")),
    )
    op.create_table(
        "article_addresses",
        sa.Column("url_digest", sa.LargeBinary(), nullable=False),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('requested', 'redirected', 'canonical')",
            name=op.f("ck_article_addresses_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_article_addresses_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("url_digest", name=op.f("pk_article_addresses")),
    )
    op.create_index(op.f("ix_article_addresses_article_id"), "article_addresses", ["article_id"])
    op.create_table(
        "evidence",
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_evidence_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_evidence")),
    )
    op.create_table(
        "feed_addresses",
        sa.Column("url_digest", sa.LargeBinary(), nullable=False),
        sa.Column("feed_id", BIG, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"],
            ["feeds.id"],
            name=op.f("fk_feed_addresses_feed_id_feeds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("url_digest", name=op.f("pk_feed_addresses")),
    )
    op.create_index(op.f("ix_feed_addresses_feed_id"), "feed_addresses", ["feed_id"])
    op.create_table(
        "pages",
        sa.Column("id", BIG, sa.Identity(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_digest", sa.LargeBinary(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", TIME, nullable=True),
        sa.Column("newest_at", TIME, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("article_id", BIG, nullable=True),
        sa.Column("entry", sa.LargeBinary(), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until", TIME, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'stored', 'failed', 'skipped')", name=op.f("ck_pages_state")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_pages_article_id_articles"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("url_digest", name=op.f("uq_pages_url_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pages_article_id"), "pages", ["article_id"])
    op.create_index(
        "ix_pages_claimed_by",
        "pages",
        ["claimed_by"],
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.create_index("ix_pages_host_id", "pages", ["host", "id"])
    op.create_index(
        "ix_pages_queue",
        "pages",
        ["host", sa.text("newest_at DESC"), sa.text("id DESC")],
        sqlite_where=sa.text(
            "state = 'waiting' AND next_attempt_at IS NULL AND claimed_by IS NULL"
        ),
        postgresql_where=sa.text(
            "state = 'waiting' AND next_attempt_at IS NULL AND claimed_by IS NULL"
        ),
    )
    op.create_index(
        "ix_pages_retry",
        "pages",
        ["next_attempt_at"],
        sqlite_where=sa.text("state = 'waiting' AND next_attempt_at IS NOT NULL"),
        postgresql_where=sa.text("state = 'waiting' AND next_attempt_at IS NOT NULL"),
    )
    op.create_index("ix_pages_problem_state", "pages", ["problem", "state"])
    op.create_table(
        "removed",
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_removed_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "revision", "position", name=op.f("pk_removed")),
    )
    op.create_table(
        "revisions",
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_revisions_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "revision", name=op.f("pk_revisions")),
    )
    op.create_table(
        "raw_pages",
        sa.Column("id", BIG, sa.Identity(), nullable=False),
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("charset", sa.Text(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["raw_bodies.digest"], name=op.f("fk_raw_pages_digest_raw_bodies")
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_raw_pages_page_id_pages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raw_pages")),
    )
    op.create_index(op.f("ix_raw_pages_at"), "raw_pages", ["at"])
    op.create_index(op.f("ix_raw_pages_digest"), "raw_pages", ["digest"])
    op.create_index("uq_raw_pages_page_id_at", "raw_pages", ["page_id", "at"], unique=True)
    op.create_table(
        "sightings",
        sa.Column("id", BIG, sa.Identity(), nullable=False),
        sa.Column("feed_id", BIG, nullable=False),
        sa.Column("key_digest", sa.LargeBinary(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published_at", TIME, nullable=True),
        sa.Column("first_seen_at", TIME, nullable=False),
        sa.Column("last_seen_at", TIME, nullable=False),
        sa.Column("page_id", BIG, nullable=True),
        sa.Column("article_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_sightings_article_id_articles"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("fk_sightings_feed_id_feeds"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_sightings_page_id_pages"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
    )
    op.create_index(op.f("ix_sightings_article_id"), "sightings", ["article_id"])
    op.create_index("ix_sightings_feed_id_article_id", "sightings", ["feed_id", "article_id"])
    op.create_index(op.f("ix_sightings_page_id"), "sightings", ["page_id"])
    op.create_index(
        "uq_sightings_feed_id_key_digest", "sightings", ["feed_id", "key_digest"], unique=True
    )


def downgrade() -> None:
    op.drop_table("sightings")
    op.drop_table("raw_pages")
    op.drop_table("revisions")
    op.drop_table("removed")
    op.drop_table("pages")
    op.drop_table("feed_addresses")
    op.drop_table("evidence")
    op.drop_table("article_addresses")
    op.drop_table("stops")
    op.drop_table("runs")
    op.drop_table("robots")
    op.drop_table("raw_bodies")
    op.drop_table("fetches")
    op.drop_table("feeds")
    op.drop_table("changes")
    op.drop_table("articles")
