"""Addresses mean what they mean to a browser."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import urls


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HTTP://Example.ORG:80/a/../b?x=1#part", "http://example.org/b?x=1"),
        ("https://müller.example/ä", "https://xn--mller-kva.example/%C3%A4"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("  https://example.org  ", "https://example.org/"),
        ("https://example.org/?", "https://example.org/?"),
    ],
)
def test_an_address_has_one_form(text, expected):
    assert urls.normalize(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "//example.org/",
        "ftp://example.org/",
    ],
)
def test_what_is_no_web_address_has_none(text):
    assert urls.normalize(text) is None


def test_a_relative_address_needs_its_base():
    assert urls.normalize("../b", "https://example.org/a/c") == "https://example.org/b"
    assert urls.normalize("//cdn.example/x", "https://example.org/") == "https://cdn.example/x"


def test_the_password_is_not_shown_and_not_lost():
    address = "https://ann:s%40cret@example.org/feed"

    assert urls.without_password(address) == "https://ann@example.org/feed"
    assert urls.without_userinfo(address) == "https://example.org/feed"
    assert urls.userinfo(address) == ("ann", "s@cret")
    assert urls.userinfo("https://example.org/") is None


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("www.news.example.co.uk", "example.co.uk"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("localhost", "localhost"),
    ],
)
def test_the_registrable_domain_is_what_one_party_registers(name, domain):
    assert urls.registrable_domain(name) == domain


def test_the_host_has_neither_port_nor_brackets():
    assert urls.host("http://[::1]:8080/") == "::1"
    assert urls.host("http://Example.org.:8080/") == "example.org"
    assert urls.host("nonsense") == ""


@given(st.text())
def test_normalising_is_total_and_idempotent(text):
    once = urls.normalize(text)

    assert once is None or urls.normalize(once) == once


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_password_never_survives(secret):
    address = f"https://ann:{quote('zq' + secret, safe='')}@example.org/"

    assert urls.without_password(address) == "https://ann@example.org/"
