"""From a pathway and a surgery date to planned messages. How two plans differ is in `reminders.core.plans.replanning`.

Pure: the same input gives the same plan on every machine and in every year.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel, Contact, Party, choose_channel
from reminders.core.model.quiet_hours import ClinicHours, at_local, slide
from reminders.core.model.status import Reason, Status
from reminders.core.plans.anchors import Anchor
from reminders.core.plans.caps import apply_caps, not_asked_again, text_dates
from reminders.core.plans.closed_days import send_before, staffed_day
from reminders.core.plans.conditions import unmet_condition
from reminders.core.plans.identity import stable_minute
from reminders.core.plans.placing import Placed, PlanDates, occurrences

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from reminders.core.model.clinic import ClinicRules
    from reminders.core.model.enrollment import Visit
    from reminders.core.plans.caps import TextDates
    from reminders.core.plans.pathway import Pathway, Step


DoneStep = tuple[str, Channel, int]
"""A step's key, the channel that carried it, and the slot of the visit it was about, or 0."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The patient, or the caregiver, as the planner sees one: no name, no address. `party` says which of the two.

    `key` seeds the stable minute. `asked` tells on which day a question went out, by its step and the slot of its visit
    or 0. `about_visits` are the answers about each visit, by its slot.
    `texts_taken` are scheduled texts that already count against the caps: sent ones,
    and those planned for the same person in the patient's other enrollments. `held` are the channels on hold, of which
    no one knows when they go on: nothing is planned behind what waits there.
    """

    key: str
    zone: ZoneInfo
    contact: Contact
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    asked: Mapping[tuple[str, int], date] = field(default_factory=dict[tuple[str, int], "date"])
    about_visits: Mapping[int, Mapping[str, str]] = field(default_factory=dict[int, "Mapping[str, str]"])
    texts_taken: tuple[TextDates, ...] = ()
    party: Party = Party.PATIENT
    held: Collection[Channel] = ()


@dataclass(frozen=True, slots=True)
class PlannedMessage:
    """One step for one person: PLANNED, or SKIPPED or MISSED with the reason. Moments are UTC.

    `slot` is that of the visit it is about, or 0; `also` are those of other visits that it names too.
    """

    step: Step
    channel: Channel
    due_at: datetime
    send_before: datetime
    status: Status = Status.PLANNED
    reason: str | None = None
    party: Party = Party.PATIENT
    slot: int = 0
    also: tuple[int, ...] = ()


def plan_messages(  # noqa: PLR0913 the six things a plan depends on, each named at the call
    pathway: Pathway,
    surgery_date: date,
    rules: ClinicRules,
    subject: Subject,
    *,
    now: datetime | None,
    discharge_date: date | None = None,
    visits: Sequence[Visit] = (),
    late_reason: Reason = Reason.ENROLLED_LATE,
    done: Collection[DoneStep] = (),
) -> tuple[PlannedMessage, ...]:
    """Plan every step of the pathway that goes to the subject and is not `done`, in the pathway's order.

    `done` names steps with the channel that carried them and the slot of the visit they were about; one that goes out
    on both channels is done on each by itself.

    `now` None ignores the present: nothing is late. A step whose time is up is MISSED with `late_reason`; one whose
    minute is gone but which may still go out keeps its minute and is therefore due at once.
    """
    optional_on = frozenset(name.removeprefix(f"{pathway.id}.") for name in rules.optional_on)
    rules = replace(rules, optional_on=optional_on)
    steps = [step for step in pathway.steps_to(subject.party) if not _asks_again_for_nothing(step, optional_on)]
    dates = PlanDates(surgery_date, discharge_date, visits)
    drafts: list[PlannedMessage] = []
    on_own_day: dict[int, PlannedMessage] = {}
    for step in steps:
        for standing in occurrences(step, dates, subject.zone):
            placed = _behind_first(standing, pathway, drafts, rules, subject, now)
            for channels in _ways_out(step, subject.party):
                if _is_done(step, channels, placed.slot, done):
                    continue
                if placed.day != standing.day:
                    on_own_day[len(drafts)] = _draft(pathway, standing, channels, rules, subject, now, late_reason)
                drafts.append(_draft(pathway, placed, channels, rules, subject, now, late_reason))
    days = {visit.slot: visit.at.astimezone(subject.zone).date() for visit in visits}
    capped = _apply_caps(_told_together(drafts, days, subject.zone), rules, subject, now)
    return not_asked_again(capped, on_own_day)


def _apply_caps(
    drafts: Sequence[PlannedMessage], rules: ClinicRules, subject: Subject, now: datetime | None
) -> list[PlannedMessage]:
    goes = [earliest_send(draft.due_at, rules.hours, subject.zone, now) for draft in drafts]
    dates = [text_dates(draft.due_at, at, subject.zone) for draft, at in zip(drafts, goes, strict=True)]
    return apply_caps(drafts, dates, rules, subject.texts_taken)


def _told_together(drafts: Sequence[PlannedMessage], days: Mapping[int, date], zone: ZoneInfo) -> list[PlannedMessage]:
    """Let one message speak of all visits that a step would speak of on one day, by the same channel.

    `days` are those of the visits by slot. The message is the first visit's, and goes before its time is up. One about
    missed visits names a day and no time, so it speaks of the visits of one day only.
    """
    told = list(drafts)
    groups: dict[tuple[str, Channel, date, date | None], list[int]] = {}
    for index, draft in enumerate(drafts):
        if draft.slot and draft.status is Status.PLANNED:
            missed_on = days[draft.slot] if draft.step.anchor is Anchor.MISSED_VISIT else None
            due_on = draft.due_at.astimezone(zone).date()
            groups.setdefault((draft.step.key, draft.channel, due_on, missed_on), []).append(index)
    for first, *others in groups.values():
        for index in others:
            told[index] = replace(drafts[index], status=Status.SKIPPED, reason=Reason.TOGETHER)
        until, also = min(drafts[i].send_before for i in (first, *others)), tuple(drafts[i].slot for i in others)
        told[first] = replace(drafts[first], send_before=until, also=also)
    return told


def _is_done(step: Step, channels: Sequence[Channel], slot: int, done: Collection[DoneStep]) -> bool:
    ways = channels[:1] if step.on_both else Channel
    return any((step.key, channel, slot) in done for channel in ways)


def _behind_first(
    placed: Placed,
    pathway: Pathway,
    drafts: list[PlannedMessage],
    rules: ClinicRules,
    subject: Subject,
    now: datetime | None,
) -> Placed:
    """Return a question that is asked once more on a day after that of the first one: as it went out, or as planned."""
    first = pathway.step(placed.step.again_of) if placed.step.again_of else None
    if first is None:
        return placed
    asked = subject.asked.get((first.key, placed.slot))
    if asked is None:
        goes = [
            earliest_send(draft.due_at, rules.hours, subject.zone, None if draft.channel in subject.held else now)
            for draft in drafts
            if (draft.step.key, draft.slot, draft.status) == (first.key, placed.slot, Status.PLANNED)
        ]
        asked = min(goes).astimezone(subject.zone).date() if goes else None
    return placed.behind(first, asked)


def _draft(  # noqa: PLR0913, PLR0917 the same, for one step
    pathway: Pathway,
    placed: Placed,
    channels: Sequence[Channel],
    rules: ClinicRules,
    subject: Subject,
    now: datetime | None,
    late_reason: Reason,
) -> PlannedMessage:
    step = placed.step
    own_day = placed.base + timedelta(days=placed.day)
    asked = max((one for one in (placed.after, pathway.asked_by(step)) if one is not None), default=None)
    day = staffed_day(placed.counted, placed.base, rules, subject.zone, now, asked)
    if placed.visit and (open_day := _open_day(day, rules.hours)) > placed.base + timedelta(days=placed.after or -9999):
        own_day = day = open_day
    allowed = rules.hours.on(day)
    window = slide(step.between, allowed) if allowed else step.between
    minute = window.start + stable_minute(subject.key, step.key, window.length)
    due_at = at_local(day, minute, subject.zone)
    valid_until = placed.ends(send_before(step, min(day, own_day), rules, subject.zone), subject.zone)
    choice = choose_channel(channels, subject.contact)
    status, reason = Status.SKIPPED, None
    if step.optional and step.question_key not in rules.optional_on:
        reason = Reason.OPTIONAL_OFF
    elif unmet := unmet_condition(step, subject.facts, _answers(subject, placed.slot), final=False):
        reason = unmet
    elif placed.waits:
        reason = Reason.NOT_DISCHARGED
    elif placed.comes_short(valid_until):
        reason = Reason.SHORT_NOTICE
    elif allowed is None:
        reason = Reason.CLOSED_DAY
    elif placed.is_over or (now is not None and earliest_send(due_at, rules.hours, subject.zone, now) >= valid_until):
        status, reason = Status.MISSED, late_reason
    elif choice.reason is not None:
        reason = choice.reason.value
    else:
        status = Status.PLANNED
    return PlannedMessage(step, choice.channel, due_at, valid_until, status, reason, subject.party, placed.slot)


def _answers(subject: Subject, slot: int) -> Mapping[str, str]:
    return {**subject.answers, **subject.about_visits.get(slot, {})} if slot else subject.answers


def _open_day(day: date, hours: ClinicHours) -> date:
    """Return the day, or where the clinic sends nothing on it the one before: a visit on Monday is worth a reminder."""
    return day if hours.on(day) else day - timedelta(days=1)


def _ways_out(step: Step, party: Party) -> list[Sequence[Channel]]:
    """Return the channels of each message of a step, in order of preference."""
    if party is not Party.PATIENT:
        return [(Channel.SMS,)]
    return [(channel,) for channel in step.channels] if step.on_both else [step.channels]


def earliest_send(due_at: datetime, hours: ClinicHours, zone: ZoneInfo, now: datetime | None) -> datetime:
    """Return the first moment, not before now if that counts, at which a message may leave.

    A clock change may move even the due time itself out of the hours; then it waits for the next ones.
    """
    return hours.next_allowed(max(due_at, now or due_at), zone)


def _asks_again_for_nothing(step: Step, optional_on: Collection[str]) -> bool:
    """Whether a step asks once more what the clinic has not turned on: one line says so, the first question's."""
    return bool(step.again_of) and step.optional and step.question_key not in optional_on
