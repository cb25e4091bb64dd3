"""A value as given (text, or what TOML has) -> the setting's value.

A reader raises UnusableError, whose text completes "it must be …".
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import TypeVar
from urllib.parse import urlsplit

from ingest import urls
from ingest.config.settings import KeepRaw
from ingest.model import PagesPolicy, SourceKind

LONGEST_SPAN = timedelta(days=366)
SPAN = re.compile(r"([0-9]{1,5})([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DATABASE_SCHEMES = frozenset({"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"})

BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
HOSTS = "names of hosts or domains, comma-separated, e.g. feeds.example.com,example.net"

Choice = TypeVar("Choice", bound=StrEnum)
Reader = Callable[[object], object]


class UnusableError(ValueError):
    """A value cannot be used; the text says what it must be."""


def _whole(least: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        wanted = f"a whole number, {least} or more"
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise UnusableError(wanted)
        try:
            number = int(value)
        except ValueError as error:
            raise UnusableError(wanted) from error
        if number < least:
            raise UnusableError(wanted)
        return number

    return read


def _seconds(*, zero: bool) -> Callable[[object], timedelta]:
    def read(value: object) -> timedelta:
        bound = "0 or more" if zero else "more than 0"
        wanted = f"a number of seconds, {bound}, at most {LONGEST_SPAN.days} days"
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise UnusableError(wanted)
        try:
            number = float(value)
        except ValueError as error:
            raise UnusableError(wanted) from error
        if not math.isfinite(number) or not 0 <= number <= LONGEST_SPAN.total_seconds():
            raise UnusableError(wanted)
        span = timedelta(seconds=number)
        if not span and not zero:
            raise UnusableError(wanted)
        return span

    return read


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in BOOLEANS:
        raise UnusableError("true or false")
    return BOOLEANS[value.lower()]


def _keep_raw(value: object) -> KeepRaw:
    return _one_of(KeepRaw, value)


def _ages(value: object) -> tuple[timedelta, ...]:
    wanted = "spans of time, each once, e.g. 1h, 1d, 7d, at most 366d"
    texts = value.split(",") if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise UnusableError(wanted)
    ages = []
    for text in filter(None, (text.strip() for text in texts)):
        found = SPAN.fullmatch(text)
        span = timedelta(**{UNITS[found[2]]: int(found[1])}) if found else timedelta()
        if not timedelta() < span <= LONGEST_SPAN:
            raise UnusableError(f"{wanted}; {text!r} is none")
        ages.append(span)
    return tuple(sorted(set(ages)))


def _one_of(choices: type[Choice], value: object) -> Choice:
    if not isinstance(value, str) or value not in list(choices):
        raise UnusableError("one of " + ", ".join(choices))
    return choices(value)


def _header_text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isascii():
        raise UnusableError("a text of printable ASCII characters")
    if not value.isprintable():
        raise UnusableError("one line of printable ASCII characters")
    return value.strip()


def _database_url(value: object) -> str:
    if not isinstance(value, str) or "://" not in value:
        raise UnusableError(
            "an SQLAlchemy URL such as sqlite:////var/lib/ingest/ingest.db"
            " or postgresql+psycopg://user@host/name",
        )
    scheme = value.partition("://")[0]
    if scheme not in DATABASE_SCHEMES:
        raise UnusableError(f"sqlite:// or postgresql+psycopg://, not {scheme}://")
    return value


def _proxy(value: object) -> str:
    if not isinstance(value, str) or urls.normalize(value) is None:
        raise UnusableError("the address of an HTTP proxy, e.g. http://proxy.example:3128")
    return value


def _hosts(value: object) -> tuple[str, ...]:
    texts = value.split(",") if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise UnusableError(HOSTS)
    names = [text.strip().lower() for text in texts if text.strip()]
    if any(urls.host(f"http://{name}/") != name for name in names):
        raise UnusableError(HOSTS)
    return tuple(dict.fromkeys(names))


def _addresses(value: object) -> str:
    texts = value.split(",") if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise UnusableError("networks and address:port pairs, e.g. 10.1.0.0/16,127.0.0.1:8080")
    return ",".join(_address(text.strip()) for text in texts if text.strip())


def _address(text: str) -> str:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        network = None
    if network and ("/" not in text or text == str(network)):
        return str(network)
    if network:
        raise UnusableError(f"networks; {text} names a host within one, not the network: {network}")
    if not _is_pair(text):
        raise UnusableError(
            "networks and address:port pairs, e.g. 10.1.0.0/16,127.0.0.1:8080,[::1]:8080;"
            f" {text!r} is neither",
        )
    return text


def _is_pair(text: str) -> bool:
    try:
        pair = urlsplit(f"//{text}")
        ip_address(pair.hostname or "")
        return pair.netloc == text and bool(pair.port)
    except ValueError:
        return False


READERS: dict[str, Reader] = {
    "database_url": _database_url,
    "user_agent": _header_text,
    "contact": _header_text,
    "host_interval": _seconds(zero=True),
    "concurrency": _whole(1),
    "timeout": _seconds(zero=False),
    "max_bytes": _whole(1024),
    "allow_addresses": _addresses,
    "workers": _whole(1),
    "extract_timeout": _seconds(zero=False),
    "keep_raw": _keep_raw,
    "recheck": _ages,
    "proxy": _proxy,
    "robots_for_feeds": _boolean,
    "shared_hosts": _hosts,
    "min_interval": _seconds(zero=False),
    "max_interval": _seconds(zero=False),
}


def _feed_url(value: object) -> str:
    url = urls.normalize(value) if isinstance(value, str) else None
    if url is None:
        raise UnusableError("an http or https address")
    return url


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UnusableError("a text that is not empty")
    return " ".join(value.split())


def _tags(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise UnusableError('a list of texts, e.g. ["News/World", "Daily"]')
    return tuple(dict.fromkeys(_text(tag) for tag in value))


def _kind(value: object) -> SourceKind:
    return _one_of(SourceKind, value)


def _pages(value: object) -> PagesPolicy:
    return _one_of(PagesPolicy, value)


FEED_READERS: dict[str, Reader] = {
    "url": _feed_url,
    "kind": _kind,
    "title": _text,
    "tags": _tags,
    "pages": _pages,
}
