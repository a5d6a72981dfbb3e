"""Makes out what a text says: as an answer to what was asked, as a wish, as news, and what it needs of us."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.replies.needs import Circumstances, Need, needs_person
from reminders.core.replies.replies import Reading, as_provider_read, choice_alone, is_small_talk, read
from reminders.services.consent import opt_in
from reminders.services.replies import answer, unclear_stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.services.consent.opt_in import OptInTurn
    from reminders.services.replies.answer import OpenQuestion
    from reminders.services.replies.inbound import Inbound, InboundText


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a text is understood: what it says, what it may answer, and what it needs."""

    reading: Reading
    questions: Sequence[OpenQuestion]
    around: Circumstances
    need: Need
    turn: OptInTurn | None


def understand(inbound: Inbound, text: InboundText) -> ReadAs:
    """Read a text for the moment at which it came."""
    own, at = inbound.known.own_texts, inbound.at
    questions = answer.open_questions(inbound.context, inbound.tx, inbound.known.asked, at)
    reading = unclear_stop.read_answer(inbound, _read(text, questions, own), text.body)
    turn = _opt_in_turn(inbound, text, reading, questions)
    if turn:  # "1" and "no thanks" are the answer to that, and to nothing else
        questions, reading = [], replace(reading, answer=None, score=None, unclear_stop=False)
    around = replace(_around(inbound, text, reading, questions, own), confirms=turn is not None and turn.whole)
    return ReadAs(reading, questions, around, needs_person(reading, around), turn)


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
        asked_lately=bare and answer.asked_lately(inbound.context, tx, inbound.known.asked, at),
        small_talk=is_small_talk(text.body, own),
        bare_choice=bare,
        score_unread=on_scale and not answered,
        stopped=reading.unclear_stop and inbound.is_opted_out,
    )


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
