"""Reads SMTP_URL: which mail server, how encrypted, and as whom.

Default ports: `smtps://` 465 (RFC 8314 section 3.3), `smtp://` with a login 587 (message submission, RFC 6409),
`smtp://` without one 25, the relay next door.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

EXAMPLE = "smtp://user:password@mail.example.org:587?starttls=required"


class StartTLS(StrEnum):
    """Whether a plain connection is upgraded (RFC 3207)."""

    REQUIRED = "required"
    OPPORTUNISTIC = "opportunistic"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server and how to speak to it. `implicit_tls`: encrypted from the first byte; then `starttls` is off."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    implicit_tls: bool = False
    starttls: StartTLS = StartTLS.OPPORTUNISTIC


def parse_smtp_url(url: str) -> SmtpServer:
    """Read an address such as `smtp://user:password@host:587?starttls=required`.

    Raises:
        ValueError: it cannot be used; the sentence says why and never repeats any part of the address.

    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        # The parser's own words may quote the password, when one of its characters was not percent-encoded.
        host, port, parts = None, None, urlsplit("")
    if not host or parts.path.strip("/") or parts.fragment:
        raise ValueError(f"SMTP_URL must look like {EXAMPLE}, with special characters in the password percent-encoded")
    if parts.scheme not in {"smtp", "smtps"}:
        raise ValueError("SMTP_URL must start with smtp:// or smtps://")
    if (parts.username is None) != (parts.password is None) or parts.username == "":
        raise ValueError("SMTP_URL must hold both a user and a password, or neither")
    user = unquote(parts.username) if parts.username is not None else None
    password = unquote(parts.password) if parts.password is not None else None
    implicit = parts.scheme == "smtps"
    return SmtpServer(
        host=host,
        port=port or _default_port(implicit_tls=implicit, login=user is not None),
        user=user,
        password=password,
        implicit_tls=implicit,
        starttls=_starttls(parts.query, implicit_tls=implicit),
    )


def _default_port(*, implicit_tls: bool, login: bool) -> int:
    if implicit_tls:
        return 465
    return 587 if login else 25


def _starttls(query: str, *, implicit_tls: bool) -> StartTLS:
    options = parse_qs(query, keep_blank_values=True)
    if set(options) - {"starttls"}:
        raise ValueError("SMTP_URL knows one option only: starttls=required, starttls=opportunistic or starttls=off")
    modes = options.get("starttls", [StartTLS.OFF if implicit_tls else StartTLS.OPPORTUNISTIC])
    if len(modes) > 1 or modes[0] not in set(StartTLS):
        raise ValueError("SMTP_URL: starttls must be required, opportunistic or off")
    if implicit_tls and modes[0] != StartTLS.OFF:
        raise ValueError("SMTP_URL: smtps:// is encrypted from the start and takes no starttls option")
    return StartTLS(modes[0])
