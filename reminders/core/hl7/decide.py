"""What follows from a message: one decision, given what it says and what the clinic knows. Pure, a table of tests.

Nothing is enrolled without consent on file; an unknown code or a person who may be another one goes to a work list, and
is never guessed.
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.hl7.content import Topic
from reminders.core.hl7.known import Match
from reminders.core.hl7.outcomes import Decision, Outcome
from reminders.core.model.enrollment import EnrollmentState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from reminders.core.hl7.content import MessageContent, Surgery
    from reminders.core.hl7.known import Known, KnownSurgery
    from reminders.core.hl7.partner import Partner

OLD_SURGERY: Final = timedelta(days=120)
"""A surgery that was booked this long ago, and is new to us, has no message left that would go out."""

NEVER_REOPENED: Final = frozenset({"died", "asked_to_stop", "erased"})
_EMERGENCY: Final = "E"
_STAYS: Final = frozenset({"", "I", "E", "U"})
"""Patient classes of a stay in hospital (table 0004): inpatient, emergency, unknown."""


def decide(content: MessageContent, partner: Partner, known: Known) -> Decision:
    """Return what follows from a message."""
    sent = content.header.sent_at
    if content.ignored_because is not None:
        return Decision(Outcome.RULE, term=content.ignored_because)
    if content.topic is Topic.OTHER:
        return Decision(Outcome.NOT_FOLLOWED, term=content.header.kind)
    if sent is not None and known.last_applied is not None and sent < known.last_applied:
        return Decision(Outcome.OLDER)
    if known.is_conflict:
        return Decision(Outcome.POSSIBLE_MATCH)
    return _DECISIONS[content.topic](content, partner, known)


def _booked(content: MessageContent, partner: Partner, known: Known) -> Decision:
    surgery = content.surgery
    assert surgery is not None  # noqa: S101 what is booked has one: read_content
    assert surgery.day is not None  # noqa: S101 and its day
    if content.person is not None and content.person.died:
        decision = _died(content, partner, known)
        return Decision(Outcome.DECEASED) if decision.outcome is Outcome.UNKNOWN_PATIENT else decision
    plan = _plan_of(surgery, partner, known)
    if isinstance(plan, Decision):
        return plan
    values = {"plan": plan, "day": surgery.day.isoformat()}
    if known.surgery is None:
        is_inactive = content.person is not None and content.person.is_inactive
        decision = _new(surgery.day, known, values)
        return Decision(Outcome.CHECK_DETAILS, values | _INACTIVE) if is_inactive and _waits(decision) else decision
    return _again(known.surgery, surgery.day, values)


def _waits(decision: Decision) -> bool:
    return decision.outcome in {Outcome.ENROLLED, Outcome.ASK_CONSENT}


def _again(standing: KnownSurgery, day: date, values: Mapping[str, str]) -> Decision:
    """Return what follows for a surgery that is enrolled."""
    which, moved = (standing.enrollment_id,), {**values, "was": standing.day.isoformat()}
    if standing.state is not EnrollmentState.CANCELLED:
        return Decision(Outcome.CORRECTED if standing.day == day else Outcome.RESCHEDULED, moved, which)
    if standing.reason in NEVER_REOPENED:
        return Decision(Outcome.CLOSED, enrollment_ids=which)
    if not standing.cancelled_by_partner:
        return Decision(Outcome.CANCELLED_BY_STAFF, values, which)
    return Decision(Outcome.RESCHEDULED, moved, which, reopens=True)


def _plan_of(surgery: Surgery, partner: Partner, known: Known) -> str | Decision:
    """Return the one care plan of a surgery, or where the message goes without it."""
    if known.surgery is not None and (len(surgery.plans) != 1 or known.surgery.plan in surgery.plans):
        return known.surgery.plan
    if len(surgery.plans) > 1:
        return Decision(Outcome.SEVERAL_PLANS, {"plans": ", ".join(surgery.plans)}, term=", ".join(surgery.plans))
    if surgery.plans:
        return surgery.plans[0]
    codes = ", ".join(item.code for item in surgery.unmapped or surgery.procedures)
    if surgery.procedures and not surgery.unmapped:
        return Decision(Outcome.OTHER_PROCEDURE, {"codes": codes}, term=codes)
    if partner.ignores_unmapped and codes:
        return Decision(Outcome.OTHER_PROCEDURE, {"codes": codes}, term=codes)
    return Decision(Outcome.UNMAPPED, {"codes": codes}, term=codes)


def _new(day: date, known: Known, values: Mapping[str, str]) -> Decision:
    if day < known.today - OLD_SURGERY:
        return Decision(Outcome.PAST, values)
    if known.match is Match.UNSURE:
        return Decision(Outcome.POSSIBLE_MATCH, values)
    return Decision(Outcome.ENROLLED if known.has_consent else Outcome.ASK_CONSENT, values)


def _cancelled(content: MessageContent, partner: Partner, known: Known) -> Decision:
    if content.person is not None and content.person.died:
        return _died(content, partner, known)
    if known.surgery is None:
        return Decision(Outcome.UNKNOWN_SURGERY)
    which = (known.surgery.enrollment_id,)
    if known.surgery.state is EnrollmentState.CANCELLED:
        return Decision(Outcome.NO_CHANGE, enrollment_ids=which)
    if content.surgery is not None and content.surgery.is_report:  # the report was withdrawn: was the surgery done?
        return Decision(Outcome.CHECK_DETAILS, {"place": "Procedure.status"}, which)
    return Decision(Outcome.CANCELLED, {"day": known.surgery.day.isoformat()}, which)


def _admitted(content: MessageContent, partner: Partner, known: Known) -> Decision:
    """Return a pause for a stay that begins after a surgery: it may be a readmission. The surgery's own is none."""
    visit, event = content.visit, content.header.kind
    assert visit is not None  # noqa: S101 an admission has one: read_content
    if (refusal := _not_enrolled(content, partner, known)) is not None:
        return refusal
    began = visit.admitted or known.today
    is_stay = visit.patient_class == _EMERGENCY if event.endswith("A04") else visit.patient_class in _STAYS
    if not is_stay:
        return Decision(Outcome.NO_STAY)
    after = [
        item
        for item in known.surgeries
        if item.state is not EnrollmentState.CANCELLED and item.day < began <= item.day + partner.readmission_within
    ]
    if not after:
        return Decision(Outcome.SAME_STAY)
    active = tuple(item.enrollment_id for item in after if item.state is EnrollmentState.ACTIVE)
    if not active or known.is_stay_followed:  # what staff resumed since is not paused again by the same stay
        return Decision(Outcome.NO_CHANGE, enrollment_ids=tuple(item.enrollment_id for item in after))
    return Decision(Outcome.PAUSED, {"day": began.isoformat()}, active)


