"""SMTPEmail against real and reciting servers: encryption, login, faults at each step, kept connections."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import pytest

from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict
from reminders.ports import Outgoing, Rendered
from tests.channels.making import EMAIL, IMPATIENCE, PATIENCE, outcome, outgoing, smtp_email
from tests.channels.scripted_smtp import ScriptedSmtp
from tests.standins import wait_until
from tests.standins.smtp import PASSWORD, USER, SmtpFault, SmtpStandin
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.channels.smtp.sender import SMTPEmail

BAD, DOWN = Effect.BAD_ADDRESS, Effect.SENDER_DOWN
ACCEPTED, REJECTED, NOT_SENT, UNKNOWN = Verdict.ACCEPTED, Verdict.REJECTED, Verdict.NOT_SENT, Verdict.UNKNOWN


def email(number: int = 1, **more: Any) -> Outgoing:
    return outgoing(Channel.EMAIL, number, **more)


def send_once(url: str, **more: Any) -> SendOutcome:
    sender = smtp_email(url, **more)
    result = outcome(sender.submit(email()))
    sender.close()
    return result


@each_row("auth", [False, True])
@each_row("security", ["plain", "starttls", "tls"])
def test_sends_encrypted_and_logged_in_as_asked(security: Literal["plain", "starttls", "tls"], auth: bool) -> None:  # noqa: FBT001
    with SmtpStandin(security, auth=auth) as smtp:
        result = send_once(smtp.url, tls_context=None if security == "plain" else smtp.client_context())
    assert result.verdict is ACCEPTED
    assert smtp.accepted[0].rcpt_tos == (EMAIL,)
    assert smtp.accepted[0].mail_from == "care@clinic.example"


@each_row("security", ["starttls", "tls"])
def test_an_untrusted_certificate_stops_the_line(security: Literal["starttls", "tls"]) -> None:
    with SmtpStandin(security, auth=True) as smtp:
        result = send_once(smtp.url)
    assert (result.verdict, result.code, result.effect) == (NOT_SENT, "smtp_certificate", DOWN)
    assert smtp.accepted == []


def test_opportunistic_starttls_is_used_when_offered() -> None:
    with SmtpStandin("starttls") as smtp:
        url = smtp.url.removesuffix("?starttls=required")
        assert send_once(url, tls_context=smtp.client_context()).verdict is ACCEPTED
        # This server takes nothing unencrypted.
        assert send_once(url + "?starttls=off").effect is DOWN


def test_required_starttls_that_is_not_offered_stops_the_line() -> None:
    with SmtpStandin() as smtp:
        result = send_once(smtp.url + "?starttls=required")
    assert (result.verdict, result.code, result.effect) == (NOT_SENT, "smtp_no_starttls", DOWN)


def _nowhere(_host: str) -> bool:
    return False


def test_a_password_never_goes_in_the_clear_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminders.channels.smtp.connection._is_loopback", _nowhere)
    with SmtpStandin(auth=True) as smtp:
        assert send_once(smtp.url).code == "smtp_no_starttls"
        assert send_once(smtp.url + "?starttls=off").verdict is ACCEPTED


def test_a_wrong_password_stops_the_line_and_is_not_told() -> None:
    with SmtpStandin(auth=True) as smtp:
        result = send_once(smtp.url.replace(PASSWORD, "wrong-hush"))
    assert (result.verdict, result.effect) == (NOT_SENT, DOWN)
    assert "hush" not in repr(result)
    assert USER not in repr(result)


def test_a_server_without_login_stops_the_line() -> None:
    with ScriptedSmtp() as smtp:
        result = send_once(smtp.url.replace("//", "//user:hush@"))
    assert (result.verdict, result.code, result.effect) == (NOT_SENT, "smtp_no_login", DOWN)


def test_a_refused_port_is_provably_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = send_once(f"smtp://127.0.0.1:{port}")
    assert (result.verdict, result.code, result.effect) == (NOT_SENT, "not_connected", None)


def test_a_server_that_never_greets_is_provably_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        result = send_once(url, timeout=IMPATIENCE)
    assert (result.verdict, result.code) == (NOT_SENT, "not_connected")


@each_row(
    ("fault", "verdict", "effect", "taken"),
    [
        (SmtpFault("rcpt", "450 4.2.0 greylisted"), NOT_SENT, None, 0),
        (SmtpFault("rcpt", "550 5.1.1 unknown"), REJECTED, BAD, 0),
        (SmtpFault("rcpt", "552 5.2.2 full"), REJECTED, None, 0),
        (SmtpFault("rcpt", hang_up=True), NOT_SENT, None, 0),
        (SmtpFault("rcpt", delay=300), NOT_SENT, None, 0),
        (SmtpFault("before_data", "451 4.3.0 later"), NOT_SENT, None, 0),
        (SmtpFault("before_data", "554 5.5.1 no"), REJECTED, None, 0),
        (SmtpFault("before_data", hang_up=True), NOT_SENT, None, 0),
        (SmtpFault("data", "452 4.3.1 disk full"), NOT_SENT, None, 0),
        (SmtpFault("data", "550 5.7.1 spam"), REJECTED, Effect.SENDER_SUSPECT, 0),
        (SmtpFault("data", hang_up=True), UNKNOWN, None, 0),
        (SmtpFault("data", hang_up=True, accept=True), UNKNOWN, None, 1),
        (SmtpFault("data", delay=300), UNKNOWN, None, 0),
    ],
    ids=lambda value: f"{value.at}:{value.reply or value}" if isinstance(value, SmtpFault) else None,
)
@each_row("pipelining", [False, True])
@pytest.mark.slow  # four rows wait for the timeout
def test_faults_at_each_step(
    fault: SmtpFault,
    verdict: Verdict,
    effect: Effect | None,
    taken: int,
    pipelining: bool,  # noqa: FBT001
) -> None:
    fault.times = 1
    with SmtpStandin(pipelining=pipelining) as smtp:
        sender = smtp_email(smtp.url, timeout=IMPATIENCE if fault.delay else PATIENCE)
        smtp.faults.append(fault)
        result = outcome(sender.submit(email()))
        assert (result.verdict, result.effect, result.provider_id) == (verdict, effect, None)
        assert len(smtp.accepted) == taken
        # Whatever happened, the next one gets through.
        assert outcome(sender.submit(email(2))).verdict is ACCEPTED
        sender.close()


@each_row(
    ("replies", "verdict", "code", "effect"),
    [
        ({"GREETING": "421 4.3.2 busy"}, NOT_SENT, "smtp_421 4.3.2 for_now", None),
        ({"GREETING": "554 5.7.1 blocked"}, NOT_SENT, "smtp_554 5.7.1 blocklisted", DOWN),
        ({"GREETING": ""}, NOT_SENT, "not_connected", None),
        ({"EHLO": ""}, NOT_SENT, "not_connected", None),
        (
            {"EHLO": "250-hello\r\n250 STARTTLS", "STARTTLS": "454 4.7.0 not now"},
            NOT_SENT,
            "smtp_454 4.7.0 for_now",
            None,
        ),
        ({"EHLO": "250-hello\r\n250 STARTTLS", "STARTTLS": ""}, NOT_SENT, "not_connected", None),
        ({"MAIL": "451 4.3.0 later"}, NOT_SENT, "smtp_451 4.3.0 for_now", None),
        ({"MAIL": "550 5.7.1 not your sender"}, NOT_SENT, "smtp_550 5.7.1 sender_address", DOWN),
        ({"MAIL": "nonsense"}, NOT_SENT, "smtp_unreadable", None),
        ({"DATA": "250 what"}, NOT_SENT, "smtp_unreadable", None),
        ({"CONTENT": "nonsense"}, UNKNOWN, "smtp_unreadable", None),
        ({"CONTENT": "354 what"}, UNKNOWN, "smtp_unreadable", None),
        ({"CONTENT": ""}, UNKNOWN, "connection_lost", None),
        ({"CONTENT": "250 " + "x" * 9000}, UNKNOWN, "connection_lost", None),
    ],
)
def test_odd_replies(replies: dict[str, str], verdict: Verdict, code: str, effect: Effect | None) -> None:
    with ScriptedSmtp(**replies) as smtp:
        result = send_once(smtp.url)
    assert (result.verdict, result.code, result.effect) == (verdict, code, effect)


def test_the_provider_id_is_the_queue_id_or_else_the_message_id() -> None:
    with ScriptedSmtp() as scripted, SmtpStandin() as silent:
        assert send_once(scripted.url).provider_id == "ABC123"
        assert send_once(silent.url).provider_id == "<message-1@clinic.example>"


def _send_in_turn(sender: SMTPEmail, numbers: range) -> list[Verdict]:
    return [outcome(sender.submit(email(number))).verdict for number in numbers]


def test_one_connection_serves_many() -> None:
    with ScriptedSmtp() as smtp:
        sender = smtp_email(smtp.url)
        assert _send_in_turn(sender, range(5)) == [ACCEPTED] * 5
        sender.close()
        assert smtp.connections == 1
        assert smtp.heard == ["EHLO", *["MAIL", "RCPT", "DATA"] * 5, "QUIT"]


def test_a_refusal_keeps_the_connection() -> None:
    with ScriptedSmtp(RCPT="550 5.1.1 unknown") as smtp:
        sender = smtp_email(smtp.url)
        assert _send_in_turn(sender, range(2)) == [REJECTED] * 2
        sender.close()
        assert smtp.connections == 1
        assert smtp.heard == ["EHLO", *["MAIL", "RCPT", "RSET"] * 2, "QUIT"]


_TOGETHER = {"EHLO": "250-hello\r\n250 PIPELINING"}


def test_what_comes_before_the_content_travels_in_one_packet() -> None:
    with ScriptedSmtp(True, **_TOGETHER) as smtp:
        sender = smtp_email(smtp.url)
        assert _send_in_turn(sender, range(5)) == [ACCEPTED] * 5
        sender.close()
        assert smtp.heard == ["EHLO", *["MAIL", "RCPT", "DATA"] * 5, "QUIT"]


def test_a_server_that_does_not_offer_it_is_given_one_command_at_a_time() -> None:
    with ScriptedSmtp(True) as smtp:
        sender = smtp_email(smtp.url, timeout=IMPATIENCE)
        assert _send_in_turn(sender, range(1)) == [NOT_SENT]
        sender.close()
        assert smtp.heard == ["EHLO", "MAIL"]


@each_row(
    ("replies", "code", "connections"),
    [
        # Each refusal is read as that of its own command, and the other replies are not left for the next email.
        ({"MAIL": "451 4.3.0 later", "RCPT": "503 first MAIL", "DATA": "503 first RCPT"}, "smtp_451 4.3.0 for_now", 1),
        ({"RCPT": "450 4.2.0 greylisted", "DATA": "554 5.5.1 no valid recipients"}, "smtp_450 4.2.0 greylisted", 1),
        ({"DATA": "451 4.3.0 later"}, "smtp_451 4.3.0 for_now", 1),
        # It hangs up, or waits for content, after its refusal: the connection is of no use any more.
        ({"MAIL": "421 4.3.2 shutting down", "RCPT": ""}, "smtp_421 4.3.2 for_now", 2),
        ({"RCPT": "450 4.2.0 greylisted"}, "smtp_450 4.2.0 greylisted", 2),
    ],
)
def test_a_refusal_among_several_replies(replies: dict[str, str], code: str, connections: int) -> None:
    with ScriptedSmtp(**(_TOGETHER | replies)) as smtp:
        sender = smtp_email(smtp.url)
        results = [outcome(sender.submit(email(number))) for number in range(2)]
        sender.close()
        assert [(result.verdict, result.code) for result in results] == [(NOT_SENT, code)] * 2
        assert smtp.connections == connections
        assert smtp.contents == []


def test_each_of_many_emails_gets_its_own_outcome() -> None:
    """One connection, every third receiver refused, every seventh for now, one lost after its content."""
    with SmtpStandin() as smtp:
        sender = smtp_email(smtp.url)
        to = [f"patient.{number}@example.org" for number in range(40)]
        smtp.faults += [SmtpFault("rcpt", "550 5.1.1 unknown", to=one) for one in to[::3]]
        smtp.faults += [SmtpFault("before_data", "451 4.3.0 later", to=one) for one in to[1::7]]
        smtp.faults.append(SmtpFault("data", hang_up=True, accept=True, to=to[5]))
        futures = [sender.submit(email(number, address=one)) for number, one in enumerate(to)]
        verdicts = {one: outcome(future).verdict for one, future in zip(to, futures, strict=True)}
        sender.close()
    refused, later = set(to[::3]), set(to[1::7]) - set(to[::3])
    expected = dict.fromkeys(to, ACCEPTED) | dict.fromkeys(refused, REJECTED) | dict.fromkeys(later, NOT_SENT)
    assert verdicts == expected | {to[5]: UNKNOWN}
    taken = [one.rcpt_tos[0] for one in smtp.accepted]
    assert sorted(taken) == sorted(set(to) - refused - later)


def test_a_connection_idle_too_long_is_left_with_a_word_before_reuse() -> None:
    with ScriptedSmtp() as smtp:
        sender = smtp_email(smtp.url, idle_limit=timedelta(0))
        assert _send_in_turn(sender, range(2)) == [ACCEPTED] * 2
        assert smtp.connections == 2
        wait_until(lambda: smtp.heard.count("QUIT") == 1)
        sender.close()


def test_a_kept_connection_that_died_is_replaced_at_once() -> None:
    with ScriptedSmtp() as smtp:
        sender = smtp_email(smtp.url)
        assert _send_in_turn(sender, range(1)) == [ACCEPTED]
        smtp.hang_up()
        assert _send_in_turn(sender, range(1)) == [ACCEPTED]
        sender.close()
        assert smtp.connections == 2
        assert smtp.heard.count("DATA") == 2


def test_sends_run_on_as_many_connections_as_allowed() -> None:
    with SmtpStandin() as smtp:
        sender = smtp_email(smtp.url, connections=3)
        smtp.faults.append(SmtpFault.slow(0.2, times=3))
        futures = [sender.submit(email(number)) for number in range(3)]
        assert {outcome(future).verdict for future in futures} == {ACCEPTED}
        assert len(sender._idle) == 3
        sender.close()


def test_the_lease_is_checked_after_waiting_for_a_turn() -> None:
    with SmtpStandin() as smtp:
        sender = smtp_email(smtp.url)
        smtp.faults.append(SmtpFault.slow(0.3))
        first, second = sender.submit(email()), sender.submit(email(2, lease=0.1))
        assert outcome(second).code == "past_send_by"
        assert outcome(first).verdict is ACCEPTED
        assert len(smtp.accepted) == 1
        sender.close()


def test_all_steps_together_end_by_the_timeout() -> None:
    with SmtpStandin() as smtp:
        each = IMPATIENCE.total_seconds() * 0.6  # one alone would not do it
        smtp.faults += [SmtpFault("rcpt", "250 ok", delay=each), SmtpFault("before_data", delay=each)]
        result = send_once(smtp.url, timeout=IMPATIENCE)
    assert (result.verdict, result.code) == (NOT_SENT, "connection_lost_early")
    assert smtp.accepted == []


@each_row(
    ("more", "code", "effect"),
    [
        ({"address": "ana@example.org\r\nRCPT TO:<eve@example.org>"}, "bad_address", BAD),
        ({"address": "ana@example.org, eve@example.org"}, "bad_address", BAD),
        ({"content": Rendered("text", "Hello\r\nBcc: eve@example.org")}, "bad_message", None),
        ({"reply_to": "desk@clinic.example\nBcc: eve@example.org"}, "bad_message", None),
    ],
)
def test_nothing_can_be_slipped_in(more: dict[str, Any], code: str, effect: Effect | None) -> None:
    with SmtpStandin() as smtp:
        sender = smtp_email(smtp.url)
        result = outcome(sender.submit(email(**more)))
        sender.close()
    assert (result.verdict, result.code, result.effect) == (REJECTED, code, effect)
    assert "eve" not in repr(result)
    assert smtp.accepted == []


@each_row("text", [".\n..two\nend.", "bare\r.\rreturn", "smuggled\r\n.\r\nMAIL FROM:<eve@example.org>"])
def test_dots_survive_the_wire_and_end_nothing_early(text: str) -> None:
    with SmtpStandin() as smtp:
        sender = smtp_email(smtp.url)
        outcome(sender.submit(email(content=Rendered(text, "s"))))
        sender.close()
    (mail,) = smtp.accepted
    assert mail.message.get_content().splitlines() == text.splitlines()
    assert b"\r" not in mail.raw.replace(b"\r\n", b"")


def test_nothing_starts_before_the_first_submit() -> None:
    before = threading.active_count()
    sender = smtp_email("smtp://127.0.0.1:9")
    assert threading.active_count() == before
    sender.close()


@each_row("more", [{"url": "smtp://u:hush@h:x"}, {"url": "smtp://h", "from_address": "nobody"}])
def test_a_malformed_setting_is_refused_at_once(more: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="must look like") as caught:
        smtp_email(**more)
    assert "hush" not in str(caught.value)
