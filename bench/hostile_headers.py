"""Headers, addresses and robots.txt of any size that ask for more work than their size."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

AT = datetime(2026, 4, 1, tzinfo=UTC)
URL = "https://a.example/" + "a" * 4000 + "?" + "b=c&" * 1000
Case = tuple[Callable[[str], object], Callable[[int], str]]


def _content_type(text: str) -> object:
    from ingest.fetch.verdict import media_type

    return media_type({"content-type": text})


def _retry_after(text: str) -> object:
    from ingest.fetch.verdict import retry_after_span

    return retry_after_span(text, now=AT, cap=timedelta(days=1))


def _freshness(text: str) -> object:
    from ingest.plan.freshness import max_age

    return max_age({"cache-control": text}, AT), max_age({"expires": text}, AT)


def _coding(text: str) -> object:
    from ingest.fetch.fault import Fault
    from ingest.fetch.unpack import Body

    try:
        return Body(text, limit=1)
    except Fault as fault:
        return fault


def _redirect(text: str) -> object:
    from ingest.fetch.answer import read_headers
    from ingest.fetch.chain import Answer, Chain
    from ingest.fetch.fault import Fault
    from ingest.model import Request, RequestKind

    pairs = [
        (b"Location", b"/next"),
        *(
            (name.encode(), value.encode())
            for name, _, value in (line.partition(": ") for line in text.split("\n"))
            if name
        ),
    ]
    headers, cookies = read_headers(pairs)
    chain = Chain(Request(url="https://a.example/", kind=RequestKind.PAGE), max_redirects=10)
    try:
        return chain.follow(Answer(status=302, headers=headers, cookies=cookies))
    except Fault as fault:
        return fault


def _address(text: str) -> object:
    from ingest import urls

    return urls.normalize(text, "https://a.example/")


def _robots(text: str) -> object:
    """One file, and ten pages that it is asked about."""
    from protego import Protego

    from ingest.fetch.rules import read, relevant

    rules = Protego.parse(relevant(read(text.encode()), "ingest"))
    return [rules.can_fetch(f"{URL}{n}", "ingest") for n in range(10)]


def _run(before: str, text: str, after: str = "") -> Callable[[int], str]:
    return lambda n: before + text * (n // len(text)) + after


ALL = "User-agent: *\n"
HEADERS: dict[str, Case] = {
    "type parameters": (_content_type, _run("text/html", "; a=b")),
    "type quotes": (_content_type, _run('text/html; charset="', '\\"')),
    "type spaces": (_content_type, _run("text/html;", " ", "charset=utf-8")),
    "type semicolons": (_content_type, _run("text/html", ";")),
    "type slashes": (_content_type, _run("text", "/")),
    "retry digits": (_retry_after, _run("", "9")),
    "retry spaces": (_retry_after, _run("Wed, 01 Apr", " ", "2026 08:00:00 GMT")),
    "retry words": (_retry_after, _run("", "Wed, ")),
    "retry colons": (_retry_after, _run("Wed, 01 Apr 2026 ", "08:")),
    "retry brackets": (_retry_after, _run("", "(")),
    "cache ages": (_freshness, _run("", "max-age=x, ")),
    "cache spaces": (_freshness, _run("max-age", " ")),
    "cache digits": (_freshness, _run("max-age=", "9")),
    "cache commas": (_freshness, _run("", ", ")),
    "codings": (_coding, _run("", "gzip, ")),
    "coding identity": (_coding, _run("", "identity, ")),
    "long Location": (_redirect, _run("Location: /", "a/../")),
    "Location spaces": (_redirect, _run("Location: ", " ")),
    "Location escapes": (_redirect, _run("Location: /", "%41")),
    "many cookies": (_redirect, lambda n: "\n".join(f"Set-Cookie: a{k}=b" for k in range(n // 18))),
    "long cookie": (_redirect, _run("Set-Cookie: a=", "b")),
    "cookie attributes": (_redirect, _run("Set-Cookie: a=b", "; max-age = 0")),
    "many headers": (_redirect, lambda n: "\n".join(f"X-{k}: a" for k in range(n // 10))),
    "same headers": (_redirect, _run("", "Link: </a>; rel=next\n")),
    "long ETag": (_redirect, _run('ETag: "', "a", '"')),
    "dots in paths": (_address, _run("https://a.example/", "a/../")),
    "parameters": (_address, _run("https://a.example/?", "a=b&")),
    "labels": (_address, _run("https://", "a.", "example/")),
    "punycode": (_address, _run("https://", "ü", ".example/")),
    "userinfo": (_address, _run("https://", "a@", "a.example/")),
    "ports": (_address, _run("https://a.example", ":1")),
    "robots rules": (_robots, lambda n: ALL + "".join(f"Disallow: /{k}\n" for k in range(n // 15))),
    "robots wildcards": (_robots, _run(ALL, "Disallow: /*a*b*c*d*e\n")),
    "robots stars": (_robots, _run(ALL + "Disallow: /", "a*")),
    "robots near misses": (_robots, _run(ALL, f"Disallow: /*{'a' * 1000}x\n")),
    "robots doubles": (_robots, _run(ALL, "Disallow: /*aa*aa*$\n")),
    "robots dollars": (_robots, _run(ALL + "Disallow: /", "$")),
    "robots dollar rules": (_robots, _run(ALL, "Disallow: /$a$\n")),
    "robots agents": (_robots, lambda n: "".join(f"User-agent: a{k}\n" for k in range(n // 18))),
    "robots names, rules": (
        _robots,
        lambda n: (
            "".join(f"User-agent: a{k}\n" for k in range(n // 36))
            + "".join(f"Disallow: /{k}\n" for k in range(n // 30))
        ),
    ),
    "robots groups": (_robots, _run("", "User-agent: *\nDisallow: /b\n")),
    "robots escapes": (_robots, _run(ALL + "Disallow: /", "%")),
    "robots spaces": (_robots, _run(ALL + "Disallow", " ")),
    "robots words": (_robots, _run(ALL, "user agent ")),
    "robots colons": (_robots, _run(ALL, ":")),
    "robots returns": (_robots, _run(ALL, "\r")),
    "robots comments": (_robots, _run(ALL, "#")),
    "robots index": (_robots, _run(ALL, "Allow: /index.html\n")),
    "robots delays": (_robots, _run(ALL, "Crawl-delay: 1\n")),
    "robots digits": (_robots, _run(ALL + "Crawl-delay: ", "9")),
    "robots sitemaps": (_robots, _run(ALL, "Sitemap: https://a.example/\n")),
    "robots rates": (_robots, _run(ALL + "Request-rate: ", "1/")),
}
