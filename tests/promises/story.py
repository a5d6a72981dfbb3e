"""What happened to each enrollment, told from the rows and the events alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tests.promises.clock import Interval, moment
from tests.promises.inputs import caregiver_id
from tests.promises.visits import FOREVER, Visits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.promises.inputs import Event, Row

STOP_WORDS = frozenset(
    [
        "stop",
        "stopall",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "revoke",
        "optout",
        "alto",
        "parar",
        "pare",
        "detener",
        "detenga",
        "basta",
        "baja",
        "cancelar",
        "salir",
        "terminar",
    ]
) | {"no mas"}
START_WORDS = frozenset(["start", "unstop", "inicio", "iniciar", "comenzar", "reanudar"])
# Only wording that no one could read otherwise; the service may well understand more.
_STOP_PHRASES = re.compile(r"\b(stop (texting|messaging|sending) me|no mas mensajes|dejen? de enviarme mensajes)\b")
_RED_FLAGS = re.compile(
    r"\b(chest pain|cannot pee|can t breathe|short of breath|passed out|overdose|no puedo orinar|no puedo respirar|"
    r"dolor en el pecho|me desmaye)\b"
)


def plain(text: str) -> str:
    """Lower case, no accents, punctuation as blanks."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare.lower()).split())


def is_stop(text: str) -> bool:
    """Whether a reply is beyond doubt a STOP."""
    return plain(text) in STOP_WORDS or bool(_STOP_PHRASES.search(plain(text)))


def is_start(text: str) -> bool:
    """Whether a reply is beyond doubt a START. A bare YES is left open."""
    return plain(text) in START_WORDS


def is_red_flag(text: str) -> bool:
    """Whether a reply is beyond doubt an emergency."""
    return bool(_RED_FLAGS.search(plain(text)))


@dataclass(frozen=True, slots=True)
class Version:
    """One surgery date while it held. Corrections share an anchor; each postponement begins a new one.

    `plan` names the version of the care plan among the case's pathways.
    """

    surgery: date
    anchor: int
    held: Interval
    discharge: date | None = None
    plan: str = ""


@dataclass(slots=True)
class Story:
    """One enrollment's history.

    Attributes:
        versions: surgery dates in order.
        blocked: when nothing scheduled may be sent at all (paused, cancelled, outage), with its name.
        closed: per channel, when the patient had withdrawn it.
        maybe_reopened: per channel, moments that may have lifted a withdrawal (a bare YES).
        visits: what was booked, moved and cancelled, and when.
        plan_moments: when a plan was made or made anew, so that something overdue may be "due at once".
        replies: what the patient wrote, and when.
    """

    row: Row
    enrolled: datetime
    versions: list[Version] = field(default_factory=list[Version])
    blocked: list[tuple[str, Interval]] = field(default_factory=list[tuple[str, Interval]])
    closed: dict[str, list[Interval]] = field(default_factory=lambda: {"sms": [], "email": []})
    stops: list[datetime] = field(default_factory=list[datetime])
    doubtful_starts: list[datetime] = field(default_factory=list[datetime])
    plan_moments: list[datetime] = field(default_factory=list[datetime])
    replies: list[tuple[datetime, str]] = field(default_factory=list[tuple[datetime, str]])
    shares_phone: bool = False
    visits: Visits = field(default_factory=Visits)

    def version_at(self, when: datetime) -> Version | None:
        """The surgery date that held at a moment."""
        return next((version for version in self.versions if when in version.held), None)

    def versions_of(self, anchor: int) -> list[Version]:
        """The dates of one anchor, in order."""
        return [version for version in self.versions if version.anchor == anchor]

    def last_of_anchor(self, version: Version) -> bool:
        """Whether no correction followed this date."""
        return self.versions[-1] is version or self.versions[self.versions.index(version) + 1].anchor != version.anchor

    def blocks(self, *names: str) -> list[Interval]:
        """The blocked times with one of these names; all without a name."""
        return [span for name, span in self.blocked if not names or name in names]

    def has_closed(self, channel: str, when: datetime) -> bool:
        """Whether the channel was withdrawn beyond doubt at a moment."""
        spans = [span for span in self.closed[channel] if when in span]
        lifted = channel == "sms" and any(span.start < yes <= when for span in spans for yes in self.doubtful_starts)
        return bool(spans) and not lifted


def tell(rows: Iterable[Row], events: list[Event], start: datetime, end: datetime) -> dict[str, Story]:
    """Every enrollment's story over [start, end). Rows that enroll after the end are left out."""
    stories = {
        story.row.external_id: story
        for row in rows
        if (enrolled := max(row.enroll_at or start, start)) < end
        for story in _beginnings(row, events, enrolled)
    }
    by_phone: dict[str, list[Story]] = {}
    for story in stories.values():
        if story.row.phone:
            by_phone.setdefault(story.row.phone, []).append(story)
    for sharers in by_phone.values():
        for story in sharers:
            story.shares_phone = len(sharers) > 1
    ordered = sorted((event for event in events if event.at < end), key=lambda event: event.at)
    for event in ordered:
        if event.kind == "plan_live":
            continue
        if event.kind == "outage":
            _outage(event, stories.values())
            continue
        for story in _whom(event, stories):
            if event.at >= story.enrolled:
                _apply(event, story, by_phone)
    return stories


