"""Addresses -> may we connect? Nothing but the public internet, and what the operator allowed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from ingest.fetch.fault import Fault
from ingest.model import Problem

_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052
_SIX_TO_FOUR = ip_network("2002::/16")  # RFC 3056

# What the IANA special-purpose registries name and some Pythons' `is_global` lets through.
_SPECIAL = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "224.0.0.0/3",
        "::/8",  # unspecified, loopback, IPv4-compatible, NAT64 of RFC 8215
        "100::/16",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/9",  # link-local and the old site-local
        "ff00::/8",
    )
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """A network that is let through though it is not public; with a port, on that port only."""

    network: IPv4Network | IPv6Network
    port: int | None = None


def parse_allow(text: str) -> tuple[Allowance, ...]:
    """`10.1.0.0/16,127.0.0.1:8080,[::1]:8080` -> allowances. ValueError names the bad part."""
    return tuple(_parse_part(part.strip()) for part in text.split(",") if part.strip())


def _parse_part(part: str) -> Allowance:
    try:
        if part.startswith("["):
            address, _, rest = part[1:].partition("]")
            return Allowance(ip_network(address), _parse_port(rest.removeprefix(":")))
        if part.count(":") == 1:
            address, _, port = part.partition(":")
            return Allowance(ip_network(address), _parse_port(port))
        return Allowance(ip_network(part))
    except ValueError as error:
        raise ValueError(
            f"{part!r} is neither a network (10.1.0.0/16) nor an address with a port"
            f" (127.0.0.1:8080, [::1]:8080)"
        ) from error


def _parse_port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise ValueError(text)
    return port


@lru_cache(maxsize=4096)
def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether `address` is one that anybody on the internet reaches, embedded IPv4 looked into."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address in _SIX_TO_FOUR:
            return is_public(IPv4Address((int(address) >> 80) & 0xFFFFFFFF))
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in _SPECIAL)
    )


class Guard:
    """Says which addresses may be connected to."""

    def __init__(self, allow: tuple[Allowance, ...] = ()) -> None:
        self._allow = allow

    def choose(self, addresses: list[str], port: int) -> list[str]:
        """Those of a name's addresses that may be connected to. Raises Fault where there is none.

        A forbidden address beside public ones is the mark of DNS rebinding: then the whole name
        is refused. Beside allowed ones (`localhost` is 127.0.0.1 and ::1) it is passed over.
        """
        permitted = [address for address in addresses if self.permits(address, port)]
        forbidden = [address for address in addresses if address not in permitted]
        if forbidden and (not permitted or any(is_public(_parse(text)) for text in permitted)):
            raise Fault(
                Problem.FORBIDDEN_ADDRESS, f"{forbidden[0]}, port {port}, is not a public address"
            )
        return permitted

    def refuse_named(self, host: str, port: int) -> None:
        """Raise Fault for a host that names a forbidden address outright.

        All that can be said where a proxy resolves the names: it has to guard them itself.
        """
        name = host.rstrip(".")
        if name == "localhost" or name.endswith(".localhost"):  # RFC 6761 §6.3
            self.choose(["127.0.0.1"], port)
        elif is_literal(host):
            self.choose([host], port)

    def permits(self, host: str, port: int) -> bool:
        """Whether the literal address `host` may be connected to on `port`."""
        try:
            address = _parse(host)
        except ValueError:
            return False
        return is_public(address) or any(
            address in allowed.network and allowed.port in (None, port) for allowed in self._allow
        )


def is_literal(host: str) -> bool:
    """Whether a host (as normalised by `urls`) is an address rather than a name."""
    return ":" in host or host.replace(".", "").isdigit()


def _parse(text: str) -> IPv4Address | IPv6Address:
    """The address, IPv4 out of its IPv6 mapping."""
    address = ip_address(text)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
