"""Tree -> witnesses: texts that claim to be the article, asked block by block."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import bare_extraction

from ingest.pages.blocks import Box
from ingest.pages.heavy import is_heavy
from ingest.pages.lines import key
from ingest.pages.marks import Marks
from ingest.pages.walk import SWALLOWING, swallows

MAX_WITNESSED_ELEMENTS = 20_000
"""For many times more a witness needs seconds, and trafilatura gigabytes."""

MAX_LOOKED_THROUGH = 200_000_000
"""Characters, over all lines that are looked for: a long article and ten thousand of them."""

_COUNT = etree.XPath("count(//*)")
SHORT_KEY = 30
MIN_SAID = 200
_GONE = "gone"

_WORTHLESS = (
    *("script", "style", "noscript", "svg", "iframe", "template", "object", "embed", "canvas"),
    *("video", "audio", "button", "input", "select", "textarea", "link", "meta", "head"),
)


class Witness:
    """A text that claims to be the article: asked block by block whether it has it."""

    def __init__(self, text: str) -> None:
        lines = [key(line) for line in text.split("\n")]
        self.text = "".join(lines)
        self._lines = frozenset(lines)
        self._looks_left = MAX_LOOKED_THROUGH // max(1, len(self.text))

    def has(self, text: str) -> bool:
        """Whether it has these words; of thousands of lines of a huge text, as a whole line."""
        wanted = key(text)
        if not wanted:
            return False
        if len(wanted) < SHORT_KEY or self._looks_left == 0:
            return wanted in self._lines
        self._looks_left -= 1
        return wanted in self.text


NOBODY = Witness("")
"""Has no text at all."""


def prune(tree: HtmlElement, marks: Marks) -> None:
    """Take out of the tree what is certainly not text, before a witness reads it."""
    for element in tree.iter(*SWALLOWING):
        if swallows(element):
            element.tag = "div"
    etree.strip_elements(tree, *_WORTHLESS, with_tail=False)
    gone: list[Box] = []
    cut_until = -1
    for box in marks.page.boxes[1:]:
        if box.start >= box.end or box.start < cut_until:
            continue
        if all(reason is not None for reason in marks.reasons[box.start : box.end]):
            gone.append(box)
            cut_until = box.end
    for box in gone:
        box.element.tag = _GONE
    etree.strip_elements(tree, _GONE, with_tail=False)


def by_resiliparse(tree: HtmlElement) -> Witness:
    """What resiliparse takes for the article, in a tenth of trafilatura's time."""
    if _COUNT(tree) > MAX_WITNESSED_ELEMENTS:
        return NOBODY
    text = extract_plain_text(
        etree.tostring(tree, encoding="unicode", method="html"),
        main_content=True,
        alt_texts=False,
        list_bullets=False,
    )
    return Witness(text)


def by_trafilatura(tree: HtmlElement) -> Witness:
    """What trafilatura takes for the article."""
    if _COUNT(tree) > MAX_WITNESSED_ELEMENTS or is_heavy(tree):
        return NOBODY
    try:
        document = bare_extraction(
            _its_own(tree), fast=True, include_comments=False, with_metadata=False
        )
    except Exception:  # noqa: BLE001 - a witness that fails is one witness less, whatever it fails of
        return NOBODY
    text = getattr(document, "text", None)
    return Witness(text) if isinstance(text, str) else NOBODY


def _its_own(tree: HtmlElement) -> HtmlElement:
    """The tree as trafilatura wants it, of lxml's other kind of elements."""
    markup = etree.tostring(tree, encoding="utf-8", method="html")
    return document_fromstring(markup, parser=HTMLParser(encoding="utf-8"))


def said(text: str | None) -> Witness | None:
    """A text from elsewhere (JSON-LD, feed) as a witness, if it is long enough to be an article."""
    return Witness(text) if text and len(text) >= MIN_SAID else None
