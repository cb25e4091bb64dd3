"""Extraction and counts -> what stands above the blocks: verdict, map, fields and legend."""

from __future__ import annotations

from collections.abc import Mapping

from lxml.html import HtmlElement
from lxml.html.builder import E

from ingest.model import Extraction
from ingest.pages import outline
from ingest.pages.extract import Explanation, Line
from ingest.pages.outline import Counts, Field
from ingest.pages.report.palette import KEPT, Shade
from ingest.pages.report.plain import plain

MAX_MAPPED = 1500
MAX_TITLE = 300
MAX_VALUE = 500
NO_REASON = "cut"
DIGITS = "123456789"
KEYS = (
    ("j k", "next and previous cut block"),
    ("1–9", "show or hide one fate"),
    ("a", "show all"),
    ("c", "the clean article only"),
    ("x", "what was cut only"),
    ("o", "open or fold the runs"),
)


def header(
    explained: Explanation, url: str, came: str, counts: Counts, shades: Mapping[str, Shade]
) -> HtmlElement:
    """Title, address, verdict, and the page at a glance."""
    found = explained.extraction
    title = plain(found.title or url, MAX_TITLE)
    return E.header(
        E.p({"class": "eyebrow"}, "Why the text is what it is"),
        E.h1({"dir": "auto"}, title),
        E.p({"class": "address"}, _address(plain(url, 2000))),
        E.p({"class": "came"}, came),
        _verdict(found),
        E.dl(
            {"class": "numbers"},
            *_number(counts.blocks, "blocks on the page", "all"),
            *_number(counts.kept, "kept", "kept"),
            *_number(counts.cut, "cut", "cut"),
            *_number(len(found.text.split()), "words of text", "words"),
        ),
        _map(explained.lines, shades),
    )


def _address(url: str) -> HtmlElement:
    if not url.startswith(("http://", "https://")):
        return E.span(url)
    return E.a({"href": url, "rel": "noreferrer noopener"}, url)


def _verdict(found: Extraction) -> HtmlElement:
    if found.problem is None:
        said = E.p({"class": "verdict"}, E.strong("An article"))
    else:
        word = E.strong({"class": "problem"}, f"No article: {found.problem.value}")
        said = E.p({"class": "verdict"}, word, E.span(plain(found.detail, MAX_VALUE)))
    if found.quality is not None:
        value = f"{min(max(found.quality, 0.0), 1.0):.2f}"
        meter = E.meter({"min": "0", "max": "1", "value": value, "aria-label": "quality"})
        said.extend([E.span({"class": "quality"}, f"quality {value}"), meter])
    return said


def _number(number: int, words: str, name: str) -> tuple[HtmlElement, ...]:
    return (E.div({"class": name}, E.dt(words), E.dd(f"{number:,}")),)


def _map(lines: tuple[Line, ...], shades: Mapping[str, Shade]) -> HtmlElement:
    """The page from top to bottom as one strip: as wide as a block is long."""
    lines = lines[:MAX_MAPPED]
    strip = E.svg(
        {"class": "map", "role": "img", "preserveAspectRatio": "none"},
        {"aria-label": "The page from its beginning to its end: what was kept, and what was cut"},
    )
    place = 0
    for line in lines:
        width = min(max(len(line.text), 20), 2000)
        shade = shades[KEPT if line.kept else line.reason or ""]
        y, height = ("0", "10") if line.kept else ("3", "4")
        strip.append(
            E.rect({"class": shade.names, "x": str(place), "y": y}, width=str(width), height=height)
        )
        place += width
    strip.set("viewBox", f"0 0 {max(place, 1)} 10")
    return strip


def fields(found: Extraction) -> HtmlElement:
    """Every field with its candidates, the chosen one marked."""
    return E.section(
        {"id": "fields", "tabindex": "-1", "aria-labelledby": "fields-title"},
        E.h2({"id": "fields-title"}, "Fields"),
        E.div({"class": "fields"}, *(_field(field) for field in outline.fields(found))),
    )


def _field(field: Field) -> HtmlElement:
    chosen = next((one for one in field.candidates if one.chosen), None)
    value = field.value if chosen is None else chosen.value
    line = (
        E.span({"class": "name"}, plain(field.name, MAX_TITLE)),
        E.span({"class": "value", "dir": "auto"}, plain(value, MAX_VALUE))
        if value
        else E.span({"class": "value none"}, "none"),
        E.span({"class": "source"}, plain(chosen.source, MAX_TITLE) if chosen else ""),
    )
    if not field.candidates:
        return E.div({"class": "field"}, *line)
    count = len(field.candidates)
    more = E.span({"class": "more"}, "1 candidate" if count == 1 else f"{count} candidates")
    candidates = E.ul(
        *(
            E.li(
                {"class": "chosen" if one.chosen else "passed"},
                E.span({"class": "mark"}, "chosen" if one.chosen else "not chosen"),
                E.span({"class": "source"}, plain(one.source, MAX_TITLE)),
                E.span({"class": "value", "dir": "auto"}, plain(one.value, MAX_VALUE)),
            )
            for one in field.candidates
        )
    )
    return E.details({"class": "field"}, E.summary(*line, more), candidates)


def legend(counts: Counts, shades: Mapping[str, Shade]) -> HtmlElement:
    """What each colour means, how often it is there, and a switch for it."""
    numbers = {KEPT: counts.kept, **counts.reasons}
    return E.section(
        {"id": "legend", "tabindex": "-1", "aria-label": "Legend and filter"},
        E.fieldset(
            E.legend("Show"),
            *(_switch(reason, shade, numbers[reason]) for reason, shade in shades.items()),
        ),
        E.div(
            {"class": "presets", "hidden": "hidden"},
            E.button({"type": "button", "id": "all"}, "All"),
            E.button({"type": "button", "id": "clean"}, "Clean article"),
            E.button({"type": "button", "id": "cut"}, "Cut only"),
            E.button({"type": "button", "id": "open"}, "Open folds"),
            E.output({"id": "shown", "aria-live": "polite"}),
        ),
    )


def _switch(reason: str, shade: Shade, count: int) -> HtmlElement:
    box = E.input({"type": "checkbox", "id": f"show{shade.number}", "checked": "checked"})
    key = (E.kbd(DIGITS[shade.number]),) if shade.number < len(DIGITS) else ()
    return E.label(
        {"class": f"switch {shade.colour}"},
        box,
        E.span({"class": "name"}, plain(reason or NO_REASON, MAX_TITLE)),
        E.span({"class": "count"}, f"{count}"),
        *key,
    )


def footer() -> HtmlElement:
    """The keys, and what this page is."""
    keys = E.ul({"class": "keys", "hidden": "hidden"})
    for pressed, does in KEYS:
        item = E.li()
        for key in pressed.split():
            item.append(E.kbd(key))
        item.append(E.span(f" {does}"))
        keys.append(item)
    return E.footer(keys, E.p("Written by ingest. This page asks nothing of any network."))
