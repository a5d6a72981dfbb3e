"""Which secrets and keys are refused as easy to guess; random ones of any alphabet never are."""

from __future__ import annotations

import base64
import secrets

import pytest

from reminders.core.staff.secret_strength import read_earlier_secrets, read_secret, weakness_of_secret
from reminders.core.upkeep.encryption_keys import read_keys, weakness_of_key
from tests.tables import each_row

GOOD = "Zr8mZk0aP3vQ-x_T5yNw"


@each_row(
    "secret,why",
    [
        ("short", "it has 5 characters"),
        ("x" * 40, "it has only 1 different characters"),
        ("abababababababababab", "it has only 2 different characters"),
        ("abcdefabcdefabcdefabcdef", "it repeats itself"),
        ("0123456789012345678901234567890", "it repeats itself"),
        ("00112233445566778899", "follows the keyboard"),
        ("abcdefghijklmnopqrstuvwxyz", "follows the keyboard"),
        ("qwertyuiopasdfghjklzxcvbnm", "follows the keyboard"),
        ("1qaz2wsx3edc4rfv5tgb", "follows the keyboard"),
        ("changeme-changeme-changeme", "stands in examples"),
        ("change-me-in-production", "stands in examples"),
        ("your-secret-key-here", "stands in examples"),
        ("YOUR_SECRET_KEY_HERE", "stands in examples"),
        ("super-secret-key-2026", "stands in examples"),
        ("put-a-random-text-here", "stands in examples"),
        ("replace-with-a-secret", "stands in examples"),
        ("django-insecure-abcdefgh", "stands in examples"),
        ("mypassword-mypassword12", "stands in examples"),
        (GOOD, None),
        ("a secret of these tests", None),  # words that no list has; it is not for us to judge them
        ("django-insecure-6w3h$k9@z!q^2v&p", None),
    ],
)
def test_a_weak_secret_is_named(secret: str, why: str | None):
    weakness = weakness_of_secret(secret)
    assert weakness is None if why is None else weakness is not None and why in weakness


def test_random_secrets_are_never_called_weak():
    for _ in range(60):
        for made in (
            secrets.token_urlsafe(16),
            secrets.token_hex(16),
            secrets.token_hex(12),
            secrets.token_urlsafe(32),
        ):
            assert weakness_of_secret(made) is None, made
        assert weakness_of_key(secrets.token_bytes(32)) is None


@each_row(
    "key", [bytes(32), b"\xff" * 32, bytes(range(8)) * 4, bytes(range(16)) * 2, b"a passphrase of 32 characters!!!"]
)
def test_a_weak_key_is_named_and_still_reads(key: bytes):
    assert weakness_of_key(key)
    assert read_keys(base64.urlsafe_b64encode(key).decode()) == (key,)


@each_row(
    "placeholder",
    [
        *("changeme-changeme-changeme", "change-me-in-production", "your-secret-key-here", "YOUR_SECRET_KEY_HERE"),
        *("super-secret-key-2026", "put-a-random-text-here", "replace-with-a-secret", "mypassword-mypassword12"),
    ],
)
def test_a_placeholder_is_refused_wherever_it_stands(placeholder: str):
    with pytest.raises(ValueError, match="it stands in examples"):
        read_secret(placeholder)
    with pytest.raises(ValueError, match="leave it out, since anyone could make links with it"):
        read_earlier_secrets(f"{GOOD},{placeholder}")


@each_row(
    "weak", ["x" * 40, "0123456789012345678901234567890", "a-secret-key-for-the-tests-of-oak", "qwertyuiopasdfghjkl"]
)
def test_a_weak_secret_starts_and_is_left_to_doctor(weak: str):
    """A clinic whose service stopped at an upgrade would lose the reminders of that day."""
    assert read_secret(weak) == weak
    assert read_earlier_secrets(f"{GOOD},{weak}")
