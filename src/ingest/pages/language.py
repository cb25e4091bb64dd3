"""Text -> language (ISO 639-1), by content.

What the page declares tips the scale for short texts and between languages that look alike.
Two libraries are asked: resiliparse needs 0.03 ms and no model, and is believed where it says what
the page declares; py3langid errs less, and needs half a millisecond and 68 MB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from resiliparse.parse.lang import detect_fast

SAMPLE = 1500
GLANCE = 300
"""So much is enough to see that a page is in the language that it declares."""
SHORT = 60
MOSTLY = 0.9

# scripts that belong to one language: quicker and surer than statistics
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), "ja", 0.08),
    (re.compile("[\uac00-\ud7af]"), "ko", 0.3),
    (re.compile("[\u0e00-\u0e7f]"), "th", 0.4),
    (re.compile("[\u0370-\u03ff]"), "el", 0.4),
    (re.compile("[\u10a0-\u10ff]"), "ka", 0.4),
    (re.compile("[\u0530-\u058f]"), "hy", 0.4),
    (re.compile("[\u0b80-\u0bff]"), "ta", 0.4),
    (re.compile("[\u0c00-\u0c7f]"), "te", 0.4),
    (re.compile("[\u0c80-\u0cff]"), "kn", 0.4),
    (re.compile("[\u0d00-\u0d7f]"), "ml", 0.4),
    (re.compile("[\u0a80-\u0aff]"), "gu", 0.4),
    (re.compile("[\u0a00-\u0a7f]"), "pa", 0.4),
    (re.compile("[\u0d80-\u0dff]"), "si", 0.4),
    (re.compile("[\u1780-\u17ff]"), "km", 0.4),
    (re.compile("[\u0e80-\u0eff]"), "lo", 0.4),
    (re.compile("[\u1000-\u109f]"), "my", 0.4),
    (re.compile("[\u4e00-\u9fff]"), "zh", 0.3),
)
_NOT_LATIN = re.compile("[^A-Za-z\u00c0-\u024f]+")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_ADDRESSES = re.compile(r"https?://\S+|\S+@\S+")
_NUMBERS = re.compile(r"[\d_]+")
# what the statistics mix up: the declared one of a group is believed
_CONFUSED = (
    frozenset({"hr", "bs", "sr", "sl"}),
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"id", "ms", "jv"}),
    frozenset({"cs", "sk"}),
    frozenset({"es", "gl", "an", "ca"}),
    frozenset({"pt", "gl"}),
    frozenset({"hi", "mr", "ne"}),
    frozenset({"ru", "uk", "be", "bg", "mk"}),
    frozenset({"fa", "ur", "ar", "ps", "ku"}),
    frozenset({"nl", "af"}),
    frozenset({"de", "lb"}),
)
_MODERN = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "nb": "no",
    "nn": "no",
    "jp": "ja",
    "cn": "zh",
    "gr": "el",
}
_TAG = re.compile(r"\s*([a-zA-Z]{2,3})(?:[-_][a-zA-Z0-9]+)*\s*")


def detect(text: str, declared: str | None = None) -> str | None:
    """The language of `text`; the declared one where the text is too short to tell."""
    hint = code(declared)
    sample = _words(" ".join(_spread(text)))
    if hint is not None and len(text) > GLANCE and _believed(_glanced(sample), hint) == hint:
        return hint
    return _guess(sample, hint)


def _guess(sample: str, hint: str | None) -> str | None:
    letters = len(_NO_LETTERS.sub("", sample))
    if letters < SHORT // 3:
        return hint
    latin = letters if sample.isascii() else len(_NOT_LATIN.sub("", sample))
    for pattern, language, share in _SCRIPTS if latin < MOSTLY * letters else ():
        if len(pattern.findall(sample)) >= share * letters:
            return language
    if letters < SHORT and hint is not None:
        return hint
    return _believed(_classified(sample), hint)


def _believed(guess: str | None, hint: str | None) -> str | None:
    """The guess, unless the declared language is one that statistics take for it."""
    if guess is None or any({hint, guess} <= group for group in _CONFUSED):
        return hint or guess
    return guess


def code(tag: str | None) -> str | None:
    """The two-letter code of a declared language tag (`pt-BR` -> `pt`); None where it is no tag."""
    found = _TAG.fullmatch(tag or "")
    if found is None:
        return None
    primary = found[1].lower()
    return _MODERN.get(primary, primary if len(primary) == 2 else None)


def _spread(text: str) -> Iterator[str]:
    """A third from the start, the middle and the end: a foreign quotation must not decide."""
    if len(text) <= SAMPLE:
        yield text
        return
    part = SAMPLE // 3
    for start in (0, (len(text) - part) // 2, len(text) - part):
        yield text[start : start + part]


def _words(sample: str) -> str:
    """Without addresses and numbers."""
    if "@" in sample or "://" in sample:
        sample = _ADDRESSES.sub(" ", sample)
    return _NUMBERS.sub(" ", sample)


def _glanced(sample: str) -> str:
    language = str(detect_fast(sample)[0])
    return _MODERN.get(language, language)


def _classified(sample: str) -> str | None:
    import py3langid  # with its model: only where a glance does not do

    language = str(py3langid.classify(sample)[0])
    language = _MODERN.get(language, language)
    return language if len(language) == 2 else None
