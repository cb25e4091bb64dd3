"""What is known and decided of one page update on its way into the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ingest import urls
from ingest.model import Address, AddressKind, Extraction, PageStatus, PageUpdate
from ingest.store.identity import page_digest

Change = Literal["stored", "updated", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What became of an update: the article that it led to, and what happened to it."""

    article_id: int | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article as it stands, so far as a decision needs it."""

    id: int
    revision: int
    content_hash: str
    fetched_at: datetime
    title: str | None
    text: str


@dataclass(slots=True, kw_only=True)
class Case:
    """One update on its way.

    `addresses` by digest, the strongest first; `taken` says which article has an address already;
    `lent` are those that it has as its canonical address only, while this page was asked for or
    answered there. `known` is the article that the update is about, None for a new one.
    """

    update: PageUpdate
    page_id: int | None
    addresses: dict[bytes, Address] = field(default_factory=dict)
    taken: dict[bytes, int] = field(default_factory=dict)
    lent: set[bytes] = field(default_factory=set)
    known: Known | None = None
    article_id: int | None = None
    revision: int = 1
    change: Change | None = None

    @property
    def article(self) -> Extraction | None:
        """The article, where one is to be stored."""
        return self.update.article if self.update.status is PageStatus.STORED else None

    @property
    def observed_at(self) -> datetime:
        """When what the page says became known: a body that was read again says it only now."""
        return self.update.reread.at if self.update.reread else self.update.at

    @property
    def fresh(self) -> dict[bytes, Address]:
        """The addresses that no article has yet."""
        return (
            {}
            if self.is_stale
            else {key: address for key, address in self.addresses.items() if key not in self.taken}
        )

    @property
    def own(self) -> dict[bytes, Address]:
        """The addresses that are the article's when the update is written."""
        if self.is_stale:
            return {}
        return {
            key: address
            for key, address in self.addresses.items()
            if key in self.lent or self.taken.get(key, self.article_id) == self.article_id
        }

    @property
    def is_stale(self) -> bool:
        """Whether a later fetch of the article is stored already."""
        return self.known is not None and self.update.at < self.known.fetched_at


def case_of(change: PageUpdate) -> Case:
    """The case at its beginning."""
    case = Case(update=change, page_id=change.task.id)
    requested = Address(url=change.task.request.url, kind=AddressKind.REQUESTED)
    strength = list(AddressKind).index
    for address in (requested, *sorted(change.addresses, key=lambda one: strength(one.kind))):
        url = urls.normalize(address.url)
        if url is not None and "#" not in address.url:  # a part of a feed is no address of its own
            case.addresses.setdefault(page_digest(url), Address(url=url, kind=address.kind))
    return case
