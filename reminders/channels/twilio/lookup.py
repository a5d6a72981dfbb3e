"""Asks Twilio whether a text of unknown outcome exists after all, and for the whole log of a time.

There is no key to ask by, so messages to the phone are listed and the body is compared. Facts about the list
(https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources): it filters by To and by
DateSent in days, and a text still in the queue has no DateSent, so one list with that filter and one without are read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from twilio.base import values

from reminders.channels.twilio.client import ClientClosedError, TwilioClient
from reminders.channels.twilio.receipts import as_receipt
from reminders.core.language.digits import number_of
from reminders.ports import LoggedText, LookUpError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from twilio.rest import Client
    from twilio.rest.api.v2010.account.message import MessageInstance

    from reminders.ports import Receipt

# Twilio's clock and ours differ a little. Bodies repeat after days at the earliest, so a wide margin costs nothing.
CLOCK_SKEW = timedelta(minutes=5)
_PAGE = 1000
# Without a date filter the list goes back to the first text ever sent; newest come first.
_UNDATED_LIMIT = 1000


class TwilioLookup:
    """Lists messages at Twilio, over a connection of its own that starts with the first question."""

    def __init__(self, *, account_sid: str, auth_token: str, api_base_url: str, timeout: timedelta) -> None:
        """`timeout` bounds each page of a list."""
        self._twilio = TwilioClient(
            account_sid=account_sid, auth_token=auth_token, api_base_url=api_base_url, timeout=timeout, connections=8
        )

    def look_up(self, to: str, body: str, since: datetime) -> list[Receipt]:
        """Return the texts to this phone with exactly this body, created at `since` (aware) or later, oldest first.

        An empty list proves nothing by itself: Twilio's lists lag, so the caller asks twice, minutes apart.

        Raises:
            LookUpError: no answer, or one that could not be read.

        """
        messages = self._ask(lambda client: _list(client, to, since.astimezone(UTC)))
        matches = {message.sid: message for message in messages if _is_it(message, body, since)}
        oldest_first = sorted(matches.values(), key=lambda one: (one.date_created or since, one.sid or ""))
        return [_receipt(one) for one in oldest_first]

    def texts_since(self, since: datetime) -> list[LoggedText]:
        """Return all texts of the account since a moment (aware), both ways, oldest first.

        Raises:
            LookUpError: no answer, or one that could not be read.

        """
        messages = self._ask(lambda client: _list(client, None, since.astimezone(UTC)))
        logged = {message.sid: _logged(message, since) for message in messages if message.sid}
        return sorted((one for one in logged.values() if one.at >= since), key=lambda one: (one.at, one.provider_id))

    def close(self) -> None:
        """Let go of the connections."""
        self._twilio.close()

    def _ask(self, question: Callable[[Client], Awaitable[list[MessageInstance]]]) -> list[MessageInstance]:
        try:
            return self._twilio.run(question).result()
        except ClientClosedError:
            msg = "the look-up was shut down"
            raise LookUpError(msg) from None
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the answer is "not known"
            # The cause is cut off: its text may hold the address of the request, with the phone in it.
            msg = f"Twilio could not be asked ({type(error).__name__})"
            raise LookUpError(msg) from None


async def _list(client: Client, to: str | None, since: datetime) -> list[MessageInstance]:
    day = (since - CLOCK_SKEW).date().isoformat()
    phone = values.unset if to is None else to
    dated = await client.messages.list_async(to=phone, date_sent_after=day, page_size=_PAGE)
    undated = await client.messages.list_async(to=phone, limit=_UNDATED_LIMIT, page_size=_PAGE)
    return dated + undated


def _logged(message: MessageInstance, since: datetime) -> LoggedText:
    came_in = str(message.direction) == "inbound"
    to, from_ = message.to or "", str(message.from_ or "")
    return LoggedText(
        provider_id=message.sid or "",
        address=from_ if came_in else to,
        own=to if came_in else from_,
        body=message.body or "",
        at=message.date_created or message.date_sent or since,
        receipt=None if came_in else _receipt(message),
        messaging_service=message.messaging_service_sid,
        pictures=_count(message.num_media),
    )


def _count(digits: str | None) -> int:
    return number_of(digits) if digits and digits.isdecimal() else 0


def _is_it(message: MessageInstance, body: str, since: datetime) -> bool:
    if not message.sid or message.body != body:
        return False
    return message.date_created is None or message.date_created >= since - CLOCK_SKEW


def _receipt(message: MessageInstance) -> Receipt:
    return as_receipt(message.sid or "", str(message.status or ""), message.error_code, message.to)
