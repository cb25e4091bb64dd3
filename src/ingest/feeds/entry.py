"""feedparser's entry -> Entry."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from ingest import urls
from ingest.feeds.dates import Guesser, believed
from ingest.feeds.text import line, markup, said, verbatim
from ingest.feeds.wire import mapping, mappings, string, value
from ingest.model import Entry

MAX_TAGS = 50
MAX_AUTHORS = 50
MAX_GUID = 4096

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "html", "xhtml"})
_MEDIA = re.compile(r"(?:x-)?(?:audio|video|image|application)/", re.IGNORECASE)
_MEDIA_FILE = re.compile(
    r"\.(?:mp[34]|m4[abv]|aac|og[gav]|opus|flac|wav|web[mp]|mov|avi|jpe?g|png|gif|pdf|zip|epub|torrent)"
    r"\s*(?:$|[?#\s])",
    re.IGNORECASE,
)
_COUNTER = re.compile(r"https?://(?:www\.google\.[a-z.]+/url|(?:www\.)?bing\.com/news/apiclick)\b")
_CODE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
_ENCLOSED = re.compile(r"^\(([^()]*)\)$")
_ADDRESS = re.compile(r"\s*[<(]?(?:mailto:)?[^\s<>()@]{1,254}@[^\s<>()@]{1,254}[>)]?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an entry takes from its feed and from the fetch."""

    base: str
    at: datetime
    is_atom: bool
    language: str | None
    authors: tuple[str, ...]
    guesser: Guesser


def entry_of(wire: Mapping[str, object], context: Context) -> Entry | None:
    """The entry, its key still empty; None where it says nothing."""
    guid = (string(wire, "id") or "").strip()[:MAX_GUID] or None
    content, summary = _texts(wire)
    title = _title(wire, context)
    url = _link(wire, context, has_text=bool(content or summary))
    if not (guid or url or title or content or summary):
        return None
    published = _moment(wire, "published", context) or _moment(wire, "created", context)
    modified = _moment(wire, "updated", context)
    return Entry(
        key="",
        guid=line(guid, markup=False) if guid else None,
        url=url,
        title=title,
        published_at=published or modified,
        modified_at=modified,
        summary=summary,
        content=content,
        authors=_authors(wire) or context.authors,
        tags=_tags(wire),
        language=_language(wire) or context.language,
        image_url=_image(wire, context),
    )


def _texts(wire: Mapping[str, object]) -> tuple[str | None, str | None]:
    """Content and summary as HTML; a summary that only repeats the content is none."""
    contents = []
    for content in mappings(wire, "content"):
        is_plain = (string(content, "type") or "") not in _HTML_TYPES
        text = markup(string(content, "value"), plain=is_plain)
        if text:
            contents.append((not is_plain, len(text), text))
    content_html = max(contents)[2] if contents else None
    detail = mapping(wire, "summary_detail")
    is_plain = string(detail, "type") == "text/plain"
    summary = markup(string(wire, "summary"), plain=is_plain)
    if content_html and summary == content_html:
        summary = None
    return content_html, summary


def _title(wire: Mapping[str, object], context: Context) -> str | None:
    text = string(wire, "title")
    if not text:
        return None
    is_html = string(mapping(wire, "title_detail"), "type") in _HTML_TYPES
    if context.is_atom and not is_html:
        return said(text)
    # A title that is a picture only is better than none.
    return line(text, markup=is_html) or verbatim(text)


def _link(wire: Mapping[str, object], context: Context, *, has_text: bool) -> str | None:
    """The page of the entry, absolute; None where there is none on the web."""
    guid = string(wire, "id")
    is_guid = bool(value(wire, "guidislink")) and string(wire, "link") == guid
    for candidate in _candidates(wire, is_guid=is_guid):
        url = urls.normalize(candidate, context.base) if candidate.strip() else None
        if url:
            return unwrapped(url)
    if guid and (is_guid or context.is_atom) and not (context.is_atom and has_text):
        url = urls.normalize(guid)
        if url:
            return url
    links = mappings(wire, "links")
    if guid or has_text or string(wire, "title"):
        # A sound file or a picture is no page, but an entry that has nothing else is not lost.
        links = [link for link in links if string(link, "rel") in {"enclosure", None}]
        links = [link for link in links if not _is_media(link)]
    return next((url for link in links if (url := _absolute(string(link, "href"), context))), None)


