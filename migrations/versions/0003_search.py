"""The full-text index over articles, kept in step by triggers.

SQLite: an FTS5 table without content of its own. PostgreSQL: a table of its own, so that a new
`seq` does not write an article's words again; the words follow the article's language.

Locks: `articles` against writers while the words of what is there are indexed, about a minute for
100,000 articles.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQLITE = (
    """
    CREATE VIRTUAL TABLE article_words USING fts5(
        title, description, text,
        content='articles', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
    )""",
    """
    CREATE TRIGGER article_words_insert AFTER INSERT ON articles BEGIN
        INSERT INTO article_words(rowid, title, description, text)
        VALUES (new.id, new.title, new.description, new.text);
    END""",
    """
    CREATE TRIGGER article_words_delete AFTER DELETE ON articles BEGIN
        INSERT INTO article_words(article_words, rowid, title, description, text)
        VALUES ('delete', old.id, old.title, old.description, old.text);
    END""",
    """
    CREATE TRIGGER article_words_update AFTER UPDATE OF title, description, text ON articles
    WHEN old.text IS NOT new.text OR old.title IS NOT new.title
        OR old.description IS NOT new.description
    BEGIN
        INSERT INTO article_words(article_words, rowid, title, description, text)
        VALUES ('delete', old.id, old.title, old.description, old.text);
        INSERT INTO article_words(rowid, title, description, text)
        VALUES (new.id, new.title, new.description, new.text);
    END""",
    "INSERT INTO article_words(article_words) VALUES ('rebuild')",
)

LANGUAGES = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}

CHOICE = " ".join(f"WHEN '{code}' THEN '{name}'::regconfig" for code, name in LANGUAGES.items())

POSTGRESQL = (
    """
    CREATE FUNCTION article_words_of(language text, title text, description text, body text)
    RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
        SELECT setweight(to_tsvector(kind, left(coalesce(title, ''), 10000)), 'A')
            || setweight(to_tsvector(kind, left(coalesce(description, ''), 10000)), 'B')
            || setweight(to_tsvector(kind, left(body, 100000)), 'D')
        FROM (SELECT CASE lower(substring(language from '^[A-Za-z]+'))
            CHOICE ELSE 'simple'::regconfig END AS kind) AS chosen
    $$""".replace("CHOICE", CHOICE),
    """
    CREATE FUNCTION article_words_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO article_words (article_id, words)
        VALUES (new.id, article_words_of(new.language, new.title, new.description, new.text))
        ON CONFLICT (article_id) DO UPDATE SET words = excluded.words;
        RETURN NULL;
    END $$""",
    """
    INSERT INTO article_words (article_id, words)
    SELECT id, article_words_of(language, title, description, text) FROM articles""",
    "CREATE INDEX ix_article_words_words ON article_words USING gin (words)",
    """
    CREATE TRIGGER article_words_insert AFTER INSERT ON articles
    FOR EACH ROW EXECUTE FUNCTION article_words_follow()""",
    """
    CREATE TRIGGER article_words_update AFTER UPDATE OF title, description, text ON articles
    FOR EACH ROW WHEN (old.text IS DISTINCT FROM new.text OR old.title IS DISTINCT FROM new.title
        OR old.description IS DISTINCT FROM new.description)
    EXECUTE FUNCTION article_words_follow()""",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE:
            op.get_bind().exec_driver_sql(statement)
        return
    op.create_table(
        "article_words",
        sa.Column(
            "article_id",
            sa.BigInteger(),
            sa.ForeignKey(
                "articles.id", name="fk_article_words_article_id_articles", ondelete="CASCADE"
            ),
            autoincrement=False,
        ),
        sa.Column("words", TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_article_words"),
    )
    for statement in POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for name in ("insert", "update"):
        where = "" if op.get_bind().dialect.name == "sqlite" else " ON articles"
        op.execute(f"DROP TRIGGER article_words_{name}{where}")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER article_words_delete")
        op.execute("DROP TABLE article_words")
        return
    op.execute("DROP TABLE article_words")
    op.execute("DROP FUNCTION article_words_follow()")
    op.execute("DROP FUNCTION article_words_of(text, text, text, text)")
