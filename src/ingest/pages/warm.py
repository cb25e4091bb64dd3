"""Importing this loads what extraction otherwise loads with its first page.

The server that workers are forked from imports it once: the language model alone takes longer
than fifty pages, and as much memory as the rest together, which the workers then share.
"""

from __future__ import annotations

import gc

from ingest.pages.extract import extract

extract("<article><h1>Warm</h1><p>A first page, so that the second one is fast.</p></article>")
gc.collect()
gc.freeze()  # what is never looked at again is not copied when a worker collects its garbage
