"""The bytes of a robots.txt -> the text that concerns us. Pure, and bounded for hostile files."""

from __future__ import annotations

import re

_LONGEST_LINE = 2000
_USER_AGENT_LINE = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)


def read(body: bytes) -> str:
    """UTF-8 with or without its mark (RFC 9309 §2.3); what is none is replaced, NUL left out."""
    return body.decode("utf-8-sig", "replace").replace("\x00", "")


def product_token(user_agent: str) -> str:
    """`ingest/1.0 (+https://…)` -> `ingest`: the name that robots.txt calls us by (§2.2.1)."""
    match = re.search(r"compatible;\s*([^\s/;()]+)", user_agent) or re.match(
        r"([^\s/;()]+)", user_agent
    )
    return match[1] if match else "*"


def relevant(text: str, token: str) -> str:
    """The file with all groups of strangers made one.

    protego gives every rule to every user agent of its group: 25,000 names over 25,000 rules, a
    file of 500 KB, would be 625 million rules.
    """
    ours = token.lower()
    lines = []
    for line in text.splitlines():
        match = _USER_AGENT_LINE.match(line)
        if match is None:
            lines.append(line[:_LONGEST_LINE])
            continue
        name = match[1].partition("#")[0].strip().lower()
        named = name.replace("*", "") or name[:1]
        is_for_us = named == "*" or named.partition("/")[0] == ours
        kept = "*" if named == "*" else ours if is_for_us else "stranger-"
        lines.append(f"User-agent: {kept}")
    return "\n".join(lines)
