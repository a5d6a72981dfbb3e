"""A staff member's email or phone that opens with no key: signing in mends the one, typing the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.services.staff.own_phone import ask_code, confirm_code, text_oneself
from reminders.store.database.vault import CellId
from reminders.store.tables import messages, staff_invitations, staff_members, staff_phones
from tests.making import SOMEBODY, all_rows
from tests.web.desk import Desk, add_person, signed_in
from tests.web.test_damaged_rows import one_bit_off

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def test_someone_whose_email_cannot_be_read_signs_in_and_it_is_stored_again(context: Context, clinic: Clinic):
    add_person(context, clinic)
    one_bit_off(context, staff_members, "email")
    desk = Desk(context)
    assert desk.sign_in().status_code == 303
    assert desk.get("/").status_code == 200
    (member,) = all_rows(context, staff_members)
    assert context.db.vault.decrypt(CellId("staff_members.email", member.id), member.email) == "nurse@oak.example"


def test_a_wrong_password_stores_nothing(context: Context, clinic: Clinic):
    add_person(context, clinic)
    one_bit_off(context, staff_members, "email")
    before = all_rows(context, staff_members)
    assert Desk(context).sign_in(password="wrong").status_code == 403
    assert all_rows(context, staff_members) == before


def test_an_open_session_goes_on_and_a_forgotten_password_can_be_set(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    one_bit_off(context, staff_members, "email")
    assert desk.get("/").status_code == 200
    assert "cannot be read" in desk.get("/settings/staff").text
    Desk(context).post("/forgot", email="nurse@oak.example")
    assert [item.purpose for item in all_rows(context, staff_invitations)] == ["reset"]


def test_a_phone_that_cannot_be_read_is_typed_and_verified_again(context: Context, clinic: Clinic):
    person = add_person(context, clinic)
    assert ask_code(context, clinic, person, "(202) 555-0123", actor=SOMEBODY) == "test-code"
    one_bit_off_phone(context)
    assert confirm_code(context, clinic, person, "123456") == "test-code-over"
    assert text_oneself(context, clinic, person, "hello", actor=SOMEBODY) == "test-verify"
    assert ask_code(context, clinic, person, "(202) 555-0124", actor=SOMEBODY) == "test-code"
    assert len([item for item in all_rows(context, messages) if item.kind == "staff"]) == 2


def one_bit_off_phone(context: Context) -> None:
    """Flip a bit of the one phone: its table goes by the person's id."""
    with context.db.begin() as tx:
        ciphertext = bytes(tx.conn.execute(staff_phones.select()).one().phone)
        tx.conn.execute(staff_phones.update().values(phone=ciphertext[:-1] + bytes([ciphertext[-1] ^ 1])))
