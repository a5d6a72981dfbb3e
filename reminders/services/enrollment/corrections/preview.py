"""What a correction would do to every message of a patient: times, words and reasons, before and after.

The correction is carried out and taken back, so that what is shown is what saving it does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel, Party
from reminders.core.model.status import Status
from reminders.core.plans.plan_changes import changes_between
from reminders.ports import RenderError
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.look_ahead import look_ahead
from reminders.services.wording.live_care import at_clinic
from reminders.services.wording.render_message import recipient_of, write_step
from reminders.services.wording.visit_words import VisitWords
from reminders.store.enrollment import enrollments
from reminders.store.enrollment.caregivers import caregiver_of
from reminders.store.plans import plans

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.core.plans.pathway import Pathway
    from reminders.core.plans.plan_changes import PlanChange
    from reminders.core.plans.replanning import StandingMessage
    from reminders.services.context import Context
    from reminders.services.plans.look_ahead import UpcomingPlan
    from reminders.services.wording.render_message import Recipient
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class MessageChange:
    """One message before and after; `template` names it, words are None where none would go out.

    `languages` are those of the words before and after.
    """

    change: PlanChange
    template: str
    words_before: str | None
    words_after: str | None
    languages: tuple[str, str]

    @property
    def party(self) -> Party:
        """Whether it goes to the patient or to the caregiver."""
        row = self.change.after or self.change.before
        return row.party if row else Party.PATIENT

    @property
    def step(self) -> str:
        """The step's key."""
        row = self.change.after or self.change.before
        return row.step if row else ""

    @property
    def channel(self) -> str:
        """By text or by email."""
        row = self.change.after or self.change.before
        return row.channel.value if row else ""

    @property
    def reworded(self) -> bool:
        """Whether it would go out either way, in other words."""
        return self.words_before is not None and self.words_after is not None and self.words_before != self.words_after

    @property
    def differs(self) -> bool:
        """Whether its time, its fate or its words change."""
        return self.change.moved or self.reworded


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """One plan of the patient: every message that waits before or after the change, and what goes out then."""

    plan: Enrollment
    pathway: Pathway
    messages: Sequence[MessageChange]
    ahead: UpcomingPlan


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a change does: to whom, which fields, and plan by plan. Patients are as they were and as they would be."""

    before: Patient
    after: Patient
    fields: frozenset[str]
    plans: Sequence[PlanPreview]

    @property
    def differs(self) -> bool:
        """Whether any message changes, or something has to be confirmed."""
        return any(item.differs for plan in self.plans for item in plan.messages) or bool(self.asking)

    @property
    def asking(self) -> list[str]:
        """What has to be confirmed, each as one short text."""
        return [f"{one.plan.id} {note.template}" for one in self.plans for note in one.ahead.all_warnings if note.asks]

    @property
    def parts(self) -> list[str]:
        """What was shown, as short texts: a confirmation counts only for these."""
        shown = [
            f"{one.plan.id} {item.step} {item.channel} {item.party} {item.change.after and item.change.after.due_at} "
            f"{item.change.after and item.change.after.status} {item.reworded}"
            for one in self.plans
            for item in one.messages
            if item.differs
        ]
        return [*self.asking, *shown]


_Key = tuple[str, Channel, Party, int]


@dataclass(frozen=True, slots=True)
class _Plan:
    plan: Enrollment
    pathway: Pathway
    rows: Sequence[StandingMessage]
    words: Mapping[_Key, str]
    language: Mapping[Party, str]


def preview_change(
    context: Context, clinic: Clinic, patient_id: str, change: Callable[[Tx], frozenset[str]]
) -> ChangePreview:
    """Return what a change does to each unsent message of a patient; raises what the change raises."""
    with context.db.begin() as tx:
        context = at_clinic(context, clinic, tx)
        patient = pick_patient(tx, clinic, patient_id)
        old = _snapshot(context, tx, clinic, patient)
        fields = change(tx)
        corrected = pick_patient(tx, clinic, patient_id)
        new = _snapshot(context, tx, clinic, corrected)
        now = context.clock.now()
        ahead = look_ahead(context, tx, clinic, [one.plan for one in new.values()], now) if new else {}
        previews = [
            PlanPreview(one.plan, one.pathway, _messages(old[key], one), ahead[key]) for key, one in new.items()
        ]
        tx.roll_back()
        context.book.forget()
    return ChangePreview(patient, corrected, fields, previews)


def _snapshot(context: Context, tx: Tx, clinic: Clinic, patient: Patient) -> dict[str, _Plan]:
    found: dict[str, _Plan] = {}
    caregiver = caregiver_of(tx, patient.id)
    recipients = {
        party: recipient_of(context.links, replace(patient, link_epoch=0), caregiver, party) for party in Party
    }
    languages = {party: recipient.language for party, recipient in recipients.items()}
    for enrollment_id in enrollments.ids_of_patients(tx, [patient.id]):
        plan = enrollments.get_enrollment(tx, enrollment_id)
        pathway = context.book.get(tx, plan.pathway_version_id)
        rows = [
            row for row in plans.standing_plan(tx, enrollment_id) if row.surgery_generation == plan.surgery_generation
        ]
        visit_words = VisitWords(tx, [(plan.id, row.surgery_generation) for row in rows])
        words = _words(
            context, clinic, recipients, _Plan(plan, pathway, rows, {}, languages), patient.zone, visit_words
        )
        found[enrollment_id] = _Plan(plan, pathway, rows, words, languages)
    return found


def _words(
    context: Context,
    clinic: Clinic,
    recipients: Mapping[Party, Recipient],
    of: _Plan,
    zone: ZoneInfo,
    visit_words: VisitWords,
) -> dict[_Key, str]:
    """Write what each waiting message would say."""
    words: dict[_Key, str] = {}
    for row in of.rows:
        step = of.pathway.step(row.step)
        if step is None or row.status not in {Status.PLANNED, Status.HELD}:
            continue
        try:
            to = recipients[row.party]
            visit = visit_words.of(of.plan.id, row.surgery_generation, clinic, to.language, zone, row.also)
            written = write_step(
                context.renderer, clinic, to, step, row.channel, number=0, party=row.party, visit=visit
            )
        except RenderError:
            continue
        words[row.step, row.channel, row.party, row.slot] = written.text
    return words


def _messages(old: _Plan, new: _Plan) -> list[MessageChange]:
    messages: list[MessageChange] = []
    for change in changes_between(old.rows, new.rows):
        row = change.after or change.before
        if row is None:
            continue
        step = new.pathway.step(row.step) or old.pathway.step(row.step)
        key = (row.step, row.channel, row.party, row.slot)
        languages = old.language[row.party], new.language[row.party]
        template = step.template if step else row.step
        messages.append(MessageChange(change, template, old.words.get(key), new.words.get(key), languages))
    return messages
