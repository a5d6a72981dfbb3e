"""Takes in a patient's text: stores it, stops or starts, records an answer, opens an alert, plans the answer.

All in one transaction: a stop or an alert can never be lost between storing a text and acting on it. Only the sends
come later. The service never diagnoses, reassures, or promises that anyone reads.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy.exc import OperationalError

from reminders.core.alerts.alert_kinds import AlertKind, severity_of
from reminders.core.model.contact import Channel, Party
from reminders.core.replies.needs import summary_of
from reminders.services.alerts.escalate import tell_due
from reminders.services.consent import opt_in
from reminders.services.consent.stop import start_texts, stop_address
from reminders.services.replies import answer, unclear_stop
from reminders.services.replies.answer_back import answer_back
from reminders.services.replies.inbound import Inbound, InboundText
from reminders.services.replies.intake.identify import Arrival, clinics_written_to, identify
from reminders.services.replies.intake.understand import ReadAs, understand
from reminders.services.replies.plan_events import hold_plans
from reminders.services.replies.raise_alarm import raise_alarm
from reminders.services.retry_database import lost_to_another
from reminders.store.alerts import alerts
from reminders.store.clinics import clinics
from reminders.store.consent import opt_outs
from reminders.store.database.session import KEPT_CONNECTIONS
from reminders.store.enrollment import patients
from reminders.store.replies import auto_replies, inbound_texts, replies
from reminders.store.replies.inbound_texts import NewReply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.replies.needs import Need
    from reminders.core.replies.replies import Reading
    from reminders.services.consent.opt_in import OptInTurn
    from reminders.services.context import Context
    from reminders.services.replies.answer import OpenQuestion
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

MAX_CONCURRENT_TEXTS = KEPT_CONNECTIONS
"""Texts that are taken in at the same time: one more would open a connection for a single text."""

PATIENCE: Final = timedelta(seconds=1)
"""How long many texts wait for a lock that one of them needs, before each is taken in alone."""


def receive_text(context: Context, text: InboundText) -> Reading | None:
    """Take in a text from the provider; None when it was taken in before, or no clinic sends from that number."""
    with context.db.begin() as tx:
        (arrival,) = _arrivals(context, tx, [text])
        if arrival is None:
            return None
        replies.wait_for_turn(tx, arrival.hashes[0])
        return _take_in(context, tx, Channel.SMS, [arrival])[0]


def receive_texts(context: Context, texts: Sequence[InboundText]) -> dict[int, Reading | None]:
    """Take in texts of many phones in one transaction; return what `receive_text` does, by the index of each text.

    A text is left out, to be taken in alone, when another transaction deals with its phone at this moment, or an
    earlier text of the same phone stands before it; all are, when a lock that one of them needs stays taken.
    """
    try:
        with context.db.begin() as tx:
            return _receive_free(context, tx, texts)
    except OperationalError as error:
        if lost_to_another(error):
            log.info("texts_met_another", texts=len(texts))
            return {}
        raise


def _receive_free(context: Context, tx: Tx, texts: Sequence[InboundText]) -> dict[int, Reading | None]:
    """Take in the texts of the phones that no other transaction deals with."""
    arrivals = _arrivals(context, tx, texts)
    first = {arrival.hashes[0]: index for index, arrival in reversed(list(enumerate(arrivals))) if arrival}
    ours = sorted(first[item] for item in inbound_texts.try_turns(tx, sorted(first), PATIENCE))
    readings = _take_in(context, tx, Channel.SMS, [arrival for index in ours if (arrival := arrivals[index])])
    nowhere: dict[int, Reading | None] = {index: None for index, arrival in enumerate(arrivals) if arrival is None}
    return nowhere | dict(zip(ours, readings, strict=True))


def _arrivals(context: Context, tx: Tx, texts: Sequence[InboundText]) -> list[Arrival | None]:
    """Find the clinics that texts are for, in order; None for a text that is for none."""
    arrivals: list[Arrival | None] = []
    for text, sharing in zip(texts, clinics_written_to(tx, texts, context.environment_senders), strict=True):
        hashes = patients.address_hashes(tx, Channel.SMS, text.sender)
        arrivals.append(Arrival(text, sharing, hashes) if sharing else None)
        if not sharing:
            log.error("no_clinic_for_text", remedy="add a clinic: reminders clinic add")
    return arrivals


def receive(context: Context, clinic: Clinic, channel: Channel, address: str, body: str) -> Reading | None:
    """Take in words from an address of one clinic's patient, as a simulation plays them."""
    with context.db.begin() as tx:
        return receive_in(context, tx, clinic, channel, address, body)


