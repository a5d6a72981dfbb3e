"""Whose request it is behind proxies, and the network that guesses are counted by."""

from __future__ import annotations

from ipaddress import ip_network

from reminders.core.staff.client_address import client_of, counted_network
from tests.tables import each_row

TRUSTED = [ip_network(text) for text in ("10.0.0.0/8", "2001:db8:1::/48")]

CASES = {
    "a stranger's header is not believed": ("203.0.113.9", ["198.51.100.1"], ("203.0.113.9", 0)),
    "the proxy's is": ("10.0.0.1", ["198.51.100.1"], ("198.51.100.1", 1)),
    "read from the right": ("10.0.0.1", ["192.0.2.66", "198.51.100.1"], ("198.51.100.1", 1)),
    "through two proxies": ("10.0.0.1", ["192.0.2.66", "198.51.100.1", "10.0.0.2"], ("198.51.100.1", 2)),
    "only proxies": ("10.0.0.1", ["10.0.0.3", "10.0.0.2"], ("10.0.0.3", 2)),
    "no header": ("10.0.0.1", [], ("10.0.0.1", 1)),
    "an entry that is no address": ("10.0.0.1", ["198.51.100.1", "unknown"], ("10.0.0.1", 1)),
    "with a port": ("10.0.0.1", ["198.51.100.1:4711"], ("198.51.100.1", 1)),
    "IPv6 with a port": ("10.0.0.1", ["[2001:db8:9::1]:4711"], ("2001:db8:9::1", 1)),
    "IPv6 with a zone": ("2001:db8:1::5", ["fe80::1%eth0"], ("fe80::1", 1)),
    "a proxy in IPv6 clothing": ("::ffff:10.0.0.1", ["198.51.100.1"], ("198.51.100.1", 1)),
    "not an address at all": ("testclient", ["198.51.100.1"], ("testclient", 0)),
    "a chain longer than any": ("10.0.0.1", ["198.51.100.1"] + ["10.0.0.2"] * 500, ("10.0.0.2", 20)),
}


@each_row("peer,forwarded,expected", list(CASES.values()))
def test_who_sent_it(peer: str, forwarded: list[str], expected: tuple[str, int]):
    assert client_of(peer, forwarded, TRUSTED) == expected


@each_row(
    "address,network",
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_what_guesses_are_counted_by(address: str, network: str):
    assert counted_network(address) == network
