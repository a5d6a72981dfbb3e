"""Writes what was sent and answered to a partner's FHIR server: each once, in order for each enrollment, retried.

A resource is claimed and committed before the request. Where no answer came, the server is asked by identifier before
the resource is sent again; a server that cannot be asked gets nothing twice, and a person sees it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog

from reminders.core.fhir import write
from reminders.core.fhir.node import object_at
from reminders.core.fhir.pool import Entry
from reminders.core.fhir.read_person import record_number
from reminders.core.fhir.server import BusyError, ServerError, UnreachableError
from reminders.core.hl7.message import MessageError
from reminders.core.language.letters import kept
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.services.fhir.written_resource import build
from reminders.store.enrollment import enrollments, patients
from reminders.store.hl7 import cursors, writes
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reminders.core.fhir.server import Server
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.hl7.writes import Write

log = structlog.get_logger(__name__)

KEPT: Final = timedelta(days=30)
"""What was sent this long ago is written no more, and what became of it is not kept."""

MAX_AT_ONCE: Final = 2000
_NOT_SENT: Final = "the server may have this, and could not be asked whether it does; look there before you try again"


@dataclass(slots=True)
class Wrote:
    """What a run did; `problem` is why it ended early, if it did."""

    written: int = 0
    failed: int = 0
    problem: str | None = None


class _NoPatientError(ServerError):
    """The server does not know the patient; later it may."""


def write_back(
    context: Context, clinic: Clinic, partner: Partner, server: Server, stopping: Callable[[], bool] = lambda: False
) -> Wrote:
    """Write what is due until nothing is. What was sent before the first run is not written."""
    run = _Run(context, clinic, partner, server)
    run.begin()
    for _ in range(MAX_AT_ONCE):
        if stopping() or not run.write_next():
            break
    log.info("fhir_written", partner=partner.name, written=run.wrote.written, failed=run.wrote.failed)
    return run.wrote


def retry_writes(context: Context, clinic: Clinic, partner: Partner, *, actor: Actor) -> int:
    """Have everything that failed tried again with the next run; return how much."""
    now = context.clock.now()
    with context.db.begin() as tx:
        count = writes.retry_failed(tx, clinic.id, partner.name, now)
        detail = f"{partner.name}, {count}"
        add_entry(tx, AuditEntry(clinic.id, Action.RETRIED_FHIR_WRITES, actor, now, detail=detail))
    return count


def list_writes(
    context: Context, clinic: Clinic, partner: Partner, status: str | None = None, limit: int = 100
) -> list[Write]:
    """Return what was written last, or waits, newest first."""
    with context.db.read() as tx:
        return writes.list_latest(tx, clinic.id, partner.name, status, limit)


@dataclass(slots=True)
class _Run:
    """One run over one partner's server."""

    context: Context
    clinic: Clinic
    partner: Partner
    server: Server
    wrote: Wrote = field(default_factory=Wrote)
    _patients: dict[str, str] = field(default_factory=dict[str, str])

    def begin(self) -> None:
        """Note what is new since the first run."""
        source, now = self.partner.fhir, self.context.clock.now()
        kinds = source.write_back if source else frozenset[str]()
        with self.context.db.begin() as tx:
            begun = cursors.find_cursor(tx, self.clinic.id, self.partner.name, cursors.WRITE_BACK)
            if begun is None:
                cursors.move_cursor(tx, self.clinic.id, self.partner.name, cursors.WRITE_BACK, now)
            since = max(begun or now, now - KEPT)
            writes.delete_old(tx, self.clinic.id, self.partner.name, now - KEPT - timedelta(days=1))
            writes.note_new(tx, self.clinic.id, self.partner.name, kinds, since, now)

    def write_next(self) -> bool:
        """Write one resource; return False when nothing is due, or the server can take nothing now."""
        with self.context.db.begin() as tx:
            claimed = writes.claim_next(tx, self.clinic.id, self.partner.name, self.context.clock.now())
        if claimed is None:
            return False
        is_doubtful = claimed.in_doubt
        try:
            status, location = self._write(claimed)
        except BusyError as error:
            self._fail(claimed, str(error), in_doubt=is_doubtful, until=error.until)
            return False
        except UnreachableError as error:
            self._fail(claimed, str(error), in_doubt=True)
            return False
        except ServerError as error:
            self._fail(claimed, str(error), in_doubt=is_doubtful and not isinstance(error, _NoPatientError))
            return True
        with self.context.db.begin() as tx:
            writes.note_done(tx, claimed, status, location=location)
        self.wrote.written += status == writes.WRITTEN
        return True

    def _write(self, claimed: Write) -> tuple[str, str | None]:
        with self.context.db.read() as tx:
            enrollment = enrollments.get_enrollment(tx, claimed.enrollment_id)
            patient = patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
            resource = None if patient.erased_at else build(tx, self.partner, claimed, enrollment)
            answered = writes.location_of(
                tx, self.clinic.id, self.partner.name, "QuestionnaireResponse", claimed.source
            )
        if resource is None:
            return writes.SKIPPED, None
        name = claimed.source if claimed.kind == "Communication" else f"{enrollment.id}.{claimed.source}"
        whole = write.for_server(
            resource, self._patient(patient), name, answered if claimed.kind == "Observation" else None
        )
        identifier = write.identifier_of(whole)
        if claimed.in_doubt and (standing := self._find(claimed.kind, identifier)):
            return writes.WRITTEN, standing
        location = self.server.create(whole, identifier)
        return writes.WRITTEN, _reference(location, claimed.kind)

    def _find(self, kind: str, identifier: str) -> str | None:
        try:
            found = _entries(self.server.search(kind, {"identifier": identifier}), kind)
        except (BusyError, UnreachableError):
            raise
        except ServerError:
            raise ServerError(_NOT_SENT) from None
        return found[0].reference if found else None

    def _patient(self, patient: Patient) -> str:
        """Return what the server calls a patient, by the record number."""
        if patient.id not in self._patients:
            if not patient.record_number:
                raise _NoPatientError("the patient has no record number")
            self._patients[patient.id] = self._look_up(patient.record_number)
        return self._patients[patient.id]

    def _look_up(self, number: str) -> str:
        systems = self.partner.fhir.record_systems if self.partner.fhir else ()
        for identifier in (*(f"{system}|{number}" for system in systems), number):
            found = _entries(self.server.find("Patient", {"identifier": identifier}), "Patient")
            named = {item.reference for item in found if record_number(item.node, self.partner) == number}
            if len(named) > 1:
                raise _NoPatientError("the server has several patients of this record number")
            if named:
                return named.pop()
        # a patient without a record number is known by the resource's own id
        found = _entries(self.server.find("Patient", {"_id": number}), "Patient") if number.isalnum() else []
        if not found or record_number(found[0].node, self.partner) != number:
            raise _NoPatientError("the server has no patient of this record number")
        return found[0].reference

    def _fail(self, claimed: Write, problem: str, *, in_doubt: bool, until: datetime | None = None) -> None:
        now = self.context.clock.now()
        self.wrote.failed += 1
        self.wrote.problem = problem
        with self.context.db.begin() as tx:
            writes.note_failed(tx, claimed, problem, now, in_doubt=in_doubt, until=until)
        log.warning("fhir_not_written", partner=self.partner.name, kind=claimed.kind, problem=problem)


def _entries(document: Any, kind: str) -> list[Entry]:
    try:
        listed = [item.node("resource") for item in object_at(document, "Bundle").nodes("entry")]
        return [Entry(item.value) for item in listed if item and item.text("resourceType") == kind and item.text("id")]
    except MessageError as error:
        raise ServerError(f"the FHIR server's answer cannot be read: {error}") from None


def _reference(location: str, kind: str) -> str | None:
    """Return `Observation/7` of a Location, without server and version."""
    parts = location.split("/_history", maxsplit=1)[0].rstrip("/").split("/")
    return kept(f"{kind}/{parts[-1]}") if parts[-1] else None