def receive_in(context: Context, tx: Tx, clinic: Clinic, channel: Channel, address: str, body: str) -> Reading | None:
    """Take in words inside a transaction; see `receive`."""
    others = [clinic_id for clinic_id in opt_outs.clinics_in_scope(tx, channel, clinic) if clinic_id != clinic.id]
    sharing = [clinic, *(clinics.get_clinic(tx, clinic_id) for clinic_id in others)]
    hashes = patients.address_hashes(tx, channel, address)
    replies.wait_for_turn(tx, hashes[0])
    text = InboundText(address, clinic.sms_sender, body, "")
    return _take_in(context, tx, channel, [Arrival(text, sharing, hashes)])[0]


def _take_in(context: Context, tx: Tx, channel: Channel, arrivals: Sequence[Arrival]) -> list[Reading | None]:
    """Read, store and act on texts of as many addresses, whose turn it is."""
    inbounds = identify(context, tx, channel, arrivals)
    texts = [arrival.text for arrival in arrivals]
    understood = [understand(inbound, text) for inbound, text in zip(inbounds, texts, strict=True)]
    new = [_new(*one) for one in zip(inbounds, texts, understood, strict=True)]
    stored = list(zip(inbounds, understood, new, inbound_texts.insert_replies(tx, new), strict=True))
    _copy([(inbound, reply) for inbound, _, reply, reply_id in stored if reply_id is not None])
    for inbound, read_as, reply, reply_id in stored:
        if reply_id is None:
            log.info("reply_known_already")
            continue
        _act(inbound, read_as, reply_id)
        what = summary_of(read_as.reading, reply.pictures)
        log.info("reply_stored", reply_id=reply_id, reading=what, place=reply.place.value)
    auto_replies.plan_auto_replies(tx, [answer for inbound in inbounds for answer in inbound.planned])
    if alarmed := {clinic_id for inbound in inbounds for clinic_id in inbound.alarmed}:
        tell_due(tx, max(inbound.at for inbound in inbounds), sorted(alarmed))
    return [None if reply_id is None else read_as.reading for _, read_as, _, reply_id in stored]


def _new(inbound: Inbound, text: InboundText, read_as: ReadAs) -> NewReply:
    return NewReply(
        inbound.clinic.id,
        inbound.channel,
        inbound.address,
        text.body,
        read_as.reading,
        read_as.need.place,
        inbound.at,
        patient_id=inbound.only_patient,
        party=inbound.party,
        pictures=text.pictures,
        provider_id=text.provider_id or None,
    )


def _copy(stored: Sequence[tuple[Inbound, NewReply]]) -> None:
    """Give every other clinic concerned the text as its own: what one does with it, the others do not see."""
    copies = [
        (inbound, replace(reply, clinic_id=clinic_id, patient_id=None, party=Party.PATIENT, provider_id=copy_id))
        for inbound, reply in stored
        for clinic_id in inbound.concerned
        if clinic_id != inbound.clinic.id
        for copy_id in [f"{reply.provider_id[:50]}:{clinic_id}" if reply.provider_id else None]
    ]
    if not copies:
        return
    ids = inbound_texts.insert_replies(copies[0][0].tx, [copy for _, copy in copies])
    for (inbound, copy), copy_id in zip(copies, ids, strict=True):
        if copy_id is not None:
            inbound.copies[copy.clinic_id] = copy_id


def _act(inbound: Inbound, read_as: ReadAs, reply_id: str) -> None:
    reading, need = read_as.reading, read_as.need
    _alarm(inbound, reading, reply_id, need)
    if reading.automatic:
        return  # no one wrote it: no answer, no stop
    answers_keywords = not inbound.answered_by_provider
    if reading.stop:
        if _stop(inbound) and answers_keywords:
            answer_back(inbound, reply_id, "stop")
        return
    is_serious = bool(need.alerts)  # someone who reports an emergency or a death is not thanked for an answer
    answered = _record_answer(inbound, reading, read_as.questions, reply_id, quiet=is_serious)
    if turn := read_as.turn:
        answered = True
        _answer_opt_in(inbound, turn, reply_id, quiet=is_serious or reading.help or not answers_keywords)
    if reading.start and inbound.channel is Channel.SMS:
        _start(inbound)
        if answers_keywords and inbound.holders:
            answer_back(inbound, reply_id, "start")
    elif reading.help and inbound.holders:
        if answers_keywords:
            answer_back(inbound, reply_id, "help")
    elif not answered and not need.alerts and (read_as.around.pictures or not read_as.around.small_talk):
        _say_who_does_not_read(inbound, reply_id)


