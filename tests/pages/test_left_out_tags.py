"""Pages that leave out the tags that HTML 5 lets them leave out."""

from __future__ import annotations

import pytest

from ingest.pages import extract

ARTICLE = (
    f"<article><h1>Dam</h1><p>{'The council has agreed to rebuild the dam. ' * 9}</p></article>"
)


@pytest.mark.parametrize(
    "start",
    ["<!doctype html><title>Dam</title>", "<meta charset=utf-8><title>Dam</title>", "<html>", ""],
)
def test_a_body_needs_no_tag(start):
    assert extract(start + ARTICLE).text.startswith("The council has agreed")
