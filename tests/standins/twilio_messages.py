"""What the stand-in has accepted: the Message resource, its list filters and its paging."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

API = "/2010-04-01/Accounts"
_GSM_PER_SEGMENT = 153
_E164 = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(slots=True)
class AcceptedMessage:
    """One text the provider took over. `from_` is None until a Messaging Service has picked a number."""

    sid: str
    to: str
    from_: str | None
    body: str
    status_callback: str | None
    validity_period: int | None
    messaging_service_sid: str | None
    at: datetime
    status: str = "queued"
    date_sent: datetime | None = None
    error_code: int | None = None
    direction: str = "outbound-api"

    def as_dict(self) -> dict[str, Any]:
        """For JSON lines: plain values, `from` without the underscore, times in ISO 8601."""
        names = ("sid", "to", "body", "status_callback", "validity_period", "messaging_service_sid", "status")
        values: dict[str, Any] = {name: getattr(self, name) for name in names}
        return values | {"from": self.from_, "at": self.at.isoformat(), "error_code": self.error_code}

    def resource(self, account_sid: str, *, created: bool = False) -> dict[str, Any]:
        """The JSON of Twilio's Message resource; `created`: as the answer to the POST, before a date of sending."""
        sent = None if created or self.date_sent is None else format_datetime(self.date_sent)
        pooled = created and self.messaging_service_sid is not None
        segments = "0" if pooled else str(max(1, -(-len(self.body) // _GSM_PER_SEGMENT)))
        return {
            "account_sid": account_sid,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.at),
            "date_sent": sent,
            "date_updated": format_datetime(self.at),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None,
            "from": None if pooled else self.from_,
            "messaging_service_sid": self.messaging_service_sid,
            "num_media": "0",
            "num_segments": segments,
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{API}/{account_sid}/Messages/{self.sid}/Media.json"},
            "to": self.to,
            "uri": f"{API}/{account_sid}/Messages/{self.sid}.json",
        }


@dataclass(slots=True)
class Mailroom:
    """Every accepted message, found by sid or by receiver, and what phones wrote.

    Attributes:
        received: texts from phones; lists hold them too, as Twilio's do.
        list_lag: seconds for which a new message is missing from lists, as Twilio's index can be behind.
        sent_lag: seconds after which a message gets its DateSent; until then a date filter does not find it.
    """

    accepted: list[AcceptedMessage] = field(default_factory=list[AcceptedMessage])
    received: list[AcceptedMessage] = field(default_factory=list[AcceptedMessage])
    list_lag: float = 0
    sent_lag: float = 0
    _by_sid: dict[str, AcceptedMessage] = field(default_factory=dict[str, AcceptedMessage])
    _by_to: dict[str, list[AcceptedMessage]] = field(default_factory=dict[str, list[AcceptedMessage]])

    def add(self, message: AcceptedMessage) -> None:
        """Take a message over."""
        self.accepted.append(message)
        self._by_sid[message.sid] = message
        self._by_to.setdefault(message.to, []).append(message)

    def get(self, sid: str) -> AcceptedMessage | None:
        """The message with this sid."""
        return self._by_sid.get(sid)

    def find(self, query: dict[str, str], now: datetime) -> list[AcceptedMessage]:
        """Messages that pass the filters To, From, DateSent, DateSent< and DateSent>; newest DateSent first."""
        pool = self._by_to.get(query["To"], []) if query.get("To") else [*self.accepted, *self.received]
        visible = now - timedelta(seconds=self.list_lag)
        found = [message for message in pool if message.at <= visible and self._passes(message, query, now)]
        latest = datetime.max.replace(tzinfo=UTC)
        return sorted(found, key=lambda message: message.date_sent or latest, reverse=True)

    def _passes(self, message: AcceptedMessage, query: dict[str, str], now: datetime) -> bool:
        if message.date_sent is None and message.at + timedelta(seconds=self.sent_lag) <= now:
            message.date_sent = message.at + timedelta(seconds=self.sent_lag)
        if query.get("From") and message.from_ != query["From"]:
            return False
        limits = {sign: query["DateSent" + sign] for sign in ("", "<", ">") if query.get("DateSent" + sign)}
        if message.date_sent is None:
            return not limits
        sent = message.date_sent
        return all(_compare(sent, sign, text) for sign, text in limits.items())


def _compare(sent: datetime, sign: str, text: str) -> bool:
    """Whether `sent` is on (or on and before, on and after) a GMT day; a full time is compared to the second."""
    day = date.fromisoformat(text[:10])
    if sign and len(text) > len("2026-01-01"):
        limit = datetime.fromisoformat(text)
        return sent.replace(microsecond=0) <= limit if sign == "<" else sent >= limit
    if sign == "<":
        return sent.date() <= day
    return sent.date() >= day if sign == ">" else sent.date() == day


def page(found: list[AcceptedMessage], query: dict[str, str], account_sid: str) -> dict[str, Any]:
    """One page of a list, with the address of the next one, as the Messages list resource answers."""
    size = min(max(int(query.get("PageSize", "50")), 1), 1000)
    token = query.get("PageToken", "")
    start = next((index + 1 for index, message in enumerate(found) if "PA" + message.sid == token), 0)
    shown = found[start : start + size]
    path = f"{API}/{account_sid}/Messages.json"
    base = {name: value for name, value in query.items() if name not in ("Page", "PageToken", "PageSize")}
    number = int(query.get("Page", "0"))

    def uri(**more: str | int) -> str:
        return f"{path}?{urlencode(base | {'PageSize': size} | more)}"

    more = start + size < len(found)
    return {
        "messages": [message.resource(account_sid) for message in shown],
        "page": number,
        "page_size": size,
        "start": start,
        "end": max(start + len(shown) - 1, 0),
        "uri": uri(Page=number),
        "first_page_uri": uri(Page=0),
        "next_page_uri": uri(Page=number + 1, PageToken="PA" + shown[-1].sid) if more else None,
        "previous_page_uri": None,
    }


def refusal(form: dict[str, str], opted_out: set[str]) -> int | None:
    """The error code a new message earns by itself; None if it is acceptable."""
    to, body, period = form.get("To", ""), form.get("Body", ""), form.get("ValidityPeriod", "1")
    checks = (
        (not to, 21604),
        (not _E164.fullmatch(to), 21211),
        (not body, 21602),
        (len(body) > 1600, 21617),
        (not form.get("From") and not form.get("MessagingServiceSid"), 21603),
        (not (period.isdigit() and 1 <= int(period) <= 36000), 20422),
        (to in opted_out, 21610),
    )
    return next((code for wrong, code in checks if wrong), None)
