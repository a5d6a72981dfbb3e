"""What can go wrong at the provider, as values a test can queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Self

_MESSAGES = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20422: "Invalid Parameter",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    21211: "The 'To' number is not a valid phone number.",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    21602: "Message body is required.",
    21603: "A 'From' or 'MessagingServiceSid' parameter is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21635: "'To' number cannot be a landline",
    30034: "Message from an Unregistered Number",
}
_HTTP_STATUS = {20003: 401, 20404: 404, 20429: 429, 20500: 500, 21611: 429}


@dataclass(slots=True)
class Fault:
    """One way to misbehave, used `times` times (-1: until cleared), only for texts to `to` if that is given.

    Attributes:
        before: seconds to wait before the message is accepted or refused.
        after: seconds to wait between that and the answer.
        code: Twilio's error code; with `status` it is the answer instead of a success.
        status: HTTP status of the answer; None is a success.
        malformed: answer 201 with a body that is not JSON.
        hang_up: close the connection instead of answering.
        accept: whether the message counts as accepted, whatever the caller is told.
        on: the requests meant: creating a message, reading (list, fetch, account), or both.
    """

    before: float = 0
    after: float = 0
    code: int | None = None
    status: int | None = None
    malformed: bool = False
    hang_up: bool = False
    accept: bool = True
    times: int = 1
    to: str | None = None
    on: Literal["create", "read", "any"] = "create"

    @classmethod
    def refused(cls, code: int, **more: Any) -> Self:
        """Twilio's error `code` with the HTTP status that belongs to it; nothing is accepted."""
        return cls(code=code, status=_HTTP_STATUS.get(code, 400), accept=False, **more)

    @classmethod
    def rate_limited(cls, **more: Any) -> Self:
        """429 with 20429: never processed."""
        return cls.refused(20429, **more)

    @classmethod
    def server_error(cls, *, accepted: bool = False, status: int = 500, **more: Any) -> Self:
        """A 5xx (20500): the caller cannot know whether the message was accepted."""
        return cls(code=20500, status=status, accept=accepted, **more)

    @classmethod
    def garbled(cls, *, accepted: bool = True, **more: Any) -> Self:
        """201 with a body that is not JSON."""
        return cls(malformed=True, accept=accepted, **more)

    @classmethod
    def accept_and_drop(cls, **more: Any) -> Self:
        """The message is accepted, then the connection closes without an answer."""
        return cls(hang_up=True, accept=True, **more)

    @classmethod
    def drop(cls, **more: Any) -> Self:
        """The connection closes and nothing was accepted."""
        return cls(hang_up=True, accept=False, **more)

    @classmethod
    def hang(cls, seconds: float, *, accepted: bool = False, **more: Any) -> Self:
        """Silence for so long, then a closed connection."""
        return cls(after=seconds, hang_up=True, accept=accepted, **more)

    @classmethod
    def slow(cls, seconds: float, **more: Any) -> Self:
        """A right answer, late."""
        return cls(before=seconds, **more)

    def fits(self, kind: Literal["create", "read"], to: str | None) -> bool:
        """Whether this fault is meant for such a request."""
        return self.times != 0 and self.on in (kind, "any") and self.to in (None, to)


def error_body(code: int, status: int) -> dict[str, Any]:
    """The body of an error answer, as Twilio writes it."""
    message = _MESSAGES.get(code, "An error occurred")
    return {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }


def http_status(code: int) -> int:
    """The HTTP status an error code comes with."""
    return _HTTP_STATUS.get(code, 400)
