"""The language is what the text is written in, not what the page claims."""

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.pages.language import code, detect

ENGLISH = "The government said on Tuesday that negotiations would continue next week in Geneva."
GERMAN = "Die Regierung erklärte am Dienstag, dass die Verhandlungen nächste Woche weitergehen."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        ("Le gouvernement a annoncé mardi que les discussions reprendraient à Genève.", "fr"),
        ("El gobierno anunció el martes que las negociaciones seguirán en Ginebra.", "es"),
        ("東京の気温は今日も高く、気象庁は熱中症に注意するよう呼びかけています。", "ja"),
        ("北京时间周三晚间，中国外交部发言人在例行记者会上表示，双方将继续谈判。", "zh"),
        ("서울시는 오늘 오전 기자회견을 열고 새로운 교통 정책을 발표했다고 밝혔다.", "ko"),
        ("Ο πρωθυπουργός δήλωσε ότι οι διαπραγματεύσεις θα συνεχιστούν.", "el"),
        ("Президент заявил, что переговоры продолжатся на следующей неделе в Женеве.", "ru"),
    ],
)
def test_the_content_tells_the_language(text: str, language: str) -> None:
    assert detect(text, "xx") == language


def test_a_wrong_declaration_does_not_win_over_the_content() -> None:
    assert detect(GERMAN * 3, "en-US") == "de"


def test_a_text_too_short_to_tell_has_the_declared_language() -> None:
    assert detect("Taxi, Hotel", "nl") == "nl"
    assert detect("", None) is None


def test_the_declaration_decides_between_languages_that_look_alike() -> None:
    text = "Vlada je u utorak objavila da će se pregovori nastaviti sljedeći tjedan u Zagrebu."
    assert detect(text, "hr") == "hr"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("pt-BR", "pt"), ("EN_us", "en"), ("nb-NO", "no"), ("deu", None), ("", None), (None, None)],
)
def test_a_tag_becomes_a_two_letter_code(tag: str | None, expected: str | None) -> None:
    assert code(tag) == expected


@given(st.text(max_size=200), st.none() | st.text(max_size=10))
@settings(max_examples=100, deadline=None)
def test_any_text_has_a_two_letter_language_or_none(text: str, declared: str | None) -> None:
    language = detect(text, declared)
    assert language is None or len(language) == 2


UNLOADED = """
import sys
from ingest.pages.language import detect
from py3langid import langid

print(detect(sys.argv[1], "en-GB"), langid.IDENTIFIER is None)
print(detect(sys.argv[1], "de-DE"), langid.IDENTIFIER is None)
"""


def test_a_text_in_the_language_that_it_declares_needs_no_model() -> None:
    said = subprocess.run(
        [sys.executable, "-c", UNLOADED, ENGLISH * 5], capture_output=True, check=True
    )
    assert said.stdout.split() == [b"en", b"True", b"en", b"False"]


SHARED = """
import json, sys
from pathlib import Path
from ingest.pages import warm
from ingest.pages.language import detect

size = read = 0
for line in Path("/proc/self/smaps").read_text().splitlines():
    if "-" in line.partition(" ")[0]:
        is_shared = line.split()[1].endswith("s")
    elif is_shared and line.startswith(("Size:", "Rss:")):
        size += int(line.split()[1]) * line.startswith("Size:")
        read += int(line.split()[1]) * line.startswith("Rss:")
print(json.dumps([size, read, [detect(text) for text in json.loads(sys.argv[1])]]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_the_model_of_a_warm_process_counts_where_it_is_read_and_says_the_same() -> None:
    texts = [ENGLISH, GERMAN, "Taxi", "Vlada je objavila da se pregovori nastavljaju u Zagrebu."]
    said = subprocess.run(
        [sys.executable, "-c", SHARED, json.dumps(texts)], capture_output=True, check=True
    )
    size, read, languages = json.loads(said.stdout)
    assert size > 60_000
    assert read < 1000
    assert languages == [detect(text) for text in texts]
