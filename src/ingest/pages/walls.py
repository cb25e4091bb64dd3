"""What stands in an article's place: words of paywalls, consent walls, error pages, cut texts."""

from __future__ import annotations

import re

from ingest.pages.sought import Sought

PAYWALL = Sought(
    re.compile(
        r"subscribe (?:now )?to (?:continue|keep|read|unlock|get (?:full )?access)|"
        r"(?:to|and) continue reading|continue reading (?:this article )?(?:with|by)|"
        r"already (?:a )?(?:subscriber|subscribed|have a subscription)|"
        r"(?:this|the) (?:article|content|story) is (?:only |exclusively )?"
        r"(?:for|available to|reserved for) "
        r"(?:\w+ )?(?:subscribers|members)|for subscribers only|subscribers? only|"
        r"unlock this article|"
        r"you(?:'|’)ve (?:reached|read) your (?:limit|last|free)|free articles? (?:left|remaining)|"
        r"register (?:for free )?to (?:continue|read)|become a (?:member|"
        r"subscriber) to (?:read|continue)|"
        r"jetzt (?:weiterlesen|abonnieren|freischalten)|weiterlesen mit|artikel freischalten|"
        r"(?:dieser|der) (?:artikel|inhalt|beitrag) ist (?:nur|exklusiv) für|nur für abonnent|"
        r"(?:exklusiv )?für (?:plus-?|digital-?)?abonnent|sie haben bereits ein (?:abo|konto)|"
        r"réservé (?:à nos |aux )abonnés|pour lire la suite|il vous reste .{0,20}% de cet article|"
        r"déjà abonné|abonnez-vous pour|contenu exclusif|"
        r"(?:contenido|artículo) (?:exclusivo|solo) para (?:suscriptores|socios)|"
        r"suscríbete para|para seguir leyendo|ya (?:eres|soy) suscriptor|"
        r"(?:conteúdo|matéria) exclusiv[ao] para assinantes|para continuar lendo|assine para|"
        r"(?:contenuto|articolo) (?:riservato|esclusivo)|per continuare a leggere|sei già abbonato|"
        r"alleen voor abonnees|lees verder met|al abonnee|word abonnee|"
        r"kun for abonnenter|for abonnenter|bli abonnent|endast för prenumeranter|fortsett å lese|"
        r"vain tilaajille|tylko dla (?:subskrybentów|prenumeratorów)|"
        r"pozostało .{0,12}% (?:tekstu|artykułu)|"
        r"только для подписчиков|оформите подписку|abonelere özel|sadece aboneler|"
        r"この記事は(?:有料会員|会員)限定(?!では)|有料会員(?:限定(?!では)|登録)|残り.{0,8}文字|会員限定記事|"
        r"続きを読むには|"
        r"订阅后(?:阅读|继续)|仅限订阅|付费阅读|구독자 전용|유료회원",
        re.IGNORECASE,
    ),
    "subscribe to|subscribe now|continu|already |subscribers only|subscriber only| is for |"
    " is only | is exclusively | is available to | is reserved for |unlock this|"
    "ve reached your|ve read your|free article|register to |register for free|become a |"
    "jetzt |weiterlesen mit|freischalten| ist nur für| ist exklusiv für|abonn|"
    "haben bereits ein|pour lire la suite|il vous reste|contenu exclusif|para suscriptores|"
    "para socios|suscríbete para|para seguir leyendo| suscriptor|assinantes|assine para|"
    " riservato| esclusivo|abbonat|verder met|bli abonnent|prenumeranter|fortsett å lese|"
    "vain tilaajille|tylko dla |pozostało |только для подписчиков|оформите подписку|aboneler|"
    "この記事は|会員|残り|続きを読むには|订阅|付费阅读|구독자 전용|유료회원",
)
CONSENT = Sought(
    re.compile(
        r"\bcookies?\b|\bconsent\b|we (?:and our (?:partners|vendors)|value your privacy)|"
        r"personali[sz]ed (?:ads|advertising)|legitimate interest|privacy (?:policy|settings|"
        r"choices)|"
        r"einwilligung|zustimm(?:en|ung)|datenschutz\w*|werbung und tracking|pur-abo|"
        r"consentement|accepter et (?:continuer|fermer)|traceurs|vie privée|"
        r"consentimiento|aceptar y continuar|política de privacidad|privacidade|consentimento|"
        r"consenso|informativa sulla privacy|toestemming|samtykke|samtycke|suostumus|zgod[ayę]\b|"
        r"souhlas|hozzájárulás|consimțământ|çerez|согласие|同意|쿠키|"
        r"ملفات تعريف الارتباط",
        re.IGNORECASE,
    ),
    "cookie|consent|we and our |we value your privacy|personali|legitimate|privacy|"
    "einwilligung|zustimm|datenschutz|werbung und tracking|pur-abo|accepter et |traceurs|"
    "vie privée|aceptar y |privacidad|consenso|toestemming|samtyck|samtykke|suostumus|zgod|"
    "souhlas|hozzájárulás|consimțământ|çerez|согласие|同意|쿠키|ملفات تعريف الارتباط",
)
ERROR = re.compile(
    r"^(?:error )?(?:404|403|410|500|502|503)\b|page (?:not found|"
    r"can(?:no|')t be found|unavailable)|"
    r"not found$|^just a moment|attention required|access denied|are you (?:a )?(?:human|robot)|"
    r"verify you are|security check|checking your browser|enable javascript|javascript is disabled|"
    r"site maintenance|under maintenance|service unavailable|bad gateway|forbidden$|"
    r"seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|"
    r"página não encontrada|pagina non trovata|pagina niet gevonden|"
    r"siden (?:blev|ble) ikke funnet|"
    r"sidan (?:kunde inte hittas|hittades inte)|sivua ei löyt|strona nie (?:istnieje|została)|"
    r"страница не найдена|sayfa bulunamadı|ページが見つかりません|"
    r"页面不存在|页面未找到|找不到(?:网页|頁面)|"
    r"^(?:log ?in|sign ?in|anmelden|login required|connexion|iniciar sesión)\b",
    re.IGNORECASE,
)
CONTINUED = re.compile(
    r"(?:read (?:more|on|the (?:full|rest))|continue reading|full (?:story|article)|see more|"
    r"weiterlesen|mehr lesen|zum (?:ganzen|vollständigen) artikel|lire la suite|en savoir plus|"
    r"leer más|seguir leyendo|sigue leyendo|leia mais|continue lendo|leggi (?:tutto|di più)|"
    r"continua a leggere|lees (?:meer|verder)|les (?:mer|mere|hele)|läs (?:mer|hela)|lue lisää|"
    r"czytaj (?:dalej|więcej)|číst (?:dále|více)|tovább olvas\w*|citește (?:mai )?(?:mult|departe)|"
    r"читать (?:далее|полностью)|devamını oku|"
    r"続きを読む|阅读全文|閱讀全文|더 보기|baca selengkapnya)"
    r"\W{0,12}$",
    re.IGNORECASE,
)
CUT = re.compile(r"(?:…|\.\.\.|\[\s?(?:…|\.\.\.)\s?\])\s*$")
