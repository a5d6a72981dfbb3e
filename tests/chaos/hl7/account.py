"""The reckoning: what was acknowledged is there, once; what stands is what the model says; what broke can be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.hl7.outcomes import Outcome, State
from reminders.services.hl7.work_list import Shown, list_for_staff, replay
from reminders.store.enrollment import enrollments, patients
from reminders.store.tables import enrollments as enrollment_rows
from reminders.store.tables import hl7_messages, messages
from tests.chaos.hl7.model import Model
from tests.chaos.hl7.traffic import MENDED
from tests.making import SOMEBODY, all_rows

if TYPE_CHECKING:
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from tests.chaos.hl7.model import Standing
    from tests.chaos.hl7.run import Report

SECRETS = ("Rivera", "Íñigo", "C-1", "-5001", "700001")


def reckon(report: Report, context: Context, clinic: Clinic, folder: Path, logs: list[str]) -> None:
    """Hold what is stored against what was sent."""
    wrong = report.wrong
    if report.exit_code != 0:
        wrong.append(f"the listener ended with {report.exit_code}")
    for name in ("another answer than the first time", "answer to another message"):
        if report.progress.counts[name]:
            wrong.append(f"{name}: {report.progress.counts[name]}")
    wrong += [f"a log holds {secret!r}" for secret in SECRETS if any(secret in log for log in logs)]
    _stored(report, context)
    model = Model()
    model.replay(wire for wire in report.wires if not wire.is_broken)
    _standing(report, context, clinic, model)
    _broken(report, context, clinic, folder)


def _stored(report: Report, context: Context) -> None:
    """Every message that was acknowledged is there, each once."""
    rows = all_rows(context, hl7_messages)
    stored = [row.control_id for row in rows if row.control_id]
    sent = [wire.control_id for wire in report.wires if wire.control_id]
    acknowledged = {wire.control_id for wire in report.wires if wire.raw in report.progress.acknowledged}
    report.counts["messages stored"] = len(rows)
    report.counts["messages lost"] = len(acknowledged - set(stored) - {""})
    report.counts["messages doubled"] = len(stored) - len(set(stored))
    report.counts["acknowledged, not committed"] = sum(row.state == State.RECEIVED.value for row in rows)
    names = ("messages lost", "messages doubled", "acknowledged, not committed")
    report.wrong += [f"{name}: {report.counts[name]}" for name in names if report.counts[name]]
    if len(rows) != len(report.wires) or sorted(stored) != sorted(sent):
        report.wrong.append(f"{len(report.wires)} messages were sent, {len(rows)} are stored")


def _standing(report: Report, context: Context, clinic: Clinic, model: Model) -> None:
    """Each surgery stands as the model has it, and its plan follows."""
    rows, planned = all_rows(context, enrollment_rows), all_rows(context, messages)
    with context.db.read() as tx:
        enrolled = {item.external_id: item for item in enrollments.of_clinic(tx, clinic.id, [row.id for row in rows])}
        people = patients.get_patients(tx, {item.patient_id for item in enrolled.values()})
        plans = {item.id: context.book.get(tx, item.pathway_version_id).id for item in enrolled.values()}
    identities = [(row.enrollment_id, row.step, row.channel, row.party, row.anchor) for row in planned]
    report.counts["enrollments"] = len(rows)
    report.counts["enrollments doubled"] = len(rows) - len(enrolled)
    if len(rows) != len(enrolled) or len(identities) != len(set(identities)):
        report.wrong.append("enrollments or planned messages are doubled")
    to_come = {row.enrollment_id for row in planned if row.status == "planned"}
    for case, standing in model.cases.items():
        item = enrolled.pop(case, None)
        told = None if item is None else _told(item, people[item.patient_id], plans[item.id])
        expected = _expected(standing)
        if told != expected and not (item is None and not standing.is_active):
            report.wrong.append(f"{case} stands as {told}, and the model says {expected}")
        if item is not None and (item.id in to_come) != standing.is_active:
            report.wrong.append(f"{case}: its plan does not follow")
    report.wrong += [f"{case} is enrolled, and the model does not know it" for case in enrolled]
    waiting = (standing.waits_for for standing in model.cases.values() if standing.waits_for)
    report.counts.update(f"waiting for {what}" for what in waiting)


def _told(item: Enrollment, patient: Patient, plan: str) -> tuple[object, ...]:
    active = item.state.value == "active"
    phone = (patient.phone or "").removeprefix("+1")
    return (active, plan, item.surgery_date, item.facts.get("opioid"), phone) if active else (False,)


def _expected(standing: Standing) -> tuple[object, ...] | None:
    if not standing.is_enrolled:
        return None
    if not standing.is_active:
        return (False,)
    return (True, standing.plan, standing.day, standing.opioid, standing.phone)


def _broken(report: Report, context: Context, clinic: Clinic, folder: Path) -> None:
    """Each message that could not be read is on the page, and can be tried again once the cause is mended."""
    broken = [wire for wire in report.wires if wire.is_broken]
    page, found = 1, list[str]()
    while True:
        listed = list_for_staff(context, clinic, Shown.ERRORS, page, actor=SOMEBODY)
        found += [item.message.id for item in listed.items]
        if not listed.more:
            break
        page += 1
    report.counts["broken, on the page"] = len(found)
    if len(found) != len(broken):
        report.wrong.append(f"{len(broken)} broken messages were sent, {len(found)} are on the page")
    (folder / "riverside.yaml").write_text(MENDED, encoding="utf-8")
    became = [replay(context, clinic, message_id, actor=SOMEBODY) for message_id in found]
    mended = sum(wire.is_latin for wire in broken)
    report.counts["mended and tried again"] = became.count(Outcome.ENROLLED)
    if became.count(Outcome.ENROLLED) != mended or became.count(Outcome.MALFORMED) != len(broken) - mended:
        report.wrong.append(f"{mended} of {len(broken)} could be mended; trying again gave {sorted(became)}")
