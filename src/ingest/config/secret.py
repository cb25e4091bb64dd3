"""The `[[secrets]]` of the settings file -> what feeds of an origin are asked with.

No message repeats a value.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path

from ingest import urls
from ingest.errors import UsageError
from ingest.model import Secret

KEYS = ("origin", "header", "query", "value")

FROM_ENVIRONMENT = re.compile(r"([A-Za-z]+ )?\$([A-Za-z_][A-Za-z0-9_]*)")
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110 §5.6.2
# What a secret must not change: they belong to the connection, or to every request.
OURS = frozenset(
    {
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "host",
        "if-modified-since",
        "if-none-match",
        "transfer-encoding",
        "user-agent",
    }
)


def read_secrets(
    tables: object, file: Path | None, environ: Mapping[str, str]
) -> tuple[Secret, ...]:
    """The secrets, each complete. Raises UsageError, which names the table, key and remedy."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UsageError(
            f'{file}: secrets must be tables: [[secrets]] and below it origin = "https://…"'
        )
    return tuple(
        _read_secret(table, f"{file}: [[secrets]] number {number}", environ)
        for number, table in enumerate(tables, start=1)
    )


def _read_secret(table: Mapping[str, object], where: str, environ: Mapping[str, str]) -> Secret:
    for name, value in table.items():
        if name not in KEYS:
            near = difflib.get_close_matches(name.lower(), KEYS, n=1)
            meant = f": did you mean {near[0]}?" if near else f"; known are {', '.join(KEYS)}"
            raise UsageError(f"{where}: {name} is not a key of a secret{meant}")
        if not isinstance(value, str) or not value.strip():
            raise UsageError(f"{where}: {name} cannot be used: it must be a text that is not empty")
    texts = {name: str(value).strip() for name, value in table.items()}
    if ("header" in texts) == ("query" in texts):
        raise UsageError(f"{where}: it needs a header or a query, and not both")
    if "value" not in texts:
        raise UsageError(f'{where}: it has no value; add value = "$NAME" to read the environment')
    return Secret(
        origin=_origin(texts.get("origin", ""), where),
        header=_header(texts["header"], where) if "header" in texts else None,
        query=texts.get("query"),
        value=_value(texts["value"], where, environ),
    )


def _origin(text: str, where: str) -> str:
    url = urls.normalize(text)
    if url is None or url != f"{urls.origin(url)}/":
        raise UsageError(
            f"{where}: origin cannot be used: it must be scheme, host and port alone,"
            " e.g. https://example.org"
        )
    return urls.origin(url)


def _header(name: str, where: str) -> str:
    if not HEADER_NAME.fullmatch(name) or name.lower() in OURS:
        raise UsageError(
            f"{where}: header cannot be used: it must be the name of a header that is free for"
            " secrets, e.g. Authorization or X-Api-Key"
        )
    return name


def _value(text: str, where: str, environ: Mapping[str, str]) -> str:
    if found := FROM_ENVIRONMENT.fullmatch(text):
        scheme, name = found[1] or "", found[2]
        if not environ.get(name):
            raise UsageError(f"{where}: value names {name}, which the environment does not have")
        text = scheme + environ[name].strip()
    if not text.isascii() or not text.isprintable():
        raise UsageError(
            f"{where}: value cannot be used: it must be one line of printable ASCII characters"
        )
    return text
