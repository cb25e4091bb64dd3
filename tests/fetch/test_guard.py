"""What the address guard lets through."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address

import pytest
from tests.fetch.build import a_web, feed

from ingest import urls
from ingest.fetch.fault import Fault
from ingest.fetch.guard import Guard, is_public, parse_allow
from ingest.fetch.resolve import in_turn
from ingest.model import Failed, Problem

FORBIDDEN = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1
224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::8.8.8.8
::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::127.0.0.1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1
2001:db8::1 2002:7f00:1:: 2002:a00:1:: 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fec0::1
ff02::1
""".split()  # noqa: SIM905

PUBLIC = """
1.1.1.1 8.8.8.8 93.184.216.34 172.32.0.1 2606:4700::1111 2a00:1450:4001:81b::200e
::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1
""".split()  # noqa: SIM905


@pytest.mark.parametrize("address", FORBIDDEN)
def test_what_is_not_public_is_forbidden(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not Guard().permits(address, 80)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert Guard().permits(address, 443)


def test_a_network_is_allowed_on_every_port_and_a_pair_on_its_own() -> None:
    guard = Guard(parse_allow(" 10.1.0.0/16 , 127.0.0.1:8080,[::1]:81,fd00::/8, 192.168.0.7"))
    assert guard.permits("10.1.2.3", 1)
    assert not guard.permits("10.2.2.3", 1)
    assert guard.permits("127.0.0.1", 8080)
    assert guard.permits("::ffff:127.0.0.1", 8080)
    assert not guard.permits("127.0.0.1", 8081)
    assert guard.permits("::1", 81)
    assert not guard.permits("::1", 82)
    assert guard.permits("fd00::1", 5)
    assert guard.permits("192.168.0.7", 5)


def test_a_name_with_public_and_private_addresses_is_refused_whole() -> None:
    with pytest.raises(Fault) as caught:
        Guard(parse_allow("10.0.0.0/8")).choose(["1.1.1.1", "192.168.0.1"], 80)
    assert caught.value.problem is Problem.FORBIDDEN_ADDRESS


def test_a_name_with_allowed_and_forbidden_private_addresses_goes_to_the_allowed() -> None:
    guard = Guard(parse_allow("127.0.0.1:80"))
    assert guard.choose(["::1", "127.0.0.1"], 80) == ["127.0.0.1"]


def test_the_families_of_addresses_are_tried_by_turns() -> None:
    assert in_turn(["::1", "::2", "::3", "1.1.1.1"]) == ["::1", "1.1.1.1", "::2", "::3"]
    assert in_turn(["1.1.1.1", "1.1.1.2", "::1"]) == ["1.1.1.1", "::1", "1.1.1.2"]
    assert in_turn([]) == []


@pytest.mark.parametrize(
    "text", ["example.org", "10.0.0.1/8", "127.0.0.1:0", "127.0.0.1:http", "[::1"]
)
def test_an_unusable_allowance_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="neither a network"):
        parse_allow(f"10.0.0.0/8,{text}")


def test_nothing_is_allowed_by_nothing() -> None:
    assert parse_allow("") == ()


SPELLINGS = """
http://127.0.0.1:{port}/ http://localhost:{port}/ http://2130706433:{port}/ http://0x7f.1:{port}/
http://0177.0.0.1:{port}/ http://127.1:{port}/ http://[::1]:{port}/ http://[::ffff:127.0.0.1]:{port}/
http://[::ffff:7f00:1]:{port}/ http://0:{port}/ http://0.0.0.0:{port}/ http://127.0.0.1.:{port}/
http://example.org@127.0.0.1:{port}/ http://１２７.０.０.１:{port}/ http://LOCALHOST:{port}/
http://[::127.0.0.1]:{port}/ https://127.0.0.1:{port}/ http://localhost.:{port}/
""".split()  # noqa: SIM905


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_a_private_address_reaches_the_canary(spelling: str) -> None:
    async def scene() -> int:
        reached = 0

        async def canary(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal reached
            reached += 1
            writer.close()

        server = await asyncio.start_server(canary, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        url = spelling.format(port=port)
        assert urls.normalize(url) is not None
        async with server, a_web(allow=()) as web:
            outcome = await web.fetch(feed(url))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.FORBIDDEN_ADDRESS
        return reached

    assert asyncio.run(scene()) == 0
