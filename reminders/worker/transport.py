"""Kombu's Redis transport without its book of what was taken and not acknowledged.

Our messages only wake people up, and every tick makes new ones: one that dies with its worker needs no second delivery.
The book costs two round trips a message, and it costs workers: when Redis goes away in the middle of an acknowledgment
or of closing a channel, a connection is asked that has let go of its address already. Celery calls that unrecoverable
and ends ("'NoneType' object has no attribute 'hostname'"; seen with kombu 5.7 and a Redis that was killed).
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from kombu.transport import redis


class WakeUpChannel(redis.Channel):
    """A channel on which a message is gone once it was taken."""

    ack_emulation = False  # nothing about a message is kept in Redis, so there is nothing to ask it for
    do_restore = False  # nor is anything put back when the channel closes


class WakeUpTransport(redis.Transport):
    """The transport of this project."""

    Channel = WakeUpChannel


TRANSPORT = f"{WakeUpTransport.__module__}:{WakeUpTransport.__qualname__}"
"""What Celery's `broker_transport` and kombu's `transport` are told: `redis://` by itself means kombu's own."""


def checked_url(url: str) -> str:
    """Have a `rediss://` server show a certificate that is valid for its name; kombu by itself accepts any.

    Who means otherwise says so in the address: `?ssl_cert_reqs=none`. An own authority: `?ssl_ca_certs=/path/ca.pem`.
    """
    parts = urlsplit(url)
    if parts.scheme != "rediss":
        return url
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "ssl_cert_reqs" not in options:
        options["ssl_cert_reqs"] = "required"
    if options["ssl_cert_reqs"].lower() in {"required", "cert_required"}:
        options.setdefault("ssl_check_hostname", "true")
    return urlunsplit(parts._replace(query=urlencode(options)))
