"""Addresses: text in, normalised http(s) addresses and their parts out.

Parsing follows the WHATWG URL standard (through Ada), as browsers do, so that an address means
here what it means to the server that wrote it: `http://0x7f.1/` is 127.0.0.1.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote

from ada_url import URL
from publicsuffixlist import PublicSuffixList

WEB_SCHEMES = frozenset({"http:", "https:"})
MAX_LENGTH = 8192


def _parse(text: str, base: str | None = None) -> URL | None:
    if len(text) > MAX_LENGTH:
        return None
    try:
        return URL(text, base=base) if base else URL(text)
    except (ValueError, UnicodeError):
        return None


def scheme(text: str, base: str | None = None) -> str | None:
    """The scheme, lower case without colon; None where `text` is no absolute address."""
    url = _parse(text.strip(), base)
    return url.protocol[:-1] if url else None


def normalize(text: str, base: str | None = None) -> str | None:
    """The absolute http(s) address without fragment, userinfo kept; None where there is none."""
    url = _parse(text.strip(), base)
    if url is None or url.protocol not in WEB_SCHEMES or not url.hostname:
        return None
    url.hash = ""
    return url.href.removesuffix("#")


def host(url: str) -> str:
    """The host's name, lower case, without port; '' where there is none. IPv6 without brackets."""
    parsed = _parse(url)
    return parsed.hostname.strip("[]").rstrip(".") if parsed else ""


def origin(url: str) -> str:
    """Scheme, host and port (RFC 6454); '' where there is none."""
    parsed = _parse(url)
    return parsed.origin if parsed else ""


def userinfo(url: str) -> tuple[str, str] | None:
    """User and password as written in the address, decoded; None where there is neither."""
    parsed = _parse(url)
    if parsed is None or not (parsed.username or parsed.password):
        return None
    return unquote(parsed.username), unquote(parsed.password)


def without_userinfo(url: str) -> str:
    """The address without user and password."""
    parsed = _parse(url)
    if parsed is None:
        return url
    parsed.username = parsed.password = ""
    return parsed.href


def without_password(url: str) -> str:
    """The address as it may be shown: user kept, password gone."""
    parsed = _parse(url)
    if parsed is None or not parsed.password:
        return url
    parsed.password = ""
    return parsed.href


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def registrable_domain(name: str) -> str:
    """The part of a host's name that one party registers (Public Suffix List), or the address."""
    if not name or ":" in name or name.replace(".", "").isdigit():
        return name
    return _suffixes().privatesuffix(name) or name
