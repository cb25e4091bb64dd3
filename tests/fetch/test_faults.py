"""Every fault of a server or a network: its problem, its bound, and the others unharmed."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
import pytest
from tests.fetch.build import NOW, a_web, feed, page, run
from tests.fetch.faults import (
    FaultServer,
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
    serving,
)

from ingest.fetch import Web
from ingest.model import Failed, Fetched, NotModified, Problem, RequestKind, Validators

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
LIMIT = timedelta(seconds=0.4)


def coded(coding: str, body: bytes) -> bytes:
    return answer(200, body, f"Content-Encoding: {coding}")


def flood_of(coding: str, packed: bytes) -> Script:
    return floods(HEAD + f"Content-Encoding: {coding}\r\n\r\n".encode(), packed)


def endless_gzip() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(b"\0" * 50_000_000) + packer.flush(zlib.Z_SYNC_FLUSH)


FAULTS: dict[str, tuple[Script | bytes, Problem]] = {
    # network
    "closes without a word": (raw(b"", keeps=False), Problem.PROTOCOL),
    "resets without a word": (resets(), Problem.PROTOCOL),
    "says nothing": (hangs(), Problem.TIMEOUT),
    "hangs in the headers": (hangs(HEAD), Problem.TIMEOUT),
    "hangs in the body": (hangs(HEAD + b"Content-Length: 9\r\n\r\nabc"), Problem.TIMEOUT),
    "drips headers": (drips(HEAD, b"X-Drip: 1\r\n"), Problem.TIMEOUT),
    "drips a body": (drips(HEAD + b"\r\n", b"."), Problem.TIMEOUT),
    "drips a chunked body": (
        drips(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n.\r\n"),
        Problem.TIMEOUT,
    ),
    "drips 1xx": (drips(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), Problem.TIMEOUT),
    "resets in the body": (resets(HEAD + b"Content-Length: 9\r\n\r\nabc"), Problem.PROTOCOL),
    "ends in the body": (raw(answer(200, b"abc", length=9), keeps=False), Problem.PROTOCOL),
    "ends in a chunk": (
        raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc", keeps=False),
        Problem.PROTOCOL,
    ),
    "ends before the last chunk": (
        raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", keeps=False),
        Problem.PROTOCOL,
    ),
    "ends in the headers": (raw(HEAD, keeps=False), Problem.PROTOCOL),
    # HTTP
    "speaks SMTP": (raw(b"220 mail.example.org ESMTP\r\n", keeps=False), Problem.PROTOCOL),
    "answers as HTTP/0.9": (raw(b"<html>old</html>", keeps=False), Problem.PROTOCOL),
    "speaks in noise": (raw(bytes(range(256)) * 9, keeps=False), Problem.PROTOCOL),
    "has two lengths": (answer(200, b"abc", "Content-Length: 4"), Problem.PROTOCOL),
    "has a length of words": (
        HEAD + b"Content-Length: many\r\n\r\nabc",
        Problem.PROTOCOL,
    ),
    "has NUL in a header": (answer(200, b"abc", "X-Odd: a\0b"), Problem.PROTOCOL),
    "has a bad chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", Problem.PROTOCOL),
    "floods headers": (floods(HEAD, b"X-Flood: 1\r\n" * 1000), Problem.PROTOCOL),
    "floods one header": (floods(HEAD + b"X-Flood: ", b"x" * 10000), Problem.PROTOCOL),
    "switches protocols": (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", Problem.PROTOCOL),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", Problem.EMPTY),
    "205": (answer(205), Problem.EMPTY),
    "202": (answer(202, b"later"), Problem.HTTP_ERROR),
    "206 unasked": (answer(206, b"part", "Content-Range: bytes 0-3/9"), Problem.HTTP_ERROR),
    "300": (answer(300, b"choose"), Problem.HTTP_ERROR),
    "304 unasked": (b"HTTP/1.1 304 Not Modified\r\n\r\n", Problem.HTTP_ERROR),
    "400": (answer(400), Problem.HTTP_ERROR),
    "401": (answer(401, b"", "WWW-Authenticate: Basic"), Problem.UNAUTHORIZED),
    "402": (answer(402), Problem.BLOCKED),
    "403": (answer(403, b"no"), Problem.BLOCKED),
    "404": (answer(404, b"no such page"), Problem.NOT_FOUND),
    "406": (answer(406), Problem.HTTP_ERROR),
    "407": (answer(407), Problem.UNAUTHORIZED),
    "410": (answer(410), Problem.GONE),
    "418": (answer(418), Problem.HTTP_ERROR),
    "429": (answer(429), Problem.RATE_LIMITED),
    "451": (answer(451), Problem.BLOCKED),
    "500": (answer(500), Problem.SERVER_ERROR),
    "503": (answer(503), Problem.SERVER_ERROR),
    "520": (answer(520), Problem.SERVER_ERROR),
    "599": (answer(599), Problem.SERVER_ERROR),
    "999": (answer(999), Problem.BLOCKED),
    "404 with an endless page": (
        floods(b"HTTP/1.1 404 Not Found\r\n\r\n", b"no " * 5000),
        Problem.NOT_FOUND,
    ),
    "404 with a page that drips": (
        drips(b"HTTP/1.1 404 Not Found\r\n\r\n", b"n"),
        Problem.NOT_FOUND,
    ),
    "404 with a bomb": (
        answer(404, brotli.compress(b"\0" * 9_000_000, quality=1), "Content-Encoding: br"),
        Problem.NOT_FOUND,
    ),
    "404 with a coding nobody knows": (
        answer(404, b"x", "Content-Encoding: exi"),
        Problem.NOT_FOUND,
    ),
    "404 with a cut page": (raw(answer(404, b"x", length=9), keeps=False), Problem.NOT_FOUND),
    # bodies
    "endless body": (floods(HEAD + b"\r\n", b"<p>" * 20000), Problem.TOO_LARGE),
    "endless chunks": (
        floods(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"x" * 0x4000 + b"\r\n"),
        Problem.TOO_LARGE,
    ),
    "a length of 1 GiB": (
        floods(HEAD + b"Content-Length: 1073741824\r\n\r\n", b"x" * 9999),
        Problem.TOO_LARGE,
    ),
    "a length of 4,000 digits": (
        HEAD + b"Content-Length: " + b"9" * 4000 + b"\r\n\r\n",
        Problem.PROTOCOL,
    ),
    "gzip bomb": (coded("gzip", gzip.compress(b"\0" * 20_000_000)), Problem.TOO_LARGE),
    "br bomb": (coded("br", brotli.compress(b"\0" * 20_000_000, quality=1)), Problem.TOO_LARGE),
    "endless gzip": (flood_of("gzip", endless_gzip()), Problem.TOO_LARGE),
    "cut gzip": (coded("gzip", gzip.compress(bytes(range(256)) * 99)[:-9]), Problem.BAD_ENCODING),
    "cut br": (coded("br", brotli.compress(bytes(range(256)) * 99)[:-3]), Problem.BAD_ENCODING),
    "gzip in name only": (coded("gzip", b"<html>"), Problem.BAD_ENCODING),
    "40 layers": (coded(", ".join(["gzip"] * 40), b"x"), Problem.BAD_ENCODING),
    "40 lines of layers": (
        answer(200, b"x", *["Content-Encoding: gzip"] * 40),
        Problem.BAD_ENCODING,
    ),
    "an unknown coding": (coded("compress", b"x"), Problem.BAD_ENCODING),
    # redirects
    "loop of one": (redirect(302, "/fault"), Problem.REDIRECTS),
    "no location": (answer(302), Problem.REDIRECTS),
    "empty location": (redirect(301, ""), Problem.REDIRECTS),
    "a location that is none": (redirect(301, "http://[::1"), Problem.REDIRECTS),
    "a location with a bad port": (redirect(301, "http://example.org:99999/"), Problem.REDIRECTS),
    "to file:": (redirect(302, "file:///etc/passwd"), Problem.FORBIDDEN_SCHEME),
    "to ftp:": (redirect(302, "ftp://127.0.0.1/x"), Problem.FORBIDDEN_SCHEME),
    "to data:": (redirect(302, "data:text/html,hello"), Problem.FORBIDDEN_SCHEME),
    "to javascript:": (redirect(302, "javascript:alert(1)"), Problem.FORBIDDEN_SCHEME),
    "to gopher:": (redirect(302, "gopher://127.0.0.1:70/"), Problem.FORBIDDEN_SCHEME),
    # walls
    "Cloudflare's challenge": (
        answer(403, b"<title>Just a moment...</title>", "cf-mitigated: challenge"),
        Problem.BLOCKED,
    ),
    "a challenge with 503": (
        answer(503, b"<html><title>Just a moment...</title>", "Server: cloudflare"),
        Problem.BLOCKED,
    ),
    "a challenge with 200": (
        answer(200, b"<html><title>Just a moment...</title>"),
        Problem.BLOCKED,
    ),
    "a challenge with 202": (answer(202, b"", "x-amzn-waf-action: challenge"), Problem.BLOCKED),
    "a packed challenge": (
        answer(503, gzip.compress(b"<title>Just a moment...</title>"), "Content-Encoding: gzip"),
        Problem.BLOCKED,
    ),
    # names and addresses
    "to a name that is none": (redirect(302, "http://nowhere.invalid/"), Problem.DNS),
    "to a label too long": (redirect(302, f"http://{'a' * 70}.example/"), Problem.DNS),
    "to a closed port": (redirect(302, "http://127.0.0.1:1/"), Problem.CONNECT),
    "to port 0": (redirect(302, "http://127.0.0.1:0/"), Problem.CONNECT),
    "to the metadata service": (
        redirect(302, "http://169.254.169.254/latest/"),
        Problem.FORBIDDEN_ADDRESS,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_within_its_time_and_the_next_request_is_unharmed(name: str) -> None:
    script, problem = FAULTS[name]

    async def scene(server: FaultServer, web: Web) -> None:
        clock = asyncio.get_running_loop().time
        good = server.on("/good", answer(200, b"good"))
        started = clock()
        outcome = await web.fetch(feed(server.on("/fault", script)))
        assert isinstance(outcome, Failed), outcome
        assert outcome.problem is problem, outcome
        assert outcome.detail
        assert outcome.detail.isprintable()
        assert clock() - started < 2
        after = await web.fetch(feed(good))
        assert isinstance(after, Fetched)
        assert after.body == b"good"

    run(scene, timeout=LIMIT)


FLOODS = {
    "1xx": floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 10),
    "crumbs": floods(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 9999),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_little_pieces_is_cut_off_long_before_its_time(name: str) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await web.fetch(feed(server.on("/flood", FLOODS[name])))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.PROTOCOL

    run(scene, timeout=timedelta(seconds=20))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_kind_of_redirect_is_followed(status: int) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        end = server.on("/end", answer(200, b"end"))
        url = server.on("/start", redirect(status, "end"))
        outcome = await web.fetch(feed(url))
        assert isinstance(outcome, Fetched)
        assert (outcome.url, outcome.hops) == (end, (url, end))
        assert outcome.moved_to == (end if status in (301, 308) else None)

    run(scene)


def test_a_refused_connection_is_connect() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

        async def scene(server: FaultServer, web: Web) -> None:
            outcome = await web.fetch(feed(f"http://127.0.0.1:{port}/"))
            assert isinstance(outcome, Failed)
            assert outcome.problem is Problem.CONNECT

        run(scene)


def test_a_host_that_never_accepts_is_a_timeout() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
            fillers.append(filler)

        async def scene(server: FaultServer, web: Web) -> None:
            outcome = await web.fetch(feed(f"http://127.0.0.1:{port}/"))
            assert isinstance(outcome, Failed)
            assert outcome.problem is Problem.TIMEOUT

        run(scene, timeout=LIMIT)
        for filler in fillers:
            filler.close()


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/", "data:,x", "nonsense", "", "http://", "//x/"],
)
def test_what_is_no_web_address_is_a_forbidden_scheme(url: str) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await web.fetch(feed(url))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.FORBIDDEN_SCHEME

    run(scene)


def test_one_stall_among_ten_good_hosts_delays_none_of_them() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/stall", hangs())
        server.on("/good", answer(200, b"good"))
        clock = asyncio.get_running_loop().time
        started = clock()

        async def good(number: int) -> float:
            async with serving(host=f"127.0.1.{number}") as other:
                other.scripts = server.scripts
                assert isinstance(await web.fetch(feed(other.url("/good"))), Fetched)
                return clock() - started

        stalled = asyncio.create_task(web.fetch(feed(server.url("/stall"))))
        times = await asyncio.gather(*(good(number) for number in range(1, 11)))
        assert not stalled.done()
        assert max(times) < 2
        outcome = await stalled
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.TIMEOUT

    run(scene, timeout=timedelta(seconds=2))


def test_a_kept_connection_that_the_server_closed_is_replaced_silently() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        async def once(heard: Heard, reader: Reader, writer: Writer) -> bool:
            first = sum(other.connection == heard.connection for other in server.heard) == 1
            if first:
                writer.write(answer(200, b"good"))
            return first  # a second request on a connection is met with its end

        url = server.on("/feed", once)
        assert isinstance(await web.fetch(feed(url)), Fetched)
        assert isinstance(await web.fetch(feed(url)), Fetched)
        assert [heard.connection for heard in server.heard] == [1, 1, 2]

    run(scene)


def test_a_fresh_connection_that_breaks_is_not_tried_again() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await web.fetch(feed(server.on("/feed", resets())))
        assert isinstance(outcome, Failed)
        assert server.connections == 1

    run(scene)


def test_no_fault_leaves_a_connection_open() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        for name, (script, _) in FAULTS.items():
            if name.startswith(("hangs", "endless body", "floods headers", "40 layers")):
                await web.fetch(feed(server.on(f"/{name.replace(' ', '-')}", script)))
        await asyncio.sleep(0.05)
        assert not web._connections._kept

    run(scene, timeout=LIMIT)


def test_a_304_to_a_plain_request_is_an_error_and_to_a_conditional_one_is_not() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", b"HTTP/1.1 304 Not Modified\r\n\r\n")
        assert isinstance(await web.fetch(feed(url)), Failed)
        assert isinstance(
            await web.fetch(feed(url, validators=Validators(etag='"a"'))), NotModified
        )
        assert server.connections == 1

    run(scene)


def test_a_304_with_a_body_does_not_spoil_the_next_answer() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        head = b"HTTP/1.1 304 Not Modified\r\n"
        for spoilt in (head + b"\r\n<html>", head + b"Content-Length: 6\r\n\r\n<html>"):
            asked = feed(server.on("/feed", spoilt), validators=Validators(etag='"a"'))
            for _ in range(3):
                assert isinstance(await web.fetch(asked), NotModified)
        good = await web.fetch(feed(server.on("/good", answer(200, b"good"))))
        assert isinstance(good, Fetched)

    run(scene)


def test_a_wall_that_drips_is_still_named() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        wall = b"HTTP/1.1 403 Forbidden\r\n\r\n<title>Just a moment...</title>"
        outcome = await web.fetch(feed(server.on("/feed", hangs(wall))))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.BLOCKED
        assert "wall" in outcome.detail

    run(scene)


def test_any_validator_that_is_kept_can_be_sent_back() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        for code in range(1, 256):
            if code in (10, 13):
                continue
            tag = f'"{chr(code)}"'
            first = await web.fetch(feed(server.on("/feed", answer(200, b"x", f"ETag: {tag}"))))
            if isinstance(first, Fetched) and (etag := first.headers.get("etag")):
                validators = Validators(etag=etag)
                again = await web.fetch(feed(server.url("/feed"), validators=validators))
                assert isinstance(again, Fetched), tag
                assert server.heard[-1].headers["if-none-match"] == tag

    run(scene)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("999999999999999999999", 604800),
        (format_datetime(NOW + timedelta(minutes=3), usegmt=True), 180),
        (format_datetime(NOW + timedelta(days=300), usegmt=True), 604800),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), None),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("٣", None),
        ("Fri, 99 Foo 99999 99:99:99 GMT", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_read_in_both_forms_and_capped(
    status: int, value: str, seconds: int | None
) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        header = f"Retry-After: {value}".encode().decode("latin-1")
        outcome = await web.fetch(feed(server.on("/feed", answer(status, b"", header))))
        assert isinstance(outcome, Failed)
        expected = None if seconds is None else timedelta(seconds=seconds)
        assert outcome.retry_after == expected
        told = f", Retry-After {seconds} s" if seconds else ""
        assert outcome.detail == f"HTTP status {status}{told}"
        assert outcome.problem is (Problem.RATE_LIMITED if status == 429 else Problem.SERVER_ERROR)

    run(scene)


def test_control_bytes_in_a_header_do_not_come_further() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        data = answer(200, b"x", 'ETag: "\x1b[31m"', "X-Good: yes")
        outcome = await web.fetch(feed(server.on("/feed", data)))
        match outcome:
            case Fetched():
                assert "etag" not in outcome.headers
                assert outcome.headers["x-good"] == "yes"
            case Failed():
                assert outcome.problem is Problem.PROTOCOL
            case NotModified():
                pytest.fail("nothing was asked")

    run(scene)


def test_pictures_and_documents_are_not_downloaded_as_pages() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        for kind in ("image/png", "Application/PDF", "video/mp4; x=y"):
            url = server.on(
                "/file",
                floods(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode(), b"x" * 999),
            )
            outcome = await web.fetch(page(url))
            assert isinstance(outcome, Failed)
            assert outcome.problem is Problem.UNSUPPORTED_TYPE

    run(scene, timeout=LIMIT)


def test_an_empty_200_is_fetched_for_the_reading_rooms_to_judge() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await web.fetch(feed(server.on("/feed", answer(200, b""))))
        assert isinstance(outcome, Fetched)
        assert outcome.body == b""

    run(scene)


def test_a_body_up_to_the_end_of_the_connection_is_whole() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await web.fetch(feed(server.on("/feed", raw(HEAD + b"\r\n<rss/>", keeps=False))))
        assert isinstance(outcome, Fetched)
        assert outcome.body == b"<rss/>"

    run(scene)


def test_cancellation_closes_what_was_open_and_frees_the_host() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        task = asyncio.create_task(web.fetch(feed(server.on("/stall", hangs()))))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        good = await web.fetch(feed(server.on("/good", answer(200, b"good"))))
        assert isinstance(good, Fetched)

    run(scene)


def test_a_name_that_hangs_in_the_resolver_is_a_timeout_and_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = socket.getaddrinfo

    def slow(host: object, *args: object, **names: object) -> object:
        if host == "slow.example":
            time.sleep(1.5)
        return real(host, *args, **names)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", slow)

    async def scene(server: FaultServer, web: Web) -> None:
        stalls = [
            asyncio.create_task(web.fetch(feed(f"http://slow.example/{n}"))) for n in range(2)
        ]
        await asyncio.sleep(0)
        server.on("/good", answer(200, b"good"))
        good = await web.fetch(feed(f"http://localhost:{server.port}/good"))
        assert isinstance(good, Fetched)
        outcome = await stalls[0]
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.TIMEOUT
        await stalls[1]

    started = time.monotonic()
    run(scene, timeout=LIMIT)
    assert time.monotonic() - started < 1.4


def test_a_rebinding_name_reaches_no_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(
        [["192.0.43.10", "127.0.0.1"], ["127.0.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"]]
    )

    def rebinding(host: str, port: int, **names: object) -> list[object]:
        return [(0, 0, 0, "", (address, port)) for address in next(answers)]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)

    async def scene() -> None:
        async with serving() as canary, a_web(allow=()) as web:
            for _ in range(4):
                outcome = await web.fetch(feed(f"http://rebinding.example:{canary.port}/"))
                assert isinstance(outcome, Failed)
                assert outcome.problem is Problem.FORBIDDEN_ADDRESS
            assert canary.connections == 0

    asyncio.run(scene())


def test_the_record_of_time_is_the_one_given() -> None:
    later = datetime(2030, 1, 1, tzinfo=UTC)

    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await web.fetch(feed(server.on("/feed", answer(200, b"x"))))
        assert outcome.at == later
        assert outcome.elapsed > timedelta()
        assert outcome.request.kind is RequestKind.FEED

    run(scene, now=lambda: later)
