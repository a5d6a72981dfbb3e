"""Finds out who wrote and to which sender of ours: of one text, or of many with the same few statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.services.replies.answer import MAX_OPEN_FOR
from reminders.services.replies.answer_back import DAY
from reminders.services.replies.inbound import Inbound, Known
from reminders.store.clinics import clinics
from reminders.store.consent import opt_outs
from reminders.store.enrollment import patients
from reminders.store.replies import auto_replies, inbound_texts, replies

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Channel, Party
    from reminders.services.context import Context
    from reminders.services.replies.inbound import InboundText
    from reminders.store.database.session import Tx
    from reminders.store.enrollment.patients import Holder

ENVIRONMENTS_SENDER: Final = "default"
OWN_WORDS_SINCE: Final = timedelta(days=30)
MAX_OWN_TEXTS: Final = 12


@dataclass(frozen=True, slots=True)
class Arrival:
    """A text, the clinics of the sender that it was written to (at least one), and the hashes of who wrote."""

    text: InboundText
    sharing: Sequence[Clinic]
    hashes: Sequence[str]


def clinics_written_to(
    tx: Tx, texts: Sequence[InboundText], environment_senders: Collection[str] = ()
) -> list[list[Clinic]]:
    """Return, for each text, the clinics that send from the number, or the messaging service, that it was sent to.

    The environment's own number has two names where one clinic is given it by number and another says `default`: a
    stop must reach the patients of both.
    """
    names = [{name for name in (text.to, text.messaging_service) if name} for text in texts]
    senders = clinics.clinics_of_sender(tx, sorted({ENVIRONMENTS_SENDER}.union(*names)))
    return [_written_to(senders, own, environment_senders) for own in names]


def _written_to(senders: Sequence[Clinic], own: Collection[str], environment_senders: Collection[str]) -> list[Clinic]:
    recipients = [clinic for clinic in senders if clinic.sms_sender in own or clinic.sms_sender == ENVIRONMENTS_SENDER]
    if any(name in own for name in environment_senders):
        return recipients
    return [clinic for clinic in recipients if clinic.sms_sender in own] or recipients


def identify(context: Context, tx: Tx, channel: Channel, arrivals: Sequence[Arrival]) -> list[Inbound]:
    """Find out who uses the addresses that texts came from, and what is known of them. It is their turn: see `reply`.

    The clinic that answers is, of those whose patient it may be, the one that wrote last, else the first.
    """
    if not arrivals:
        return []
    now = context.clock.now()
    hashes = {item for arrival in arrivals for item in arrival.hashes}
    shared = {clinic.id for arrival in arrivals for clinic in arrival.sharing}
    users = patients.holders_with_hash(tx, channel, hashes, shared)
    holders = [_holders(users, arrival) for arrival in arrivals]
    moments = [arrival.text.at or now for arrival in arrivals]
    known = _look_up(tx, arrivals, holders, min(moments))
    return [_inbound(context, tx, channel, *one) for one in zip(arrivals, holders, moments, known, strict=True)]


def _holders(users: Sequence[tuple[str, Holder]], arrival: Arrival) -> list[Holder]:
    shared = {clinic.id for clinic in arrival.sharing}
    return [holder for item, holder in users if item in arrival.hashes and holder.clinic_id in shared]


def _inbound(  # noqa: PLR0913, PLR0917 what is known of one text
    context: Context, tx: Tx, channel: Channel, arrival: Arrival, holders: Sequence[Holder], at: datetime, known: Known
) -> Inbound:
    text, sharing, hashes = arrival.text, arrival.sharing, arrival.hashes
    likely = [holder.clinic_id for holder in holders] or [clinic.id for clinic in sharing]
    ways = [inbound_texts.last_clinic(tx, hashes), sharing[0].id] if len(set(likely)) > 1 else []
    speaking = next((candidate for candidate in ways if candidate in likely), likely[0])
    clinic = next(clinic for clinic in sharing if clinic.id == speaking)
    by_chance = sorted(sharing, key=lambda one: one.id in likely)  # the last of each sender speaks for it
    return Inbound(
        *(context, tx, clinic, channel, text.sender, hashes, holders, at),
        answered_by_provider=text.opt_out_type is not None,
        answered=text.answered,
        sharing=[one.id for one in sharing],
        senders=list({one.sms_sender: one for one in (*by_chance, clinic)}.values()),
        known=known,
    )


def _look_up(tx: Tx, arrivals: Sequence[Arrival], holders: Sequence[Sequence[Holder]], at: datetime) -> list[Known]:
    """Look up what is known of each address, up to `at`, the earliest of the texts."""
    hashes = {item for arrival in arrivals for item in arrival.hashes}
    own = inbound_texts.own_texts(tx, hashes, at - OWN_WORDS_SINCE, MAX_OWN_TEXTS)
    people = {holder.id for of_one in holders for holder in of_one}
    asked = replies.recent_messages(tx, sorted(people), at - MAX_OPEN_FOR)
    stops = opt_outs.standing_opt_outs(tx, hashes)
    answers = auto_replies.planned_since(tx, hashes, at - DAY)
    return [
        Known(
            [sent.words for sent in own if sent.address_hash in arrival.hashes][:MAX_OWN_TEXTS],
            [message for message in asked if (message.patient_id, message.party) in _who(of_one)],
            stops,
            [answer for answer in answers if answer.address_hash in arrival.hashes],
        )
        for arrival, of_one in zip(arrivals, holders, strict=True)
    ]


def _who(holders: Sequence[Holder]) -> set[tuple[str, Party]]:
    """Return whose questions are theirs to answer: a caregiver answers none that only the patient was asked."""
    return {(holder.id, holder.party) for holder in holders}
