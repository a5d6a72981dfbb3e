"""Encrypting everything again: beside the running service, complete, twice the same, and no stop is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update

from reminders.core.model.contact import Channel
from reminders.services.records.search import search
from reminders.services.replies.reply import receive
from reminders.services.sending.deliver import deliver
from reminders.services.staff.audit_log import verify_all
from reminders.services.upkeep.rekey import rekey
from reminders.store.api import answers, webhooks
from reminders.store.database.key_ring import Form
from reminders.store.database.vault import CellId, WrongKeyError, key_id_of
from reminders.store.enrollment import enrollments, patients
from reminders.store.staff import staff
from reminders.store.tables import audit, clinic_keys, key_checks, replies
from reminders.store.tables import patients as patient_rows
from reminders.store.upkeep import rekeying
from reminders.store.upkeep.schema import keys_in_use
from tests.making import (
    KEY,
    NOW,
    OTHER_KEY,
    SOMEBODY,
    add_oak,
    all_rows,
    enroll_rows,
    outbox,
    run_at,
    vault,
    whole_store,
)
from tests.services.upkeep.every_table import EMAIL, ERASED_PHONE, OTHER, PATIENT, PHONE, fill, go_back_to, request_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")
OLD, NEW = vault(KEY).writer_id, vault(OTHER_KEY).writer_id
OF_THE_INSTALLATION = {"clinic_keys", "retired_keys", "sign_in_handshakes"}
WALK = "03-11 17:30"


@pytest.fixture
def oak(process: Callable[..., Context]) -> Clinic:
    """A clinic with something in every table, all under the old key, as version 1.0 leaves it."""
    context = process(KEY)
    go_back_to(context, Form.ROW)
    clinic = add_oak(context)
    fill(context, clinic)
    return clinic


def keys_of_values(context: Context) -> dict[str, set[str]]:
    """Return the ids of the keys of each table's values."""
    found: dict[str, set[str]] = {}
    for item in rekeying.encrypted_tables():
        values = [getattr(row, column.name) for row in all_rows(context, item.table) for column in item.columns]
        found[item.table.name] = {key_id_of(value) for value in values if value is not None}
    return found


def test_every_value_of_every_table_is_under_the_new_key_and_a_second_run_changes_nothing(
    process: Callable[..., Context], oak: Clinic
):
    both = process(OTHER_KEY, KEY)
    before = keys_of_values(both)
    assert [name for name, keys in before.items() if keys != {OLD}] == ["retired_keys"], "fill every table"
    result = rekey(both, actor=SOMEBODY)
    assert (result.unreadable, result.holding, result.removable, result.older) == ([], {}, [OLD], 0)
    assert set(result.rows) == before.keys() - {"retired_keys"}
    (theirs,) = [row.key_id for row in all_rows(both, clinic_keys)]
    after = keys_of_values(both)
    assert {name for name, keys in after.items() if keys == {NEW}} == OF_THE_INSTALLATION
    assert {name for name, keys in after.items() if keys == {theirs}} == before.keys() - OF_THE_INSTALLATION
    actions = [(item.action, item.detail) for item in all_rows(both, audit)][-2:]
    assert actions == [("everything encrypted again", f"key {NEW}"), ("encryption key retired", f"key {OLD}")]

    kept = whole_store(both)
    again = rekey(both, actor=SOMEBODY)
    assert (again.rows, again.unreadable, again.removable) == ({}, [], [OLD])
    assert whole_store(both) == kept


def test_without_the_old_key_everything_is_found_and_read_and_a_stop_stands(
    process: Callable[..., Context], oak: Clinic, clock: FixedClock
):
    rekey(process(OTHER_KEY, KEY), actor=SOMEBODY)
    context = process(OTHER_KEY)
    assert [item.value for item in enroll_rows(context, oak, PATIENT, OTHER)] == ["unchanged", "unchanged"]
    with context.db.begin() as tx:
        assert [item.given_name for item in search(tx, oak, PATIENT["family_name"]).patients] == ["Ana"]
        assert staff.find_staff(tx, EMAIL) is not None
        assert len(patients.ids_by_address(tx, Channel.SMS, PHONE, [oak.id])) == 1
        assert enrollments.find_enrollment(tx, oak.id, "A") is not None
        again = answers.claim(tx, request_of(oak), NOW, NOW)
        assert isinstance(again, answers.StoredAnswer)
        assert again.same_request
        assert webhooks.list_webhooks(tx, oak.id)[0].url == "https://ehr.example/hook"
        assert [report.fault for report in verify_all(tx)] == [None, None]
        assert tx.damaged == set()
    sent = len(outbox(context).sent)
    run_at(context, clock, WALK)
    assert [item.address for item in outbox(context).sent[sent:]] == [PHONE]
    receive(context, oak, Channel.SMS, ERASED_PHONE, "START")
    with context.db.read() as tx:
        assert keys_in_use(tx) == [NEW]
        assert tx.vault.key_ids == {NEW}


