"""One row at least in every table that has encrypted columns, put there by the store itself, and in every other one."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, insert, select, update

from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.core.model.enrollment import Visit
from reminders.core.model.patient import Caregiver
from reminders.core.model.roles import Role
from reminders.core.model.staff_member import StaffMember
from reminders.services.replies.reply import receive
from reminders.store.alerts import on_call
from reminders.store.api import answers, webhooks
from reminders.store.database.key_ring import Form
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.enrollment import caregivers, uploads
from reminders.store.hl7 import messages as hl7
from reminders.store.plans import visits
from reminders.store.records import notes
from reminders.store.staff import handshakes, passkeys, second_factors, staff, staff_phones, staff_tokens
from reminders.store.tables import care_versions, enrollments, key_checks, messages, pathway_versions, staff_members
from reminders.store.tables import webhooks as webhook_rows
from reminders.store.upkeep import rekeying
from reminders.store.upkeep.clinic_rows import tables_of_clinics
from reminders.store.upkeep.owners import rows_of
from tests.making import NOW, all_rows, enroll_rows, row, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Connection

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE, ERASED_PHONE = "+12025550101", "+12025550102"
PATIENT = row(external_id="A", phone=PHONE, birth_date="1960-02-03") | {"record_number": "MR 12"}
OTHER = row(external_id="B", phone=ERASED_PHONE)
EMAIL = "ada@oak.example"


def go_back_to(context: Context, form: Form) -> None:
    """Have an installation write values in an earlier form, as the version did that made it."""
    context.db.vault.data_keys.form = form
    with context.db.begin() as tx:
        for (number,) in tx.conn.execute(select(key_checks.c.id)).all():
            sealed = tx.vault.encrypt(CellId("key_checks", number), "reminders", of="installation")
            tx.conn.execute(update(key_checks).where(key_checks.c.id == number).values(sealed=sealed))


def cells(context: Context) -> Iterator[tuple[CellId, bytes]]:
    """Give every encrypted value of every table."""
    for item in rekeying.encrypted_tables():
        for found in all_rows(context, item.table):
            for column in item.columns:
                if (value := getattr(found, column.name)) is not None:
                    yield CellId(f"{item.table.name}.{column.name}", getattr(found, item.key.name)), value


def forms_of_values(context: Context) -> set[Form]:
    """Return the forms of all values."""
    return {Form(value[0]) for _, value in cells(context)}


def values_of(context: Context, clinic: Clinic) -> list[tuple[CellId, bytes]]:
    """Return every encrypted value of a clinic, as it stands in the tables."""
    with context.db.read() as tx:
        return [
            (CellId(f"{item.table.name}.{column.name}", getattr(stored, item.key.name)), value)
            for item in rekeying.encrypted_tables()
            for stored in rekeying.read_page(tx, item, None)
            for column in item.columns
            if (value := getattr(stored, column.name)) is not None and stored.owner_id == clinic.id
        ]


def opens(context: Context, values: list[tuple[CellId, bytes]]) -> int:
    """Return how many of these values a process can read."""
    return sum(opens_one(context, cell, value) for cell, value in values)


def opens_one(context: Context, cell: CellId, value: bytes) -> bool:
    """Return True if a process can read a value."""
    try:
        context.db.vault.decrypt(cell, value)
    except WrongKeyError:
        return False
    return True


def request_of(clinic: Clinic) -> answers.Request:
    """Return the request whose answer is kept."""
    return answers.Request(clinic.id, is_test=False, key="once", content="{}")


def fill(context: Context, clinic: Clinic) -> None:
    """Enroll two patients of whom one stops texts, and leave something in every other table."""
    enroll_rows(context, clinic, PATIENT, OTHER)
    receive(context, clinic, Channel.SMS, ERASED_PHONE, "STOP")
    run(context)
    enrollment = all_rows(context, enrollments)[0]
    member = StaffMember(str(uuid.uuid4()), clinic.id, EMAIL, Role.ADMIN, "en", has_password=True)
    person = (enrollment.patient_id, clinic.id, "Bo", "friend", "+12025550109", "en", True, "1", NOW)
    with context.db.begin() as tx:
        staff.add_staff(tx, member, None, NOW)
        staff_phones.lock_phone(tx, member, NOW.date())
        staff_phones.change_phone(tx, member, phone="+12025550103")
        second_factors.propose_seed(tx, member, "JBSWY3DPEHPK3PXP", NOW)
        staff_tokens.open_session(tx, "token", member, NOW, NOW + timedelta(hours=1), address="192.0.2.7")
        passkeys.add_passkey(tx, member, ("Y3JlZGVudGlhbA", "a2V5"), 0, "phone", NOW)
        handshakes.add_handshake(tx, "token", "sso", {"nonce": "n"}, (NOW, NOW + timedelta(minutes=10)))
        on_call.add_on_call(tx, clinic.id, OnCall("Ada", "+12025550104", EMAIL))
        notes.add_note(tx, notes.Note(clinic.id, enrollment.patient_id, member.id, "called back", NOW))
        uploads.keep_upload(tx, clinic.id, member.id, b"external_id\r\n\xff", NOW)
        webhooks.insert_webhook(tx, clinic.id, "https://ehr.example/hook", "whsec_x", NOW, includes_data=False)
        claimed = answers.claim(tx, request_of(clinic), NOW, NOW - timedelta(days=1))
        assert isinstance(claimed, int)
        answers.keep(tx, clinic.id, claimed, 201, {"id": "1"})
        hl7.insert_message(tx, hl7.NewMessage(clinic.id, "riverside", "1", "SIU", b"MSH|\xe9"), NOW)
        caregivers.put_caregivers(tx, [Caregiver(*person)], NOW)
        imported = {"visit_id": "V1"}
        visit = Visit(visits.new_visit_id(), enrollment.id, "V1", NOW, "wound_check", known_at=NOW, imported=imported)
        visits.insert_visit(tx, clinic.id, visit, NOW)


OWN_PLAN = "as Dr. Marlowe has it"
"""What stands in the clinic's own care plan."""


