"""Any bytes become text, in the character set the page is really in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import Problem
from ingest.pages.decode import decode

RUSSIAN = "Президент России заявил, что переговоры продолжатся на следующей неделе."
JAPANESE = "東京の気温は今日も高く、気象庁は熱中症に注意するよう呼びかけています。"
CHINESE = "北京时间周三晚间，中国外交部发言人在例行记者会上表示，双方将继续谈判。"
TAIWANESE = "台北市長今天表示，新的交通政策將於下個月開始實施，請市民多加注意。"
KOREAN = "서울시는 오늘 오전 기자회견을 열고 새로운 교통 정책을 발표했다고 밝혔다."
FRENCH = "Le président a déclaré que l’été à Nîmes serait très chaud, hélas."
POLISH = "Prezydent oświadczył, że rozmowy będą kontynuowane w przyszłym tygodniu."
GREEK = "Ο πρωθυπουργός δήλωσε ότι οι διαπραγματεύσεις θα συνεχιστούν."

LEGACY = [
    (RUSSIAN, "windows-1251"),
    (RUSSIAN, "koi8-r"),
    (JAPANESE, "shift_jis"),
    (JAPANESE, "euc-jp"),
    (CHINESE, "gb18030"),
    (CHINESE, "gbk"),
    (TAIWANESE, "big5"),
    (KOREAN, "euc-kr"),
    (FRENCH, "windows-1252"),
    (POLISH, "iso-8859-2"),
    (GREEK, "windows-1253"),
]


def page(text: str, declared: str = "") -> str:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}<title>x</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(("text", "charset"), LEGACY)
def test_a_declared_legacy_charset_is_read(text: str, charset: str) -> None:
    assert text in decode(page(text, charset).encode(charset)).text


@pytest.mark.parametrize(("text", "charset"), LEGACY)
def test_an_undeclared_legacy_charset_is_recognised(text: str, charset: str) -> None:
    assert text in decode(page(text).encode(charset)).text


@pytest.mark.parametrize(("text", "charset"), LEGACY)
def test_the_header_alone_is_enough(text: str, charset: str) -> None:
    assert text in decode(page(text).encode(charset), charset).text


@pytest.mark.parametrize(("text", "charset"), LEGACY)
def test_valid_utf8_wins_over_a_declared_legacy_charset(text: str, charset: str) -> None:
    decoded = decode(page(text, charset).encode(), charset)
    assert text in decoded.text
    assert decoded.charset == "utf-8"


@pytest.mark.parametrize(("text", "charset"), LEGACY)
def test_a_legacy_page_declared_as_utf8_is_recognised(text: str, charset: str) -> None:
    assert text in decode(page(text, "utf-8").encode(charset), "utf-8").text


@pytest.mark.parametrize("text", [JAPANESE, CHINESE, KOREAN, RUSSIAN])
def test_text_that_no_western_text_looks_like_overrules_a_western_declaration(text: str) -> None:
    charset = {JAPANESE: "shift_jis", CHINESE: "gbk", KOREAN: "euc-kr", RUSSIAN: "cp1251"}[text]
    assert text in decode(page(text * 3, "iso-8859-1").encode(charset), "iso-8859-1").text


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(codec: str) -> None:
    assert JAPANESE in decode(page(JAPANESE, "shift_jis").encode(codec), "shift_jis").text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_seen_by_its_nuls(codec: str) -> None:
    assert GREEK in decode(page(GREEK).encode(codec)).text


def test_iso_2022_jp_is_not_taken_for_ascii() -> None:
    assert JAPANESE in decode(page(JAPANESE, "iso-2022-jp").encode("iso-2022-jp")).text


def test_latin_1_means_windows_1252() -> None:
    assert "“quoted” – €" in decode("<p>“quoted” – €</p>".encode("cp1252"), "iso-8859-1").text


def test_a_utf8_page_with_a_few_legacy_bytes_keeps_both() -> None:
    mixed = (FRENCH * 3).encode() + " L’été.".encode("cp1252")
    assert decode(mixed, "utf-8").text == FRENCH * 3 + " L’été."


def test_a_page_cut_within_a_character_is_still_utf8() -> None:
    assert decode(RUSSIAN.encode()[:-2]).charset == "utf-8"


def test_an_xml_declaration_is_obeyed_and_taken_away() -> None:
    html = f'<?xml version="1.0" encoding="windows-1251"?><html><p>{RUSSIAN}</p></html>'
    text = decode(html.encode("cp1251")).text
    assert RUSSIAN in text
    assert text.startswith("<html>")


@pytest.mark.parametrize(
    ("start", "problem"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", Problem.UNSUPPORTED_TYPE),
        (b"\x89PNG\r\n\x1a\n", Problem.UNSUPPORTED_TYPE),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", Problem.UNSUPPORTED_TYPE),
        (b"RIFF\0\0\0\0WEBP", Problem.UNSUPPORTED_TYPE),
        (b"\0\0\0\x20ftypisom", Problem.UNSUPPORTED_TYPE),
        (b"PK\x03\x04", Problem.UNSUPPORTED_TYPE),
        (b"\x1f\x8b\x08\0", Problem.BAD_ENCODING),
        (bytes(range(256)) * 20, Problem.BAD_ENCODING),
    ],
)
def test_what_is_no_text_is_told(start: bytes, problem: Problem) -> None:
    assert decode(start).problem is problem


@pytest.mark.parametrize("label", ["base64", "rot13", "punycode", "\xff", "no\0pe", "x" * 99, ""])
def test_a_senseless_label_is_ignored(label: str) -> None:
    assert decode("Grüße".encode(), label).text == "Grüße"


def test_text_passes_through_without_what_cannot_be_stored() -> None:
    assert decode("\ufeffa\0b\ud800c\x0bd").text == "abcd"


@given(st.binary(max_size=400), st.none() | st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_bytes_become_storable_text(html: bytes, charset: str | None) -> None:
    text = decode(html, charset).text
    assert "\0" not in text
    text.encode()


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_becomes_storable_text(html: str) -> None:
    decode(html).text.encode()
