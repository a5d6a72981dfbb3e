"""Which way a message goes, or why there is none."""

from __future__ import annotations

from itertools import product

from reminders.core.model.contact import Channel, Choice, Contact, Reach, choose_channel
from reminders.core.model.status import Reason
from tests.core.making import EMAIL, SMS
from tests.tables import each_row

OPEN, NO_CONSENT, OPTED_OUT, BAD = Reach.OPEN, Reach.NO_CONSENT, Reach.OPTED_OUT, Reach.BAD_ADDRESS


@each_row(
    ("preferred", "sms", "email", "channel", "reason"),
    [
        ((SMS, EMAIL), OPEN, OPEN, SMS, None),
        ((EMAIL, SMS), OPEN, OPEN, EMAIL, None),
        ((SMS, EMAIL), NO_CONSENT, OPEN, EMAIL, None),
        ((SMS, EMAIL), OPTED_OUT, OPEN, EMAIL, None),
        ((SMS, EMAIL), BAD, OPEN, EMAIL, None),
        ((EMAIL, SMS), OPEN, OPTED_OUT, SMS, None),
        ((SMS,), OPTED_OUT, OPEN, SMS, OPTED_OUT),  # never a channel that the step does not name
        ((EMAIL,), OPEN, NO_CONSENT, EMAIL, NO_CONSENT),
        # Of two closed channels the more telling reason, and of two telling ones the preferred channel's.
        ((SMS, EMAIL), NO_CONSENT, NO_CONSENT, SMS, NO_CONSENT),
        ((SMS, EMAIL), NO_CONSENT, OPTED_OUT, EMAIL, OPTED_OUT),
        ((SMS, EMAIL), BAD, NO_CONSENT, SMS, BAD),
        ((SMS, EMAIL), OPTED_OUT, BAD, SMS, OPTED_OUT),
        ((EMAIL, SMS), OPTED_OUT, BAD, EMAIL, BAD),
    ],
)
def test_the_first_open_channel_or_the_most_telling_reason(
    preferred: tuple[Channel, ...], sms: Reach, email: Reach, channel: Channel, reason: Reach | None
) -> None:
    assert choose_channel(preferred, Contact({SMS: sms, EMAIL: email})) == Choice(channel, reason)


@each_row(("sms", "email"), list(product(Reach, repeat=2)))
@each_row("preferred", [(SMS, EMAIL), (EMAIL, SMS), (SMS,), (EMAIL,)])
def test_a_closed_channel_is_never_chosen_without_its_own_reason(
    preferred: tuple[Channel, ...], sms: Reach, email: Reach
) -> None:
    contact = Contact({SMS: sms, EMAIL: email})
    choice = choose_channel(preferred, contact)
    assert choice.channel in preferred
    assert contact.of(choice.channel) is (choice.reason or Reach.OPEN)
    assert choice.reason is None or OPEN not in {contact.of(channel) for channel in preferred}


def test_a_channel_no_one_spoke_of_has_no_consent() -> None:
    assert Contact().of(SMS) is NO_CONSENT
    assert choose_channel((SMS, EMAIL), Contact()) == Choice(SMS, NO_CONSENT)


def test_every_closed_reach_is_a_reason_that_staff_can_read() -> None:
    assert {reach.value for reach in Reach if reach is not OPEN} < {reason.value for reason in Reason}
