"""An answer -> what it means: fetched, not modified, or which problem. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from ingest.fetch.answer import Answer
from ingest.fetch.fault import Fault
from ingest.model import Problem

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})

_PROBLEMS = {
    204: Problem.EMPTY,
    205: Problem.EMPTY,
    401: Problem.UNAUTHORIZED,
    402: Problem.BLOCKED,
    403: Problem.BLOCKED,
    404: Problem.NOT_FOUND,
    407: Problem.UNAUTHORIZED,
    410: Problem.GONE,
    429: Problem.RATE_LIMITED,
    451: Problem.BLOCKED,
    999: Problem.BLOCKED,  # what LinkedIn answers to programs
}

# Marks of the walls that ask for a browser, as (header, part of its value).
_WALL_HEADERS = (("cf-mitigated", "challenge"), ("x-amzn-waf-action", ""))

# The same in a page that came with 200. The scripts of these guards stand in good pages too.
_WALL_MARKS = (
    b"<title>Just a moment...</title>",
    b"<title>Attention Required! | Cloudflare</title>",
    b'id="px-captcha"',
    b'id="anubis_challenge"',
    b"/.well-known/sgcaptcha/",
    b'id="main-iframe" src="/_Incapsula_Resource',
)
# And in the page of an error, where the guard's script is enough.
_ERROR_MARKS = (
    *_WALL_MARKS,
    b"/cdn-cgi/challenge-platform/",
    b"captcha-delivery.com",
    b"_Incapsula_Resource",
    b"sucuri_cloudproxy_js",
    b"awswaf.com/",
    b"ddos-guard/js-challenge",
)
_LARGEST_WALL = 64 * 1024


def judge(answer: Answer, *, is_conditional: bool, now: datetime, cap: timedelta) -> Fault | None:
    """The fault of an answer that is no redirect; None for a 200, or a 304 that was asked for."""
    status = answer.status
    if status == 304 and is_conditional:
        return None
    retry_after = None
    if status in (429, 503):
        retry_after = retry_after_span(answer.headers.get("retry-after"), now=now, cap=cap)
    if retry_after is None and _is_wall(answer):
        return Fault(
            Problem.BLOCKED, f"a wall that asks for a browser, HTTP status {status}", status=status
        )
    if status == 200:
        return None
    default = Problem.SERVER_ERROR if 500 <= status < 600 else Problem.HTTP_ERROR
    return Fault(
        _PROBLEMS.get(status, default),
        _in_words(status, retry_after),
        status=status,
        retry_after=retry_after,
    )


def _in_words(status: int, retry_after: timedelta | None) -> str:
    if status == 304:
        return "HTTP status 304 without a question"
    told = f", Retry-After {retry_after.total_seconds():.0f} s" if retry_after is not None else ""
    return f"HTTP status {status}{told}"


def _is_wall(answer: Answer) -> bool:
    """Whether a page that asks for a browser came instead of what was asked for."""
    for name, mark in _WALL_HEADERS:
        if (value := answer.headers.get(name)) is not None and mark in value:
            return True
    if not answer.body or len(answer.body) > _LARGEST_WALL:
        return False
    if answer.status != 200:
        return any(mark in answer.body for mark in _ERROR_MARKS)
    is_html = "html" in answer.headers.get("content-type", "html")
    return is_html and any(mark in answer.body for mark in _WALL_MARKS)


def retry_after_span(value: str | None, *, now: datetime, cap: timedelta) -> timedelta | None:
    """`Retry-After`, seconds or a date (RFC 9110 §10.2.3), capped; None where past or odd."""
    if value is None:
        return None
    value = value.strip()
    if value.isdecimal():
        span = timedelta(seconds=min(int(value[:12]), int(cap.total_seconds())))
    else:
        try:
            date = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        span = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    return min(span, cap) if span > timedelta() else None


def media_type(headers: dict[str, str]) -> tuple[str | None, str | None]:
    """Media type and charset of `Content-Type`, lower case; None for what is not said."""
    kind, _, parameters = headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    charset = None
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower() or None
            break
    return (kind if "/" in kind else None), charset
