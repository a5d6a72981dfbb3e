"""Reads single values of settings. Each refusal says what the value should look like."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit


def read_seconds(value: object) -> timedelta:
    """Read a duration in seconds.

    Raises:
        ValueError: the message says what it should look like.

    """
    try:
        seconds = float(str(value))
    except ValueError:
        raise ValueError("must be a number of seconds, for example 10") from None
    if not 0 < seconds <= 7 * 86_400:
        raise ValueError("must be a number of seconds above 0 and at most a week")
    return timedelta(seconds=seconds)


def read_http_url(value: str) -> str:
    """Read an address of the web, without a slash at its end.

    Raises:
        ValueError: the message says what it should look like.

    """
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("must be an address such as https://reminders.example.org")
    return value.rstrip("/")


def read_network(text: str) -> IPv4Network | IPv6Network:
    """Read a network in CIDR notation.

    Raises:
        ValueError: the message says what it should look like.

    """
    try:
        return ip_network(text)
    except ValueError:
        raise ValueError(
            f"must be networks separated by commas, for example 10.20.0.0/16,2001:db8::/32; {text!r} is not a network"
        ) from None


def empty_is_none(value: object) -> object:
    """Take an empty text for none."""
    return None if value == "" else value
