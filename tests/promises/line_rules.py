"""Rules a single line can break."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.promises.case import SENT, Case
from tests.promises.clock import MINUTE
from tests.promises.story import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.promises.inputs import Line, Step
    from tests.promises.story import Story

STATUSES = frozenset(
    [
        "planned",
        "sending",
        "unconfirmed",
        "accepted",
        "delivered",
        "undelivered",
        "failed",
        "held",
        "skipped",
        "missed",
        "cancelled",
    ]
)
KINDS = frozenset(["scheduled", "auto_reply", "staff", "alert"])
_TWO_PERIODS = re.compile(r"(?<!\.)\.\.(?!\.)")
_BODY_PARTS = re.compile(
    r"\b(spin(e|al)\w*|disc|disk|discectomy|lamin\w+|microdisc\w*|fusion|vertebr\w+|kyph\w+|columna|espalda|"
    r"vértebra\w*|fusión|hernia\w*)\b",
    re.IGNORECASE,
)


def check_vocabulary(case: Case) -> Iterator[str]:
    """Statuses, kinds and reasons; a time of sending if and only if it was sent."""
    for line in case.lines:
        if line.status not in STATUSES:
            yield f"{line}: status is not one of ours"
        if line.kind not in KINDS:
            yield f"{line}: kind {line.kind!r} is not one of ours"
        if (line.status in SENT) != (line.sent_at is not None):
            yield f"{line}: sent_at is {line.sent_at}, which does not go with the status"
        if line.status in ("sending", "unconfirmed"):
            yield f"{line}: left in a passing state"
        if line.status not in SENT and line.status != "planned" and not line.reason:
            yield f"{line}: not sent and no reason given"
        if line.status in SENT and not line.body:
            yield f"{line}: sent without a body"
        if line.body and _TWO_PERIODS.search(line.body):
            yield f"{line}: a sentence ends in two periods"


def check_scheduled(case: Case) -> Iterator[str]:
    """Who, what and when of each scheduled line."""
    for line in case.lines:
        if line.kind != "scheduled":
            continue
        story = case.stories.get(line.external_id or "")
        step = case.step(line)
        if story is None:
            yield f"{line}: no such enrollment in the span"
        elif step is None:
            yield f"{line}: not a step of {story.row.procedure}"
        else:
            if not step.of_visit:  # those have rules of their own
                yield from _due(case, line, step, story)
            yield from _waiting(case, line, story)
            if line.sent_at is not None:
                yield from _sent_when(case, line, step, story)
                yield from _sent_to(case, line, step, story)


def _due(case: Case, line: Line, step: Step, story: Story) -> Iterator[str]:
    if line.due_at is None:
        if line.reason != "closed_day":
            yield f"{line}: no due time"
        return
    if line.sent_at is not None:
        version = story.version_at(line.sent_at)
        if version and case.waits(step, version):
            yield f"{line}: sent before the patient was discharged"
        fits = version is not None and case.fits(line.due_at, step, version, story)
    else:
        given_up = line.status == "cancelled" or _went_the_other_way(case, line)
        fits = any(case.fits(line.due_at, step, version, story, given_up=given_up) for version in story.versions)
    local = line.due_at.astimezone(story.row.zone)
    on_closed_day = line.sent_at is None and case.hours.on(local.date()) is None  # has no window to lie in
    if not (fits or on_closed_day):
        yield f"{line}: due {local.isoformat()} is not in the window of day {step.day} of the surgery"


def _went_the_other_way(case: Case, line: Line) -> bool:
    """Whether the step went out on the other channel: this line was closed before, with the day that it had then."""
    others = (other for other in case.by_patient[line.external_id or ""] if other.step == line.step)
    return any(other.sent_at and other.channel != line.channel for other in others)


def _waiting(case: Case, line: Line, story: Story) -> Iterator[str]:
    """A planned line is of the future, and a held one is really held."""
    last = case.end - MINUTE / 60
    outage = any(span.start < case.end <= span.end for span in story.blocks("outage"))
    if line.status == "planned":
        if line.due_at is not None and line.due_at < case.end and not outage:
            yield f"{line}: still planned though it was due"
        if any(last in span for span in story.blocks("cancelled")):
            yield f"{line}: still planned though the surgery is cancelled"
        if line.channel in story.closed and story.has_closed(line.channel, last):
            yield f"{line}: still planned on a channel the patient stopped"
    if line.status == "held" and not outage and not any(last in span for span in story.blocks("paused")):
        yield f"{line}: held though nothing holds it"


def _sent_when(case: Case, line: Line, step: Step, story: Story) -> Iterator[str]:
    assert line.sent_at is not None
    local = line.sent_at.astimezone(story.row.zone)
    if not case.hours.allow(line.sent_at, story.row.zone):
        yield f"{line}: sent outside the clinic's hours, {local:%a %H:%M} local"
    if line.due_at is not None and line.sent_at < line.due_at:
        yield f"{line}: sent before it was due"
    if line.sent_at < story.enrolled:
        yield f"{line}: sent before the enrollment"
    for name, span in story.blocked:
        if line.sent_at in span:
            yield f"{line}: sent while {name}"
    version = story.version_at(line.sent_at)
    window = None
    if version and line.due_at and not step.of_visit:
        placed, base = case.placed(step, version)
        moved = case.asked_behind(placed, version, story, base)[0]
        window = case.window(moved, base, story.row.zone, line.due_at.astimezone(story.row.zone).date())
        if moved.day != placed.day and placed.day < 0 and local.date() >= base:
            yield f"{line}: asked once more for how it was before the surgery, but sent after it, {local.isoformat()}"
    if window is not None and line.sent_at > window.send_before:
        yield f"{line}: sent {local.isoformat()}, after its send_before"
    if line.sent_at >= case.end:
        yield f"{line}: sent after the end of the span"


def _sent_to(case: Case, line: Line, step: Step, story: Story) -> Iterator[str]:
    assert line.sent_at is not None
    row = story.row
    if line.channel not in row.channels:
        yield f"{line}: sent on a channel without consent"
    elif line.channel not in step.channels:
        yield f"{line}: sent on a channel the step does not name"
    elif story.has_closed(line.channel, line.sent_at):
        yield f"{line}: sent after the patient stopped this channel"
    earlier = step.channels[: step.channels.index(line.channel)] if line.channel in step.channels else ()
    if not step.on_both and any(channel in row.channels and not story.closed[channel] for channel in earlier):
        yield f"{line}: a channel that comes first was consented to"
    if line.language != row.language:
        yield f"{line}: in {line.language}, the patient reads {row.language}"
    if step.optional:
        yield f"{line}: an optional step nobody turned on"
    if case.applies(step, story, line.sent_at) is False:
        yield f"{line}: its conditions do not hold"
    if row.of_caregiver and plain(row.given_name) not in plain(line.body or ""):
        yield f"{line}: does not say whom it is about"
    if line.channel == "sms" and (found := _BODY_PARTS.search(line.body or "")):
        yield f"{line}: names a procedure or body part ({found[0]})"