def fill_rest(context: Context, clinic: Clinic) -> None:
    """Put a row of a clinic that `fill` has filled into every table with rows of clinics that has none."""
    with context.db.begin() as tx:
        _add_own_plan(tx.conn, clinic)
        enrollment = tx.conn.execute(select(enrollments).where(enrollments.c.clinic_id == clinic.id)).first()
        assert enrollment is not None
        known = {"clinic_id": clinic.id, "enrollment_id": enrollment.id, "patient_id": enrollment.patient_id}
        for name, table in (("message_id", messages), ("staff_id", staff_members), ("webhook_id", webhook_rows)):
            known[name] = tx.conn.execute(select(table.c.id).where(table.c.clinic_id == clinic.id)).scalar()
        for table in tables_of_clinics():
            if tx.conn.execute(select(table).where(rows_of(table, clinic.id)).limit(1)).first() is None:
                given = filter(_is_given, table.columns)
                tx.conn.execute(insert(table).values({one.name: known.get(one.name, _any_value(one)) for one in given}))


def _add_own_plan(conn: Connection, clinic: Clinic) -> None:
    plan = {"kind": "plan", "name": "laminectomy", "number": 1, "step": "draft", "content": OWN_PLAN}
    conn.execute(insert(care_versions).values(clinic_id=clinic.id, created_at=NOW, **plan))
    version = conn.execute(select(care_versions.c.id).where(care_versions.c.clinic_id == clinic.id)).scalar_one()
    own = {"pathway_id": "laminectomy", "version": 1_000_000 + version, "content_hash": "1", "care_version_id": version}
    conn.execute(insert(pathway_versions).values(source=OWN_PLAN, created_at=NOW, **own))


def _is_given(column: Column[Any]) -> bool:
    counted = column.primary_key and column.name in {"id", "number"} and isinstance(column.type, Integer)
    return not (column.nullable or counted or column.server_default is not None)


def _any_value(column: Column[Any]) -> object:
    kind = column.type.python_type
    if kind in {bool, int, str}:
        return str(uuid.uuid4()) if str(column.type) in {"UUID", "CHAR(32)"} else kind(1)
    return NOW if "Time" in repr(column.type) else NOW.date()
