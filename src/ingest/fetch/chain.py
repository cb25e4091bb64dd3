"""A request and its redirects: where it stands, what goes out there, where it goes next. Pure."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from ada_url import URL

from ingest import urls
from ingest.fetch.answer import Answer, Ask
from ingest.fetch.fault import Fault
from ingest.fetch.secrecy import Secrecy
from ingest.fetch.verdict import PERMANENT
from ingest.model import Problem, Request, RequestKind, Secret

_ACCEPT = {
    RequestKind.FEED: (
        b"application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml,"
        b" application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5,"
        b" */*;q=0.4"
    ),
    RequestKind.PAGE: b"text/html, application/xhtml+xml, application/xml;q=0.8, */*;q=0.5",
    RequestKind.ROBOTS: b"text/plain, */*;q=0.5",
}
_MOST_COOKIES = 20
_LONGEST_COOKIE = 4096


class Chain:
    """One request on its way. Cookies live as long as it does, and never leave their origin."""

    def __init__(
        self, request: Request, *, max_redirects: int, secrets: Sequence[Secret] = ()
    ) -> None:
        url = urls.normalize(request.url)
        if url is None:
            scheme = urls.scheme(request.url)
            raise Fault(
                Problem.FORBIDDEN_SCHEME,
                f"{scheme}: is not fetched" if scheme else "not an address",
            )
        self._request = request
        self._max_redirects = max_redirects
        self._secrets = list(request.secret_headers)
        if (userinfo := urls.userinfo(url)) is not None:
            self._secrets.append(basic_authorization(*userinfo))
            url = urls.without_userinfo(url)
        self._home = urls.origin(url)
        is_feed = request.kind is RequestKind.FEED
        self._secrecy = Secrecy([s for s in secrets if is_feed and s.origin == self._home])
        own = {name.lower() for name, _ in self._secrets}  # of this feed alone: they go first
        self._secrets += [
            (name, value) for name, value in self._secrecy.headers if name.lower() not in own
        ]
        self._validated = request.validators.url or url
        self._cookies: dict[str, dict[str, str]] = {}
        self._been: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        self._is_permanent = True
        self.moved_to: str | None = None
        self.hops: list[str] = []
        self._go(url)

    def _go(self, url: str) -> None:
        parts = URL(url)
        self.url = url
        self.origin = parts.origin
        self._parts = parts
        self.host = parts.hostname.strip("[]").rstrip(".")
        self.hops.append(url)

    @property
    def is_conditional(self) -> bool:
        """Whether the validators belong to the address it stands at."""
        validators = self._request.validators
        return self.url == self._validated and bool(validators.etag or validators.last_modified)

    def ask(self, common: list[tuple[bytes, bytes]]) -> Ask:
        """The request for the address it stands at."""
        headers = [*common, (b"Accept", _ACCEPT[self._request.kind])]
        validators = self._request.validators
        if self.is_conditional:
            if validators.etag:
                headers.append((b"If-None-Match", _wire(validators.etag)))
            if validators.last_modified:
                headers.append((b"If-Modified-Since", _wire(validators.last_modified)))
        if self.origin == self._home:
            headers += [(_wire(name), _wire(value)) for name, value in self._secrets]
        if cookies := self._cookies.get(self.origin):
            pairs = "; ".join(f"{name}={value}" for name, value in cookies.items())
            headers.append((b"Cookie", _wire(pairs)))
        parts = self._parts
        is_home = self.origin == self._home
        search = self._secrecy.target(parts.search) if is_home else parts.search
        return Ask(
            scheme=parts.protocol[:-1],
            host=parts.hostname.strip("[]"),
            port=int(parts.port) if parts.port else None,
            target=(parts.pathname + search).encode("ascii", "ignore"),
            headers=headers,
        )

    def follow(self, answer: Answer) -> None:
        """Go where the redirect leads. Raises Fault for one that leads nowhere."""
        self._been.add((self.url, self._state(self.origin)))
        self._take_cookies(answer.cookies)
        target = self._target(answer)
        if len(self.hops) > self._max_redirects:
            raise Fault(
                Problem.REDIRECTS,
                f"more than {self._max_redirects} redirects",
                status=answer.status,
            )
        origin = urls.origin(target)
        if (target, self._state(origin)) in self._been:
            raise Fault(Problem.REDIRECTS, "the redirects go round in a loop", status=answer.status)
        self._is_permanent = self._is_permanent and answer.status in PERMANENT
        if self._is_permanent:
            self.moved_to = target
        self._go(target)

    def _target(self, answer: Answer) -> str:
        location = _as_sent(answer.headers.get("location", ""))
        if not location.strip():
            raise Fault(Problem.REDIRECTS, "a redirect without a target", status=answer.status)
        target = urls.normalize(location, self.url)
        if target is None:
            scheme = urls.scheme(location, self.url)
            if scheme is None or scheme in ("http", "https"):
                raise Fault(Problem.REDIRECTS, "a redirect to no address", status=answer.status)
            raise Fault(Problem.FORBIDDEN_SCHEME, f"a redirect to {scheme}:", status=answer.status)
        clean = self._secrecy.clean(urls.without_userinfo(target))
        if clean is None:
            raise Fault(Problem.REDIRECTS, "a redirect that repeats a secret", status=answer.status)
        return clean

    def _state(self, origin: str) -> tuple[tuple[str, str], ...]:
        """What the origin may remember us by: the same address with new cookies is no loop yet."""
        return tuple(self._cookies.get(origin, {}).items())

    def _take_cookies(self, lines: tuple[str, ...]) -> None:
        for line in lines:
            pair, _, attributes = line.partition(";")
            name, equals, value = pair.partition("=")
            name, value = name.strip(), value.strip()
            if not equals or not name or len(pair) > _LONGEST_COOKIE:
                continue
            jar = self._cookies.setdefault(self.origin, {})
            if "max-age=0" in attributes.replace(" ", "").lower():
                jar.pop(name, None)
            elif name in jar or len(jar) < _MOST_COOKIES:
                jar[name] = value


def basic_authorization(user: str, password: str) -> tuple[str, str]:
    """The header for user and password (RFC 7617)."""
    token = b64encode(f"{user}:{password}".encode()).decode("ascii")
    return "Authorization", f"Basic {token}"


def _wire(text: str) -> bytes:
    """Header text as bytes; latin-1 gives back what a server wrote byte for byte."""
    return text.encode("latin-1", "replace")


def _as_sent(location: str) -> str:
    """A `Location` in raw UTF-8, as many servers write it, read as such."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location
