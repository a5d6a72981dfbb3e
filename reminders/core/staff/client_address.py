"""Whose request it is: the address behind the proxies that we trust, and the network that guesses are counted by."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

Network = IPv4Network | IPv6Network

MAX_HOPS: Final = 20
"""Entries of X-Forwarded-For that are looked at: no chain of proxies is longer."""

_HOME_PREFIX: Final = 64
"""Bits of an IPv6 address that name one home or office; its user may have any of the 2 to the 64 addresses in it."""


def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address as servers and proxies write it, with or without a port; None when it is none.

    An IPv4 address in IPv6 clothing (`::ffff:192.0.2.1`) is the IPv4 address.
    """
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def client_of(peer: str, forwarded: Sequence[str], trusted: Sequence[Network]) -> tuple[str, int]:
    """Return the address of who sent a request, and how many trusted proxies passed it on.

    `peer` is who holds the connection, `forwarded` the entries of X-Forwarded-For in their order. They are read from
    the right, each only while the one that wrote it is trusted: what stands further left was written by the sender and
    may say anything. An entry that is no address ends the reading at the proxy that passed it on.
    """
    current, hops = read_address(peer), 0
    if current is None:
        return peer, 0
    for entry in list(reversed(forwarded))[:MAX_HOPS]:
        if not _is_trusted(current, trusted):
            break
        told = read_address(entry)
        if told is None:
            break
        current, hops = told, hops + 1
    return str(current), max(hops, int(_is_trusted(current, trusted)))


def counted_network(address: str) -> str:
    """Return what guesses are counted by: an IPv4 address, or the /64 of an IPv6 address."""
    read = read_address(address)
    if isinstance(read, IPv6Address):
        return str(ip_network((int(read), _HOME_PREFIX), strict=False))
    return str(read) if read else address


def is_public(address: str) -> bool:
    """Return True if an address is one of the internet: not of this machine, a private network or a cluster."""
    read = read_address(address)
    return read is not None and read.is_global


def _is_trusted(address: IPv4Address | IPv6Address, trusted: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in trusted)
