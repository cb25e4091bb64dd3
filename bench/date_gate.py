"""Draw what a gate on the evidence of a date could win: dates saved where there is none, and lost.

    python bench/date_gate.py [--data FOLDER]

Every page whose date is known, or known to be none, gives numbers about the day that was chosen:
who says it, whether readers see it beside the headline or anywhere, whether the address names it,
what the page calls itself.
A scorecard and boosted trees learn from them which pages have no date, five folds by host, and
each limit's dates that are right and dates that are invented are printed: how far any rule on
such evidence could go. Nothing here is used by the package.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from lxml.html import HtmlElement
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ingest.model import Evidence
from ingest.pages import jsonld, metadata, structured
from ingest.pages.decode import decode
from ingest.pages.months import MONTHS
from ingest.pages.parse import parse
from metadata import SETS, pages

FOLDS = 5
KEPT = (35, 30, 25, 22, 18, 14)
MEASURED = "trafilatura_eval"


@dataclass(frozen=True)
class Dated:
    """A page with its true day ('' where there is none), the day given, and what speaks for it."""

    name: str
    fold: int
    true: str
    got: str
    numbers: tuple[float, ...]


def numbers(
    tree: HtmlElement, said: structured.Structured, found: metadata.Metadata, url: str, html: str
) -> tuple[float, ...]:
    """What speaks for the day that was chosen; all of it can be read from the page alone."""
    rows = [row for row in found.evidence if row.field == "published_at"]
    changes = [row for row in found.evidence if row.field == "modified_at"]
    chosen = next(row for row in rows if row.chosen)
    same = [row for row in rows if row.value[:10] == chosen.value[:10]]
    kinds = jsonld.types(said.article) if said.article else frozenset()
    kind = said.first("og:type") or ""
    path = urlsplit(url).path
    slug = path.rstrip("/").rsplit("/", 1)[-1]
    body = tree.find("body")
    names = re.findall(r"[a-z]+", (body.get("class") or "").lower() if body is not None else "")
    everything = (
        *(chosen.source == source for source in ("jsonld", "opengraph", "meta", "html", "url")),
        *(_says(same, source) for source in ("jsonld", "opengraph", "meta", "html", "url")),
        len({row.source for row in same}),
        len({row.value[:10] for row in rows}),
        bool(kinds & structured.NEWS),
        bool(kinds),
        said.page is not None,
        "article" in kind,
        "website" in kind,
        not kind,
        bool(found.authors),
        any(row.field == "authors" for row in found.evidence),
        bool(found.description),
        len(found.title or ""),
        min(slug.count("-"), 8),
        path.strip("/").count("/"),
        bool(re.search(r"\d{3}", slug)),
        bool(changes),
        any(row.value[:10] > chosen.value[:10] for row in changes),
        any(row.value[:4] > chosen.value[:4] for row in changes),
        "single" in names or "post" in names,
        "page" in names and "single" not in names,
        said.first("article:section") is not None,
        said.first("article:tag") is not None,
        len(tree.findall(".//article")),
        len(tree.findall(".//time")),
        len(tree.findall(".//h1")),
        sum(len("".join(p.itertext())) > 100 for p in tree.iter("p")),
        "commentlist" in html or 'id="comments"' in html,
        bool(re.search("entry-date|post-date|published|posted-on", html)),
        "application/rss+xml" in html,
        "T00:00:00" in chosen.value,
        *_shown(tree, date.fromisoformat(chosen.value[:10])),
    )
    return tuple(float(number) for number in everything)


def _shown(tree: HtmlElement, day: date) -> tuple[bool, bool]:
    """Whether a day stands anywhere in the page's text, and whether its year does."""
    body = tree.find("body")
    if body is None:
        return False, False
    hidden = {"script", "style", "noscript", "template"}
    texts = (node.text or "" for node in body.iter() if node.tag not in hidden)
    tails = (node.tail or "" for node in body.iter())
    text = " ".join((*texts, *tails)).casefold()
    year, month, number = day.year, day.month, day.day
    numeric = (
        *(f"{number:02}{mark}{month:02}{mark}{year}" for mark in "./-"),
        *(f"{number}{mark}{month}{mark}{year}" for mark in "./-"),
        *(f"{month:02}{mark}{number:02}{mark}{year}" for mark in "/-"),
        *(f"{month}{mark}{number}{mark}{year}" for mark in "/-"),
        *(f"{year}{mark}{month:02}{mark}{number:02}" for mark in "./-"),
        f"{number:02}.{month:02}.{year % 100:02}",
    )
    names = "|".join(re.escape(word) for word, place in MONTHS.items() if place == month)
    written = rf"\b0?{number}(?:st|nd|rd|th|\.)?,?\s+(?:of |de )?(?:{names})\b"
    shown = any(form in text for form in numeric) or bool(
        re.search(rf"{written}|\b(?:{names})\.?\s+0?{number}\b", text)
    )
    return shown, re.search(rf"(?<!\d){year}(?!\d)", text) is not None


