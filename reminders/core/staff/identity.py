"""What an identity provider says of a person, and what the person may do here by the groups they are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from reminders.core.model.errors import UseError
from reminders.core.model.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """A person, as the provider has proven them. `subject` never changes; an email may be given to someone else.

    `signed_in_at`: when the person last proved to the provider who they are (`auth_time` of OpenID Connect Core 1.0,
    section 2); None: it did not say. `name`: as the person wants it shown (`name`, section 5.1), or empty.
    """

    subject: str
    email: str
    groups: frozenset[str] = frozenset()
    signed_in_at: datetime | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Handshake:
    """What one sign-in at the provider is bound to: what it must send back, and what proves that we asked."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class GroupRule:
    """Members of a group have a role; at one clinic, or with one clinic at that one."""

    group: str
    role: Role
    clinic: str | None = None


class IdentityError(UseError):
    """The provider's answer cannot be trusted, or it refused the person."""


class IdentityProvider(Protocol):
    """An OpenID Connect provider."""

    def begin(self, handshake: Handshake, *, again: bool) -> str:
        """Return the address to send the browser to; `again`: the person must sign in there again.

        Raises:
            IdentityError: the provider cannot be reached.

        """
        ...

    def finish(self, handshake: Handshake, code: str, *, again: bool) -> Identity:
        """Exchange a code for who it stands for.

        Raises:
            IdentityError: the code or the token is not one for us and this sign-in.

        """
        ...


def read_rules(text: str) -> tuple[GroupRule, ...]:
    """Read `nurses=clinician, oak-admins=oak-street:admin`.

    Raises:
        ValueError: an entry is written in another way, or names no role.

    """
    rules: list[GroupRule] = []
    for entry in filter(None, (part.strip() for part in text.split(","))):
        group, _, rest = (part.strip() for part in entry.rpartition("="))
        clinic, _, role = rest.rpartition(":")
        if not group or role not in set(Role):
            kinds = f"must be group=role or group=clinic:role, with commas between; roles are {', '.join(Role)}"
            raise ValueError(f"{kinds}; not {entry!r}")
        rules.append(GroupRule(group, Role(role), clinic or None))
    return tuple(rules)


def match_rule(rules: Sequence[GroupRule], groups: Iterable[str], clinic: str | None) -> GroupRule | None:
    """Return the rule with the highest role that these groups have; with `clinic`, at that clinic.

    Groups that stand for different clinics give none where the clinic is not known: a person works at one.
    """
    known = set(groups)
    matching = [rule for rule in rules if rule.group in known and (clinic is None or rule.clinic in {None, clinic})]
    if len({rule.clinic for rule in matching if rule.clinic}) > 1:
        return None
    return max(matching, key=lambda rule: (list(Role).index(rule.role), rule.clinic is not None), default=None)


def is_safe_issuer(issuer: str) -> bool:
    """Return True if what the provider says cannot be changed on its way: TLS, or this machine."""
    parts = urlsplit(issuer)
    return parts.scheme == "https" or parts.hostname in {"127.0.0.1", "localhost", "::1"}
