"""The words around names in bylines, and the words that are no names, in many languages."""

from __future__ import annotations

import re

MARKUP = re.compile(r"<[^>]{0,200}>")
EMAIL = re.compile(r"[<(]?[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+[>)]?|\(at\)\S+")
URL = re.compile(r"(?:https?://|www\.)\S+|\S+\.(?:html?|php)\b", re.IGNORECASE)
HANDLE = re.compile(r"(?:^|\s)@\w+")
BRACKETS = re.compile(r"\s*[(\[{][^()\[\]{}]{0,80}[)\]}]")
LEAD = re.compile(
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
    r"(?:interview|redaktion|protokoll|kommentar|gastbeitrag|reportage|analyse|"
    r"bericht)\s*(?:von\b|:)|"
    r"(?:die )?fragen stellten?\b|das (?:gespräch|interview) führten?\b|"
    r"كتب(?:ت)?\s?:|بقلم\b|מאת\b|"
    r"(?:gespeichert|eingetragen|verfasst|erstellt|submitted|saved) (?:von|by)\b|"
    r"作者|记者|記者|文[/／]|編集|文責|글|기자|著者|執筆)(?!\w)\s*[:：|\-–]?\s*",
    re.IGNORECASE,
)
AND = re.compile(
    r"\s*(?:[;|/•·、，]|\s[-–—]\s)\s*|,\s*(?:and|und|et|y|e|og|och|en|i|a|ve|&)\s+|,\s*|\s+&\s+|"
    r"\s+(?:and|und|et|y|e|og|och|en|i|a|ja|és|ve|dan|и|та|și|si|με|και|with|mit|avec|con)\s+",
)
CREDENTIAL = re.compile(
    r"^(?:m\.?d\.?|ph\.?\s?d\.?|r\.?n\.?|r\.?d\.?n?\.?|mba|msc?|m\.?s\.?|ma|m\.a\.|b\.?a\.?|bsc?|"
    r"bsn|msn|dnp|mph|cpa|cfa|cfp®?|jd|esq\.?|dds|dmd|dvm|do|od|facp|faap|facog|fanp|lcsw|lmft|"
    r"psy\.?d\.?|ed\.?d\.?|pharm\.?d\.?|jr\.?|sr\.?|ii+|iv|mrcvs|frcp|ldn|cscs|cpt|np|pa-c|"
    r"ll\.?m\.?|ll\.?b\.?|pmp|cissp|aprn|fnp|dipl\.?.*|crnp|phr|shrm\S*|ccc-slp|fand|mw|ibclc)$",
    re.IGNORECASE,
)
TITLE_WORDS = re.compile(
    r"\b(?:editor|reporter|writer|correspondent|journalist|columnist|contributor|producer|"
    r"director|manager|officer|president|founder|ceo|cto|cmo|coo|chief|head of|specialist|"
    r"expert|analyst|consultant|engineer|strategist|professor|lecturer|researcher|"
    r"attorney|nutritionist|dietitian|photographer|bureau|redakteur(?:in)?|reporterin|"
    r"chefredakteur(?:in)?|korrespondent(?:in)?|journaliste|rédacteur|rédactrice|redactora?|"
    r"periodista|redattore|giornalista|reporteras?|senior|associate|assistant|executive|marketing|"
    r"profesorius|profesor|dr\. prof|vice president|owner|blogger|author|"
    r"autorin|years|experience)\b",
    re.IGNORECASE,
)
COLLECTIVE = re.compile(
    r"\b(?:team|redaktion|editorial|editors|desk|staff|newsroom|redazione|rédaction|redacción|"
    r"redactie|redaksi|redação|contributor|contributors|newsdesk|agentur|agency|agencies)\b",
    re.IGNORECASE,
)
NOT_A_NAME = re.compile(
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
COMPANY = re.compile(
    r"\b(?:gmbh|ag|inc|ltd|llc|llp|corp(?:oration)?|co\.|s\.?a\.?s?|s\.?r\.?l|b\.?v|plc|pty|kg|"
    r"company|holdings?|verlag|e\.\s?v)\b\.?|™|®|©",
    re.IGNORECASE,
)
PUNCTUATED = re.compile(r"[!?:;…$%=+<>]|\.{2}")
DIGITS = re.compile(r"\d")
PAGE_WORDS = re.compile(
    r"\b(?:ago|\d+ min|minutes?|hours?|days?|uhr|updated|"
    r"published|posted|comments?|share|photo|foto|image|bild|getty|copyright|rights|reserved|"
    r"subscribe|newsletter|click|follow|view all|more (?:from|by|about)|all (?:posts|articles)|"
    r"veröffentlicht|gespeichert|erstellt|geändert|aktualisiert|publicado|actualizado|pubblicato|"
    r"publié|kommentare|zurück|übersicht|edition|modified)\b",
    re.IGNORECASE,
)
VIEW = re.compile(
    r"^(?:view|see|read|show|zeige|mehr|alle|voir|ver|more|all)\b.{0,30}?\b(?:by|from|of|von|de|di|"
    r"par|por)\s+|^(?:posts?|articles?|stories|profile?|beiträge|artikel) (?:by|from|von|of)\s+",
    re.IGNORECASE,
)
LOGIN = re.compile(r"[a-z]{2,}(?:[.-][a-z]{2,}){1,2}")
TOP_LEVEL = frozenset(
    {"com", "de", "org", "net", "ch", "at", "it", "eu", "info", "fr", "uk", "es", "pl", "nl", "be"}
    | {"tv", "io", "me", "co", "us", "br", "edu", "gov", "dk", "no", "se", "fi", "cz", "ru"}
)
AGENCIES = frozenset(
    {"dpa", "afp", "apa", "ap", "sda", "efe", "ansa", "aap", "sid", "kna", "epd", "upi", "pap"}
    | {"ctk", "čtk", "tt", "ntb", "stt", "anp", "belga", "reuters", "cnn", "bbc", "npr", "pa", "ap"}
    | {"jiji", "rtr", "tass", "ard", "zdf", "ndr", "wdr", "swr", "mdr", "orf", "srf", "ld", "oz"}
)
DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,3}|info|online|media|news)$", re.IGNORECASE)
PARTICLES = frozenset(
    (
        *("de", "da", "do", "dos", "das", "di", "del", "della", "der", "den", "des", "van", "von"),
        *("vom", "zu", "zur", "la", "le", "las", "los", "du", "el", "al", "bin", "ibn", "ben"),
        *("ter", "ten", "af", "av", "och", "y", "e", "d'", "st.", "dr.", "prof."),
    )
)
BY = ("by", "von", "por", "par", "da", "durch")
ENDS_WITH_BY = re.compile(
    r"(?:\w+ ){0,2}(?:written|posted|published|submitted|created|added|contributed|reported|story|"
    r"words|text|article|veröffentlicht|erstellt|verfasst|geschrieben|eingestellt|publicado|"
    r"escrito|"
    r"publié|écrit|rédigé|scritto|pubblicato)\s+(?:by|von|por|par|da|durch)\s*:?",
    re.IGNORECASE,
)
INSTITUTION = re.compile(
    r"\b(?:\w*ministerium|\w*departement|\w*fraktion|\w*behörde|bündnis|\w*verband|\w*amt|"
    r"stiftung|institut\w*|universit\w+|\w*verein|"
    r"verlag|\w*magazin|magazine|\w*zeitung|zeitschrift|online|portal|\w*blog|club|press\w*|"
    r"news|times|post|journal|radio|tv|community|agency|agentur|media|medien|redaktion|team|"
    r"welle|rundfunk|foundation|association|society|company|group|services?|solutions|studios?|"
    r"center|centre|department|office|church|kirche|school|college|hospital|clinic|shop|store|"
    r"land|stadt|gemeinde|feuerwehr|polizei|abteilung|partei|union|bank|kitchens?|germany|"
    r"deutschland|schweiz|österreich|marketing|consulting|software|systems|international)\b",
    re.IGNORECASE,
)
OTHER_ROLE = re.compile(
    r"(?:fact[- ]?checked|review(?:ed)?|edit(?:ed|or)|photos?|photograph(?:y|s|ed)|pictures?|"
    r"illustrat\w+|translated|sponsored|presented|powered|designed|video|brought to you|foto[s:]?|"
    r"fotos?|bild(?:er)?|grafik|credit|image|approved|verified|medically \w+|contributions?)"
    r"\s*(?:by|von|par|por|de|di|:)?\s*:?\s*$|^(?:photos?|foto|bild|credit|image|copyright)\b|©",
    re.IGNORECASE,
)
FOLLOW = frozenset({"フォロー", "フォローする", "팔로우", "관심", "关注", "關注", "追蹤"})
"""The button behind a name in the scripts that have no capitals to end one."""
DESKS = ("部", "支局", "编辑部", "編輯部")
SPACES = re.compile(r"[\W_]+")
