"""The index of near-duplicates: a few numbers of each text.

Articles that are there already come into it with their next revision.

Locks: nothing; the table is new.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sketches",
        sa.Column("key", BIG, nullable=False),
        sa.Column("article_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_sketches_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "article_id", name=op.f("pk_sketches")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sketches_article_id"), "sketches", ["article_id"])


def downgrade() -> None:
    op.drop_table("sketches")
