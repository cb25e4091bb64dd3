"""Importing this loads what extraction otherwise loads with its first page.

The server that workers are forked from imports it once: the language model alone takes longer
than fifty pages, and as much memory as the rest together, which the workers then share.
"""

from __future__ import annotations

import gc
import mmap

import numpy as np
import numpy.typing as npt
from py3langid import langid

from ingest.pages.extract import extract


def share_language_model() -> None:
    """Moves the model's tables, 65 MB, to memory in which each process has what it looks up.

    What was forked counts as memory of every process, looked at or not; a shared mapping counts
    where it is read: of these tables 10 to 25 MB, and in the server nothing.
    """
    model = langid.IDENTIFIER
    weights: npt.NDArray[np.float16] = model.nb_ptc
    shared = np.frombuffer(_shared(weights.data), weights.dtype).reshape(weights.shape)
    model.nb_ptc = shared
    model._full_model = (shared, model.nb_pc, model.nb_classes)  # noqa: SLF001  it is kept twice
    moves = model.tk_nextmove
    model.tk_nextmove = _shared(memoryview(moves)).cast(moves.typecode)


def _shared(table: memoryview) -> memoryview:
    """The table's bytes in a mapping of which nothing counts as read."""
    mapping = mmap.mmap(-1, table.nbytes)
    mapping[:] = table.cast("B")
    mapping.madvise(mmap.MADV_DONTNEED)
    return memoryview(mapping)


extract("<article><h1>Warm</h1><p>A first page, so that the second one is fast.</p></article>")
share_language_model()
gc.collect()
gc.freeze()  # what is never looked at again is not copied when a worker collects its garbage
