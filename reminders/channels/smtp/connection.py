"""One connection to the mail server: opening it, and one transaction over it, step by step.

smtplib's own `sendmail` hides where it broke. Here each command has its own reply, because before the content
nothing was sent, and after it no one knows (RFC 5321 section 4.1.1.4). Where the server offers it, the three commands
before the content travel in one packet (PIPELINING, RFC 2920); their replies come in the order of the commands.
"""

from __future__ import annotations

import functools
import ipaddress
import smtplib
import socket
import ssl
import time
from typing import TYPE_CHECKING

from reminders.channels.outcomes import sender_down
from reminders.channels.smtp.replies import SMTPStep, judge, queue_id
from reminders.channels.smtp.url import StartTLS
from reminders.core.model.errors import RemindersError
from reminders.core.sending.retrying import SendOutcome, Verdict

if TYPE_CHECKING:
    from reminders.channels.smtp.message import Envelope
    from reminders.channels.smtp.url import SmtpServer

NOT_CONNECTED = SendOutcome(Verdict.NOT_SENT, code="not_connected", detail="no connection to the mail server")
LOST_BEFORE_CONTENT = SendOutcome(
    Verdict.NOT_SENT, code="connection_lost_early", detail="the mail server hung up before the content"
)
LOST_AFTER_CONTENT = SendOutcome(
    Verdict.UNKNOWN, code="connection_lost", detail="the mail server did not answer after the content"
)
_START_CONTENT = 354
_QUIT_SECONDS = 2


class OpenError(RemindersError):
    """No connection; `outcome` says what that means. Nothing was sent."""

    def __init__(self, outcome: SendOutcome) -> None:
        """Carry the outcome."""
        super().__init__(outcome.detail)
        self.outcome = outcome


def open_connection(server: SmtpServer, context: ssl.SSLContext, deadline: float) -> smtplib.SMTP:
    """Connect, encrypt as asked, and log in. `deadline` is on `time.monotonic()`.

    Raises:
        OpenError: it did not work.

    """
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _connect(server, context, deadline)
        _start_tls(smtp, server, context, deadline)
        if server.user is not None and server.password is not None:
            _limit(smtp, deadline)
            smtp.login(server.user, server.password)
    except (smtplib.SMTPException, OSError, UnicodeError, OpenError) as error:
        if smtp is not None:
            smtp.close()
        raise OpenError(_why_not(error)) from None
    return smtp


def send_quit(smtp: smtplib.SMTP) -> None:
    """Say QUIT; whether anyone hears it does not matter."""
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(_QUIT_SECONDS)
        smtp.quit()
    except (smtplib.SMTPException, OSError):
        smtp.close()


