"""Takes the answer to "Reply 1 or YES to get these texts": a yes opens texts, a no keeps them closed.

Called inside the transaction that stores the text, so that the answer and what it changes are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reminders.core.consent.opt_in import CONFIRMED, DECLINED, WORDING, OptInState, next_state
from reminders.core.consent.opt_in_answer import read_opt_in
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel, Party
from reminders.services.plans.replan import replan_patients
from reminders.store.consent import opt_ins
from reminders.store.enrollment import caregivers, patients
from reminders.store.replies.opt_in_questions import cancel_waiting
from reminders.store.staff.audit import add_entries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.enrollment.patients import Holder


@dataclass(frozen=True, slots=True)
class OptInTurn:
    """A text as the answer to a clinic's question. `whole`: it says nothing else; `repeated`: it was said before."""

    clinic_id: int
    state: OptInState
    whole: bool = True
    repeated: bool = False

    @property
    def reply(self) -> str:
        """The name of our answer to it."""
        return CONFIRMED if self.state is OptInState.CONFIRMED else DECLINED


def read_turn(
    tx: Tx, clinic_ids: Sequence[int], hashes: Sequence[str], body: str, *, asked_since: datetime | None
) -> OptInTurn | None:
    """Read a text as the answer to our latest question; None if it is none.

    `asked_since`: when the phone was last asked something else; then a digit is the answer to that.
    """
    said = read_opt_in(body)
    asked = opt_ins.last_asked(tx, clinic_ids, hashes) if said else None
    if said is None or asked is None or (asked_since is not None and asked_since > asked.sent_at):
        return None
    state = next_state(asked.state, said.answer)
    return OptInTurn(asked.clinic_id, state or asked.state, said.whole, repeated=state is None)


def take_turn(  # noqa: PLR0913 what was said, by whom, when
    context: Context,
    tx: Tx,
    turn: OptInTurn,
    hashes: Sequence[str],
    holders: Sequence[Holder],
    *,
    at: datetime,
    actor: Actor,
) -> None:
    """Store an answer for all who use the phone at that clinic, and plan what it opens."""
    if turn.repeated:
        return
    theirs = [holder for holder in holders if holder.clinic_id == turn.clinic_id]
    cancel_waiting(tx, turn.clinic_id, hashes, at)
    opt_ins.answer(tx, turn.clinic_id, hashes, turn.state, at)
    granted = turn.state is OptInState.CONFIRMED
    patients.record_consents(tx, [_consent(tx, holder, at, granted=granted) for holder in theirs])
    action = Action.CONFIRMED_TEXTS if granted else Action.DECLINED_TEXTS
    add_entries(tx, [AuditEntry(one.clinic_id, action, actor, at, one.id, detail=one.party.value) for one in theirs])
    replan_patients(context, tx, [holder.id for holder in theirs], at)


def confirm_by_start(  # noqa: PLR0913 as above
    context: Context,
    tx: Tx,
    clinics: Sequence[Clinic],
    hashes: Sequence[str],
    holders: Sequence[Holder],
    *,
    at: datetime,
    actor: Actor,
) -> None:
    """Take a START as a yes, where a clinic waits for one: its sender asks for texts in so many words."""
    for clinic in (one for one in clinics if one.double_opt_in or one.asked_opt_in):
        known = opt_ins.of_phone(opt_ins.known_phones(tx, clinic.id, hashes), hashes)
        waits = known.state in {OptInState.ASKED, OptInState.DECLINED} if known else clinic.double_opt_in
        if waits and any(holder.clinic_id == clinic.id for holder in holders):
            turn = OptInTurn(clinic.id, OptInState.CONFIRMED)
            take_turn(context, tx, turn, hashes, holders, at=at, actor=actor)


def _consent(tx: Tx, holder: Holder, at: datetime, *, granted: bool) -> dict[str, Any]:
    """Return the line of the consent log: who answered the question, in which language, by text."""
    language = patients.get_patients(tx, [holder.id])[holder.id].language
    if holder.party is Party.CAREGIVER and (caregiver := caregivers.caregiver_of(tx, holder.id)):
        language = caregiver.language
    return {
        "patient_id": holder.id,
        "channel": Channel.SMS.value,
        "granted": granted,
        "source": "reply",
        "wording": WORDING,
        "language": language,
        "at": at,
        "said_by": holder.party.value,
        "how": "text",
        "said_on": None,
        "party": holder.party.value,
    }
