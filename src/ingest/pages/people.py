"""A byline -> the names of people in it. None rather than an invented one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from typing import assert_never

from ingest.pages.months import MONTHS

MAX_BYLINE = 400
MAX_NAME = 60
MAX_WORDS = 6
MAX_PEOPLE = 30
MAX_EAST_ASIAN = 6
MAX_INITIALS = 3


class Shape(Enum):
    """What a string must look like to be taken for a name."""

    ANY = "where the page says that it is one"
    NAME = "capitalised words"
    FULL_NAME = "at least two capitalised words"


_MARKUP = re.compile(r"<[^>]{0,200}>")
_EMAIL = re.compile(r"[<(]?[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+[>)]?|\(at\)\S+")
_URL = re.compile(r"(?:https?://|www\.)\S+|\S+\.(?:html?|php)\b", re.IGNORECASE)
_HANDLE = re.compile(r"(?:^|\s)@\w+")
_BRACKETS = re.compile(r"\s*[(\[{][^()\[\]{}]{0,80}[)\]}]")
_LEAD = re.compile(
    r"^(?:(?:written|posted|published|reported|reviewed|edited|created|submitted|authored|story|"
    r"words|text|article|report|analysis|opinion|commentary|review)\s*(?:and\s+\w+\s+)?by\b|by\b|"
    r"by:|from\b|authors?\b|posted\b|contributors?\b|words:|text:|"
    r"von\b|vom\b|autor(?:en|in|innen)?\b|verfasst von|geschrieben von|ein(?:e|en)? \w+ von\b|"
    r"par\b|écrit par|publié par|auteure?s?\b|propos recueillis par|"
    r"por\b|escrito por|publicado por|autora?(?:es)?\b|texto\b|"
    r"di\b|scritto da|a cura di|autore\b|da\b|door\b|auteur\b|geschreven door|"
    r"av\b|af\b|tekst\b|skrevet av|skrevet af|skriven av|text\b|"
    r"autorius\b|autors\b|autorka?\b|napsal[ai]?\b|szerző\b|írta\b|"
    r"yazan\b|haber\b|oleh\b|penulis\b|автор[ыа]?\b|текст\b|"
    r"(?:interview|redaktion|protokoll|kommentar|gastbeitrag|reportage|analyse|bericht)\s*(?:von\b|:)|"
    r"(?:gespeichert|eingetragen|verfasst|erstellt|submitted|saved) (?:von|by)\b|"
    r"作者|记者|記者|文[/／]|編集|文責|글|기자|著者|執筆)(?!\w)\s*[:：|\-–]?\s*",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*(?:[;|/•·、，]|\s[-–—]\s)\s*|,\s*(?:and|und|et|y|e|og|och|en|i|a|ve|&)\s+|,\s*|\s+&\s+|"
    r"\s+(?:and|und|et|y|e|og|och|en|i|a|ja|és|ve|dan|и|та|și|si|με|και|with|mit|avec|con)\s+",
)
_CREDENTIAL = re.compile(
    r"^(?:m\.?d\.?|ph\.?\s?d\.?|r\.?n\.?|r\.?d\.?n?\.?|mba|msc?|m\.?s\.?|ma|m\.a\.|b\.?a\.?|bsc?|"
    r"bsn|msn|dnp|mph|cpa|cfa|cfp®?|jd|esq\.?|dds|dmd|dvm|do|od|facp|faap|facog|fanp|lcsw|lmft|"
    r"psy\.?d\.?|ed\.?d\.?|pharm\.?d\.?|jr\.?|sr\.?|ii+|iv|mrcvs|frcp|ldn|cscs|cpt|np|pa-c|"
    r"ll\.?m\.?|ll\.?b\.?|pmp|cissp|aprn|fnp|dipl\.?.*|crnp|phr|shrm\S*|ccc-slp|fand|mw|ibclc)$",
    re.IGNORECASE,
)
_TITLE_WORDS = re.compile(
    r"\b(?:editor|reporter|writer|correspondent|journalist|columnist|contributor|producer|"
    r"director|manager|officer|president|founder|ceo|cto|cmo|coo|chief|head|lead|specialist|"
    r"expert|analyst|consultant|engineer|strategist|professor|lecturer|researcher|fellow|"
    r"attorney|nutritionist|dietitian|coach|photographer|bureau|redakteur(?:in)?|reporterin|"
    r"chefredakteur(?:in)?|korrespondent(?:in)?|journaliste|rédacteur|rédactrice|redactora?|"
    r"periodista|redattore|giornalista|reporteras?|senior|associate|assistant|executive|marketing|"
    r"profesorius|profesor|dr\. prof|vice|partner|owner|blogger|author|autorin|years|experience)\b",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(
    r"\b(?:team|redaktion|editorial|editors|desk|staff|newsroom|redazione|rédaction|redacción|"
    r"redactie|redaksi|redação|contributor|contributors|newsdesk|agentur|agency|agencies)\b",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"^(?:admin(?:istrator)?|editor(?:ial)?(?: team| staff)?|staff(?: writer| reporter)?|"
    r"guest(?: author| post| blogger| contributor)?|user|author|anonymous|unknown|none|null|n/?a|"
    r"undefined|redaktion|redaktions?team|(?:die )?redaktion|la redacción|redacción|la rédaction|"
    r"rédaction|redazione|redactie|redaksi|team|see more|read more|more|mehr|share|follow|home|"
    r"contact|about|about us|subscribe|advertisement|anzeige|sponsored|wordpress|webmaster|"
    r"newsroom|news ?desk|web ?desk|press release|pressemitteilung|comments?|kommentare?|"
    r"facebook|twitter|linkedin|email|print|copy link|disclaimer|menu|search|login|sign in|"
    r"posts?|view all posts|all posts|my name|your name|name|default|test|root|support|info|"
    r"super user|developer|web ?admin|site ?admin|system|bot|the author|by|von|par|por|"
    r"updated|published|last updated|published on|updated on|date|today|yesterday|"
    r"featured|latest|popular|trending|news|blog|article|articles|stories|story|opinion|"
    r"reviews?|video|videos|podcast|photo|photos|image|getty images|istock|shutterstock|"
    r"minutes? read|min read|read|reading time|lesezeit|mins?|uhr|et|est|gmt|"
    r"on|in|at|am|um|vom|im|le|el|il|den|zu|für|with|mit|an|to|of|the|der|die|das|a|this|tweet|"
    r"tags?|kategorien?|categories|category|stand|mo|di|mi|do|fr|sa|so|publisher|wordpressadmin|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|youtube|instagram|pinterest|whatsapp|xing|telegram|google|"
    r"an[oó]nimo|germany|deutschland|registrieren|anmelden|profile?|suscribirme|abonnieren|"
    r"last modified|cc-by|impressum|kontakt|datenschutz|disclosure information|tweet this)$",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"\b(?:gmbh|ag|inc|ltd|llc|llp|corp(?:oration)?|co\.|s\.?a\.?s?|s\.?r\.?l|b\.?v|plc|pty|kg|"
    r"company|holdings?|verlag|e\.\s?v)\b\.?|™|®|©",
    re.IGNORECASE,
)
_PUNCTUATED = re.compile(r"[!?:;…$%=+<>]|\.{2}")
_DIGITS = re.compile(r"\d")
_TIME_WORDS = re.compile(
    r"\b(?:ago|min(?:ute)?s?|hours?|days?|january|february|march|april|june|july|august|september|"
    r"october|november|december|januar|februar|märz|juni|juli|oktober|dezember|uhr|read|updated|"
    r"published|posted|comments?|share|photo|foto|image|bild|getty|copyright|rights|reserved|"
    r"subscribe|newsletter|click|follow|view all|more (?:from|by|about)|all (?:posts|articles)|"
    r"veröffentlicht|gespeichert|erstellt|geändert|aktualisiert|publicado|actualizado|pubblicato|"
    r"publié|kommentare|zurück|übersicht|edition|modified|last|uhr)\b",
    re.IGNORECASE,
)
_VIEW = re.compile(
    r"^(?:view|see|read|show|zeige|mehr|alle|voir|ver|more|all)\b.{0,30}?\b(?:by|from|of|von|de|di|"
    r"par|por)\s+|^(?:posts?|articles?|stories|profile?|beiträge|artikel) (?:by|from|von|of)\s+",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"[a-z]{2,}(?:[.-][a-z]{2,}){1,2}")
_TOP_LEVEL = frozenset(
    {"com", "de", "org", "net", "ch", "at", "it", "eu", "info", "fr", "uk", "es", "pl", "nl", "be"}
    | {"tv", "io", "me", "co", "us", "br", "edu", "gov", "dk", "no", "se", "fi", "cz", "ru"}
)
_AGENCIES = frozenset(
    {"dpa", "afp", "apa", "ap", "sda", "efe", "ansa", "aap", "sid", "kna", "epd", "upi", "pap"}
    | {"ctk", "čtk", "tt", "ntb", "stt", "anp", "belga", "reuters", "cnn", "bbc", "npr", "pa", "ap"}
    | {"jiji", "rtr", "tass", "ard", "zdf", "ndr", "wdr", "swr", "mdr", "orf", "srf", "ld", "oz"}
)
_DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,3}|info|online|media|news)$", re.IGNORECASE)
_PARTICLES = frozenset(
    (
        *("de", "da", "do", "dos", "das", "di", "del", "della", "der", "den", "des", "van", "von"),
        *("vom", "zu", "zur", "la", "le", "las", "los", "du", "el", "al", "bin", "ibn", "ben"),
        *("ter", "ten", "af", "av", "och", "y", "e", "d'", "st.", "dr.", "prof."),
    )
)
_ENDS_WITH_BY = re.compile(r"[\w ]{0,24}\b(?:by|von|par|por|durch)\s*:?", re.IGNORECASE)
_INSTITUTION = re.compile(
    r"\b(?:\w*ministerium|\w*verband|\w*amt|stiftung|institut\w*|universit\w+|\w*verein|"
    r"verlag|\w*magazin|magazine|\w*zeitung|zeitschrift|online|portal|\w*blog|club|press\w*|"
    r"news|times|post|journal|radio|tv|community|agency|agentur|media|medien|redaktion|team|"
    r"welle|rundfunk|foundation|association|society|company|group|services?|solutions|studios?|"
    r"center|centre|department|office|church|kirche|school|college|hospital|clinic|shop|store|"
    r"land|stadt|gemeinde|feuerwehr|polizei|abteilung|partei|union|bank|kitchens?|germany|"
    r"deutschland|schweiz|österreich|marketing|consulting|software|systems|international)\b",
    re.IGNORECASE,
)
_OTHER_ROLE = re.compile(
    r"(?:fact[- ]?checked|review(?:ed)?|edit(?:ed|or)|photos?|photograph(?:y|s|ed)|pictures?|"
    r"illustrat\w+|translated|sponsored|presented|powered|designed|video|brought to you|foto[s:]?|"
    r"fotos?|bild(?:er)?|grafik|credit|image|approved|verified|medically \w+|contributions?)"
    r"\s*(?:by|von|par|por|de|di|:)?\s*:?\s*$|^(?:photos?|foto|bild|credit|image|copyright)\b|©",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[\W_]+")


def names(byline: str, *, sites: Iterable[str] = (), shape: Shape = Shape.ANY) -> tuple[str, ...]:
    """The people that a byline names, in order, each once.

    `sites` are the site's own names (words without spaces), which are no people. `shape` says
    what a name must look like, where little or nothing else says that the string is one.
    """
    known = frozenset(sites)
    text = unicodedata.normalize("NFC", _MARKUP.sub(" ", byline[:MAX_BYLINE]))
    text = _BRACKETS.sub(" ", _HANDLE.sub(" ", _URL.sub(" ", _EMAIL.sub(" ", text))))
    text = " ".join(text.split())
    for _ in range(2):
        text = _LEAD.sub("", _VIEW.sub("", text)).strip(" ,;:|-–—•·/")
    found: dict[str, str] = {}
    for part in _AND.split(text):
        name = _name(part, shape)
        if name is not None and _SPACES.sub("", name.casefold()) not in known:
            found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MAX_PEOPLE]


def is_institution(name: str) -> bool:
    """An office, a company, a publication or an address on the web rather than a person."""
    return _INSTITUTION.search(name) is not None or _DOMAIN.match(name) is not None


def begins_byline(text: str) -> str | None:
    """What follows "By" or its like at the start of a line; None where there is no such start."""
    found = _LEAD.match(text) or _ENDS_WITH_BY.fullmatch(text)
    return text[found.end() :].strip(" :,–—-") if found else None


def names_another_role(text: str) -> bool:
    """A line about reviewers, photographers, sponsors: people, but not the authors."""
    return _OTHER_ROLE.search(text) is not None


def is_collective(name: str) -> bool:
    """A desk or team rather than a person."""
    return _COLLECTIVE.search(name) is not None


def _name(part: str, shape: Shape) -> str | None:
    name = _LEAD.sub("", part).strip(" ,;:|-–—•·/\"'“”*#…→»«()[]")
    if _LOGIN.fullmatch(name) and name.rsplit(".", 1)[-1] not in _TOP_LEVEL:
        name = re.sub("[.-]", " ", name).title()
    words = name.split()
    if not words or len(words) > MAX_WORDS or not 2 <= len(name) <= MAX_NAME:
        return None
    if _is_no_name(name) or (shape is not Shape.ANY and _DOMAIN.match(name)):
        return None
    match shape:
        case Shape.ANY:
            return name
        case Shape.NAME:
            return name if _is_capitalised(words) else None
        case Shape.FULL_NAME:
            return (
                name if len(words) > 1 - _is_east_asian(name) and _is_capitalised(words) else None
            )
        case _:
            assert_never(shape)


def _is_no_name(name: str) -> bool:
    """Buttons, credentials, companies, times and job titles."""
    if _NOT_A_NAME.match(name) or _CREDENTIAL.match(name) or _COMPANY.search(name):
        return True
    if _TITLE_WORDS.search(name) and not _COLLECTIVE.search(name):
        return True
    if name.isascii() and len(name) <= MAX_INITIALS and name.casefold() not in _AGENCIES:
        return not name.istitle()
    if _DIGITS.search(name) and name.split(maxsplit=1)[0].strip(".").casefold() in MONTHS:
        return True
    return _TIME_WORDS.search(name) is not None or not any(c.isalpha() for c in name)


def _is_east_asian(text: str) -> bool:
    return any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" for c in text)


def _is_capitalised(words: list[str]) -> bool:
    """At most five words, all but particles capitalised, no digits; or a few ideographs."""
    text = "".join(words)
    if _DIGITS.search(text) or _PUNCTUATED.search(text):
        return False
    if _is_east_asian(text):
        return len(text) <= MAX_EAST_ASIAN
    plain = [word for word in words if word.lower() not in _PARTICLES]
    return 1 <= len(plain) <= 5 and all(
        word[0].isupper() or not (word[0].isascii() or word[0].islower()) for word in plain
    )