def _alarm(inbound: Inbound, reading: Reading, reply_id: str, need: Need) -> None:
    """Raise the alerts that a text needs, each with what it holds back and the answer it gets."""
    kinds = {kind for kind, _ in need.alerts}
    if reading.red_flag is not None:
        raise_alarm(inbound, reading.red_flag, reply_id, stops=reading.stop, starts=reading.start)
    if reading.plan_event is not None and AlertKind.PLAN_EVENT in kinds:
        answers = reading.red_flag is None and not reading.stop
        hold_plans(inbound, reading.plan_event, reply_id, answers=answers)
    if AlertKind.UNCLEAR_STOP in kinds:
        unclear_stop.hold_texts(inbound, reply_id)


def _say_who_does_not_read(inbound: Inbound, reply_id: str) -> None:
    """Reply to free text once a day; an unknown number also goes to the inbox."""
    if inbound.holders:
        answer_back(inbound, reply_id, "not_watched")
    elif answer_back(inbound, reply_id, "unknown_number"):
        about = alerts.About(
            inbound.clinic.id,
            inbound.address_hashes,
            severity_of(AlertKind.UNKNOWN_NUMBER),
            known=False,
            reply_id=reply_id,
        )
        alerts.raise_alert(inbound.tx, AlertKind.UNKNOWN_NUMBER, inbound.at, about)


def _answer_opt_in(inbound: Inbound, turn: OptInTurn, reply_id: str, *, quiet: bool) -> None:
    who = (inbound.address_hashes, inbound.holders)
    opt_in.take_turn(inbound.context, inbound.tx, turn, *who, at=inbound.at, actor=inbound.actor)
    if not (quiet or turn.repeated):
        answer_back(inbound, reply_id, turn.reply)


def _start(inbound: Inbound) -> None:
    """Lift a stop at the sender's wish, and take it as the yes that a clinic may wait for."""
    for clinic in inbound.senders:
        start_texts(inbound.context, inbound.tx, clinic, inbound.address, at=inbound.at, actor=inbound.actor)
    own = [clinics.get_clinic(inbound.tx, clinic_id) for clinic_id in inbound.concerned]
    who = (inbound.address_hashes, inbound.holders)
    opt_in.confirm_by_start(inbound.context, inbound.tx, own, *who, at=inbound.at, actor=inbound.actor)


def _stop(inbound: Inbound) -> bool:
    context, tx, channel, address = inbound.context, inbound.tx, inbound.channel, inbound.address
    new = [
        stop_address(context, tx, clinic, channel, address, source="reply", at=inbound.at, actor=inbound.actor)
        for clinic in inbound.senders
    ]
    return any(new)


def _record_answer(
    inbound: Inbound, reading: Reading, questions: Sequence[OpenQuestion], reply_id: str, *, quiet: bool
) -> bool:
    """Match an answer to the most recent open question; with two patients on one phone, no answer is guessed.

    `quiet`: something more serious is answered, so this is not.
    """
    codes = [(question, code) for question in questions if (code := answer.code_in(reading, question)) is not None]
    if not codes:
        return False
    if len({question.asked.patient_id for question, _ in codes}) > 1:
        alerts.open_alert(
            inbound.tx,
            AlertKind.FOLLOW_UP,
            inbound.at,
            clinic_id=inbound.clinic.id,
            reply_id=reply_id,
            detail="shared phone",
        )
        return True
    question, code = codes[0]
    outcome = answer.give(
        inbound.tx,
        question,
        code,
        clinic_id=inbound.clinic.id,
        at=inbound.at,
        reply_id=reply_id,
        actor=inbound.actor,
    )
    if outcome is None:
        return False
    if not quiet and (outcome.follow_up or outcome.thanks):
        answer_back(inbound, reply_id, "follow_up" if outcome.follow_up else "thanks", about_step=question.asked.step)
    return True
