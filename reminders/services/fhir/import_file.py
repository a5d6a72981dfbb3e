"""Takes in a file of FHIR resources, and says of each what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.fhir.pool import Entry, Pool
from reminders.core.fhir.snapshot import FOLLOWED
from reminders.core.hl7.outcomes import Decision, Outcome
from reminders.core.hl7.partner import Partner
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.services.fhir.collect import Broken, collect
from reminders.services.fhir.take import apply_in, new_message, take
from reminders.services.fhir.words import did
from reminders.services.hl7.read import find_partner
from reminders.services.wording.live_care import at_clinic
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.hl7.messages import NewMessage

_ORDER: Final = ("Appointment", "Procedure", "Encounter", "Patient", "Consent")
"""What is booked comes first, then what was done, then who a person is: before, that person may not be enrolled."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one entry of a file. `reference` is `Appointment/1`; empty where nothing can be read."""

    path: str
    reference: str
    decision: Decision

    @property
    def words(self) -> str:
        """What was done, in a sentence."""
        return did(self.decision)


def partner_at(context: Context, clinic: Clinic, name: str | None) -> Partner:
    """Return a clinic's partner; without a name one of no tables, whose codes are the names of care plans."""
    if name is not None:
        return find_partner(context, clinic, name)
    plans = at_clinic(context, clinic).catalog.ids
    return Partner("file", None, None, procedures={plan: plan for plan in plans})


def import_file(
    context: Context, clinic: Clinic, partner: Partner, content: bytes, *, actor: Actor, dry_run: bool = False
) -> list[Imported]:
    """Take in every resource of a file, in the order in which they build on each other; say so in the file's order.

    With `dry_run` all of it is really applied, and then taken back.

    Raises:
        MessageError: the file holds no JSON.

    """
    read = collect(content)
    pool = Pool()
    pool.add([item for item in read if isinstance(item, Entry)])
    done = {
        index: Imported(item.path, "", Decision(Outcome.MALFORMED, {"problem": str(item.problem)}))
        for index, item in enumerate(read)
        if isinstance(item, Broken)
    }
    entries = [(index, item) for index, item in enumerate(read) if isinstance(item, Entry)]
    entries.sort(key=lambda pair: _rank(pair[1]))
    new = {index: new_message(clinic, partner, item, pool) for index, item in entries if item.kind in FOLLOWED}
    done |= {
        index: _imported(item, Decision(Outcome.NOT_FOLLOWED, term=item.kind[:40]))
        for index, item in entries
        if index not in new
    }
    apply = _try_all if dry_run else _take_all
    decisions = apply(context, clinic, partner, list(new.values()))
    done |= {index: _imported(entry, decisions.pop(0)) for index, entry in entries if index in new}
    if not dry_run:
        _record(context, clinic, partner, len(new), actor)
    return [done[index] for index in range(len(read))]


def _imported(entry: Entry, decision: Decision) -> Imported:
    return Imported(entry.path, entry.reference, decision)


def _record(context: Context, clinic: Clinic, partner: Partner, count: int, actor: Actor) -> None:
    """Note who took a file in; what it changed stands under the partner's name."""
    with context.db.begin() as tx:
        detail = f"fhir:{partner.name}, {count}"
        add_entry(tx, AuditEntry(clinic.id, Action.IMPORTED_FHIR, actor, context.clock.now(), detail=detail))


def _rank(entry: Entry) -> tuple[int, str]:
    """Return when a resource's turn is: versions of one in the order of their making."""
    meta = entry.resource.get("meta")
    updated = meta.get("lastUpdated") if isinstance(meta, dict) else None
    rank = _ORDER.index(entry.kind) if entry.kind in _ORDER else len(_ORDER)
    if entry.kind == "Patient" and entry.resource.get("link"):  # a merge says whose surgeries those are
        rank = -1
    return rank, updated if isinstance(updated, str) else ""


def _take_all(context: Context, clinic: Clinic, partner: Partner, new: list[NewMessage]) -> list[Decision]:
    return [take(context, clinic, partner, item).decision for item in new]


def _try_all(context: Context, clinic: Clinic, partner: Partner, new: list[NewMessage]) -> list[Decision]:
    try:
        with context.db.begin() as tx:
            decisions = [apply_in(context, tx, clinic, partner, item).decision for item in new]
            tx.roll_back()
        return decisions
    finally:
        context.book.forget()  # a pathway kept by a transaction that was undone was never kept
