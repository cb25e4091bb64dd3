"""Every kind of ill will of servers, as data: what each says, and what is to be said of it.

tests/test_feed_faults.py meets them all in one run, bench/fault_limits.py each in a command of its
own, and bench/broken_feeds.py spreads those that fail among thousands of good ones.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Literal

import brotli
from tests.fetch.faults import (
    Heard,
    Reader,
    Script,
    Writer,
    answer,
    drips,
    floods,
    hangs,
    raw,
    redirect,
    resets,
)

from ingest.fetch.unpack import zstd
from ingest.model import Problem

Where = Literal[
    "open", "closed", "full", "mute", "plain", "stranger", "expired", "misnamed", "nameless"
]
Verdict = Problem | Literal["fine"] | None

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
NOT_THERE = answer(404)
ZEROS = b"\0" * 20_000_000
EDITED = "edits and removals"
TOLD = ("A story that is told", "And another")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A server at an address of its own.

    `as_feed` and `as_page` are the problems that its address is shown with, None where it is not
    met as such. `titles` are entries that are stored of it. `is_variant`: another spelling of the
    case before it. `is_heavy`: grown to megabytes, for the bench that measures limits.
    """

    says: Script | bytes
    as_feed: Verdict = None
    as_page: Verdict = None
    robots: Script | bytes = NOT_THERE
    where: Where = "open"
    titles: tuple[str, ...] = ()
    is_variant: bool = False
    is_heavy: bool = False

    @property
    def scheme(self) -> str:
        return "http" if self.where in ("open", "closed", "full", "nameless") else "https"

    @property
    def is_told_to_wait(self) -> bool:
        """Whether its whole host is to be left alone."""
        return isinstance(self.says, bytes) and b"Retry-After" in self.says


def rss(*items: str, head: str = "<title>News</title>", prologue: str = "") -> bytes:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f"{prologue}<rss version='2.0'><channel>{head}{inner}</channel></rss>".encode()


def titled(*titles: str) -> tuple[str, ...]:
    return tuple(f"<guid>{n}</guid><title>{title}</title>" for n, title in enumerate(titles))


FEED = rss(*titled(*TOLD))
ARTICLE = (
    "<!doctype html><html lang='en'><head><title>The harbour council votes</title></head><body>"
    "<article><h1>The harbour council votes</h1>"
    + "".join(
        f"<p>On day {n} of the debate the members agreed to rebuild another part of the northern"
        " breakwater before the winter storms, although the ferry operator had asked them, in a"
        " letter that was read aloud, to wait until the new measurements were published.</p>"
        for n in range(8)
    )
    + "</article></body></html>"
).encode()
PAGE = answer(200, ARTICLE)


def xml(body: bytes, *headers: str, kind: str = "application/rss+xml") -> bytes:
    return answer(200, body, *headers, content_type=kind)


def fails(
    problem: Problem, says: Script | bytes, *, as_page: Verdict = None, **more: object
) -> Case:
    """Fails as feed and as page, with the same problem unless another is given."""
    return Case(says=says, as_feed=problem, as_page=as_page or problem, **more)  # type: ignore[arg-type]


def fine(body: bytes | Script, *titles: str, **more: object) -> Case:
    """A feed that is read, whatever is odd about it."""
    says = body if callable(body) or body.startswith(b"HTTP/") else xml(body)
    return Case(says=says, as_feed="fine", titles=titles, **more)  # type: ignore[arg-type]


def ruled(verdict: Verdict, robots: Script | bytes) -> Case:
    """A good page behind a robots.txt."""
    return Case(says=PAGE, as_page=verdict, robots=robots)


def rules(text: str | bytes) -> bytes:
    return answer(200, text.encode() if isinstance(text, str) else text, content_type="text/plain")


# what depends on the question


async def closes_what_it_keeps(heard: Heard, reader: Reader, writer: Writer) -> None:
    """Promises to keep the connection, and closes it."""
    writer.write(PAGE if heard.target != "/robots.txt" else answer(404))


async def is_conditional(heard: Heard, reader: Reader, writer: Writer) -> bool:
    etag = 'W/"a b;c"'
    is_known = heard.headers.get("if-none-match") == etag
    writer.write(answer(304, b"", f"ETag: {etag}") if is_known else xml(FEED, f"ETag: {etag}"))
    return True


