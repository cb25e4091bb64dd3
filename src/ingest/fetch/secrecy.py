"""Secrets of an origin: into the request that goes out, out of addresses that come back. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote, unquote_plus

from ada_url import URL

from ingest.model import Secret

# Of a shorter value it cannot be said that it stands in an address and not just its letters.
TELLING = 6


class Secrecy:
    """What goes out to one origin beside the request, and is never seen outside this room."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        self.headers = [(s.header, s.value) for s in secrets if s.header is not None]
        self._query = [(s.query, s.value) for s in secrets if s.query is not None]
        self._values = [value for _, value in self._query if len(value) >= TELLING]

    def target(self, search: str) -> str:
        """The query as it is sent, with the tokens."""
        if not self._query:
            return search
        pairs = [f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in self._query]
        known = [search[1:]] if len(search) > 1 else []
        return "?" + "&".join([*known, *pairs])

    def clean(self, url: str) -> str | None:
        """The address without the tokens; None where one stands in it otherwise."""
        if not self._query:
            return url
        parsed = URL(url)
        pairs = parsed.search[1:].split("&")
        kept = [pair for pair in pairs if _decoded(pair) not in self._query]
        if kept != pairs:
            parsed.search = "&".join(kept)
            url = parsed.href
        return None if any(self._tells(form) for form in _readings(url)) else url

    def _tells(self, text: str) -> bool:
        return any(value.replace("+", " ") in text.replace("+", " ") for value in self._values)


def _decoded(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return unquote_plus(name), unquote_plus(value)


def _readings(url: str) -> Iterator[str]:
    """As it stands, and unquoted as often as a server may have quoted it."""
    for _ in range(4):
        yield url
        url = unquote(url)
