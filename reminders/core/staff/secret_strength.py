"""Reads secrets. A placeholder from an example is refused; one that is easy to guess is named by `reminders doctor`.

A weak one still starts: a clinic whose service stopped at an upgrade would lose the reminders of that day.
"""

from __future__ import annotations

import re
from typing import Final

from reminders.core.staff.password_strength import count_pieces

MAKE_SECRET: Final = "make a good one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"  # noqa: S105
MIN_SECRET: Final = 16
MIN_PIECES: Final = 8
MIN_CHARACTERS: Final = 6
"""Different ones. Of 16 random hexadecimal digits fewer than one in 10,000 have less."""

_EXAMPLE: Final = re.compile(
    r"(?:change|replace)[\W_]?(?:me|this|with)|(?:your|my|super|top|app|a|the)?[\W_]?secret[\W_]?key"
    r"|your[\W_]?(?:secret|key|password)|placeholder|example|(?:django\W)?insecure|passw(?:or)?d|put[\W_].*here"
    r"|(?:do[\W_]?not[\W_]?use|not[\W_]?a[\W_]?secret)"
)
"""What stands in examples, and what people type instead of a secret."""

_FILLERS: Final = re.compile(r"(?:^|(?<=[\W_\d]))(?:in|production|with|a|my|your|here|secret|key)(?=$|[\W_\d])|[\W_\d]")
"""What stands beside a placeholder and makes it no harder to guess."""


def read_secret(text: str | None) -> str | None:
    """Read SECRET_KEY, which may be absent.

    Raises:
        ValueError: it is short or a placeholder; the message says how to make a good one.

    """
    if text is not None and (weakness := why_not_secret(text)):
        raise ValueError(f"must be a random text of at least {MIN_SECRET} characters: {weakness}; {MAKE_SECRET}")
    return text


def read_earlier_secrets(value: object) -> tuple[str, ...]:
    """Read SECRET_KEY_PREVIOUS; a secret may hold commas itself, so the whole text is one as well.

    Raises:
        ValueError: it is too short to hold one, or one of them is a placeholder.

    """
    text = str(value or "").strip()
    if text and len(text) < MIN_SECRET:
        raise ValueError(f"must be earlier values of SECRET_KEY, of at least {MIN_SECRET} characters each")
    secrets = [part for part in map(str.strip, text.split(",")) if len(part) >= MIN_SECRET]
    if weakness := next(filter(None, map(why_not_secret, secrets)), None):
        raise ValueError(
            f"holds a value that is easy to guess: {weakness}; leave it out, since anyone could make links with it "
            "(links that were sent under it stop working)"
        )
    return tuple(dict.fromkeys([*secrets, text] if text else secrets))


def why_not_secret(secret: str) -> str | None:
    """Return why a text is no secret at all, or None."""
    if len(secret) < MIN_SECRET:
        return f"it has {len(secret)} characters"
    rest = _EXAMPLE.sub("", secret.casefold())
    if rest != secret.casefold() and not _FILLERS.sub("", rest):
        return "it stands in examples, or is what people type instead of a secret"
    return None


def weakness_of_secret(secret: str) -> str | None:
    """Return why a secret is easy to guess, or None."""
    if len(secret) < MIN_SECRET:
        return f"it has {len(secret)} characters"
    text = secret.casefold()
    if len(set(text)) < MIN_CHARACTERS:
        return f"it has only {len(set(text))} different characters"
    once = re.sub(r"(.)\1+", r"\1", text)  # doubled letters add nothing: 00112233
    if min(count_pieces(part) for part in (text, once)) < MIN_PIECES:
        return "it repeats itself or follows the keyboard"
    own = _EXAMPLE.sub("", text)
    if own != text and (len(own) < MIN_SECRET or count_pieces(own) < MIN_PIECES):
        return "it stands in examples, or is what people type instead of a secret"
    return None
