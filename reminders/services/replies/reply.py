"""Takes in a patient's text: stores it, stops or starts, records an answer, opens an alert, plans the answer.

All in one transaction: a stop or an alert can never be lost between storing a text and acting on it. Only the sends
come later. The service never diagnoses, reassures, or promises that anyone reads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from reminders.core.alerts.alert_kinds import AlertKind, severity_of
from reminders.core.model.contact import Channel
from reminders.core.replies.needs import Circumstances, Need, needs_person, summary_of
from reminders.core.replies.replies import Reading, as_provider_read, choice_alone, is_small_talk, read
from reminders.services.consent import opt_in
from reminders.services.consent.stop import start_texts, stop_address
from reminders.services.replies import answer, unclear_stop
from reminders.services.replies.answer_back import answer_back
from reminders.services.replies.inbound import Inbound, InboundText, clinics_written_to, identify
from reminders.services.replies.plan_events import hold_plans
from reminders.services.replies.raise_alarm import raise_alarm
from reminders.store.alerts import alerts
from reminders.store.clinics import clinics
from reminders.store.consent import opt_outs
from reminders.store.database.session import KEPT_CONNECTIONS
from reminders.store.replies import replies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.replies.needs import InboxPlace
    from reminders.services.consent.opt_in import OptInTurn
    from reminders.services.context import Context
    from reminders.services.replies.answer import OpenQuestion
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

OWN_WORDS_SINCE = timedelta(days=30)
MAX_OWN_TEXTS = 12

MAX_CONCURRENT_TEXTS = KEPT_CONNECTIONS
"""Texts that are taken in at the same time: one more would open a connection for a single text."""


@dataclass(frozen=True, slots=True)
class _ReadAs:
    """How a text is understood: what it says, what it may answer, and what it needs."""

    reading: Reading
    questions: Sequence[OpenQuestion]
    around: Circumstances
    need: Need
    turn: OptInTurn | None


def receive_text(context: Context, text: InboundText) -> Reading | None:
    """Take in a text from the provider; None when it was taken in before, or no clinic sends from that number."""
    with context.db.begin() as tx:
        sharing = clinics_written_to(tx, text, context.environment_senders)
        if not sharing:
            log.error("no_clinic_for_text", remedy="add a clinic: reminders clinic add")
            return None
        inbound = identify(context, tx, sharing, Channel.SMS, text.sender, text)
        return _take_in(inbound, text)


def receive(context: Context, clinic: Clinic, channel: Channel, address: str, body: str) -> Reading | None:
    """Take in words from an address of one clinic's patient, as a simulation plays them."""
    with context.db.begin() as tx:
        return receive_in(context, tx, clinic, channel, address, body)


def receive_in(context: Context, tx: Tx, clinic: Clinic, channel: Channel, address: str, body: str) -> Reading | None:
    """Take in words inside a transaction; see `receive`."""
    others = [clinic_id for clinic_id in opt_outs.clinics_in_scope(tx, channel, clinic) if clinic_id != clinic.id]
    sharing = [clinic, *(clinics.get_clinic(tx, clinic_id) for clinic_id in others)]
    inbound = identify(context, tx, sharing, channel, address)
    return _take_in(inbound, InboundText(address, clinic.sms_sender, body, ""))


def _take_in(inbound: Inbound, text: InboundText) -> Reading | None:
    tx, at = inbound.tx, inbound.at
    questions = answer.open_questions(inbound.context, tx, inbound.holders, at)
    own = replies.own_texts(tx, inbound.address_hashes, at - OWN_WORDS_SINCE, MAX_OWN_TEXTS)
    reading = unclear_stop.read_answer(inbound, _read(text, questions, own), text.body)
    turn = _opt_in_turn(inbound, text, reading, questions)
    if turn:  # "1" and "no thanks" are the answer to that, and to nothing else
        questions, reading = [], replace(reading, answer=None, score=None, unclear_stop=False)
    around = replace(_around(inbound, text, reading, questions, own), confirms=turn is not None and turn.whole)
    need = needs_person(reading, around)
    read_as = _ReadAs(reading, questions, around, need, turn)
    reply_id = replies.insert_reply(
        tx,
        clinic_id=inbound.clinic.id,
        patient_id=inbound.only_patient,
        party=inbound.party,
        channel=inbound.channel,
        sender=inbound.address,
        body=text.body,
        reading=reading,
        place=need.place,
        at=at,
        pictures=text.pictures,
        provider_id=text.provider_id or None,
    )
    if reply_id is None:
        log.info("reply_known_already")
        return None
    _copy(inbound, text, reading, need.place)
    _act(inbound, read_as, reply_id)
    log.info("reply_stored", reply_id=reply_id, reading=summary_of(reading, text.pictures), place=need.place.value)
    return reading


