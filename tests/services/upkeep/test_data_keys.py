"""Values under the data keys of clinics: a rotation leaves them alone, a destroyed key takes all of one clinic only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, event, select, update

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.services.sending.old_data.old_database import ready_to_send
from reminders.services.upkeep.check_cells import check_cells
from reminders.services.upkeep.rekey import rekey
from reminders.store.clinics import data_keys
from reminders.store.database.key_ring import Form
from reminders.store.database.vault import CLINIC_KEY, CellId, WrongKeyError
from reminders.store.tables import clinic_keys, key_checks
from tests.making import (
    KEY,
    OTHER_KEY,
    SOMEBODY,
    add_oak,
    all_rows,
    enroll_rows,
    outbox,
    row,
    run_at,
    vault,
)
from tests.services.upkeep.every_table import cells, forms_of_values, go_back_to, opens, values_of
from tests.services.upkeep.vault_of_1_0 import VaultOfFirstRelease

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")
OLD, NEW = vault(KEY).writer_id, vault(OTHER_KEY).writer_id
NAME = CellId("patients.given_name", "1")


def statements(context: Context) -> list[str]:
    """Note what a process asks its database from now on."""
    noted: list[str] = []
    for engine in {context.db.engine, context.db._reading}:
        event.listen(engine, "before_cursor_execute", lambda *said: noted.append(said[2]))
    return noted


def test_each_clinics_values_are_under_its_own_key_in_a_new_installation(
    process: Callable[..., Context], two: tuple[Clinic, Clinic]
):
    context = process(KEY)
    for clinic in two:
        with context.db.read() as tx:
            key = data_keys.find_data_key(tx, clinic.id)
        values = values_of(context, clinic)
        assert key is not None
        assert {value[:5].hex() for _, value in values} == {f"03{key.key_id}"}
        assert opens(context, values) == len(values) > 3
    with context.db.read() as tx:
        report = check_cells(tx)
    every = [value[0] for _, value in cells(context)]
    assert {form: every.count(form) for form in Form} == {form: report.forms[form] for form in Form}
    assert (report.older, report.forms[Form.COLUMN], report.damaged) == (0, 0, [])


def test_a_rotation_encrypts_the_data_keys_again_and_leaves_what_they_encrypted(
    process: Callable[..., Context], two: tuple[Clinic, Clinic], clock: FixedClock
):
    before = {cell: value for cell, value in cells(process(KEY)) if value[0] == Form.CLINIC}
    beside, both = process(KEY, OTHER_KEY), process(OTHER_KEY, KEY)
    result = rekey(both, actor=SOMEBODY)
    assert (result.rows, result.removable, result.holding) == ({"clinic_keys": 2, "sign_in_handshakes": 1}, [OLD], {})
    after = dict(cells(both))
    assert {cell: after[cell] for cell in before} == before
    assert rekey(both, actor=SOMEBODY).rows == {}
    alone = process(OTHER_KEY)
    assert opens(alone, list(before.items())) == len(before)
    enroll_rows(beside, two[0], row(phone="(202) 555-0178"))  # it has read the old key's data keys, and goes on
    assert opens(alone, values_of(alone, two[0])) == len(values_of(alone, two[0]))
    sent = len(outbox(alone).sent)
    run_at(alone, clock, "03-11 17:30")
    assert {item.address for item in outbox(alone).sent[sent:]} >= {"+12025550177", "+12025550178"}
    with pytest.raises(WrongKeyError, match=f"key {NEW}, which is not among"):
        process(KEY)


def test_a_key_that_a_data_key_is_encrypted_with_is_not_given_up(
    process: Callable[..., Context], two: tuple[Clinic, Clinic]
):
    both = process(OTHER_KEY, KEY)
    with process(KEY, OTHER_KEY).db.begin() as tx:
        whole = tx.conn.execute(select(clinic_keys.c.sealed).where(clinic_keys.c.clinic_id == two[0].id)).scalar_one()
        wrong = whole[:-1] + bytes([whole[-1] ^ 1])
        tx.conn.execute(update(clinic_keys).where(clinic_keys.c.clinic_id == two[0].id).values(sealed=wrong))
    result = rekey(both, actor=SOMEBODY)
    assert (result.removable, result.holding) == ([], {OLD: 1})
    assert [(item.table, item.row_id, item.column) for item in result.unreadable] == [
        ("clinic_keys", str(two[0].id), "sealed")
    ]
    with both.db.begin() as tx:
        tx.conn.execute(update(clinic_keys).where(clinic_keys.c.clinic_id == two[0].id).values(sealed=whole))
        tx.conn.execute(delete(key_checks))  # as if no one had noted the key
    with pytest.raises(
        WrongKeyError, match=f"data key of clinic {two[0].id} is encrypted with key {OLD}, which is not"
    ):
        process(OTHER_KEY)


def test_a_damaged_data_key_stops_no_other_clinic_and_a_stop_of_its_own_still_holds(
    process: Callable[..., Context], two: tuple[Clinic, Clinic], clock: FixedClock
):
    with process(KEY).db.begin() as tx:
        elsewhere = tx.vault.encrypt(CellId(CLINIC_KEY, "another row"), "00" * 32, of="installation")
        tx.conn.execute(update(clinic_keys).where(clinic_keys.c.clinic_id == two[0].id).values(sealed=elsewhere))
    context = process(KEY)
    assert (opens(context, values_of(context, two[0])), opens(context, values_of(context, two[1])) > 0) == (0, True)
    receive(context, two[0], Channel.SMS, "+12025550177", "STOP")
    with context.db.read() as tx:
        report = check_cells(tx)
    assert ("clinic_keys", str(two[0].id), "sealed") in [
        (item.table, item.row_id, item.column) for item in report.damaged
    ]
    sent = len(outbox(context).sent)
    run_at(context, clock, "03-11 17:30")
    assert {item.address for item in outbox(context).sent[sent:]} & {"+12025550177"} == set()


def test_no_message_costs_a_query_and_a_new_clinic_is_looked_up_once(
    process: Callable[..., Context], two: tuple[Clinic, Clinic]
):
    running, other = process(KEY), process(KEY)
    noted = statements(running)
    for cell, value in values_of(other, two[1]):
        running.db.vault.decrypt(cell, value)
    assert running.db.vault.encrypt(NAME, "Ana", of=two[0].id)[0] == Form.CLINIC
    assert noted == []
    ash = add_oak(other, slug="ash", sms_sender="+13125550112")
    value = other.db.vault.encrypt(NAME, "Ana", of=ash.id)
    with running.db.begin() as tx:
        for _ in range(3):
            assert tx.vault.decrypt(NAME, value) == "Ana"
            tx.vault.encrypt(NAME, "Bo", of=ash.id)
    assert running.db.vault.decrypt(NAME, value) == "Ana"
    assert [statement for statement in noted if "clinic_keys" in statement] == noted
    assert len(noted) == 1


def test_the_key_of_a_clinic_that_was_not_kept_is_not_used_for_the_next_one(process: Callable[..., Context]):
    context, other = process(KEY), process(KEY)

    def fail() -> None:
        with context.db.begin() as tx:
            clinic = data_keys.create_data_key(tx, 77)
            assert tx.vault.decrypt(NAME, tx.vault.encrypt(NAME, "Ana", of=77)) == "Ana"
            assert clinic.clinic_id == 77
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with context.db.begin() as tx:
        data_keys.create_data_key(tx, 77)
        tx.vault.encrypt(NAME, "Ana", of=77)
        tx.roll_back()
    with other.db.begin() as tx:
        kept = data_keys.create_data_key(tx, 77)
    value = context.db.vault.encrypt(NAME, "Ana", of=77)
    assert value[1:5].hex() == kept.key_id
    assert other.db.vault.decrypt(NAME, value) == "Ana"


def test_an_older_installation_is_read_by_old_programs_until_rekey_and_by_none_of_them_afterwards(
    process: Callable[..., Context], clock: FixedClock
):
    first = process(KEY)
    go_back_to(first, Form.COLUMN)
    old = VaultOfFirstRelease([KEY])
    new = [process(KEY), process(KEY)]  # replaced one by one
    oak = add_oak(new[0])
    for context in new:
        enroll_rows(context, oak, row(given_name="Olga"))
    values = [(cell, value) for cell, value in cells(first) if cell.column != CLINIC_KEY]
    assert [old.decrypt(cell.column, value) == first.db.vault.decrypt(cell, value) for cell, value in values] == [
        True
    ] * len(values)
    assert old.missing_keys(item.sealed for item in all_rows(first, key_checks)) == []

    result = rekey(new[0], actor=SOMEBODY)
    assert (result.older, result.unreadable, result.holding) == (0, [], {})
    assert old.missing_keys(item.sealed for item in all_rows(first, key_checks)) == ["00000000"], "it sends no more"
    enroll_rows(new[1], oak, row(given_name="Pia"))  # it has not looked since: still in the form of before
    assert forms_of_values(first) == {Form.COLUMN, Form.ROW, Form.CLINIC}
    assert opens(new[1], list(cells(first))) == len(list(cells(first)))
    ready_to_send(new[1])
    enroll_rows(new[1], oak, row(given_name="Quinn"))
    again = rekey(new[1], actor=SOMEBODY)
    assert (again.rows["patients"], again.older, forms_of_values(first)) == (1, 0, {Form.ROW, Form.CLINIC})
    assert process(KEY).db.vault.data_keys.form is Form.CLINIC


def test_a_clinic_that_an_older_program_made_has_a_key_from_the_next_rekey_on(
    process: Callable[..., Context], two: tuple[Clinic, Clinic]
):
    context = process(KEY)
    with context.db.begin() as tx:
        tx.conn.execute(delete(clinic_keys).where(clinic_keys.c.clinic_id == two[0].id))
    started = process(KEY)
    noted = statements(started)
    value = started.db.vault.encrypt(NAME, "Ana", of=two[0].id)
    assert started.db.vault.encrypt(NAME, "Ana", of=two[0].id)[0] == value[0] == Form.ROW
    assert len(noted) == 1, "looked up once"
    rekey(context, actor=SOMEBODY)
    ready_to_send(started)
    assert started.db.vault.encrypt(NAME, "Ana", of=two[0].id)[0] == Form.CLINIC
