"""Feed lists (OPML; FOAF and iGoogle as they are found) <-> Sources.

Folders are tags: a feed in the folder World within News has the tag `News/World`.
"""

from __future__ import annotations

from ingest.sources.clean import Junk, JunkReason, OpmlList
from ingest.sources.write import write_opml

__all__ = ["Junk", "JunkReason", "OpmlList", "read_opml", "write_opml"]


def read_opml(text: bytes) -> OpmlList:
    """All feeds of a list, each once, with the tags of all places where it stands.

    Never raises for what the list says, however ill-formed; asks no network and opens no file.
    What gave no feed is junk, with its line and the reason.
    """
    from ingest.sources.read import read  # listparser takes half a second to import

    return read(text)
