"""Authors are people; none rather than an invented one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.pages.people import Shape, is_institution, names


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("Ann Example", ("Ann Example",)),
        ("By Ann Example and Bob Sample", ("Ann Example", "Bob Sample")),
        (
            "Von Anna Beispiel, Bernd Muster und Clara Probe",
            ("Anna Beispiel", "Bernd Muster", "Clara Probe"),
        ),
        ("Par Anne Exemple et Benoît Essai", ("Anne Exemple", "Benoît Essai")),
        ("Por Ana Ejemplo y Blas Prueba", ("Ana Ejemplo", "Blas Prueba")),
        ("Anne Eksempel og Bo Prøve", ("Anne Eksempel", "Bo Prøve")),
        ("Ann Example (aex)", ("Ann Example",)),
        ("Ann Example, MD, PhD", ("Ann Example",)),
        ("Ann Example, Senior Editor", ("Ann Example",)),
        ("Ann Example ann@example.org", ("Ann Example",)),
        ("View all posts by Ann Example", ("Ann Example",)),
        ("ann.example", ("Ann Example",)),
        ("Ann Example | May 5, 2024 | 5 min read", ("Ann Example",)),
        ("Example Desk", ("Example Desk",)),
        ("June Example and Min Jin Sample", ("June Example", "Min Jin Sample")),
        ("Anthony Head", ("Anthony Head",)),
    ],
)
def test_people_are_read_from_bylines(byline: str, expected: tuple[str, ...]) -> None:
    assert names(byline) == expected


@pytest.mark.parametrize(
    "byline",
    [
        "",
        "admin",
        "See more",
        "Redaktion",
        "https://news.example/author/ann",
        "ann@example.org",
        "Example Media GmbH",
        "5 min read",
        "May 5, 2024",
        "Staff Writer",
        "Unknown",
    ],
)
def test_what_is_no_person_is_no_author(byline: str) -> None:
    assert names(byline, shape=Shape.NAME) == ()


def test_the_sites_own_name_is_no_author() -> None:
    assert names("Example News", sites={"examplenews"}) == ()


def test_a_sentence_is_not_taken_for_a_name() -> None:
    assert names("The minister said so on Tuesday", shape=Shape.FULL_NAME) == ()


@pytest.mark.parametrize("name", ["Bundesministerium für Beispiele", "Example News", "example.org"])
def test_institutions_are_told_from_people(name: str) -> None:
    assert is_institution(name)


@given(st.text(max_size=300), st.sampled_from(Shape))
@settings(max_examples=200, deadline=None)
def test_any_byline_gives_short_names(byline: str, shape: Shape) -> None:
    for name in names(byline, shape=shape):
        assert 2 <= len(name) <= 60
