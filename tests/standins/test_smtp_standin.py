"""The SMTP stand-in is driven by the standard library's client."""

from __future__ import annotations

import json
import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage
from typing import TYPE_CHECKING, Literal

import pytest

from tests.standins.smtp import PASSWORD, USER, SmtpFault, SmtpStandin
from tests.tables import each_row

if TYPE_CHECKING:
    from pathlib import Path

TO = "maria@example.org"


def email(to: str = TO) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "clinic@example.org", to, "¿Cómo va su recuperación?"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Camine un poco hoy.\n.\nUna línea con punto.")
    return message


def send(standin: SmtpStandin, to: str = TO, timeout: float = 30) -> None:
    if standin.security == "tls":
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            "127.0.0.1", standin.port, timeout=timeout, context=standin.client_context()
        )
    else:
        client = smtplib.SMTP("127.0.0.1", standin.port, timeout=timeout)
    with client:
        if standin.security == "starttls":
            client.starttls(context=standin.client_context())
        if standin.auth:
            client.login(USER, PASSWORD)
        client.send_message(email(to))


@each_row("security", ["plain", "starttls", "tls"])
@each_row("auth", [False, True])
def test_an_email_is_taken_and_parsed(security: Literal["plain", "starttls", "tls"], *, auth: bool) -> None:
    with SmtpStandin(security, auth=auth) as smtp:
        send(smtp)
        taken = smtp.accepted[0]
        assert taken.rcpt_tos == (TO,)
        assert taken.message["Subject"] == "¿Cómo va su recuperación?"
        assert taken.message.get_content().splitlines()[1:] == [".", "Una línea con punto."]


def test_without_a_login_or_with_a_wrong_one_nothing_is_taken() -> None:
    with SmtpStandin(auth=True) as smtp:
        with smtplib.SMTP("127.0.0.1", smtp.port) as client, pytest.raises(smtplib.SMTPException):
            client.send_message(email())
        with smtplib.SMTP("127.0.0.1", smtp.port) as client, pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(USER, "wrong")
        assert smtp.accepted == []


def test_without_starttls_nothing_is_taken() -> None:
    with SmtpStandin("starttls") as smtp, smtplib.SMTP("127.0.0.1", smtp.port) as client:
        with pytest.raises(smtplib.SMTPException):
            client.send_message(email())
        assert smtp.accepted == []


@each_row(
    ("fault", "raised", "taken"),
    [
        (SmtpFault("rcpt", "450 4.2.1 try later"), smtplib.SMTPRecipientsRefused, 0),
        (SmtpFault("rcpt", "550 5.1.1 no such user"), smtplib.SMTPRecipientsRefused, 0),
        (SmtpFault("data", "451 4.3.0 try later"), smtplib.SMTPDataError, 0),
        (SmtpFault("data", "554 5.7.1 refused"), smtplib.SMTPDataError, 0),
        (SmtpFault("before_data", "451 4.3.0 try later"), smtplib.SMTPDataError, 0),
        (SmtpFault.accept_and_drop(), smtplib.SMTPServerDisconnected, 1),
        (SmtpFault.drop_before_data(), smtplib.SMTPServerDisconnected, 0),
    ],
    ids=["rcpt-4xx", "rcpt-5xx", "data-4xx", "data-5xx", "before-data-4xx", "accept-drop", "drop"],
)
def test_faults_reach_the_client(fault: SmtpFault, raised: type[Exception], taken: int) -> None:
    with SmtpStandin() as smtp:
        smtp.faults.append(fault)
        with pytest.raises(raised):
            send(smtp)
        assert len(smtp.accepted) == taken
        send(smtp)
        assert len(smtp.accepted) == taken + 1


def test_a_fault_for_one_receiver_spares_the_others() -> None:
    with SmtpStandin() as smtp:
        smtp.faults.append(SmtpFault("rcpt", "550 5.1.1 no such user", to=TO, times=-1))
        send(smtp, "jo@example.org")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(smtp)


def test_a_slow_server_outlasts_the_clients_patience_and_still_took_the_message() -> None:
    with SmtpStandin() as smtp:
        smtp.faults.append(SmtpFault.slow(0.4))
        start = time.monotonic()
        send(smtp)
        assert time.monotonic() - start >= 0.4
        assert len(smtp.accepted) == 1


def test_as_a_process_it_writes_json_lines(tmp_path: Path) -> None:
    out = tmp_path / "accepted.jsonl"
    command = [sys.executable, "-m", "tests.standins.smtp", "--out", str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().strip().rpartition(":")[2])
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
                client.send_message(email())
            assert json.loads(out.read_text())["message_id"] == "<1@example.org>"
        finally:
            process.terminate()
