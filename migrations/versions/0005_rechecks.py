"""When pages are asked for again, which extractor read them last, what a person has told apart.

Locks: `pages` and `raw_pages` for an instant; on PostgreSQL `pages` against writers while
it is read once for an index of nothing, a second for a million pages.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.add_column("pages", sa.Column("recheck_at", TIME, nullable=True))
    op.add_column("pages", sa.Column("validators", sa.Text(), nullable=True))
    op.add_column("raw_pages", sa.Column("extractor", sa.Text(), nullable=True))
    condition = sa.text("recheck_at IS NOT NULL")
    op.create_index(
        "ix_pages_recheck",
        "pages",
        ["recheck_at"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
    op.create_table(
        "separations",
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("other_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_separations_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["articles.id"],
            name=op.f("fk_separations_other_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "other_id", name=op.f("pk_separations")),
    )
    op.create_index(op.f("ix_separations_other_id"), "separations", ["other_id"])


def downgrade() -> None:
    op.drop_table("separations")
    op.drop_index("ix_pages_recheck", "pages")
    op.drop_column("raw_pages", "extractor")
    op.drop_column("pages", "validators")
    op.drop_column("pages", "recheck_at")
