"""SMTP_URL as a table of what is read and what is refused."""

from __future__ import annotations

import pytest

from reminders.channels.smtp.url import SmtpServer, StartTLS, parse_smtp_url
from tests.tables import each_row

OPPORTUNISTIC, REQUIRED, OFF = StartTLS.OPPORTUNISTIC, StartTLS.REQUIRED, StartTLS.OFF


@each_row(
    ("url", "server"),
    [
        ("smtp://mail.example.org", SmtpServer("mail.example.org", 25)),
        ("smtp://u:p@mail.example.org", SmtpServer("mail.example.org", 587, "u", "p")),
        ("smtp://mail.example.org:2525/", SmtpServer("mail.example.org", 2525)),
        ("smtps://u:p@mail.example.org", SmtpServer("mail.example.org", 465, "u", "p", True, OFF)),
        ("smtp://h?starttls=required", SmtpServer("h", 25, starttls=REQUIRED)),
        ("smtp://h?starttls=off", SmtpServer("h", 25, starttls=OFF)),
        ("smtp://h?starttls=opportunistic", SmtpServer("h", 25, starttls=OPPORTUNISTIC)),
        ("smtp://care%40clinic.example:p%3A%2F%23%C3%A9@h:587", SmtpServer("h", 587, "care@clinic.example", "p:/#é")),
        ("smtp://[::1]:1025", SmtpServer("::1", 1025)),
    ],
)
def test_reads(url: str, server: SmtpServer) -> None:
    assert parse_smtp_url(url) == server


@each_row(
    ("url", "why"),
    [
        ("", "must look like"),
        ("mail.example.org:25", "must look like"),
        ("smtp://", "must look like"),
        ("http://u:hush@h", "smtp:// or smtps://"),
        ("smtp://u:hush/hush@h", "percent-encoded"),
        ("smtp://u:hush#hush@h", "percent-encoded"),
        ("smtp://u:hush?hush@h", "percent-encoded"),
        ("smtp://u:hush@h:port", "must look like"),
        ("smtp://u:hush@[h", "must look like"),
        ("smtp://u:hush@h/inbox", "must look like"),
        ("smtp://u@h", "both a user and a password"),
        ("smtp://:hush@h", "both a user and a password"),
        ("smtp://u:hush@h?starttls=maybe", "required, opportunistic or off"),
        ("smtp://u:hush@h?starttls=off&starttls=required", "required, opportunistic or off"),
        ("smtp://u:hush@h?tls=hush", "one option only"),
        ("smtps://u:hush@h?starttls=required", "encrypted from the start"),
    ],
)
def test_refuses_with_one_sentence_that_tells_no_secret(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        parse_smtp_url(url)
    assert "hush" not in str(caught.value)
    assert "SMTP_URL" in str(caught.value)
    assert caught.value.__context__ is None


def test_the_password_is_not_in_the_repr() -> None:
    assert "hush" not in repr(parse_smtp_url("smtp://u:hush@h"))
