"""Greets the mail server as a send would, logs in and takes leave; no mail is sent."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING

from reminders.channels.smtp.connection import OpenError, open_connection, send_quit
from reminders.channels.smtp.message import parse_sender
from reminders.channels.smtp.url import parse_smtp_url
from reminders.ports import SenderCheck

if TYPE_CHECKING:
    from datetime import timedelta


def check_mail_server(*, url: str, from_address: str, timeout: timedelta) -> SenderCheck:
    """Say whether a mail could be handed over. `url` is SMTP_URL, `from_address` EMAIL_FROM; neither is quoted."""
    try:
        server = parse_smtp_url(url)
        parse_sender(from_address)
    except ValueError as error:
        return SenderCheck(works=False, says=str(error))
    place = f"the mail server at {server.host}:{server.port}"
    try:
        smtp = open_connection(server, ssl.create_default_context(), time.monotonic() + timeout.total_seconds())
    except OpenError as error:
        return SenderCheck(works=False, says=f"{place} cannot be used: {_with_advice(error.outcome.detail or '')}")
    encrypted = isinstance(smtp.sock, ssl.SSLSocket)
    send_quit(smtp)
    login = " and the login" if server.user is not None else ""
    safety = "" if encrypted else ", unencrypted"
    return SenderCheck(works=True, says=f"{place} takes our greeting{login}{safety}")


def _with_advice(detail: str) -> str:
    """Say where to mend it, unless the sentence does."""
    return detail if detail.endswith(".") else f"{detail}; correct SMTP_URL"
