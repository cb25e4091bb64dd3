"""Bytes -> OpmlList: listparser's reader, which takes ill-formed lists, with lines and reasons.

listparser's own `parse` gives no line numbers, loses what is not UTF-8, reads `&copy=1` in an
address as `©=1`, and falls over a stray `</outline>`; its handlers for FOAF and iGoogle are used as
they are. Its parser is that of the standard library, which knows no entities but HTML's: nothing
is expanded, nothing is asked for.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from listparser.common import SuperDict
from listparser.foaf import FoafMixin
from listparser.igoogle import IgoogleMixin
from listparser.opml import OpmlMixin

from ingest import urls
from ingest.model import PagesPolicy, Source, SourceKind
from ingest.sources import clean
from ingest.sources.clean import Junk, JunkReason, OpmlList

_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSETS = re.compile(r"ascii|utf-8|iso8859|cp\d|koi8|gb|big5|shift_jis|euc|mac-")
_BARE_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[a-zA-Z]\w{0,31});)")


def read(body: bytes) -> OpmlList:
    """See `ingest.sources.read_opml`."""
    text = _BARE_AMPERSAND.sub("&amp;", _decoded(body)).replace("<![", "&lt;![")
    reader = _Reader()
    reader.feed(text)
    reader.take_harvest(text)
    return OpmlList(
        sources=tuple(reader.sources.values()),
        junk=tuple(sorted(reader.junk, key=lambda junk: junk.line)),
        format=reader.harvest["version"],
    )


def _decoded(body: bytes) -> str:
    """The text by its byte order mark, its declaration, as UTF-8, or as Windows-1252."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    if body[:4] in (b"<\0?\0", b"<\0o\0"):
        return body.decode("utf-16-le", "replace")
    if body[:4] in (b"\0<\0?", b"\0<\0o"):
        return body.decode("utf-16-be", "replace")
    declared = _DECLARED.match(body)
    for charset in (declared[1].decode("ascii") if declared else "utf-8", "utf-8"):
        try:
            if _CHARSETS.match(codecs.lookup(charset).name):
                return body.decode("utf-8-sig" if charset == "utf-8" else charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("windows-1252", "replace")


@dataclass(slots=True)
class _Outline:
    """An open outline: the tag of its folder, and what to say of it if nothing is in it."""

    path: str
    line: int
    text: str
    is_empty: bool


class _Reader(OpmlMixin, FoafMixin, IgoogleMixin):
    def __init__(self) -> None:
        super().__init__()
        self.sources: dict[str, Source] = {}
        self.junk: list[Junk] = []
        self.open: list[_Outline] = []
        self.harvest |= {"version": "", "feeds": [], "lists": [], "opportunities": []}
        self.harvest |= {"meta": SuperDict(), "bozo": False, "bozo_exception": None}

    def set_cdata_mode(self, elem: str, **options: bool) -> None:
        """No element of a list holds raw text, whatever HTML says of a <title> or <style>."""

    def start_opml_outline(self, attrs: dict[str, str]) -> None:
        line = self.getpos()[0]
        parent = self.open[-1].path if self.open else ""
        if self.open:
            self.open[-1].is_empty = False
        title = clean.name(attrs.get("text", "")) or clean.name(attrs.get("title", ""))
        kind = attrs.get("type", "").strip().lower()
        outline = _Outline(path=parent, line=line, text=title, is_empty=False)
        self.open.append(outline)
        if kind == "source" or (kind in {"link", "include"} and "xmlurl" not in attrs):
            self._reject(line, attrs.get("xmlurl") or attrs.get("url") or title, JunkReason.LIST)
        elif address := attrs.get("xmlurl", "").strip():
            is_named = "title" in attrs or title != clean.name(address)
            categories = attrs.get("ingest:tags", "").split("\n")
            categories += attrs.get("category", "").split(",")
            tags = [parent, *clean.tags(categories)]
            self._take(address, line, title if is_named else "", tags, attrs)
        elif home := attrs.get("htmlurl", "").strip():
            self._reject(line, home, JunkReason.HOME_PAGE)
        elif "xmlurl" in attrs:
            self._reject(line, title, JunkReason.NO_ADDRESS)
        else:
            outline.path = clean.tag([parent, title])
            outline.is_empty = True

    def end_opml_outline(self) -> None:
        if self.open:
            outline = self.open.pop()
            if outline.is_empty:
                self._reject(outline.line, outline.text, JunkReason.NO_ADDRESS)

    def take_harvest(self, text: str) -> None:
        """What the handlers of other formats found; its lines are looked for in the text."""
        position, line = 0, 1
        for found in self.harvest["feeds"]:
            at = max(text.find(found["url"], position), position)
            position, line = at, line + text.count("\n", position, at)
            folders = [clean.tag(folders) for folders in found.get("categories", ())]
            self._take(found["url"].strip(), line, clean.name(found["title"]), folders)
        for key, reason in (("lists", JunkReason.LIST), ("opportunities", JunkReason.HOME_PAGE)):
            for found in self.harvest[key]:
                self._reject(line, found["url"], reason)

    def _take(
        self,
        address: str,
        line: int,
        title: str,
        tags: list[str],
        attrs: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        url = urls.normalize(address)
        if url is None:
            self._reject(line, address, JunkReason.NOT_WEB)
            return
        known = self.sources.get(url) or Source(url=url)
        kind, pages = attrs.get("ingest:kind"), attrs.get("ingest:pages")
        self.sources[url] = Source(
            url=url,
            title=known.title or title or None,
            tags=tuple(dict.fromkeys((*known.tags, *filter(None, tags)))),
            kind=SourceKind(kind) if kind in list(SourceKind) else known.kind,
            pages=PagesPolicy(pages) if pages in list(PagesPolicy) else known.pages,
        )

    def _reject(self, line: int, text: str, reason: JunkReason) -> None:
        self.junk.append(Junk(line, clean.name(urls.without_password(text.strip())), reason))