def _copy(inbound: Inbound, text: InboundText, reading: Reading, place: InboxPlace) -> None:
    """Give every other clinic concerned the text as its own: what one does with it, the others do not see."""
    for clinic_id in inbound.concerned:
        if clinic_id == inbound.clinic.id:
            continue
        copy = replies.insert_reply(
            inbound.tx,
            clinic_id=clinic_id,
            patient_id=None,
            channel=inbound.channel,
            sender=inbound.address,
            body=text.body,
            reading=reading,
            place=place,
            at=inbound.at,
            pictures=text.pictures,
            provider_id=f"{text.provider_id[:50]}:{clinic_id}" if text.provider_id else None,
        )
        if copy is not None:
            inbound.copies[clinic_id] = copy


def _read(text: InboundText, questions: Sequence[OpenQuestion], own: Sequence[str]) -> Reading:
    ask = questions[0].ask if questions else None
    scale = ask.scale if ask else None
    ends, parts = ((scale.lowest, scale.highest), scale.parts) if scale else (None, ())
    plain = read(text.body, ask.answers if ask else {}, own, scale=ends, parts=parts)
    reading = as_provider_read(plain, text.body, text.opt_out_type)
    return replace(reading, automatic=False) if text.opt_out_type else reading  # the provider acted on it


def _around(
    inbound: Inbound, text: InboundText, reading: Reading, questions: Sequence[OpenQuestion], own: Sequence[str]
) -> Circumstances:
    """Collect what counts beside the words."""
    tx, at = inbound.tx, inbound.at
    answered = answer.will_take(tx, questions, reading, at)
    on_scale = bool(questions) and questions[0].ask.scale is not None and answer.may_change(tx, questions[0], at)
    bare = not answered and choice_alone(text.body) is not None
    return Circumstances(
        pictures=text.pictures,
        known=bool(inbound.holders),
        answered=answered,
        asked_lately=bare and answer.asked_lately(inbound.context, tx, inbound.holders, at),
        small_talk=is_small_talk(text.body, own),
        bare_choice=bare,
        score_unread=on_scale and not answered,
        stopped=reading.unclear_stop and inbound.is_opted_out,
    )


def _act(inbound: Inbound, read_as: _ReadAs, reply_id: str) -> None:
    reading, need = read_as.reading, read_as.need
    _alarm(inbound, reading, reply_id, need)
    if reading.automatic:
        return  # no one wrote it: no answer, no stop
    answers_keywords = not inbound.answered_by_provider
    if reading.stop:
        if _stop(inbound) and answers_keywords:
            answer_back(inbound, reply_id, "stop")
        return
    graver = bool(need.alerts)  # no thanks to whoever tells of an emergency or a death in the same breath
    answered = _record_answer(inbound, reading, read_as.questions, reply_id, quiet=graver)
    if turn := read_as.turn:
        answered = True
        _answer_opt_in(inbound, turn, reply_id, quiet=graver or reading.help or not answers_keywords)
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


def _opt_in_turn(
    inbound: Inbound, text: InboundText, reading: Reading, questions: Sequence[OpenQuestion]
) -> OptInTurn | None:
    """Read a text as the answer to the question of a double opt-in, where that was asked last."""
    if inbound.channel is not Channel.SMS or reading.stop or reading.start or reading.automatic:
        return None
    if not inbound.holders or inbound.is_opted_out:
        return None  # who has stopped starts again by START alone
    since = max((question.asked.sent_at for question in questions), default=None)
    return opt_in.read_turn(inbound.tx, inbound.concerned, inbound.address_hashes, text.body, asked_since=since)


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

    `quiet`: something graver is answered, so this is not.
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
