"""Encrypted values are bound to their row: no copy opens elsewhere; an older installation gets there with `rekey`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from reminders.services.sending.old_data.old_database import ready_to_send
from reminders.services.upkeep.check_cells import check_cells
from reminders.services.upkeep.rekey import rekey
from reminders.store.clinics import clinics
from reminders.store.database.key_ring import Form
from reminders.store.database.vault import DATA_KEYS, CellId, WrongKeyError
from reminders.store.tables import key_checks, patients
from reminders.store.upkeep import rekeying
from reminders.store.upkeep.schema import require_schema
from tests.making import SOMEBODY, add_oak, all_rows, enroll_rows, make_context, row
from tests.services.upkeep.every_table import cells, fill, forms_of_values, go_back_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.clock import FixedClock
    from reminders.services.context import Context
    from reminders.store.database.session import Database


@pytest.fixture
def filled(context: Context) -> Context:
    fill(context, add_oak(context))
    return context


@pytest.fixture
def older(context: Context, another: Context) -> Context:
    """An installation as an earlier version left it: everything is bound to its column only."""
    go_back_to(context, Form.COLUMN)
    fill(context, add_oak(context))
    require_schema(another.db)
    return context


@pytest.fixture
def another(database_url: str, opened: Callable[[str], Database], clock: FixedClock) -> Context:
    """Another process on the same database, just started."""
    context = make_context(opened(database_url), clock)
    context.db.vault.data_keys.form = Form.COLUMN
    return context


def test_every_value_of_every_table_opens_in_its_own_place_and_in_no_other(filled: Context):
    every = list(cells(filled))
    assert {cell.column.split(".")[0] for cell, _ in every} >= {
        item.table.name for item in rekeying.encrypted_tables() if item.table.name != "retired_keys"
    }
    for cell, value in every:
        filled.db.vault.decrypt(cell, value)
        elsewhere = [CellId(cell.column, "x"), *(other for other, _ in every if other != cell)]
        opens = [other for other in elsewhere if _opens(filled, other, value)]
        assert not opens, f"{cell} opens as {opens}"


def _opens(context: Context, cell: CellId, value: bytes) -> bool:
    try:
        context.db.vault.decrypt(cell, value)
    except WrongKeyError:
        return False
    return True


def test_a_copied_value_is_named_by_table_row_and_column(filled: Context):
    first, second = all_rows(filled, patients)
    with filled.db.begin() as tx:
        assert check_cells(tx).damaged == []
        tx.conn.execute(update(patients).where(patients.c.id == second.id).values(phone=first.phone))
        report = check_cells(tx)
    assert [(item.table, item.row_id, item.column) for item in report.damaged] == [("patients", second.id, "phone")]
    assert (report.older, report.is_complete) == (0, True)


def test_an_older_installation_writes_the_old_form_until_rekey_and_then_everything_is_bound(
    older: Context, another: Context
):
    with another.db.begin() as tx:
        clinic = clinics.list_clinics(tx)[0]
    enroll_rows(another, clinic, row(external_id="C"))
    assert forms_of_values(another) == {Form.COLUMN}, "older processes still run"
    with another.db.read() as tx:
        assert check_cells(tx).older == len(list(cells(another)))
    result = rekey(another, actor=SOMEBODY)
    assert (result.older, result.unreadable, sum(result.rows.values()) > 0) == (0, [], True)
    assert forms_of_values(older) == {Form.ROW, Form.CLINIC}
    with older.db.read() as tx:
        assert (check_cells(tx).older, check_cells(tx).damaged) == (0, [])


def test_a_process_that_was_running_binds_from_its_next_delivery_on(older: Context, another: Context):
    assert another.db.vault.data_keys.form is Form.COLUMN
    rekey(older, actor=SOMEBODY)
    assert ready_to_send(another).may_send
    assert another.db.vault.data_keys.form is Form.CLINIC


def test_a_new_installation_binds_from_the_start_and_its_check_value_keeps_older_versions_out(context: Context):
    assert [item.sealed[:6] for item in all_rows(context, key_checks)] == [DATA_KEYS + Form.ROW.mark]
