"""Each clinic has a data key of its own; a destroyed one leaves its row, and neither number is given again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import insert, select, text

from reminders.store.clinics import clinics, data_keys
from reminders.store.clinics.data_keys import DestroyedKey
from reminders.store.database.vault import CLINIC_KEY, CellId, WrongKeyError
from reminders.store.tables import clinic_keys
from reminders.store.tables import clinics as clinic_rows
from reminders.store.upkeep.schema import alembic_config, migrate
from tests.making import NOW, add_oak, all_rows

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def opened_key(context: Context, clinic_id: int) -> bytes:
    """Return the data key of a clinic."""
    with context.db.read() as tx:
        stored = data_keys.find_data_key(tx, clinic_id)
        assert stored is not None
        assert stored.sealed is not None
        return bytes.fromhex(tx.vault.decrypt(CellId(CLINIC_KEY, clinic_id), stored.sealed))


def test_a_clinic_is_made_with_a_key_of_its_own_which_opens_as_that_of_no_other(context: Context):
    ids = [add_oak(context).id, add_oak(context, slug="elm", sms_sender="+13125550111").id]
    keys = [opened_key(context, clinic_id) for clinic_id in ids]
    assert ([len(key) for key in keys], len(set(keys))) == ([32, 32], 2)
    first, second = all_rows(context, clinic_keys)
    assert len({first.key_id, second.key_id, context.db.vault.writer_id}) == 3
    with pytest.raises(WrongKeyError):
        context.db.vault.decrypt(CellId(CLINIC_KEY, first.clinic_id), second.sealed)


def test_the_migration_makes_the_keys_of_clinics_that_are_there(context: Context, clinic: Clinic):
    others = [column.name for column in clinic_rows.columns if column.name not in {"id", "slug"}]
    with context.db.begin() as tx:
        (there,) = tx.conn.execute(select(clinic_rows)).all()
        values = {"slug": "elm"} | {name: getattr(there, name) for name in others}
        tx.conn.execute(insert(clinic_rows).values(values))  # as a program of the version before does: without a key
        config = alembic_config()
        config.attributes["connection"] = tx.conn
        command.downgrade(config, "0050")
    migrate(context.db)
    kept = all_rows(context, clinic_keys)
    with context.db.read() as tx:
        assert [row.clinic_id for row in kept] == clinics.clinic_ids(tx)
    assert len({opened_key(context, row.clinic_id) for row in kept}) == 2
    migrate(context.db)
    assert all_rows(context, clinic_keys) == kept


def test_a_key_is_made_once(context: Context, clinic: Clinic):
    with context.db.begin() as tx:
        stored = data_keys.find_data_key(tx, clinic.id)
        assert data_keys.create_data_key(tx, clinic.id) == stored
        assert data_keys.create_missing_data_keys(tx) == 0
        assert data_keys.find_data_key(tx, clinic.id + 1) is None


def test_a_destroyed_key_leaves_its_row_and_is_never_made_again(context: Context, clinic: Clinic):
    with context.db.begin() as tx:
        key_id = data_keys.create_data_key(tx, clinic.id).key_id
        assert data_keys.destroyed_data_keys(tx) == []
        assert data_keys.destroy_data_key(tx, clinic.id, NOW)
        assert not data_keys.destroy_data_key(tx, clinic.id, NOW), "it is gone"
        assert not data_keys.destroy_data_key(tx, clinic.id + 1, NOW), "there is none"
        assert data_keys.create_data_key(tx, clinic.id) == (clinic.id, key_id, None)
        assert data_keys.destroyed_data_keys(tx) == [DestroyedKey(key_id, clinic.id, NOW)]


def test_the_number_of_an_erased_clinic_is_not_given_again(context: Context, clinic: Clinic):
    erased = add_oak(context, slug="elm", sms_sender="+13125550111").id
    sequence = "SELECT setval(pg_get_serial_sequence('clinics', 'id'), :last)"
    with context.db.begin() as tx:
        data_keys.destroy_data_key(tx, erased, NOW)
        tx.conn.execute(clinic_rows.delete().where(clinic_rows.c.id == erased))
        if not tx.is_sqlite:  # as a restore leaves it
            tx.conn.execute(text(sequence), {"last": clinic.id})
    numbers = [add_oak(context, slug=slug, sms_sender=f"+1312555011{slug}").id for slug in "23"]
    assert len({clinic.id, erased, *numbers}) == 4
    assert min(numbers) > erased
    assert [row.clinic_id for row in all_rows(context, clinic_keys)] == sorted({clinic.id, erased, *numbers})


def test_what_was_destroyed_is_destroyed_again_in_an_older_copy(context: Context, clinic: Clinic):
    with context.db.begin() as tx:
        known = DestroyedKey(data_keys.create_data_key(tx, clinic.id).key_id, clinic.id, NOW)
        unknown = DestroyedKey("0badcafe", clinic.id + 7, NOW)
        assert data_keys.destroy_again(tx, [known, unknown]) == 1
        assert data_keys.destroyed_data_keys(tx) == [known, unknown]
        assert data_keys.destroy_again(tx, [known, unknown]) == 0
    assert add_oak(context, slug="elm", sms_sender="+13125550111").id > unknown.clinic_id
