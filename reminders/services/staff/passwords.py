"""Passwords: argon2id hashes, and what a password must be.

Costs as OWASP's password storage cheat sheet names them for argon2id: 19 MiB, 2 passes, 1 lane. Length is what counts
(NIST SP 800-63B): no rules about kinds of characters, and a limit so that no one hands in a book.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from reminders.core.model.errors import UseError
from reminders.core.staff.password_strength import is_easy_to_guess
from reminders.data import line_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from argon2 import PasswordHasher

MIN_LENGTH, MAX_LENGTH = 12, 200
_ROOM = threading.Semaphore(4)  # hashes at a time: many sign-ins at once must not use up the memory


class PasswordError(UseError):
    """The password cannot be used; the message says why."""


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # only who signs in pays for it

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody's password")


def hash_password(password: str, own: Iterable[str] = ()) -> str:
    """Return the hash to keep. `own` is what belongs to the person: email, clinic.

    Raises:
        PasswordError: the password is too short, too long, or among the first that are guessed.

    """
    if len(password) < MIN_LENGTH:
        raise PasswordError(f"a password has at least {MIN_LENGTH} characters; a few words make a good one")
    if len(password) > MAX_LENGTH:
        raise PasswordError(f"a password has at most {MAX_LENGTH} characters")
    if is_easy_to_guess(password, line_list("common_passwords"), ("reminders", *own)):
        raise PasswordError("that password is easy to guess; use a few words that have nothing to do with each other")
    with _ROOM:
        return _hasher().hash(password)


def is_password(stored_hash: str | None, password: str) -> bool:
    """Return True if the password is right. For an unknown account it takes as long and returns False."""
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > MAX_LENGTH:
        return False
    with _ROOM:
        try:
            return _hasher().verify(stored_hash or _nobodys(), password) and stored_hash is not None
        except (VerificationError, InvalidHashError):
            return False
