"""Reads listparser's own OPML, FOAF and iGoogle cases and holds the result to their expectations.

    python bench/opml_corpus.py FOLDER     the unpacked corpus: FOLDER/index.json, FOLDER/files/

A case says in its comments what `listparser.parse` should give (`Eval: …`). Judged are the
expressions about feeds, lists and home pages; those about the owner, the dates and the version of
a list are not: `ingest` does not keep them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from ingest.sources import JunkReason, OpmlList, read_opml

EVAL = re.compile(r"Eval:\s*(.+)")
JUDGED = re.compile(r"\['(feeds|lists|opportunities)'\]|\[\"(feeds|lists|opportunities)\"\]")
UNKEPT = re.compile(r"\['(lists|opportunities)'\]\[\d+\]\['(title|tags|categories)'\]|'claims'")


def as_listparser(read: OpmlList) -> dict[str, object]:
    """The result in listparser's shape."""
    feeds = [
        {
            "url": source.url,
            "title": source.title or "",
            "categories": [tag.split("/") for tag in source.tags],
            "tags": [tag for tag in source.tags if "/" not in tag],
        }
        for source in read.sources
    ]
    junk = {
        reason: [{"url": junk.text} for junk in read.junk if junk.reason is reason]
        for reason in JunkReason
    }
    return {
        "feeds": feeds,
        "lists": junk[JunkReason.LIST],
        "opportunities": junk[JunkReason.HOME_PAGE],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    if not (folder / "index.json").is_file():
        print(f"SKIPPED: there is no corpus in {folder}")
        return 0
    cases = json.loads((folder / "index.json").read_text())["cases"]
    judged = passed = 0
    for case in cases:
        body = (folder / "files" / case["file"]).read_bytes()
        result = as_listparser(read_opml(body))
        for expression in EVAL.findall(body.decode("utf-8", "replace")):
            if not JUDGED.search(expression) or UNKEPT.search(expression):
                continue
            judged += 1
            try:
                holds = eval(expression, {}, {"result": result})
            except (LookupError, TypeError) as error:
                holds = False
                print(f"{case['file']}: {error!r}")
            passed += bool(holds)
            if not holds:
                print(f"{case['file']}: {expression}")
    print(f"{len(cases)} cases read, {passed} of {judged} expectations hold")
    return passed != judged


if __name__ == "__main__":
    sys.exit(main())