def _discharged(content: MessageContent, partner: Partner, known: Known) -> Decision:
    visit = content.visit
    assert visit is not None  # noqa: S101 a discharge has one: read_content
    assert visit.discharged is not None  # noqa: S101 and its day
    if (refusal := _not_enrolled(content, partner, known)) is not None:
        return refusal
    began = visit.admitted or visit.discharged
    done = tuple(
        item.enrollment_id
        for item in known.surgeries
        if item.state is not EnrollmentState.CANCELLED and began <= item.day <= visit.discharged
    )
    if not done and content.header.is_fhir:  # read now and then: a short stay can be over when it is first seen
        return _admitted(content, partner, known)
    if not done:
        return Decision(Outcome.NO_STAY)
    return Decision(Outcome.DISCHARGED, {"day": visit.discharged.isoformat()}, done)


def _person(content: MessageContent, partner: Partner, known: Known) -> Decision:
    refusal = _not_enrolled(content, partner, known)
    if refusal is None and content.person is not None and content.person.is_inactive:
        return _inactive(known)
    return refusal or Decision(Outcome.CORRECTED)


def _inactive(known: Known) -> Decision:
    """Return what follows from a record that is not used any more: someone must look, if plans are running."""
    running = _running(known)
    return Decision(Outcome.CHECK_DETAILS, _INACTIVE, running) if running else Decision(Outcome.NO_CHANGE)


def _running(known: Known) -> tuple[str, ...]:
    return tuple(item.enrollment_id for item in known.surgeries if item.state is not EnrollmentState.CANCELLED)


_INACTIVE: Final = {"place": "Patient.active"}


def _stay_withdrawn(content: MessageContent, partner: Partner, known: Known) -> Decision:
    """Return what follows from a stay that was none: what it changed, a person must look at."""
    if not known.is_stay_followed:
        return Decision(Outcome.NO_STAY)
    if (refusal := _not_enrolled(content, partner, known)) is not None:
        return refusal
    return Decision(Outcome.CHECK_DETAILS, {"place": "Encounter.status"}, _running(known))


def _consent(content: MessageContent, partner: Partner, known: Known) -> Decision:
    if (refusal := _not_enrolled(content, partner, known)) is not None:
        return refusal
    ended = sorted(content.refused & known.consents)
    return Decision(Outcome.CONSENT_ENDED, {"channels": ", ".join(ended)}) if ended else Decision(Outcome.NO_CHANGE)


def _not_enrolled(content: MessageContent, partner: Partner, known: Known) -> Decision | None:
    """Return why nothing follows for a person of whom nothing is planned; or what follows from a death."""
    if known.match is Match.UNSURE and known.surgeries:
        return Decision(Outcome.POSSIBLE_MATCH)
    if known.match is not Match.ONE:
        return Decision(Outcome.UNKNOWN_PATIENT)
    if content.person is not None and content.person.died:
        return _died(content, partner, known)
    return None


def _died(_content: MessageContent, _partner: Partner, known: Known) -> Decision:
    if known.match is Match.UNSURE and known.surgeries:
        return Decision(Outcome.POSSIBLE_MATCH)
    if known.match is not Match.ONE:
        return Decision(Outcome.UNKNOWN_PATIENT)
    running = _running(known)
    return Decision(Outcome.DIED, enrollment_ids=running) if running else Decision(Outcome.NO_CHANGE)


def _merged(_content: MessageContent, _partner: Partner, known: Known) -> Decision:
    if known.merged is Match.NONE:
        return Decision(Outcome.UNKNOWN_PATIENT)
    if Match.UNSURE in {known.match, known.merged}:
        return Decision(Outcome.POSSIBLE_MATCH)
    return Decision(Outcome.MERGED)


_DECISIONS: Final[Mapping[Topic, Callable[[MessageContent, Partner, Known], Decision]]] = MappingProxyType(
    {
        Topic.BOOKED: _booked,
        Topic.CANCELLED: _cancelled,
        Topic.ADMITTED: _admitted,
        Topic.DISCHARGED: _discharged,
        Topic.PERSON: _person,
        Topic.MERGED: _merged,
        Topic.STAY_WITHDRAWN: _stay_withdrawn,
        Topic.CONSENT: _consent,
    }
)
