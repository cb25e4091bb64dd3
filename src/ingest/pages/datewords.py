"""The words beside a date -> whether it is a publication's, a change's, or another day."""

from __future__ import annotations

import re

from ingest.pages.months import MONTHS
from ingest.pages.sought import Sought

MAX_BARE = 70
MAX_PLAIN = 40
MAX_PLAIN_WORDS = 3
MAX_LABELLED_WORDS = 6

_PUBLISHED = (
    *("publish", "posted", "veröffentlicht", "erschienen", "publié", "publicad", "pubblicat"),
    *("gepubliceerd", "publisert", "publiceret", "publicerad", "julkaistu", "opublikowan"),
    *("zveřejněn", "yayin", "опубликован", "公開", "発表", "掲載", "입력", "dipublikasikan"),
    *("created", "erstellt", "geschrieben", "gepostet", "mise en ligne", "mis en ligne"),
)
_CHANGED = (
    *("update", "modified", "revised", "reviewed", "edited", "last change", "aktualisiert"),
    *("geändert", "bearbeitet", "änderung", "mis à jour", "modifié", "actualizad", "aggiornat"),
    *("atualizad", "bijgewerkt", "oppdatert", "opdateret", "uppdaterad", "päivitetty"),
    *("zaktualizowan", "aktualizov", "güncelle", "обновлен", "更新", "수정", "diperbarui"),
    *("cập nhật",),
)
_PUBLISHED_WORD = Sought(re.compile(r"\b(?:datum\b|date\b|vom\b|stand:)"), "datum|date|vom|stand:")
_OTHER = (
    *("©", "copyright", "abgerufen", "accessed", "retrieved", "viewed", "until", "since"),
    *("deadline", "geboren", "comment", "release", "valid", "offer", "expir", "available"),
    *("listed", "joined", "begins", "compiled", "season", "kommentar", "regist", "member"),
    "mitglied",
)
_OTHER_WORD = Sought(
    re.compile(r"\bbis\b|\btill\b|\bab\b|seit\b|\bborn\b|\bgeb\.|\bevent|exam\b|starts\b|ends\b"),
    "bis|till|ab|seit|born|geb.|event|exam|starts|ends",
)
_RANGE = re.compile(
    r"\d[:.]\d\d\s*(?:uhr|[ap]\.?m\.?)?\s*(?:[–—-]|bis|to)\s*\d{1,2}[:.]\d\d"
    r"|(?<!\d)\d{1,2}\.?\s*(?:[–—-]|bis|to)\s*\d{1,2}\.?\s*[^\W\d]"
    r"|\d{4}\s*(?:[–—-]|bis|to)\s*(?:\d{1,2}[./]|[^\W\d]{3,9}\.? \d{1,2}\b)",
    re.IGNORECASE,
)


_LETTERS = re.compile(r"[^\W\d_]{2,}")
_BESIDE_MONTHS = (
    "on at am pm um uhr the of den der le il el de del à às las alle kl klo "
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday "
    "saturday sunday mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag "
    "sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles "
    "jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica"
)
_TIMELY = frozenset(_BESIDE_MONTHS.split())


def says_published(text: str) -> bool:
    """Whether a text calls a day that of the publication."""
    said = _folded(text)
    return any(map(said.__contains__, _PUBLISHED)) or _PUBLISHED_WORD.finds(said)


def says_changed(text: str) -> bool:
    """Whether a text calls a day that of a change."""
    return any(map(_folded(text).__contains__, _CHANGED))


def says_other(text: str) -> bool:
    """Whether a text calls a day something else: a deadline, a copyright, an event."""
    said = _folded(text)
    return any(map(said.__contains__, _OTHER)) or _OTHER_WORD.finds(said)


def names_another_day(text: str) -> bool:
    """Whether the day in a text is plainly no publication's: a range, a deadline, a copyright."""
    return says_other(text) or _RANGE.search(text) is not None


def is_plain(text: str) -> bool:
    """Whether a text that names a day says nothing else: at most a label and a time of day."""
    if len(text) > MAX_BARE or names_another_day(text):
        return False
    words = sum(w not in MONTHS and w not in _TIMELY for w in _LETTERS.findall(text.lower()))
    if words <= MAX_PLAIN_WORDS and len(text) <= MAX_PLAIN:
        return True
    return words <= MAX_LABELLED_WORDS and says_published(text)


def _folded(text: str) -> str:
    """In lower case, with one letter for the dotted and the dotless i."""
    lower = text.lower()
    return lower if lower.isascii() else lower.replace("i\u0307", "i").replace("ı", "i")
