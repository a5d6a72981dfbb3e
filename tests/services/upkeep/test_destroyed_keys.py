"""A destroyed data key takes all of one clinic with it and nothing of another; who had it in memory forgets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.services.sending.old_data.old_database import ready_to_send
from reminders.services.upkeep.health import check_database
from reminders.store.clinics import data_keys
from reminders.store.database.key_ring import Form
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.tables import clinic_keys
from tests.making import KEY, NOW, OTHER_KEY, vault
from tests.raw_bytes import bytes_of, data_keys_in, read_any_way
from tests.services.upkeep.every_table import opens, opens_one, values_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")
NAME = CellId("patients.given_name", "1")


def test_when_a_key_is_destroyed_nothing_in_the_tables_opens_of_that_clinic_and_all_of_the_others(
    process: Callable[..., Context], two: tuple[Clinic, Clinic]
):
    context = process(KEY, OTHER_KEY)
    oak, elm = (values_of(context, clinic) for clinic in two)
    with context.db.begin() as tx:
        data_keys.destroy_data_key(tx, two[1].id, NOW)
    assert opens(context, elm) == 0, "who destroyed it has forgotten it"
    assert values_of(context, two[1]) == elm, "the rows stand as they were"
    started = process(KEY, OTHER_KEY)
    assert (opens(started, elm), opens(started, oak)) == (0, len(oak))
    with pytest.raises(WrongKeyError, match=r"belongs to a clinic that was erased: its key .* was destroyed"):
        started.db.vault.decrypt(*elm[0])


@pytest.mark.parametrize("notices", [ready_to_send, check_database], ids=["next delivery", "readyz"])
def test_a_process_that_had_a_key_forgets_it(
    process: Callable[..., Context], two: tuple[Clinic, Clinic], notices: Callable[[Context], object]
):
    running, other = process(KEY), process(KEY)
    elm = values_of(running, two[1])
    with other.db.begin() as tx:
        data_keys.destroy_data_key(tx, two[1].id, NOW)
    assert opens(running, elm) == len(elm), "it has not looked yet"
    notices(running)
    assert opens(running, elm) == 0
    assert len(values_of(running, two[0])) == opens(running, values_of(running, two[0])) > 0
    ring = running.db.vault.data_keys
    assert [key for key in vars(ring).values() if isinstance(key, dict) and elm[0][1][1:5] in key] == [ring._destroyed]


def test_what_is_still_written_for_an_erased_clinic_is_read_by_no_one_and_stops_nothing(
    process: Callable[..., Context], two: tuple[Clinic, Clinic]
):
    running = process(KEY)
    with running.db.begin() as tx:
        data_keys.destroy_data_key(tx, two[1].id, NOW)
    for context in (running, process(KEY)):
        ready_to_send(context)
        value = context.db.vault.encrypt(NAME, "Ana", of=two[1].id)
        assert value[0] == Form.CLINIC
        assert not opens_one(context, NAME, value)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_has_the_files_and_encryption_keys_reads_nothing_of_an_erased_clinic_and_all_of_another(
    process: Callable[..., Context], two: tuple[Clinic, Clinic], tmp_path: Path
):
    context = process(KEY)
    values = {clinic.id: values_of(context, clinic) for clinic in two}
    plain = {
        value: context.db.vault.decrypt(cell, value).encode() for clinic in two for cell, value in values[clinic.id]
    }

    def read(clinic: Clinic) -> int:
        """Count what the data keys that stand in the files, and the installation's own, make of a clinic's values."""
        keys = {key for raw in bytes_of(tmp_path) for key in data_keys_in(raw, vault()._writer, KEY)} | {KEY}
        return sum(
            any(read_any_way(value[5:-16], key) == plain[value] for key in keys)
            for _, value in values[clinic.id]
            if plain[value]
        )

    whole = [read(clinic) for clinic in two]
    assert min(whole) > 3
    with context.db.begin() as tx:
        data_keys.destroy_data_key(tx, two[1].id, NOW)
    context.db.forget([clinic_keys.name])
    assert [read(clinic) for clinic in two] == [whole[0], 0]
