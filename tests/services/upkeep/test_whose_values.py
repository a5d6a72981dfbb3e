"""Every encrypted value is written for the clinic of its row, by every line of the program that encrypts."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

import reminders
from reminders.core.model.contact import Channel, Party
from reminders.ports import Rendered
from reminders.services.records.erase import erase
from reminders.services.replies.reply import receive
from reminders.store.alerts import escalations, owners
from reminders.store.database.vault import CellId, Vault
from reminders.store.enrollment import enrollments, patients
from reminders.store.enrollment.patients import address_hashes
from reminders.store.records import notes
from reminders.store.replies import opt_in_questions, staff_texts
from reminders.store.staff import staff
from reminders.store.tables import alerts, staff_members
from reminders.store.tables import enrollments as enrollment_rows
from reminders.store.upkeep import rekeying
from tests.making import NOW, SOMEBODY, add_oak, all_rows
from tests.services.upkeep.every_table import PHONE, fill
from tests.web.desk import add_person

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

WRITES = {"encrypt", "encrypt_optional", "encrypt_json"}
OF_KEYS = {"rekeying.py", "retired_keys.py", "schema.py"}
"""What encrypts again, and what is said of the keys themselves: test_rekey looks at those."""


class Written:
    """For whom each value was encrypted, and by which lines of the program."""

    def __init__(self) -> None:
        self.of: dict[CellId, set[object]] = {}
        self.lines: set[tuple[str, int]] = set()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    """What is encrypted from now on."""
    noted, encrypt = Written(), Vault.encrypt

    def note(self: Vault, cell: CellId, value: str, *, of: Any) -> bytes:
        noted.of.setdefault(CellId(cell.column, str(cell.row)), set()).add(of)
        caller = sys._getframe(1)
        while caller.f_code.co_filename.endswith("vault.py"):
            caller = caller.f_back
        noted.lines.add((caller.f_code.co_filename, caller.f_lineno))
        return encrypt(self, cell, value, of=of)

    monkeypatch.setattr(Vault, "encrypt", note)
    return noted


def writing_lines() -> dict[str, tuple[str, range]]:
    """Return every call of the program that encrypts: where it stands, and its lines."""
    found: dict[str, tuple[str, range]] = {}
    for path in Path(reminders.__file__).parent.rglob("*.py"):
        if path.name == "vault.py" or not any(f".{name}(" in path.read_text("utf-8") for name in WRITES):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _writes(node.func):
                lines = range(node.lineno, (node.end_lineno or 0) + 1)
                found[f"{path.name}:{node.lineno}"] = (str(path), lines)
    return found


def _writes(called: ast.expr) -> bool:
    """Return True of `vault.encrypt`, `tx.vault.encrypt` and their like."""
    if not isinstance(called, ast.Attribute) or called.attr not in WRITES:
        return False
    on = called.value
    return (on.attr if isinstance(on, ast.Attribute) else on.id if isinstance(on, ast.Name) else "") == "vault"


def write_more(context: Context, clinic: Clinic) -> None:
    """Write what `fill` does not: texts of staff, questions, notices, names, and what is left of an erased patient."""
    nurse = add_person(context, clinic, "nurse@elm.example")
    enrollment = all_rows(context, enrollment_rows)[0]
    receive(context, clinic, Channel.SMS, PHONE, "I have chest pain")
    alert_id = all_rows(context, alerts)[0].id
    with context.db.begin() as tx:
        patient = patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
        written = staff_texts.plan_staff_text(tx, patient, "How is the wound?", NOW)
        staff_texts.plan_test_text(tx, clinic.id, "+12025550107", "a test", NOW)
        whose = (clinic.id, patient.id, Party.PATIENT, enrollment.id, 1, PHONE, "en", NOW, NOW + timedelta(hours=1))
        hashes = address_hashes(tx, Channel.SMS, PHONE)
        assert opt_in_questions.ask(tx, opt_in_questions.Question(*whose), hashes, NOW)
        owners.plan_assigned_email(tx, nurse, "assigned", Rendered("It is yours."), NOW)
        notice = escalations.OnCallNotice(clinic.id, "Ada", (alert_id,), NOW)
        sent = {"identity": "notice", "channel": Channel.SMS, "address": PHONE, "language": "en", "template": "alert"}
        notes.add_note(
            tx, notes.Note(clinic.id, patient.id, nurse.id, "will call", NOW, alert_id=alert_id, message_id=written)
        )
        message_id = "5a1c4a3e-0000-4000-8000-000000000001"
        escalations.insert_notice(tx, notice, message_id=message_id, send_before=NOW + timedelta(hours=1), **sent)
        staff.set_name(tx, nurse, "Ana Ruiz, RN")
        staff.add_staff(tx, replace(nurse, id=staff.new_staff_id(), email="b@elm.example", name="Bo"), None, NOW)
        tx.conn.execute(update(staff_members).where(staff_members.c.id == nurse.id).values(email=b"damaged"))
        assert staff.mend_email(tx, nurse, "nurse@elm.example")
        enrollments.encrypt_external_id_again(tx, enrollments.get_enrollment(tx, enrollment.id), "A")


def wrong_owners(context: Context, written: Written) -> dict[CellId, set[object]]:
    """Return the values that now stand in the tables and were encrypted for another than their row is of."""
    wrong: dict[CellId, set[object]] = {}
    with context.db.read() as tx:
        for item in rekeying.encrypted_tables():
            for row in rekeying.read_page(tx, item, None):
                for column in item.columns:
                    cell = CellId(f"{item.table.name}.{column.name}", str(getattr(row, item.key.name)))
                    owner = "installation" if row.owner_id is None else row.owner_id
                    if getattr(row, column.name) is not None and written.of[cell] != {owner}:
                        wrong[cell] = written.of[cell]
    return wrong


def test_every_line_that_encrypts_does_it_for_the_clinic_of_the_row(context: Context, written: Written):
    add_oak(context)
    elm = add_oak(context, slug="elm", name="Elm", sms_sender="+13125550111")
    fill(context, elm)
    write_more(context, elm)
    assert wrong_owners(context, written) == {}
    erase(context, elm, all_rows(context, enrollment_rows)[0].patient_id, actor=SOMEBODY)
    assert wrong_owners(context, written) == {}
    others = {cell.column for cell, owners in written.of.items() if owners != {elm.id}}
    assert others == {"sign_in_handshakes.bound_to", "clinic_keys.sealed"}
    untried = [
        name
        for name, (file, lines) in writing_lines().items()
        if name.partition(":")[0] not in OF_KEYS and not any((file, line) in written.lines for line in lines)
    ]
    assert untried == [], "call them in write_more"


def test_a_clinic_that_is_not_stored_yet_has_no_values():
    with pytest.raises(ValueError, match="has no id yet"):
        Vault([b"k" * 32]).encrypt(CellId("patients.phone", "1"), "+12025550100", of=0)