def transact(smtp: smtplib.SMTP, envelope: Envelope, deadline: float) -> SendOutcome:
    """Hand over one message. After a refusal the connection needs a RSET, after a loss it is of no use."""
    try:
        refusal = _announce(smtp, envelope, deadline)
    except (smtplib.SMTPException, OSError):
        return LOST_BEFORE_CONTENT
    if refusal is not None:
        return refusal
    try:
        # RFC 5321 section 4.5.2: a line that starts with a dot gets another one. The first one is a header.
        smtp.send(envelope.content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        code, text = smtp.getreply()
    except (smtplib.SMTPException, OSError):
        return LOST_AFTER_CONTENT
    outcome = judge(SMTPStep.CONTENT, code, text)
    if outcome.verdict is Verdict.ACCEPTED:
        return SendOutcome(Verdict.ACCEPTED, provider_id=queue_id(text) or envelope.message_id)
    return outcome


def _announce(smtp: smtplib.SMTP, envelope: Envelope, deadline: float) -> SendOutcome | None:
    """Say from whom and to whom, and that the content follows; return what a refusal means, or None."""
    commands = (
        (SMTPStep.MAIL, f"MAIL FROM:<{envelope.mail_from}>\r\n"),  # both addresses were read and are plain
        (SMTPStep.RCPT, f"RCPT TO:<{envelope.rcpt_to}>\r\n"),
        (SMTPStep.DATA, "DATA\r\n"),
    )
    together = smtp.has_extn("pipelining")
    if together:
        _limit(smtp, deadline)
        smtp.send("".join(command for _, command in commands))
    for number, (step, command) in enumerate(commands, start=1):
        _limit(smtp, deadline)
        if not together:
            smtp.send(command)
        code, text = smtp.getreply()
        if not _goes_on(step, code):
            if together:
                _skip_replies(smtp, len(commands) - number, deadline)
            return judge(step, code, text)
    # The last moment at which "too late" still means "not sent".
    _limit(smtp, deadline)
    return None


def _goes_on(step: SMTPStep, code: int) -> bool:
    return code == _START_CONTENT if step is SMTPStep.DATA else code // 100 == 2  # noqa: PLR2004 - 2yz, RFC 5321


def _skip_replies(smtp: smtplib.SMTP, count: int, deadline: float) -> None:
    """Read the replies to commands that went out with one that was refused, so that none is taken for a later one's.

    Without them the connection is of no use, nor where the server waits for content in spite of its refusal: to end
    that in order would send an email without a word in it (RFC 2920 section 3.1).
    """
    try:
        for _ in range(count):
            _limit(smtp, deadline)
            if smtp.getreply()[0] == _START_CONTENT:
                smtp.close()
    except (smtplib.SMTPException, OSError):
        smtp.close()


def _connect(server: SmtpServer, context: ssl.SSLContext, deadline: float) -> smtplib.SMTP:
    seconds = max(deadline - time.monotonic(), 0.01)
    if server.implicit_tls:
        return smtplib.SMTP_SSL(server.host, server.port, _own_name(), timeout=seconds, context=context)
    return smtplib.SMTP(server.host, server.port, _own_name(), timeout=seconds)


def _start_tls(smtp: smtplib.SMTP, server: SmtpServer, context: ssl.SSLContext, deadline: float) -> None:
    _limit(smtp, deadline)
    smtp.ehlo_or_helo_if_needed()
    if server.implicit_tls or server.starttls is StartTLS.OFF:
        return
    if smtp.has_extn("starttls"):
        _limit(smtp, deadline)
        code, text = smtp.starttls(context=context)
        if code // 100 != 2:  # noqa: PLR2004
            raise OpenError(judge(SMTPStep.GREETING, code, text))
        _limit(smtp, deadline)
        smtp.ehlo_or_helo_if_needed()
    elif server.starttls is StartTLS.REQUIRED:
        raise OpenError(sender_down("smtp_no_starttls", "the mail server offers no encryption; SMTP_URL requires it"))
    elif server.user is not None and not _is_loopback(server.host):
        # Someone on the way may have cut STARTTLS out of the offer (RFC 3207 section 6): no password in the clear.
        raise OpenError(
            sender_down("smtp_no_starttls", "no encryption for the password; say starttls=off in SMTP_URL if meant so")
        )


def _why_not(error: Exception) -> SendOutcome:
    match error:
        case OpenError():
            return error.outcome
        case smtplib.SMTPResponseException():
            step = SMTPStep.LOGIN if isinstance(error, smtplib.SMTPAuthenticationError) else SMTPStep.GREETING
            return judge(step, error.smtp_code, _bytes(error.smtp_error))
        case ssl.SSLCertVerificationError():
            return sender_down("smtp_certificate", "the mail server's certificate is not trusted")
        case smtplib.SMTPException() | UnicodeError() if not isinstance(error, smtplib.SMTPServerDisconnected):
            return sender_down("smtp_no_login", "the mail server knows no way to log in as SMTP_URL asks")
        case _:
            return NOT_CONNECTED


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("ascii", "replace")


def _limit(smtp: smtplib.SMTP, deadline: float) -> None:
    """Let the next step take what is left of the time: all steps together end by the deadline."""
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    if smtp.sock is not None:
        smtp.sock.settimeout(remaining)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@functools.cache
def _own_name() -> str:
    """Return our name for EHLO. Asked once: where DNS is ill, each question takes seconds."""
    name = socket.getfqdn()
    # RFC 5321 section 4.1.4: an address literal where there is no full name.
    return name if "." in name else "[127.0.0.1]"
