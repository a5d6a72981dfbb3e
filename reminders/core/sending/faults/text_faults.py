"""The text provider's codes: what each means, whom it blames, and what to do, as one table.

Twilio splits and rewords codes over the years, so nothing hangs on its words, and an unknown code blames the message
alone. Source of a row: https://www.twilio.com/docs/api/errors/CODE, unless it names another.
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.model.faults import SLOW_DOWN, Blame, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

# The limit counts a rolling day (63038): asking again within minutes is useless.
DAILY_LIMIT_RETRY: Final = timedelta(hours=3)
_SOURCE: Final = "https://www.twilio.com/docs/api/errors/"


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


def _row(
    blame: Blame,
    *codes: int,
    says: str,
    many: bool = False,
    transient: bool = False,
    opted_out: bool = False,
    retry_after: timedelta | None = None,
) -> dict[int, Fault]:
    return {
        code: Fault(
            blame,
            says,
            f"{_SOURCE}{code}",
            many=many,
            transient=transient,
            opted_out=opted_out,
            retry_after=retry_after,
        )
        for code in codes
    }


_STOPPED = {
    **_row(
        Blame.MESSAGE, 21610, 63014, opted_out=True,
        says=_("The patient has blocked texts from this number. Only the patient can allow them again, by texting START."),
    ),
}  # fmt: skip

_ADDRESS = {
    **_row(
        Blame.ADDRESS, 21211, 21217, 21264,
        says=_("This is not a valid phone number. Ask the patient for the right one and correct it."),
    ),
    **_row(
        Blame.ADDRESS, 21265,
        says=_("This is a short code, not a phone. Ask the patient for their mobile number."),
    ),
    **_row(
        Blame.ADDRESS, 21612,
        says=_("This phone cannot be reached from our number. Use email, or ask for another phone."),
    ),
    **_row(
        Blame.ADDRESS, 21614, 21635,
        says=_("This number cannot receive texts; it is probably a landline. Ask for a mobile number, or use email."),
    ),
    **_row(
        Blame.ADDRESS, 30005,
        says=_("The carrier does not know this number, or it is out of service. Ask the patient for the right one."),
    ),
    **_row(
        Blame.ADDRESS, 30006,
        says=_("This is a landline, or a carrier that texts cannot reach. Ask for a mobile number, or use email."),
    ),
    # One foreign number must not silence the clinic: this phone gets email until an admin switches the country on.
    **_row(
        Blame.ADDRESS, 21408,
        says=_("Texts to this phone's country are turned off in the Twilio account. Use email, or turn the country on."),
    ),
}  # fmt: skip

_SENDER = {
    **_row(
        Blame.SENDER, 10001, 20005, 30002,
        says=_("The Twilio account is suspended or not active. Nothing will go out until it is restored at Twilio."),
    ),
    **_row(
        Blame.SENDER, 20003, 20006, 20008, 20403, 20404,
        says=_("Twilio refused our account or password. Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN."),
    ),
    **_row(
        Blame.SENDER, 21603, 21703, 21704, 21705,
        says=_("No number to send from is set up. Add one to the Messaging Service at Twilio, or set TWILIO_FROM."),
    ),
    **_row(
        Blame.SENDER, 21601, 21606, 21607, 21616, 21659, 21660, 21661, 63007,
        says=_("Twilio does not let us send from this number. Check that it belongs to the account and can send texts."),
    ),
    **_row(
        Blame.SENDER, 21608,
        says=_("The Twilio account is a trial and texts verified numbers only. Upgrade it at Twilio."),
    ),
    **_row(
        Blame.SENDER, 21609,
        says=_("Twilio refused the address for delivery receipts. Check PUBLIC_URL."),
    ),
    **_row(
        Blame.SENDER, 30024, 30032, 30033, 30034, 30035, 30037, 30464,
        says=_("Our number is not registered or not approved for texts like these. Finish its registration at Twilio."),
    ),
}  # fmt: skip

_MESSAGE = {
    # One carrier's filter has refused one text. It is the sender's fault only when many people's texts meet it.
    **_row(
        Blame.MESSAGE, 30007, 30883, many=True,
        says=_("The carrier filtered this text as unwanted. Call the patient; if it happens to many, check the wording "
               "and the number's registration."),
    ),
    # A block list, a do-not-disturb register, a phone without service: of one it says nothing about the sender.
    **_row(
        Blame.MESSAGE, 30004, 30018, many=True,
        says=_("The carrier or the phone blocks our texts. Call the patient, or use email."),
    ),
    **_row(
        Blame.MESSAGE, 21617, 21618, 30019,
        says=_("The text is too long. Shorten its wording."),
    ),
    **_row(
        Blame.MESSAGE, 21602, 21619,
        says=_("The text is empty. Check its wording."),
    ),
    **_row(
        Blame.MESSAGE, 21219,
        says=_("The trial account may not text this number. Verify it at Twilio, or upgrade the account."),
    ),
    **_row(
        Blame.MESSAGE, 30010, 30011, 30012, 30013, 30038, 30039, 30044,
        says=_("The provider does not accept this text as it is. Tell whoever runs the service."),
    ),
    # Taken, then not delivered; the phone may be back tomorrow.
    **_row(
        Blame.MESSAGE, 30003, transient=True,
        says=_("The phone was off or had no signal. Later texts may arrive; call if this one mattered."),
    ),
    **_row(
        Blame.MESSAGE, 30008, 30009, 30410, 30500, transient=True,
        says=_("The carrier did not deliver it and gave no reason. Later texts may arrive; call if this one mattered."),
    ),
    **_row(
        Blame.MESSAGE, 30036, transient=True,
        says=_("It could not be delivered before its time was up. Later texts may arrive; call if this one mattered."),
    ),
    **_row(
        Blame.MESSAGE, 30450, transient=True,
        says=_("Fraud protection held it back. Later texts may arrive; call if this one mattered."),
    ),
}  # fmt: skip

_LATER = {
    **_row(
        Blame.LATER, 20429, 14107, 63017, 63018, transient=True,
        says=_("Too many texts at once. It is tried again by itself; if it happens often, lower SMS_PER_SECOND."),
    ),
    **_row(
        Blame.LATER, 21611, 30001, 30017, 30022, transient=True, retry_after=SLOW_DOWN,
        says=_("The queue at the provider or carrier is full. It is tried again by itself."),
    ),
    **_row(
        Blame.LATER, 30023, 63038, transient=True, retry_after=DAILY_LIMIT_RETRY,
        says=_("The daily limit for texts is used up. It is tried again later today; raise the limit at Twilio."),
    ),
}  # fmt: skip

TEXT_FAULTS: Final[Mapping[int, Fault]] = MappingProxyType(_STOPPED | _ADDRESS | _SENDER | _MESSAGE | _LATER)
"""By the provider's code."""
