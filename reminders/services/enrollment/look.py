"""Looks at what a batch has done: how many messages go out for each row, when the first does, what to warn of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.services.enrollment import warnings
from reminders.services.enrollment.results import Enrolled, Outcome
from reminders.services.plans.reach import contacts_of
from reminders.store.enrollment import enrollments, patients
from reminders.store.enrollment.shared_addresses import sharing_addresses
from reminders.store.plans.outlook import outlooks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Contact
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.core.plans.pathway import Pathway
    from reminders.services.context import Context
    from reminders.services.enrollment.warnings import RowWarning
    from reminders.services.forms.enrollment_form import EnrollmentForm
    from reminders.store.database.session import Tx
    from reminders.store.enrollment.enrollments import Booked
    from reminders.store.plans.outlook import Outlook


@dataclass(frozen=True, slots=True)
class Look:
    """Reads the rows of a batch once they are written, in its own transaction: a dry run sees what a real one does."""

    context: Context
    tx: Tx
    clinic: Clinic
    now: datetime

    def ahead(
        self, forms: Sequence[EnrollmentForm], results: Mapping[str, Enrolled], items: Mapping[str, Enrollment]
    ) -> dict[str, Enrolled]:
        """Return the results with what is ahead and the warnings; five queries for any number of rows."""
        good = {form.external_id: items[form.external_id] for form in forms if results[form.external_id].outcome}
        ahead = outlooks(self.tx, [item.id for item in good.values()])
        people = patients.get_patients(self.tx, {item.patient_id for item in good.values()})
        contacts = contacts_of(self.tx, self.clinic, list(people.values()))
        fresh = {good[key].patient_id for key, result in results.items() if result.outcome is Outcome.ENROLLED}
        booked = enrollments.booked_surgeries(self.tx, fresh) if fresh else {}
        sharing = sharing_addresses(self.tx, self.clinic.id, fresh) if fresh else {}
        found = dict(results)
        for form in (form for form in forms if form.external_id in good):
            item, result = good[form.external_id], results[form.external_id]
            person, outlook = people[item.patient_id], ahead[item.id]
            told = self._warnings(form, item, result, outlook, contacts[person.id])
            if result.outcome is Outcome.ENROLLED:
                told += self._duplicates(item, form.procedure, booked.get(person.id, []))
                told += warnings.about_namesakes(person, sharing.get(person.id, []))
            found[form.external_id] = replace(
                result,
                messages=outlook.messages,
                first=self._local(outlook, person),
                warnings=tuple(told),
            )
        return found

    def _warnings(
        self, form: EnrollmentForm, item: Enrollment, result: Enrolled, outlook: Outlook, contact: Contact
    ) -> list[RowWarning]:
        if result.outcome is Outcome.UNCHANGED:
            return []
        if result.outcome is Outcome.UPDATED and not outlook.messages and outlook.sent:
            return []  # a plan that has run its course
        pathway = self.context.book.get(self.tx, item.pathway_version_id)
        return [
            *warnings.about_outlook(outlook, contact),
            *warnings.about_date(form.surgery_date, self.now.astimezone(self.clinic.zone).date()),
            *(self._about_name(form, pathway) if form.sms_consent else []),
        ]

    def _about_name(self, form: EnrollmentForm, pathway: Pathway) -> list[RowWarning]:
        return warnings.about_name(form.given_name, form.language, self.clinic, pathway, self.context.renderer)

    def _duplicates(self, item: Enrollment, procedure: str, booked: Sequence[Booked]) -> list[RowWarning]:
        if len(booked) < 2:  # noqa: PLR2004 one of them is this one
            return []
        others = [
            (other.enrollment_id, self.context.book.get(self.tx, other.pathway_version_id).id, other.surgery_date)
            for other in booked
        ]
        return warnings.about_same_surgery(item, procedure, others)

    def _local(self, outlook: Outlook, person: Patient) -> datetime | None:
        if outlook.first is None:
            return None
        return max(outlook.first, self.now).astimezone(person.zone)
