"""Which addresses a webhook may reach: public ones, and those that the operator has named.

Otherwise anyone who may set a webhook could have this server ask its own network: a cloud's metadata, a database.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Network

Network: TypeAlias = "IPv4Network | IPv6Network"
_NAT64: Final = IPv6Network("64:ff9b::/96")


def may_reach(address: str, allowed: Iterable[Network] = ()) -> bool:
    """Return True if this IP address is public or in a network that is allowed; what is no IP address is not."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(each) or any(each in network for network in allowed) for each in _meant(found))


def is_literal(host: str) -> bool:
    """Return True if a host is an IP address, and no name."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _meant(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """Return the addresses that packets may end at: an IPv6 address can carry an IPv4 one."""
    if not isinstance(address, IPv6Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.sixtofour is not None:
        return [address, address.sixtofour]
    if address.teredo is not None:
        return [address, *address.teredo]
    if address in _NAT64:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address]
