"""THE DATABASE: nouns -> rows -> `v1_` views. The only room with SQLAlchemy."""

from __future__ import annotations

from ingest.store.again import Selection
from ingest.store.applying import KeepRaw
from ingest.store.archived import Standing
from ingest.store.cases import Applied
from ingest.store.store import Store, open_store

__all__ = ["Applied", "KeepRaw", "Selection", "Standing", "Store", "open_store"]
