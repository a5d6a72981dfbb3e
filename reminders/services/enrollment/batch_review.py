"""Looks at what a batch has done: how many messages go out for each row, when the first does, what to warn of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.services.enrollment import warnings
from reminders.services.enrollment.changes import ChangeDecision
from reminders.services.enrollment.results import Enrolled, Outcome
from reminders.services.forms.caregiver_form import FIELDS
from reminders.services.plans.look_ahead import look_ahead
from reminders.services.plans.reach import caregiver_contacts
from reminders.store.enrollment import patients
from reminders.store.enrollment.caregivers import caregivers_of
from reminders.store.enrollment.shared_addresses import sharing_addresses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.services.context import Context
    from reminders.services.forms.enrollment_form import EnrollmentForm
    from reminders.services.plans.look_ahead import JustMade, UpcomingPlan
    from reminders.services.plans.warnings import PlanWarning
    from reminders.store.database.session import Tx

_OF_THE_PERSON = frozenset({"given_name", "family_name", "phone", "email"})
_OF_THE_RECORD = frozenset(
    {"given_name", "family_name", "language", "birth_date", "record_number", "phone_belongs_to", "surgeon", *FIELDS}
)
"""Fields of which no message depends on whether it goes out."""


@dataclass(frozen=True, slots=True)
class BatchReview:
    """Reads the rows of a batch once they are written, in its own transaction: a dry run sees what a real one does."""

    context: Context
    tx: Tx
    clinic: Clinic
    now: datetime
    made: JustMade

    def ahead(
        self, forms: Sequence[EnrollmentForm], results: Mapping[str, Enrolled], items: Mapping[str, Enrollment]
    ) -> dict[str, Enrolled]:
        """Return the results with what is ahead and the warnings; a handful of queries for any number of rows."""
        good = {form.external_id: items[form.external_id] for form in forms if results[form.external_id].outcome}
        silent = {item.id for key, item in good.items() if results[key].outcome is Outcome.UNCHANGED}
        ahead = look_ahead(
            self.context, self.tx, self.clinic, list(good.values()), self.now, silent=silent, made=self.made
        )
        namesakes = self._namesakes(good, results)
        unknown = {form.external_id for form in forms if form.surgeon and not form.surgeon_id}
        caregivers = self._caregivers(forms, good)
        unused = {form.external_id: warnings.about_unused_facts(form.unused_facts) for form in forms}
        reviewed = dict(results)
        for key, item in good.items():
            about = (warnings.UNKNOWN_SURGEON,) if key in unknown else ()
            about += (*caregivers.get(key, ()), *unused.get(key, ()))
            plan_warnings = (*_warnings(results[key], ahead[item.id]), *namesakes.get(item.patient_id, ()), *about)
            reviewed[key] = replace(
                results[key], messages=ahead[item.id].messages, first=ahead[item.id].first, warnings=plan_warnings
            )
        return reviewed

    def _namesakes(
        self, good: Mapping[str, Enrollment], results: Mapping[str, Enrolled]
    ) -> dict[str, list[PlanWarning]]:
        """Return what to warn of people who are new, or have another name or address now, by patient id."""
        ids = {good[key].patient_id for key in good if _is_new(results[key], _OF_THE_PERSON)}
        if not ids:
            return {}
        sharing = sharing_addresses(self.tx, self.clinic.id, ids)
        people = self.made.people | patients.get_patients(self.tx, sharing.keys() - self.made.people.keys())
        return {one: warnings.about_namesakes(people[one], others) for one, others in sharing.items()}

    def _caregivers(
        self, forms: Sequence[EnrollmentForm], good: Mapping[str, Enrollment]
    ) -> dict[str, tuple[PlanWarning, ...]]:
        """Return what to warn of the caregivers that forms name, by external id."""
        carers = {form.external_id for form in forms if form.caregiver}
        named = {key: item.patient_id for key, item in good.items() if key in carers}
        caring = caregivers_of(self.tx, named.values()) if named else {}
        contacts = caregiver_contacts(self.tx, self.clinic, caring) if caring else {}
        found: dict[str, tuple[PlanWarning, ...]] = {}
        for form in forms:
            contact = contacts.get(named.get(form.external_id, ""))
            silent = warnings.CAREGIVER_SILENT.get(contact.of(Channel.SMS)) if contact else None
            unused = (warnings.NO_CAREGIVER_EMAIL,) if form.caregiver_email else ()
            found[form.external_id] = (*((silent,) if silent else ()), *unused)
        return found


def _warnings(result: Enrolled, ahead: UpcomingPlan) -> tuple[PlanWarning, ...]:
    applied = _applied(result)
    if result.outcome is Outcome.UPDATED and not ahead.messages and ahead.sent and applied <= _OF_THE_RECORD:
        return ()  # a plan that has run its course, of which only the record was corrected
    twice = ahead.duplicates if _is_new(result, frozenset({"surgery_date", "procedure"})) else ()
    return (*ahead.warnings, *twice)


def _is_new(result: Enrolled, columns: frozenset[str]) -> bool:
    """Return True if a row enrolls, or changes one of some columns."""
    return result.outcome is Outcome.ENROLLED or bool(_applied(result) & columns)


def _applied(result: Enrolled) -> frozenset[str]:
    return frozenset(change.column for change in result.changes if change.verdict is ChangeDecision.APPLIED)
