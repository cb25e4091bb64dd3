"""Sources -> OPML 2.0."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from ingest import urls
from ingest.model import PagesPolicy, Source, SourceKind
from ingest.sources import clean

NAMESPACE = "urn:ingest:opml"
TITLE = "Feeds of ingest"


def write_opml(sources: Iterable[Source]) -> str:
    """A list that any reader takes, and from which `read_opml` makes the same sources.

    A feed stands in the folder of its first tag; its other tags are categories. Passwords are
    left out.
    """
    root = ET.Element("opml", {"version": "2.0", "xmlns:ingest": NAMESPACE})
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = TITLE
    body = ET.SubElement(root, "body")
    folders: dict[str, ET.Element] = {"": body}
    for source in sources:
        tags = clean.tags(source.tags)
        folder = _folder(folders, tags[0] if tags else "")
        ET.SubElement(folder, "outline", _attributes(source, tags))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _folder(folders: dict[str, ET.Element], path: str) -> ET.Element:
    if path not in folders:
        parent, _, text = path.rpartition("/")
        outline = {"text": text, "title": text}
        folders[path] = ET.SubElement(_folder(folders, parent), "outline", outline)
    return folders[path]


def _attributes(source: Source, tags: tuple[str, ...]) -> dict[str, str]:
    url = urls.without_password(source.url)
    title = clean.name(source.title or "")
    attributes = {"type": "rss", "text": title or url}
    if title:
        attributes["title"] = title
    attributes["xmlUrl"] = url
    if any("," in tag for tag in tags[1:]):  # a category cannot hold a comma
        attributes["ingest:tags"] = "\n".join(tags)
    elif tags[1:]:
        attributes["category"] = ",".join(f"/{tag}" if "/" in tag else tag for tag in tags[1:])
    if source.kind is not SourceKind.FEED:
        attributes["ingest:kind"] = source.kind
    if source.pages is not PagesPolicy.ALWAYS:
        attributes["ingest:pages"] = source.pages
    return attributes
