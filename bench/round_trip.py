"""Count what is lost where an article's own markdown, rendered to HTML, is extracted again.

    python bench/round_trip.py [--data FOLDER] [--sets fundus wcxb] [--sample N] [--show]

A line counts as lost where no line of the second text says it; what only moved to another line,
as the two lines of a heading do, is counted apart.
"""

from __future__ import annotations

import argparse
from collections import Counter
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

import quality
from ingest.pages import explain, extract

RENDERER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def squeeze(text: str) -> str:
    return " ".join(text.split())


def lost(page: quality.Row) -> tuple[list[str], list[tuple[str, str]]]:
    """The lines of a page's text, and those that its markdown loses, each with the reason."""
    url = quality.address(page)
    first = extract(str(page["html"]), url=url)
    lines = [line for line in map(squeeze, first.text.split("\n")) if line]
    title = escape(first.title or "")
    html = (
        f"<html><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1>{RENDERER.render(first.markdown)}</body></html>"
    )
    second = explain(html, url=url)
    have = Counter(map(squeeze, second.extraction.text.split("\n")))
    reasons = {squeeze(line.text): line.reason for line in second.lines if not line.kept}
    found = []
    for line in lines:
        if have[line]:
            have[line] -= 1
        else:
            found.append((reasons.get(line.removeprefix("- ")) or "moved", line))
    return lines, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=quality.DATA)
    parser.add_argument("--sets", nargs="+", default=["fundus", "wcxb"])
    parser.add_argument("--sample", type=int, default=0, help="only so many pages of each set")
    parser.add_argument("--show", action="store_true", help="print the lines that are lost")
    options = parser.parse_args()
    for name in options.sets:
        rows = quality.pages(options.data, name)
        step = max(1, len(rows) // options.sample) if options.sample else 1
        total, reasons = 0, Counter[str]()
        for page in rows[::step]:
            lines, found = lost(page)
            total += len(lines)
            reasons.update(reason for reason, _ in found)
            for reason, line in found if options.show else ():
                print(f"  {page['id']} {reason}: {line[:120]}")
        said = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
        print(f"{name}: {total} lines; {said or 'none lost'}")


if __name__ == "__main__":
    main()
