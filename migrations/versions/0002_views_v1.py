# ruff: noqa: E501  # the descriptions are sentences, one a line
"""The `v1_` views, which other tools read, and their descriptions.

Locks: nothing that anybody reads yet.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VIEWS = {
    "v1_articles": """
        SELECT id, url, title, description, text, language, authors, section, tags, site_name, host, image_url,
               published_at, published_source, modified_at, first_seen_at, fetched_at, word_count, content_hash,
               revision, duplicate_of, access, quality, seq
        FROM articles WHERE merged_into IS NULL""",
    "v1_changes": """
        SELECT seq, article_id, revision, kind, at FROM changes""",
    "v1_revisions": """
        SELECT article_id, revision, title, text, content_hash, extractor, at FROM revisions
        UNION ALL
        SELECT id AS article_id, revision, title, text, content_hash, extractor, revised_at AS at FROM articles""",
    "v1_removed": """
        SELECT article_id, revision, position, reason, text FROM removed""",
    "v1_evidence": """
        SELECT article_id, field, source, value, chosen FROM evidence""",
    "v1_sightings": """
        SELECT article_id, feed_id, guid, url, title, published_at, first_seen_at, last_seen_at FROM sightings""",
    "v1_feeds": """
        SELECT id, url, title, site_url, kind, state, last_checked_at, last_success_at, next_check_at,
               interval_seconds, failures, problem, detail,
               (SELECT count(DISTINCT article_id) FROM sightings WHERE feed_id = feeds.id) AS articles
        FROM feeds""",
    "v1_pages": """
        SELECT url, host, state, problem, detail, attempts, next_attempt_at, article_id FROM pages""",
    "v1_fetches": """
        SELECT at, kind, url, final_url, status, received AS bytes, milliseconds, problem, detail FROM fetches""",
}

DESCRIPTIONS = {
    "v1_articles": (
        "Every article as it is now, one row each.",
        {
            "id": "The article's number; it never changes and is never given again.",
            "url": "The article's address: the canonical one where the page names it, else the one that answered.",
            "title": "The headline.",
            "description": "The standfirst or summary that the page sets apart.",
            "text": "The clean text: paragraphs, subheadings, lists, quotations; blocks separated by one blank line.",
            "language": "The language of the text, as a BCP 47 tag such as en or pt-BR.",
            "authors": "The authors' names, joined by '; '.",
            "section": "The section or kicker of the page.",
            "tags": "The tags of the page, joined by '; '.",
            "site_name": "The name of the site or publication.",
            "host": "The host of url, lower case, without port.",
            "image_url": "The address of the leading picture.",
            "published_at": "When the article was published, by the best evidence.",
            "published_source": "Where published_at comes from: feed, jsonld, opengraph, meta, html, url or http.",
            "modified_at": "When the publisher says that the article was last modified.",
            "first_seen_at": "When the article was first stored.",
            "fetched_at": "When the page was last fetched with success.",
            "word_count": "The number of words of text.",
            "content_hash": "A digest of the content: it differs exactly where a revision differs from the one before.",
            "revision": "The number of the present revision, from 1.",
            "duplicate_of": "The id of the first article with nearly the same text, or NULL.",
            "access": "Who may read the page: free, metered, paid or unknown.",
            "quality": "How sure the extraction is of the text, from 0 to 1.",
            "seq": "The seq of the article's newest row in v1_changes.",
        },
    ),
    "v1_changes": (
        "The change feed: one row for each change of an article's content. Read it with WHERE seq > :last ORDER BY seq.",
        {
            "seq": "Strictly increasing in the order in which readers see the changes.",
            "article_id": "The article that changed.",
            "revision": "The article's revision after the change.",
            "kind": "insert, update, merge (the article became one with another) or delete.",
            "at": "When the change was observed.",
        },
    ),
    "v1_revisions": (
        "What each article said, revision by revision, the present one included.",
        {
            "article_id": "The article.",
            "revision": "The number of the revision, from 1.",
            "title": "The headline of that revision.",
            "text": "The text of that revision.",
            "content_hash": "The digest of that revision's content.",
            "extractor": "The version of the extractor that made it.",
            "at": "When the revision was observed.",
        },
    ),
    "v1_removed": (
        "The blocks of the article's region that are not in its text, each with its reason.",
        {
            "article_id": "The article.",
            "revision": "The revision whose page held the block.",
            "position": "The block's place among the removed ones of the revision, from 0.",
            "reason": "Why the block is not in the text.",
            "text": "The block's text.",
        },
    ),
    "v1_evidence": (
        "Every candidate for a field of an article's present revision, and which was chosen.",
        {
            "article_id": "The article.",
            "field": "The column of v1_articles that the value is a candidate for.",
            "source": "Where the value was found: feed, jsonld, opengraph, meta, html, url or http.",
            "value": "The value as it was found.",
            "chosen": "Whether this value became the field's.",
        },
    ),
    "v1_sightings": (
        "Every entry of every parsed feed, as it was last seen.",
        {
            "article_id": "The article that the entry led to; NULL until it is stored.",
            "feed_id": "The feed that carries the entry.",
            "guid": "The entry's GUID or id as the feed writes it, or NULL.",
            "url": "The entry's link as it was last seen.",
            "title": "The entry's title as it was last seen.",
            "published_at": "The entry's date; NULL where there is none or it cannot be read.",
            "first_seen_at": "When the entry was first seen in this feed.",
            "last_seen_at": "When the entry was last seen in this feed.",
        },
    ),
    "v1_feeds": (
        "Every subscription and its health.",
        {
            "id": "The feed's number; it never changes and is never given again.",
            "url": "The feed's address, without password.",
            "title": "The feed's title.",
            "site_url": "The address of the feed's site.",
            "kind": "feed, sitemap or page.",
            "state": "active, paused (by the operator) or gone (the server says for good).",
            "last_checked_at": "When the feed was last asked for.",
            "last_success_at": "When the feed last answered usably.",
            "next_check_at": "When the feed is due next.",
            "interval_seconds": "The learned time between two checks, in seconds.",
            "failures": "Failures since the last success.",
            "problem": "What is wrong, a word of the closed vocabulary; NULL where nothing is.",
            "detail": "What is wrong or noteworthy, in a sentence.",
            "articles": "How many articles the feed led to.",
        },
    ),
    "v1_pages": (
        "Every page that was to be fetched, and what became of it.",
        {
            "url": "The page's address.",
            "host": "The host of url, lower case, without port.",
            "state": "waiting, stored, failed or skipped.",
            "problem": "What went wrong at the last attempt, a word of the closed vocabulary; NULL where nothing did.",
            "detail": "What went wrong, in a sentence.",
            "attempts": "How many times the page was asked for since it last succeeded.",
            "next_attempt_at": "When a waiting page is tried again; NULL where it is due or not to be tried.",
            "article_id": "The article that the page gave, or NULL.",
        },
    ),
    "v1_fetches": (
        "Every request and its end.",
        {
            "at": "When the request ended.",
            "kind": "feed, page or robots.",
            "url": "The address that was asked for, without userinfo.",
            "final_url": "The address that answered.",
            "status": "The HTTP status; NULL where there was no answer.",
            "bytes": "The bytes that came over the wire.",
            "milliseconds": "How long the request took.",
            "problem": "What went wrong, a word of the closed vocabulary; NULL where nothing did.",
            "detail": "What went wrong, in a sentence.",
        },
    ),
}


def upgrade() -> None:
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")
    if op.get_bind().dialect.name == "postgresql":
        for name, (description, columns) in DESCRIPTIONS.items():
            op.execute(f"COMMENT ON VIEW {name} IS {_quoted(description)}")
            for column, words in columns.items():
                op.execute(f"COMMENT ON COLUMN {name}.{column} IS {_quoted(words)}")


def downgrade() -> None:
    for name in VIEWS:
        op.execute(f"DROP VIEW {name}")


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''").replace(":", "\\:") + "'"