def _candidates(wire: Mapping[str, object], *, is_guid: bool) -> Iterator[str]:
    """What the entry gives as its page, best first."""
    alternates = [link for link in mappings(wire, "links") if string(link, "rel") == "alternate"]
    for link in alternates:
        if _is_html(link):
            yield string(link, "href") or ""
    if not is_guid:
        yield string(wire, "link") or ""
    for link in alternates:
        yield string(link, "href") or ""
    # The counting redirect is what the feed says; the page behind it is asked where that is none.
    yield string(wire, "feedburner_origlink") or ""


def _is_media(link: Mapping[str, object]) -> bool:
    kind, href = string(link, "type") or "", string(link, "href") or ""
    return bool(_MEDIA.match(kind) or _MEDIA_FILE.search(href[:2000]))


def _is_html(link: Mapping[str, object]) -> bool:
    return (string(link, "type") or "text/html").split(";")[0].strip() in _HTML_TYPES


def _absolute(text: str | None, context: Context) -> str | None:
    return urls.normalize(text, context.base) if text and text.strip() else None


def unwrapped(url: str) -> str:
    """The page behind the counting redirect of a news search's own feed."""
    if "url=" not in url or not _COUNTER.match(url):
        return url
    targets = parse_qs(urlsplit(url).query, max_num_fields=50).get("url", [])
    return (urls.normalize(targets[0]) if targets else None) or url


def _moment(wire: Mapping[str, object], name: str, context: Context) -> datetime | None:
    parsed = value(wire, f"{name}_parsed")
    fallback = None
    if isinstance(parsed, tuple):
        try:
            fallback = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, TypeError):
            fallback = None
    return believed(context.guesser.parse(string(wire, name), fallback), at=context.at)


def _authors(wire: Mapping[str, object]) -> tuple[str, ...]:
    """Names without their addresses, each once."""
    found = [string(author, "name") for author in mappings(wire, "authors")]
    if not any(found):
        found = [string(mapping(wire, "author_detail"), "name") or string(wire, "author")]
    return names(found)


def names(found: Sequence[str | None]) -> tuple[str, ...]:
    """Each name once, on one line, without addresses; an address alone is no name."""
    lines = (line(_ADDRESS.sub(" ", text) if "@" in text else text) for text in found if text)
    clean = (_ENCLOSED.sub(r"\1", text.strip(" ,;")) for text in lines if text)
    clean = (text for text in clean if text.strip("()<>,; "))
    return tuple(dict.fromkeys(clean))[:MAX_AUTHORS]


def _tags(wire: Mapping[str, object]) -> tuple[str, ...]:
    found = (string(tag, "label") or string(tag, "term") for tag in mappings(wire, "tags"))
    return tuple(dict.fromkeys(tag for text in found if (tag := line(text))))[:MAX_TAGS]


def _language(wire: Mapping[str, object]) -> str | None:
    details = [
        *mappings(wire, "content"),
        mapping(wire, "summary_detail"),
        mapping(wire, "title_detail"),
    ]
    return language(
        next((code for detail in details if (code := string(detail, "language"))), None)
    )


def language(code: str | None) -> str | None:
    """The code where it has the form of one (BCP 47)."""
    code = (code or "").strip().replace("_", "-")
    return code if _CODE.fullmatch(code) else None


def _image(wire: Mapping[str, object], context: Context) -> str | None:
    candidates = [
        string(media, "url") for media in mappings(wire, "media_content") if _is_image(media)
    ]
    candidates += [string(media, "url") for media in mappings(wire, "media_thumbnail")]
    enclosures = [link for link in mappings(wire, "links") if string(link, "rel") == "enclosure"]
    candidates += [string(link, "href") for link in enclosures if _is_image(link)]
    candidates.append(string(mapping(wire, "image"), "href"))
    return next((url for text in candidates if (url := _absolute(text, context))), None)


def _is_image(media: Mapping[str, object]) -> bool:
    kind = string(media, "type") or ""
    return kind.startswith("image/") or (not kind and string(media, "medium") == "image")
