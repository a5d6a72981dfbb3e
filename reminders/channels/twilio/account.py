"""Asks Twilio whether it knows our account: one request, nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from reminders.channels.twilio.client import TwilioClient
from reminders.channels.twilio.sender import outcome_of
from reminders.ports import SenderCheck

if TYPE_CHECKING:
    from datetime import timedelta

_LOGIN_REFUSED = frozenset({401, 403, 404})


def check_account(*, account_sid: str, auth_token: str, api_base_url: str, timeout: timedelta) -> SenderCheck:
    """Fetch the account (https://www.twilio.com/docs/iam/api/account) and say whether texts can be sent from it."""
    twilio = TwilioClient(
        account_sid=account_sid, auth_token=auth_token, api_base_url=api_base_url, timeout=timeout, connections=1
    )
    try:
        account = twilio.run(lambda client: client.api.accounts(account_sid).fetch_async()).result()
    except (TwilioRestException, TwilioServiceException) as error:
        if error.status in _LOGIN_REFUSED:
            return SenderCheck(
                works=False,
                says=f"Twilio at {api_base_url} refuses the login; correct TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
            )
        return SenderCheck(
            works=False, says=f"Twilio at {api_base_url} answers with HTTP status {error.status}; try later"
        )
    except Exception as error:  # noqa: BLE001 the SDK passes on whatever its transport raises, and its text may be private
        detail = outcome_of(error).detail
        return SenderCheck(
            works=False, says=f"{detail} ({api_base_url}); is the network open, and TWILIO_API_BASE_URL right?"
        )
    finally:
        twilio.close()
    if str(account.status) != "active":
        return SenderCheck(
            works=False, says=f"the Twilio account is {account.status}; open it again in Twilio's console"
        )
    trial = ", a trial: it texts only numbers that you verified" if str(account.type) == "Trial" else ""
    return SenderCheck(works=True, says=f"Twilio knows the account, which is active{trial}")
