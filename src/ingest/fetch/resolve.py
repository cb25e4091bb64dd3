"""A host's name -> its addresses."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading

from ingest.fetch.fault import Fault
from ingest.model import Problem


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, in the resolver's order.

    Each lookup has a daemon thread of its own: a resolver that hangs holds up neither other names
    (as a small pool would) nor the end of the process.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str]] = loop.create_future()

    def tell(addresses: list[str] | None, error: Exception | None) -> None:
        if found.done():
            return
        if error is not None:
            found.set_exception(error)
        else:
            found.set_result(addresses or [])

    def look_up() -> None:
        addresses, failure = None, None
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        except (OSError, UnicodeError, ValueError) as error:
            failure = error
        try:
            loop.call_soon_threadsafe(tell, addresses, failure)
        except RuntimeError:  # the loop was closed meanwhile: nobody waits
            return

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    try:
        return await found
    except (OSError, UnicodeError, ValueError) as error:
        raise Fault(Problem.DNS, f"the name {host!r} has no address") from error


def in_turn(addresses: list[str]) -> list[str]:
    """IPv6 and IPv4 by turns (RFC 8305 §4): many of a dead family must not hide the other."""
    six = [address for address in addresses if ":" in address]
    four = [address for address in addresses if ":" not in address]
    first, second = (six, four) if addresses and ":" in addresses[0] else (four, six)
    pairs = itertools.zip_longest(first, second)
    return [address for pair in pairs for address in pair if address is not None]
