"""Which texts give way to the daily and weekly cap, and what is not told or asked again because they do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.model.status import Reason, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from reminders.core.model.clinic import ClinicRules
    from reminders.core.plans.planning import PlannedMessage


@dataclass(frozen=True, slots=True)
class TextDates:
    """The patient-local dates of one text: when it was due, and when it went or can go at the earliest.

    They differ when a patient is enrolled late or a date is corrected. The caps hold for both.
    """

    due: date
    goes: date


def text_dates(due_at: datetime, goes_at: datetime, zone: ZoneInfo) -> TextDates:
    """Return the patient-local dates of a text."""
    return TextDates(due_at.astimezone(zone).date(), goes_at.astimezone(zone).date())


def apply_caps(
    drafts: Sequence[PlannedMessage], dates: Sequence[TextDates], rules: ClinicRules, taken: Sequence[TextDates]
) -> list[PlannedMessage]:
    """Skip the texts that would break the daily or weekly cap, taking higher priority, then earlier due time, first.

    `dates` are those of the drafts, one for each; `taken` those of texts that count already. A question whose first
    asking is skipped takes nothing from the caps.
    """
    due = Counter(text.due.toordinal() for text in taken)
    goes = Counter(text.goes.toordinal() for text in taken)
    texts = [i for i, draft in enumerate(drafts) if draft.channel is Channel.SMS and draft.status is Status.PLANNED]
    planned = list(drafts)
    for index in sorted(texts, key=lambda i: (-drafts[i].step.priority, drafts[i].due_at, i)):
        if _first_stays_unasked(drafts[index], planned):
            continue
        due_day, goes_day = dates[index].due.toordinal(), dates[index].goes.toordinal()
        if _fits(due_day, due, rules) and _fits(goes_day, goes, rules):
            due[due_day] += 1
            goes[goes_day] += 1
        else:
            for unsent in (index, *_told_by(drafts[index], drafts)):
                planned[unsent] = replace(drafts[unsent], status=Status.SKIPPED, reason=Reason.CAP)
    return planned


def not_asked_again(
    planned: Sequence[PlannedMessage], on_own_day: Mapping[int, PlannedMessage]
) -> tuple[PlannedMessage, ...]:
    """Return the plan in which no question is asked once more whose first asking is not planned.

    `on_own_day` holds, by their place in the plan, the questions that were moved behind their first asking, as they
    are without it: one that stays unasked moves nothing, so its row names the day that the care plan names.
    """
    told = list(planned)
    for index, message in enumerate(planned):
        if message.reason is Reason.TOGETHER or (message.status is not Status.PLANNED and index not in on_own_day):
            continue
        if _first_stays_unasked(message, planned):
            for unsent in (index, *_told_by(message, planned)):
                told[unsent] = _unasked(on_own_day.get(unsent, planned[unsent]))
    return tuple(told)


def _unasked(message: PlannedMessage) -> PlannedMessage:
    """Return a message that asks nothing again; one that would not have gone anyway keeps its own reason."""
    if message.status is Status.PLANNED or message.reason is Reason.TOGETHER:
        return replace(message, status=Status.SKIPPED, reason=Reason.NOT_ASKED, also=())
    return message


def _told_by(draft: PlannedMessage, drafts: Sequence[PlannedMessage]) -> list[int]:
    """Return the places of what this message would tell of, too: where it does not go, they are not told either."""
    way = (draft.step.key, draft.channel)
    return [i for i, one in enumerate(drafts) if one.slot in draft.also and (one.step.key, one.channel) == way]


def _first_stays_unasked(draft: PlannedMessage, planned: Sequence[PlannedMessage]) -> bool:
    """Whether a message would ask once more what is not asked at all. A first question that has left is not planned."""
    first = [one.status for one in planned if one.step.key == draft.step.again_of and one.slot == draft.slot]
    return bool(first) and Status.PLANNED not in first


def _fits(day: int, taken: Mapping[int, int], rules: ClinicRules) -> bool:
    """Return True if one more text on `day` keeps the daily cap and the weekly cap in every 7 days that contain it."""
    if taken.get(day, 0) + 1 > rules.daily_cap:
        return False
    near = [taken.get(other, 0) for other in range(day - 6, day + 7)]
    if sum(near) + 1 <= rules.weekly_cap:  # the usual case: even 13 days together hold no more than 7 may
        return True
    return all(sum(near[first : first + 7]) + 1 <= rules.weekly_cap for first in range(7))
