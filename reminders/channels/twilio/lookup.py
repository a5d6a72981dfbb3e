"""Asks Twilio whether a text of unknown outcome exists after all.

There is no key to ask by, so messages to the phone are listed and the body is compared. Facts about the list
(https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources): it filters by To and by
DateSent in days, and a text still in the queue has no DateSent, so one list with that filter and one without are read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from reminders.channels.twilio.client import ClientClosedError, TwilioClient
from reminders.channels.twilio.receipts import as_receipt
from reminders.ports import LookUpError

if TYPE_CHECKING:
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
        try:
            messages = self._twilio.run(lambda client: _list(client, to, since.astimezone(UTC))).result()
        except ClientClosedError:
            msg = "the look-up was shut down"
            raise LookUpError(msg) from None
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the answer is "not known"
            # The cause is cut off: its text may hold the address of the request, with the phone in it.
            msg = f"Twilio could not be asked ({type(error).__name__})"
            raise LookUpError(msg) from None
        matches = {message.sid: message for message in messages if _is_it(message, body, since)}
        oldest_first = sorted(matches.values(), key=lambda one: (one.date_created or since, one.sid or ""))
        return [_receipt(one) for one in oldest_first]

    def close(self) -> None:
        """Let go of the connections."""
        self._twilio.close()


async def _list(client: Client, to: str, since: datetime) -> list[MessageInstance]:
    day = (since - CLOCK_SKEW).date().isoformat()
    dated = await client.messages.list_async(to=to, date_sent_after=day, page_size=_PAGE)
    undated = await client.messages.list_async(to=to, limit=_UNDATED_LIMIT, page_size=_PAGE)
    return dated + undated


def _is_it(message: MessageInstance, body: str, since: datetime) -> bool:
    if not message.sid or message.body != body:
        return False
    return message.date_created is None or message.date_created >= since - CLOCK_SKEW


def _receipt(message: MessageInstance) -> Receipt:
    return as_receipt(message.sid or "", str(message.status or ""), message.error_code, message.to)