def test_a_value_that_opens_with_no_key_is_named_and_keeps_its_key(process: Callable[..., Context], oak: Clinic):
    both = process(OTHER_KEY, KEY)
    row = all_rows(both, patient_rows)[0]
    with both.db.begin() as tx:
        damaged = row.phone[:-1] + bytes([row.phone[-1] ^ 1])
        tx.conn.execute(update(patient_rows).where(patient_rows.c.id == row.id).values(phone=damaged))
    result = rekey(both, actor=SOMEBODY)
    assert [(item.table, item.row_id, item.column) for item in result.unreadable] == [("patients", row.id, "phone")]
    assert result.removable == []
    assert result.holding[OLD] >= 1
    with pytest.raises(WrongKeyError, match=f"key {OLD}"):
        process(OTHER_KEY)


def test_a_row_that_changed_meanwhile_keeps_its_change(process: Callable[..., Context], oak: Clinic):
    both = process(OTHER_KEY, KEY)
    item = next(item for item in rekeying.encrypted_tables() if item.table is replies)
    with both.db.read() as tx:
        page = rekeying.read_stale(tx, item, None)
    renewed = [rekeying.renew(both.db.vault, item, row) for row in page]
    changed = [vault(KEY).encrypt(CellId("replies.body", row.id), "changed", of=1) for row in page]
    with both.db.begin() as tx:
        for row, ciphertext in zip(page, changed, strict=True):
            tx.conn.execute(update(replies).where(replies.c.id == row.id).values(body=ciphertext))
        assert rekeying.write_renewed(tx, item, [row for row in renewed if isinstance(row, rekeying.Renewed)]) == 0
        assert tx.conn.execute(select(replies.c.body).order_by(replies.c.id)).scalars().all() == changed
    assert rekey(both, actor=SOMEBODY).removable == [OLD]


def test_a_run_that_was_broken_off_goes_on_where_it_was(process: Callable[..., Context], oak: Clinic):
    both = process(OTHER_KEY, KEY)

    class BrokenOffError(Exception):
        pass

    def stop(_progress: object) -> None:
        raise BrokenOffError

    with pytest.raises(BrokenOffError):
        rekey(both, stop, actor=SOMEBODY)
    done = [name for name, keys in keys_of_values(both).items() if OLD not in keys and name != "retired_keys"]
    assert len(done) == 1
    result = rekey(both, actor=SOMEBODY)
    assert done[0] not in result.rows
    assert result.removable == [OLD]


def test_a_process_that_still_writes_with_the_old_key_says_so_before_it_sends(
    process: Callable[..., Context], oak: Clinic
):
    left_behind, both = process(KEY, OTHER_KEY), process(OTHER_KEY, KEY)
    rekey(both, actor=SOMEBODY)
    deliver(left_behind, "sms")
    with pytest.raises(WrongKeyError, match=f"key {OLD}, which is not among ENCRYPTION_KEYS"):
        process(OTHER_KEY)
    assert rekey(both, actor=SOMEBODY).removable == [OLD]
    process(OTHER_KEY)


def test_a_key_that_has_not_written_yet_is_not_called_removable(process: Callable[..., Context], oak: Clinic):
    result = rekey(process(KEY, OTHER_KEY), actor=SOMEBODY)
    assert (result.removable, result.holding) == ([], {})


def test_two_rotations_keep_the_first_stop(process: Callable[..., Context], oak: Clinic):
    third = bytes(range(64, 96))
    rekey(process(OTHER_KEY, KEY), actor=SOMEBODY)
    assert rekey(process(third, OTHER_KEY), actor=SOMEBODY).removable == [NEW]
    context = process(third)
    with context.db.begin() as tx:
        assert not patients.ids_by_address(tx, Channel.SMS, "+12025550199", [oak.id])
        assert len(patients.ids_by_address(tx, Channel.SMS, ERASED_PHONE, [oak.id])) == 1
        tx.conn.execute(delete(key_checks).where(key_checks.c.id == -1))