async def validates_nonsense(heard: Heard, reader: Reader, writer: Writer) -> bool:
    """Would hide for ever that it has become a feed, were its validator sent back."""
    is_asked = "if-none-match" in heard.headers
    writer.write(answer(304) if is_asked else answer(200, b"<p>Soon", 'ETag: "1"'))
    return True


async def redirects_without_end(heard: Heard, reader: Reader, writer: Writer) -> bool:
    writer.write(redirect(302, f"{heard.target}x"))
    return True


async def wants_ever_new_cookies(heard: Heard, reader: Reader, writer: Writer) -> bool:
    seen = heard.headers.get("cookie", "")
    writer.write(redirect(302, heard.target, f"Set-Cookie: seen={len(seen)}{seen[-9:]}"))
    return True


async def wants_its_cookie_back(heard: Heard, reader: Reader, writer: Writer) -> bool:
    is_back = heard.headers.get("cookie") == "gate=1"
    writer.write(xml(FEED) if is_back else redirect(302, heard.target, "Set-Cookie: gate=1"))
    return True


def leads_home(status: int) -> Script:
    async def script(heard: Heard, reader: Reader, writer: Writer) -> bool:
        is_there = heard.target.endswith("/moved")
        writer.write(
            xml(FEED) if is_there else redirect(status, heard.target.rstrip("/") + "/moved")
        )
        return True

    return script


def edits_and_removes() -> Script:
    """A feed that is another one each time: one entry edited, one gone, one new."""
    times = 0

    async def script(heard: Heard, reader: Reader, writer: Writer) -> bool:
        nonlocal times
        times += 1
        first, second = titled(*TOLD)
        edited = f"<guid>0</guid><title>A story told {times} times</title>"
        writer.write(
            xml(rss(first, second) if times == 1 else rss(edited, *titled("", "", "New")[2:]))
        )
        return True

    return script


# --- the table -----------------------------------------------------------------------------------


