"""Answers -> stdout as text, markdown or JSON; what gave no article -> stderr."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from ingest.cli import output
from ingest.cli.words import shown, warn

if TYPE_CHECKING:
    from ingest.cli.collecting import Answer
    from ingest.model import Extraction, PageUpdate


class Format(StrEnum):
    """How an article is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class Printer:
    """Prints one answer after the other, for the addresses as they were given."""

    def __init__(self, form: Format, addresses: Sequence[str]) -> None:
        self.has_failures = False
        self._form = form
        self._addresses = iter(addresses)
        self._is_first = True

    def print(self, answer: Answer) -> None:
        """The article on stdout; where there is none, the problem on stderr."""
        requested = shown(next(self._addresses))
        update = answer.update
        if update.article is None:
            self.has_failures = True
            detail = f": {update.detail}" if update.detail else ""
            warn(f"{requested}: {update.problem}{detail}")
        if self._form is Format.JSON:
            output.write_json({"requested_url": requested, **_document(answer)})
        elif update.article is not None:
            if not self._is_first:
                output.write("")
            self._is_first = False
            output.write("\n\n".join(_paragraphs(update.article, self._form)))


def _paragraphs(article: Extraction, form: Format) -> Iterator[str]:
    is_markdown = form is Format.MARKDOWN
    if article.title:
        yield f"# {article.title}" if is_markdown else article.title
    yield article.markdown if is_markdown else article.text


def _document(answer: Answer) -> dict[str, object]:
    update = answer.update
    if update.article is None:
        return {
            "url": shown(update.fetch.final_url or update.fetch.url),
            "problem": update.problem,
            "detail": update.detail or "",
        }
    return {
        **(answer.row or _row(update, update.article)),
        "removed": [
            {"reason": removed.reason, "text": removed.text} for removed in update.article.removed
        ],
        "evidence": [
            {
                "field": evidence.field,
                "source": evidence.source,
                "value": evidence.value,
                "chosen": evidence.chosen,
            }
            for evidence in update.article.evidence
        ],
    }


def _row(update: PageUpdate, article: Extraction) -> dict[str, object]:
    """The columns of v1_articles that are known of an article which is not kept."""
    from ingest import urls

    url = update.url or update.fetch.url
    return {
        "url": url,
        "title": article.title,
        "description": article.description,
        "text": article.text,
        "language": article.language,
        "authors": "; ".join(article.authors) or None,
        "section": article.section,
        "tags": "; ".join(article.tags) or None,
        "site_name": article.site_name,
        "host": urls.host(url),
        "image_url": article.image_url,
        "published_at": _time(article.published_at),
        "published_source": article.published_source,
        "modified_at": _time(article.modified_at),
        "fetched_at": _time(update.at),
        "word_count": len(article.text.split()),
        "content_hash": update.content_hash,
        "access": article.access,
        "quality": article.quality,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
