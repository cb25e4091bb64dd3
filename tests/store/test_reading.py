"""Long lists are read in parts, and lose nothing between two of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.store.builders import NOW, extraction, stored

from ingest.store import Store, reading


@pytest.mark.parametrize("apart", [timedelta(), timedelta(seconds=0.5), timedelta(days=1)])
def test_articles_of_one_moment_and_of_one_day_are_all_listed(
    store: Store, monkeypatch: pytest.MonkeyPatch, apart: timedelta
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    for n in range(5):
        task = store.page_task(f"https://news.test/{n}", now=NOW)
        store.apply([stored(task, extraction(text=f"Number {n}."), at=NOW + n * apart)])

    assert [row["id"] for row in store.articles()] == [5, 4, 3, 2, 1]