def _says(rows: list[Evidence], source: str) -> bool:
    return any(row.source == source for row in rows)


def load(folder: Path) -> list[Dated]:
    found = []
    for name in SETS:
        for page in pages(folder / f"{name}.jsonl.xz", None):
            tree = parse(decode(str(page["html"])).text)
            if "date" not in page or tree is None:
                continue
            url = str(page.get("url") or "")
            said = structured.read(tree, url=url)
            read = metadata.read(tree, structured=said, url=url)
            day = read.published_at.date().isoformat() if read.published_at else ""
            host = urlsplit(url).netloc.removeprefix("www.")
            fold = hashlib.sha256(host.encode()).digest()[1] % FOLDS
            counted = numbers(tree, said, read, url, str(page["html"])) if day else ()
            found.append(Dated(name, fold, str(page["date"] or "")[:10], day, counted))
    return found


def learners() -> dict[str, object]:
    card = LogisticRegression(C=0.05, max_iter=3000)
    trees = GradientBoostingClassifier(
        n_estimators=120, max_depth=3, learning_rate=0.06, subsample=0.7, random_state=0
    )
    return {"scorecard": make_pipeline(StandardScaler(), card), "boosted trees": trees}


def chances(rows: list[Dated], learner: object, taught: tuple[str, ...]) -> np.ndarray:
    """How likely each page has a date at all, by what was learned on other hosts."""
    matrix = np.array([row.numbers for row in rows])
    has = np.array([bool(row.true) for row in rows])
    fold = np.array([row.fold for row in rows])
    of_set = np.array([row.name in taught for row in rows])
    chance = np.zeros(len(rows))
    for k in range(FOLDS):
        learner.fit(matrix[of_set & (fold != k)], has[of_set & (fold != k)])
        chance[fold == k] = learner.predict_proba(matrix[fold == k])[:, 1]
    return chance


def curve(every: list[Dated], rows: list[Dated], chance: np.ndarray) -> None:
    invented = np.sort(chance[[row.name == MEASURED and not row.true for row in rows]])
    for kept in KEPT:
        if kept > len(invented):
            continue
        limit = invented[len(invented) - kept]
        print(f"  at most {kept} invented on {MEASURED}")
        for name in SETS:
            passed = [r for r, c in zip(rows, chance, strict=True) if r.name == name and c >= limit]
            known = sum(bool(r.true) for r in every if r.name == name)
            right = sum(r.true == r.got for r in passed)
            wrong = sum(not r.true for r in passed)
            print(f"    {name:17} right {right / known:.3f}  invented {wrong}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"))
    options = parser.parse_args()
    every = load(options.data)
    rows = [row for row in every if row.got]
    for taught in ((MEASURED,), SETS):
        for called, learner in learners().items():
            print(f"{called}, taught on {', '.join(taught)}")
            curve(every, rows, chances(rows, learner, taught))


if __name__ == "__main__":
    main()