def _beginnings(row: Row, events: list[Event], enrolled: datetime) -> list[Story]:
    """The patient's story as it begins, and the caregiver's."""
    held = Interval(enrolled, FOREVER)
    version = Version(row.surgery_date, 0, held, plan=_live_plan(row.procedure, events, enrolled))
    people = [row, *([row.caregiver] if row.caregiver else [])]
    return [Story(person, enrolled, [version], plan_moments=[enrolled]) for person in people]


def _whom(event: Event, stories: dict[str, Story]) -> list[Story]:
    """Whose story an event belongs to: what befalls the plan, to both; what one of the two says, to that one alone."""
    patient, caregiver = (
        stories.get(name) for name in (event.external_id or "", caregiver_id(event.external_id or ""))
    )
    if event.kind == "reply":
        chosen = [caregiver if event.fields.get("from") == "caregiver" else patient]
    else:
        chosen = [patient] if event.kind == "opt_out" else [patient, caregiver]
    return [story for story in chosen if story is not None]


def _live_plan(procedure: str, events: list[Event], at: datetime) -> str:
    """The version of a care plan for a patient who enrolls at a moment: the last that went live, or the shipped one."""
    live = [event for event in events if event.kind == "plan_live" and event.at <= at]
    names = [event.fields["plan"] for event in live if event.fields["procedure"] == procedure]
    return names[-1] if names else procedure


def _outage(event: Event, stories: Iterable[Story]) -> None:
    until = moment(event.fields["until"])
    for story in stories:
        story.blocked.append(("outage", Interval(event.at, until)))
        story.plan_moments.append(until)


def _apply(event: Event, story: Story, by_phone: dict[str, list[Story]]) -> None:
    if event.kind == "reply":
        story.replies.append((event.at, str(event.fields["body"])))
        _reply(event, by_phone.get(story.row.phone or "", [story]))
        return
    story.plan_moments.append(event.at)
    if event.kind in {"move_plan", "reschedule", "discharge"}:
        _change_dates(event, story)
    elif event.kind == "visit":
        story.visits.hear(event)
    elif event.kind == "cancel":
        _begin(story, "cancelled", event.at)
    elif event.kind == "pause":
        _begin(story, "paused", event.at)
    elif event.kind == "resume":
        _finish(story, "paused", event.at)
    elif event.kind == "opt_out":
        channel = event.fields["channel"]
        # An opt-out belongs to the address: others who are reached there are not reached any more either.
        sharers = by_phone.get(story.row.phone or "", [story]) if channel == "sms" else [story]
        for sharer in sharers:
            sharer.plan_moments.append(event.at)
            _close(sharer, channel, event.at)


def _change_dates(event: Event, story: Story) -> None:
    """From here on other dates hold, or another version of the care plan."""
    if event.kind == "move_plan":
        _next(story, event.at, plan=event.fields["plan"])
    elif event.kind == "discharge":
        _next(story, event.at, discharge=date.fromisoformat(event.fields["discharge_date"]))
    else:
        _reschedule(event, story)


def _reply(event: Event, sharers: list[Story]) -> None:
    """A STOP or START counts for the phone it came from, no matter who else is reached there."""
    body = str(event.fields["body"])
    for story in sharers:
        if is_stop(body):
            story.stops.append(event.at)
            story.plan_moments.append(event.at)
            _close(story, "sms", event.at)
        elif is_start(body):
            story.plan_moments.append(event.at)
            story.closed["sms"] = [_ended(span, event.at) for span in story.closed["sms"]]
        elif plain(body) == "yes":
            story.plan_moments.append(event.at)
            story.doubtful_starts.append(event.at)


def _reschedule(event: Event, story: Story) -> None:
    surgery = date.fromisoformat(event.fields["surgery_date"])
    last = story.versions[-1]
    today = event.at.astimezone(story.row.zone).date()
    anchor = last.anchor + 1 if surgery > today else last.anchor
    kept = last.discharge if last.discharge and last.discharge >= surgery else None
    _next(story, event.at, surgery=surgery, anchor=anchor, discharge=kept)
    _finish(story, "cancelled", event.at)


def _next(story: Story, at: datetime, **changes: Any) -> None:
    """From a moment on other dates hold, or another version of the care plan."""
    last = story.versions[-1]
    story.versions[-1] = replace(last, held=Interval(last.held.start, at))
    story.versions.append(replace(last, held=Interval(at, FOREVER), **changes))


def _begin(story: Story, name: str, at: datetime) -> None:
    if not any(known == name and at in span for known, span in story.blocked):
        story.blocked.append((name, Interval(at, FOREVER)))


def _finish(story: Story, name: str, at: datetime) -> None:
    story.blocked = [(known, _ended(span, at) if known == name else span) for known, span in story.blocked]


def _close(story: Story, channel: str, at: datetime) -> None:
    if not any(at in span for span in story.closed[channel]):
        story.closed[channel].append(Interval(at, FOREVER))


def _ended(span: Interval, at: datetime) -> Interval:
    return Interval(span.start, at) if at in span else span
