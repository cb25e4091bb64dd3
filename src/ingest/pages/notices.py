"""A line -> whether it speaks of rights, money, its author, or of how long it takes to read."""

from __future__ import annotations

import re

from ingest.pages.sought import Sought

_FOLLOWED = re.compile(r"google (?:news|haberler|actualités|noticias|nachrichten)", re.IGNORECASE)
_NOTICE = Sought(
    re.compile(
        r"(?:copyright|©).{0,120}(?:all rights reserved|alle rechte|tous droits|todos los derechos|"
        r"todos os direitos|tutti i diritti|rechten voorbehouden|prawa zastrzeżone|все права)"
        r"|may not be published, broadcast, rewritten|this content is provided by .{1,60}which may"
        r"|at this point you will find external|an dieser stelle finden sie .{0,40}extern"
        r"|^\W*(?:thanks|thank you|danke|vielen dank|merci|gracias|obrigado|grazie|dziękujemy|"
        r"dank je)\b.{0,12}\b(?:for reading|fürs lesen|d['’]avoir lu|por leer|por ler|"
        r"per aver letto|przeczyta\w+|voor het lezen)\b"
        r"|\b(?:donate|subscribe) (?:now|today)\W*$|from as little as [£$€]\d",
        re.IGNORECASE | re.DOTALL,
    ),
    "copyright|©|published|provided|extern|donate|subscri|little|for reading|fürs lesen|avoir lu|"
    "por le|aver letto|przeczyta|het lezen",
)
_BIOGRAPHY = re.compile(
    r"^\W*(?:[^\W\d_][\w.'’-]*\s){2,4}(?:is|was|has been|ist|war|est|es|è|é)\s.{0,160}?"
    r"(?:reporter|editor|writer|journalist|correspondent|columnist|author|contributor|producer|"
    r"redakteur|korrespondent|autor|journaliste|rédact|periodista|redactor|giornalista|repórter)",
    re.IGNORECASE | re.DOTALL,
)
_CONTACT = re.compile(
    r"follow|twitter|@|reach(?:ed)? |e-?mail|contact|linkedin|folgen|suivez|sígue|segui|bluesky",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"^\W*(?:\d+\s*-?\s*min(?:ute)?s?\.?\s+(?:de\s+|di\s+)?(?:read|lesezeit|lecture|lectura|leitura|"
    r"lettura|leestijd|okuma|чтения)|(?:lesezeit|reading time|read time|temps de lecture|"
    r"tiempo de lectura|tempo de leitura|tempo di lettura|leestijd|время чтения)\b.{0,12}\d)",
    re.IGNORECASE,
)


def is_notice(text: str) -> bool:
    """Whether a line speaks of rights, of foreign content, of money, or thanks its readers."""
    return _NOTICE.finds(text.casefold())


def asks_to_follow(text: str) -> bool:
    """Whether a line with a link names the place where readers are to follow the site."""
    return _FOLLOWED.search(text) is not None


def is_biography(text: str) -> bool:
    """Whether a line says who its author is, and how to reach them."""
    return _BIOGRAPHY.match(text) is not None and _CONTACT.search(text) is not None


def says_reading_time(text: str) -> bool:
    """Whether a line says how long the page takes to read."""
    return _READING_TIME.search(text) is not None