def network() -> dict[str, Case]:
    timeout, protocol = Problem.TIMEOUT, Problem.PROTOCOL
    return {
        "refused": fails(Problem.CONNECT, b"", where="closed"),
        "no such name": fails(Problem.DNS, b"", where="nameless"),
        "no reply": fails(timeout, hangs()),
        "stalls in the headers": fails(timeout, hangs(HEAD)),
        "stalls in the body": fails(timeout, hangs(HEAD + b"Content-Length: 99\r\n\r\n<rss")),
        "drips headers": fails(timeout, drips(HEAD, b"X: y\r\n", 0.3)),
        "drips a body": fails(timeout, drips(HEAD + b"\r\n", b"<rss>", 0.3)),
        "drips chunks": fails(
            timeout, drips(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n.\r\n", 0.3)
        ),
        "drips answers before the answer": fails(
            timeout, drips(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.3)
        ),
        "never accepts": fails(timeout, b"", as_page=Problem.ROBOTS, where="full"),
        "resets at once": fails(protocol, resets()),
        "resets in the body": fails(protocol, resets(HEAD + b"Content-Length: 99\r\n\r\n<rss")),
        "ends in the body": fails(protocol, raw(answer(200, b"<rss", length=99), keeps=False)),
        "ends in a chunk": fails(
            protocol, raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\n<rss", keeps=False)
        ),
        "closes a kept connection": Case(
            says=closes_what_it_keeps, as_page="fine", robots=closes_what_it_keeps
        ),
    }


def http() -> dict[str, Case]:
    protocol, too_large = Problem.PROTOCOL, Problem.TOO_LARGE
    limited, error = Problem.RATE_LIMITED, Problem.SERVER_ERROR
    later = format_datetime(datetime(2200, 1, 1, tzinfo=UTC), usegmt=True)
    long = "Content-Length: 1073741824"
    return {
        "conditional": fine(is_conditional, *TOLD),
        "stray 304": fails(Problem.HTTP_ERROR, b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        "validators of what is no feed": Case(says=validates_nonsense, as_feed=Problem.NOT_A_FEED),
        "204": fails(Problem.EMPTY, b"HTTP/1.1 204 No Content\r\n\r\n"),
        "206 unasked": fails(
            Problem.HTTP_ERROR, answer(206, b"part", "Content-Range: bytes 0-3/9")
        ),
        "401": fails(Problem.UNAUTHORIZED, answer(401, b"", "WWW-Authenticate: Basic")),
        "403": fails(Problem.BLOCKED, answer(403, b"no")),
        "404": fails(Problem.NOT_FOUND, answer(404, b"no such feed")),
        "410": fails(Problem.GONE, answer(410)),
        "429": fails(limited, answer(429)),
        "429 for an hour": fails(limited, answer(429, b"", "Retry-After: 3600")),
        "429 until a date": fails(limited, answer(429, b"", f"Retry-After: {later}")),
        "500": fails(error, answer(500, b"oops")),
        "502": fails(error, answer(502), is_variant=True),
        "503": fails(error, answer(503)),
        "503 for an hour": fails(error, answer(503, b"", "Retry-After: 3600")),
        "520": fails(error, answer(520), is_variant=True),
        "999": fails(Problem.BLOCKED, answer(999)),
        "empty": fails(Problem.EMPTY, answer(200)),
        "noise": fails(protocol, raw(bytes(range(256)) * 9, keeps=False)),
        "speaks SMTP": fails(protocol, raw(b"220 mail ESMTP\r\n", keeps=False), is_variant=True),
        "endless headers": fails(protocol, floods(HEAD, b"X-Flood: 1\r\n" * 1000)),
        "endless body": fails(too_large, floods(HEAD + b"\r\n", b"<rss>" * 9999)),
        "endless body of a given length": fails(
            too_large, floods(HEAD + f"{long}\r\n\r\n".encode(), b"<rss>" * 9999)
        ),
        "endless chunks": fails(
            too_large,
            floods(
                HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
            ),
            is_variant=True,
        ),
        "1 GiB announced": fails(too_large, answer(200, b"", length=1 << 30)),
        **coded(),
        "a feed as a picture": fine(xml(FEED, kind="image/png"), *TOLD),
        "a feed as text/html": fine(xml(FEED, kind="text/html"), *TOLD),
        "a feed of no type": fine(xml(FEED, kind=""), *TOLD),
        "a picture": fails(
            Problem.UNSUPPORTED_TYPE, answer(200, b"\x89PNG\r\n\x1a\n", content_type="image/png")
        ),
        "a picture of no type": fails(
            Problem.UNSUPPORTED_TYPE, xml(b"\x89PNG\r\n\x1a\n", kind=""), is_variant=True
        ),
        "a PDF": fails(Problem.UNSUPPORTED_TYPE, answer(200, b"%PDF-1.7 ...", content_type="")),
        "control bytes in headers": fine(xml(FEED, "X-Odd: a\x1b[31mb", "ETag: \x01"), *TOLD),
        "NUL in a header": fails(protocol, xml(FEED, "X-Odd: a\0b")),
        "a wall of cookies": fails(Problem.REDIRECTS, wants_ever_new_cookies),
        "a gate that wants its cookie back": fine(wants_its_cookie_back, *TOLD),
        "a challenge for browsers": fails(
            Problem.BLOCKED,
            answer(503, b"<title>Just a moment...</title>", "cf-mitigated: challenge"),
        ),
    }


def coded() -> dict[str, Case]:
    def packed(coding: str, body: bytes) -> bytes:
        return xml(body, f"Content-Encoding: {coding}")

    too_large, bad = Problem.TOO_LARGE, Problem.BAD_ENCODING
    small = brotli.compress(ZEROS, quality=1)
    return {
        "gzip bomb": fails(too_large, packed("gzip", gzip.compress(ZEROS))),
        "zstd bomb": fails(too_large, packed("zstd", zstd.compress(ZEROS))),
        "br bomb": fails(too_large, packed("br", small)),
        "deflate bomb in gzip": fails(
            too_large, packed("gzip, gzip", gzip.compress(gzip.compress(ZEROS))), is_variant=True
        ),
        "40 layers": fails(bad, packed(", ".join(["gzip"] * 40), b"x")),
        "cut gzip": fails(bad, packed("gzip", gzip.compress(FEED)[:-9])),
        "cut br": fails(bad, packed("br", brotli.compress(FEED)[:-3]), is_variant=True),
        "cut zstd": fails(bad, packed("zstd", zstd.compress(FEED)[:-3]), is_variant=True),
        "gzip in name only": fails(bad, packed("gzip", FEED)),
        "a coding that was not asked for": fails(bad, packed("rot13", FEED)),
    }


SPELLINGS = (
    "http://2130706433:{port}/",
    "http://127.0.0.1:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://localhost:{port}/",
    "http://LocalHost.:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::1]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://127.0.1.1@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@127.0.1.1/",
    "//127.0.0.1:{port}/",
    "\thttp://127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127。0。0。1:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://10.0.0.1:{port}/",
    "http://192.168.0.1:{port}/",
    "http://169.254.169.254/latest/meta-data/",
)


def redirects(canary: int) -> dict[str, Case]:
    nowhere, scheme = Problem.REDIRECTS, Problem.FORBIDDEN_SCHEME
    inward = {
        f"to {spelling.format(port='…').strip()}": fails(
            Problem.FORBIDDEN_ADDRESS,
            redirect(302, spelling.format(port=canary).encode().decode("latin-1")),
            is_variant=bool(number) and spelling != SPELLINGS[-1],
        )
        for number, spelling in enumerate(SPELLINGS)
    }
    return {
        **{
            str(status): fine(leads_home(status), *TOLD, is_variant=status != 301)
            for status in (301, 302, 303, 307, 308)
        },
        "loop": fails(nowhere, redirect(302, "?again")),
        "endless": fails(nowhere, redirects_without_end),
        "empty": fails(nowhere, redirect(301, "")),
        "without a target": fails(nowhere, answer(302), is_variant=True),
        "to no address": fails(nowhere, redirect(301, "http://[::1"), is_variant=True),
        "to file:": fails(scheme, redirect(302, "file:///etc/passwd")),
        "to ftp:": fails(scheme, redirect(302, f"ftp://127.0.0.1:{canary}/x")),
        "to data:": fails(scheme, redirect(302, "data:application/rss+xml,<rss/>")),
        "to javascript:": fails(scheme, redirect(302, "javascript:alert(1)"), is_variant=True),
        **inward,
        "a meta refresh inward": Case(
            says=answer(
                200, b"<meta http-equiv=refresh content='0;url=http://127.0.0.1:%d/'>" % canary
            ),
            as_feed=Problem.NOT_A_FEED,
            as_page=Problem.EMPTY,
        ),
    }


def tls() -> dict[str, Case]:
    return {
        "self-signed": fails(Problem.TLS, PAGE, where="stranger"),
        "expired": fails(Problem.TLS, PAGE, where="expired"),
        "of another name": fails(Problem.TLS, PAGE, where="misnamed"),
        "asked of a plain server": fails(Problem.TLS, b"", where="plain"),
        "handshake that stalls": fails(Problem.TIMEOUT, b"", as_page=Problem.ROBOTS, where="mute"),
    }


def robots(canary: int) -> dict[str, Case]:
    no = "User-agent: *\nDisallow: /\n"
    denied = Problem.ROBOTS
    return {
        "404": ruled("fine", answer(404)),
        "403": ruled("fine", answer(403)),
        "503": ruled(denied, answer(503)),
        "hang": ruled(denied, hangs()),
        "20 MB": ruled(denied, rules(no + "#" * 20_000_000)),
        "endless": ruled(
            denied, floods(b"HTTP/1.1 200 OK\r\n\r\n" + no.encode(), b"# more\n" * 5000)
        ),
        "redirects": ruled("fine", redirect(302, "/robots.txt")),
        "redirected inward": ruled(denied, redirect(302, f"http://127.0.0.1:{canary}/robots.txt")),
        "wildcards": ruled(denied, rules("User-agent: *\nDisallow: /*t*y$\n")),
        "BOM": ruled(denied, rules(b"\xef\xbb\xbf" + no.encode())),
        "binary": ruled("fine", rules(bytes(range(256)) * 40)),
        "Crawl-delay of a day": ruled(denied, rules("User-agent: *\nCrawl-delay: 86400\n")),
    }


def documents() -> dict[str, Case]:
    unlike = Problem.NOT_A_FEED
    entry = "<entry><id>1</id><title>A story that is told</title></entry>"
    old = "<item><title>A story that is told</title><link>http://a.example/1</link></item>"
    item = '{"id": "1", "title": "A story that is told"}'
    told = TOLD[0]
    return {
        "RSS 0.91": fine(f"<rss version='0.91'><channel>{old}</channel></rss>".encode(), told),
        "RSS 0.92": fine(f"<rss version='0.92'><channel>{old}</channel></rss>".encode(), told),
        "RSS 1.0": fine(
            b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
            b" xmlns='http://purl.org/rss/1.0/'>" + old.encode() + b"</rdf:RDF>",
            told,
        ),
        "RSS 2.0": fine(FEED, *TOLD),
        "Atom 0.3": fine(
            f"<feed version='0.3' xmlns='http://purl.org/atom/ns#'>{entry}</feed>".encode(), told
        ),
        "Atom 1.0": fine(
            f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode(), told
        ),
        **{
            f"JSON Feed {version}": fine(
                xml(
                    f'{{"version": "https://jsonfeed.org/version/{version}", "title": "T",'
                    f' "items": [{item}]}}'.encode(),
                    kind="application/feed+json",
                ),
                told,
            )
            for version in ("1", "1.1")
        },
        "news sitemap": fine(
            b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
            b" xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url>"
            b"<loc>http://127.0.1.1:9/story</loc><news:news><news:publication_date>2026-03-01"
            b"</news:publication_date><news:title>A story that is told</news:title></news:news>"
            b"</url></urlset>",
            told,
        ),
        "sitemap index": fine(
            b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></sitemapindex>"
        ),
        "no entries": fine(rss()),
        "no GUIDs": fine(rss(*(f"<title>{title}</title>" for title in TOLD)), *TOLD),
        "one GUID for all": fine(
            rss(*(f"<guid>same</guid><title>{title}</title>" for title in TOLD)), *TOLD
        ),
        EDITED: fine(edits_and_removes(), *TOLD),
        "100,000 items": fine(
            rss(*(f"<guid>{n}</guid><title>T</title>" for n in range(100_000))), is_heavy=True
        ),
        "a page instead": Case(
            says=answer(200, b"<html><title>Welcome</title><p>Hello"), as_feed=unlike
        ),
        "an error in JSON": Case(says=answer(200, b'{"error": "gone fishing"}'), as_feed=unlike),
        "cut": fine(rss(*titled(*TOLD, "The half of a"))[:-40], *TOLD),
        "cut before the first entry": fails(
            Problem.UNREADABLE,
            xml(b"<?xml version='1.0'?><rss version='2.0'><channel><title>Ne"),
            as_page=Problem.UNSUPPORTED_TYPE,
        ),
        "relative links": fine(
            rss("<guid>1</guid><title>A story that is told</title><link>story?1</link>"), told
        ),
        "no links": fine(rss(*(f"<description>{title}</description>" for title in TOLD))),
        "hostile dates": fine(
            rss(
                *(
                    f"<guid>{n}</guid><title>{date}</title><pubDate>{date}</pubDate>"
                    for n, date in enumerate(DATES)
                )
            ),
            *DATES,
        ),
        "huge fields": fine(
            rss(
                f"<guid>1</guid><title>{'word ' * 9000}</title>"
                f"<description>{'x' * 50_000}</description>"
            ),
        ),
    }


DATES = (
    "Mon, 01 Jan 0000 00:00:00 GMT",
    "99999-01-01T00:00:00Z",
    "Fri, 01 Jan 2199 00:00:00 GMT",
    "2026-02-30",
    "Mo, 02 März 2026 08:00",
    "9" * 40,
)


def encodings() -> dict[str, Case]:
    polish, japanese = "Zażółć gęślą jaźń", "日本のニュースと天気予報"
    declared = "<?xml version='1.0' encoding='{}'?>"

    def written(text: str, encoding: str, label: str, charset: str = "") -> bytes:
        document = rss(*titled(text), prologue=declared.format(label) if label else "").decode()
        kind = "application/rss+xml" + (f"; charset={charset}" if charset else "")
        return xml(document.encode(encoding), kind=kind)

    return {
        "UTF-8 called Latin-1": fine(written(polish, "utf-8", "iso-8859-1"), polish),
        "UTF-8 called ASCII by the answer": fine(
            written(polish, "utf-8", "utf-8", "us-ascii"), polish
        ),
        "an encoding that does not exist": fine(written(polish, "utf-8", "no-such-thing"), polish),
        "UTF-16": fine(written(polish, "utf-16", "utf-16"), polish),
        "UTF-16 without a mark": fine(written(polish, "utf-16-be", "utf-16"), polish),
        "Shift_JIS": fine(written(japanese, "shift_jis", "shift_jis"), japanese),
        "Shift_JIS called UTF-8": fine(
            written(japanese, "shift_jis", "", "utf-8"), japanese, is_variant=True
        ),
        "invalid UTF-8": fine(
            rss(*titled(polish, "a?b")).replace(b"?", b"\xff\xfe"), polish, "a\ufffd\ufffdb"
        ),
        "NUL": fine(FEED.replace(b"And", b"A\0nd"), *TOLD),
        "bad references": fine(
            FEED.replace(b"another", b"&#xD800;&#0;&#99999999999;&nosuch; & another"), TOLD[0]
        ),
    }


BOMB = b"""<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">
    <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;">
    <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>"""


def hostile(canary: int) -> dict[str, Case]:
    there = f"http://127.0.0.1:{canary}/"
    external = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{there}"><!ENTITY y SYSTEM "file:///etc/passwd">]>'
    told = TOLD[0]
    inward = f"<item><guid>in</guid><title>In</title><link>{there}</link></item></channel>".encode()
    return {
        "entity bomb": fine(BOMB + FEED.replace(b"News", b"&f;"), *TOLD),
        "external entities": fine(external.encode() + FEED.replace(b"News", b"&x;&y;"), *TOLD),
        "an external stylesheet and DTD": fine(
            f'<?xml version="1.0"?><?xml-stylesheet href="{there}"?>'
            f'<!DOCTYPE rss SYSTEM "{there}">'.encode()
            + FEED,
            *TOLD,
        ),
        "a body that is a path": Case(says=xml(b"/etc/passwd"), as_feed=Problem.NOT_A_FEED),
        "a body that is an address": fine(xml(there.encode(), kind="text/plain")),
        "scripts": fine(
            rss(
                "<guid>1</guid>"
                "<title>A story&lt;script&gt;alert(1)&lt;/script&gt; that is told</title>"
            ),
            told,
        ),
        "terminal escapes": fine(
            FEED.replace(b"that is", b"\x1b[31m\x9b0m&#27;]0;that is\x07"),
            TOLD[1],
        ),
        "spreadsheet formulas": fine(
            rss(*titled("=1+1", '@SUM(A1)|"cmd"', "-2+3", "+1")), "=1+1", "-2+3", "+1"
        ),
        "an author of dots": fine(
            rss(
                "<guid>1</guid><title>A story that is told</title>"
                f"<author>{'a.' * 20_000}@</author>"
            ),
            told,
        ),
        "links into the private network": fine(FEED.replace(b"</channel>", inward), *TOLD, "In"),
        "pictures and enclosures in the private network": fine(
            rss(
                f"<guid>1</guid><title>A story that is told</title><enclosure url='{there}'/>"
                f"<description>&lt;img src='{there}'&gt;</description>"
            ),
            told,
        ),
    }


def cases(canary: int) -> dict[str, Case]:
    """All of them by class and name; nobody may come to the canary's port."""
    groups = {
        "network": network(),
        "HTTP": http(),
        "redirects": redirects(canary),
        "TLS": tls(),
        "robots": robots(canary),
        "feeds": documents(),
        "encodings": encodings(),
        "hostile": hostile(canary),
    }
    return {f"{group}: {name}": case for group, of in groups.items() for name, case in of.items()}
