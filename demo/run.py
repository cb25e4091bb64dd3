"""`make demo`: three small papers on loopback, read into a database of their own, and shown."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path

from news_site import news

FOLDER = Path(sys.argv[1] if sys.argv[1:] else Path(__file__).parent.parent / ".demo").resolve()
DATABASE = FOLDER / "ingest.db"
OPML = FOLDER / "feeds.opml"

STORED = """
    SELECT id, host, substr(published_at, 1, 16) AS published, title
    FROM v1_articles ORDER BY published_at DESC
"""
REMOVED = """
    SELECT reason, substr(replace(text, char(10), ' '), 1, 72) AS "what was removed"
    FROM v1_removed WHERE article_id = :id ORDER BY position
"""
EVIDENCE = """
    SELECT field, source, substr(value, 1, 60) AS value
    FROM v1_evidence WHERE article_id = :id AND chosen ORDER BY field
"""
FAILED = """
    SELECT url, problem, detail FROM v1_feeds WHERE problem IS NOT NULL
    UNION ALL SELECT url, problem, detail FROM v1_pages WHERE problem IS NOT NULL
"""
FERRY = "SELECT id FROM v1_articles WHERE title LIKE 'Night ferry%'"


def main() -> None:
    """Serve, import, run, show. Each time from the beginning."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with news() as feeds:
        write_opml(feeds)
        ingest("feeds", "import", str(OPML))
        ingest("run")
    show("What is stored", STORED, {})
    with sqlite3.connect(DATABASE) as connection:
        (ferry,) = connection.execute(FERRY).fetchone()
    heading("One clean article")
    ingest("articles", "show", str(ferry))
    show("What was removed from it, and why", REMOVED, {"id": ferry})
    show("Where its fields come from", EVIDENCE, {"id": ferry})
    show("What went wrong out there, and is recorded", FAILED, {})
    heading("Look for yourself")
    print(f"The database: {os.path.relpath(DATABASE)}")


def ingest(*arguments: str) -> None:
    """Run the command as a person would, and show what was typed."""
    print(f"\n$ ingest {' '.join(arguments)}".replace(f"{FOLDER}/", ".demo/"), flush=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("INGEST_")},
        "INGEST_DATABASE_URL": f"sqlite:///{DATABASE}",
        "INGEST_ALLOW_ADDRESSES": "127.0.0.0/8",
        "INGEST_HOST_INTERVAL": "0.1",
    }
    subprocess.run([sys.executable, "-m", "ingest", *arguments], env=environment, check=True)


def write_opml(feeds: Mapping[str, str]) -> None:
    """The feeds as the list that any feed reader exports."""
    outlines = "\n".join(
        f'  <outline type="rss" text="{escape(name)}" xmlUrl="{escape(url)}"/>'
        for name, url in feeds.items()
    )
    head = "<head><title>Papers</title></head>"
    document = f'<opml version="2.0">\n{head}\n<body>\n{outlines}\n</body>\n</opml>\n'
    OPML.write_text(document, encoding="utf-8")


def show(title: str, query: str, values: Mapping[str, object]) -> None:
    """The rows of a query, as anybody can read them who knows the views."""
    heading(title)
    with sqlite3.connect(DATABASE) as connection:
        cursor = connection.execute(query, values)
        names = [column[0] for column in cursor.description]
        rows = [["" if cell is None else str(cell) for cell in row] for row in cursor]
    widths = [max(len(row[number]) for row in [names, *rows]) for number in range(len(names))]
    for row in [names, ["-" * width for width in widths], *rows]:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def heading(title: str) -> None:
    """A title between two parts of the show."""
    print(f"\n\033[1m{title}\033[0m\n" if sys.stdout.isatty() else f"\n== {title}\n", flush=True)


if __name__ == "__main__":
    main()
