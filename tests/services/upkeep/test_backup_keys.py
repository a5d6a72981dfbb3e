"""What a backup still says of a clinic that was erased since: with its data keys inside, and with them kept apart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from reminders.core.upkeep.backup_header import BackupError
from reminders.services.clinics.paused import resume_clinic
from reminders.services.upkeep.backup import back_up
from reminders.services.upkeep.erasing.erase_clinic import erase_clinic
from reminders.services.upkeep.restore import drill, restore
from reminders.store.database.key_ring import Form
from reminders.store.tables import clinic_keys, installation, patients, staff_sessions
from reminders.store.upkeep.backup_file import BackupReader
from reminders.store.upkeep.installation import make_installation
from tests.making import KEY, NOW, SOMEBODY, add_oak, all_rows, enroll_rows, row, vault
from tests.services.upkeep.every_table import go_back_to, opens, values_of
from tests.services.upkeep.test_backup import contents
from tests.web.desk import add_person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def elm(context: Context, clinic: Clinic) -> Clinic:
    """A second clinic, with a patient and a nurse as the first one has."""
    elm = add_oak(context, slug="elm", name="Elm")
    with context.db.begin() as tx:
        make_installation(tx)  # as `migrate` does; the tests empty their databases
    for number, one in enumerate((clinic, elm)):
        enroll_rows(context, one, row(given_name=f"Person {number}"))
        add_person(context, one, f"nurse@{one.slug}.example")
    return elm


def erase(context: Context, clinic: Clinic) -> None:
    erase_clinic(context, clinic, timedelta(0), actor=SOMEBODY, nap=lambda _seconds: None)


def sealed(context: Context) -> dict[int, bool]:
    """Return for each clinic's number whether its data key is there."""
    return {item.clinic_id: item.sealed is not None for item in all_rows(context, clinic_keys)}


def bring_back(context: Context, path: Path, keys: Path | None = None) -> tuple[tuple[str, ...], bool]:
    """Restore over what is there; return which clinics it says were erased since, and whether it is sure."""
    result = restore(context.db, path, force=True, now=LATER, actor=SOMEBODY, data_keys=keys)
    assert result.problems == ()
    return result.erased.slugs, result.erased.is_sure


def test_a_backup_over_the_database_it_is_of_destroys_again_what_was_destroyed(
    context: Context, clinic: Clinic, elm: Clinic, tmp_path: Path
):
    back_up(context, tmp_path / "old", actor=SOMEBODY)
    erase(context, elm)
    fir = add_oak(context, slug="fir")
    erase(context, fir)
    assert bring_back(context, tmp_path / "old") == (("elm",), True)
    assert sealed(context) == {clinic.id: True, elm.id: False, fir.id: False}
    assert all_rows(context, staff_sessions) == []
    with pytest.raises(Exception, match="elm is being erased; go on with: reminders clinic erase elm"):
        resume_clinic(context, elm, actor=SOMEBODY)
    erase(context, elm)
    assert [item.clinic_id for item in all_rows(context, patients)] == [clinic.id]
    assert add_oak(context, slug="ash").id > fir.id


def test_where_nothing_tells_it_says_so(context: Context, elm: Clinic, tmp_path: Path):
    back_up(context, tmp_path / "old", actor=SOMEBODY)
    with context.db.begin() as tx:  # as in the database of another installation
        tx.conn.execute(update(installation).values(key="another"))
    erase(context, elm)
    assert bring_back(context, tmp_path / "old") == ((), False)
    assert set(sealed(context).values()) == {True}


def test_a_backup_from_before_there_were_data_keys_brings_no_erased_clinic_back(
    context: Context, clinic: Clinic, elm: Clinic, tmp_path: Path
):
    with context.db.begin() as tx:
        kept = tx.conn.execute(select(clinic_keys)).all()
        tx.conn.execute(clinic_keys.delete())
    back_up(context, tmp_path / "old", actor=SOMEBODY)
    with context.db.begin() as tx:
        for item in kept:
            tx.conn.execute(clinic_keys.insert().values(**item._mapping))
    erase(context, elm)
    assert bring_back(context, tmp_path / "old") == (("elm",), True)
    assert sealed(context) == {clinic.id: True, elm.id: False}


def stream(path: Path) -> bytes:
    """Read all of a backup, as one who has ENCRYPTION_KEYS does."""
    with BackupReader(path) as reader:
        return b"".join(reader.parts(vault()))


def test_with_its_keys_inside_an_older_backup_is_read_by_who_has_it_and_encryption_keys(
    process: Callable[..., Context], context: Context, clinic: Clinic, elm: Clinic, tmp_path: Path
):
    """The documentation says so: docs/data-protection.md, Erasing a clinic."""
    back_up(context, tmp_path / "old", actor=SOMEBODY)
    erase(context, elm)
    with context.db.begin() as tx:  # as one who has nothing but the file
        tx.conn.execute(update(installation).values(key="another"))
    assert bring_back(context, tmp_path / "old") == ((), False)
    reader = process(KEY)
    values = values_of(reader, elm)
    assert opens(reader, values) == len(values) > 3


def test_keys_that_are_kept_apart_are_not_in_the_backup_and_come_back_from_their_file(
    context: Context, clinic: Clinic, elm: Clinic, tmp_path: Path
):
    before, keys = contents(context), [item.sealed for item in all_rows(context, clinic_keys)]
    back_up(context, tmp_path / "inside", actor=SOMEBODY)
    back_up(context, tmp_path / "one", actor=SOMEBODY, data_keys=tmp_path / "keys")
    for name, is_inside in (("inside", True), ("one", False)):
        whole = stream(tmp_path / name)
        assert [key in whole or key.hex().encode() in whole for key in keys] == [is_inside, is_inside]
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600
    assert {path.name for path in tmp_path.iterdir()} >= {"one", "keys"}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    with pytest.raises(BackupError, match=r"without the data keys of its clinics; name .* --data-keys FILE"):
        bring_back(context, tmp_path / "one")
    assert contents(context) == before
    assert bring_back(context, tmp_path / "one", tmp_path / "keys") == ((), True)
    assert contents(context) == before
    result = drill(context.db, tmp_path / "one", now=LATER, actor=SOMEBODY, data_keys=tmp_path / "keys")
    assert (result.rows["patients"], result.problems) == (2, ())
    with pytest.raises(BackupError, match="--data-keys FILE"):
        drill(context.db, tmp_path / "one", now=LATER, actor=SOMEBODY)


def test_after_the_next_backup_an_older_one_cannot_be_read_for_a_clinic_that_was_erased(
    process: Callable[..., Context], context: Context, clinic: Clinic, elm: Clinic, tmp_path: Path, clock: FixedClock
):
    keys = tmp_path / "keys"
    back_up(context, tmp_path / "old", actor=SOMEBODY, data_keys=keys)
    erase(context, elm)
    clock.set(clock.now() + timedelta(days=1))
    back_up(context, tmp_path / "next", actor=SOMEBODY, data_keys=keys)
    with context.db.begin() as tx:  # nothing but the file can tell
        tx.conn.execute(update(installation).values(key="another"))
    assert bring_back(context, tmp_path / "old", keys) == (("elm",), True)
    assert sealed(context) == {clinic.id: True, elm.id: False}
    reader = process(KEY)
    theirs, others = values_of(reader, elm), values_of(reader, clinic)
    assert (opens(reader, theirs), opens(reader, others)) == (0, len(others))
    assert len(theirs) == len(others) > 3


def test_a_file_of_keys_that_does_not_fit_is_refused_and_nothing_changes(
    context: Context, clinic: Clinic, elm: Clinic, tmp_path: Path, clock: FixedClock
):
    keys, older = tmp_path / "keys", tmp_path / "older"
    back_up(context, tmp_path / "first", actor=SOMEBODY, data_keys=older)
    clock.set(clock.now() + timedelta(days=1))
    add_oak(context, slug="fir")
    back_up(context, tmp_path / "one", actor=SOMEBODY, data_keys=keys)
    back_up(context, tmp_path / "inside", actor=SOMEBODY)
    damaged = tmp_path / "damaged"
    damaged.write_bytes(keys.read_bytes()[:-3])
    before = contents(context)
    for backup, file, says in (
        (
            "one",
            older,
            "is older than the backup and lacks 1 key of it; name the file that was written",
        ),
        ("one", tmp_path / "first", "is a backup, not a file of data keys"),
        ("one", tmp_path / "nowhere", "cannot be read"),
        ("one", damaged, "damaged"),
        ("inside", keys, "holds the data keys of its clinics itself; leave out --data-keys"),
        ("keys", None, "this is a file of data keys, not a backup"),
    ):
        with pytest.raises(BackupError, match=says):
            bring_back(context, tmp_path / backup, file)
        assert contents(context) == before
    with context.db.begin() as tx:
        tx.conn.execute(update(installation).values(key="another"))
    for path, says in (
        (keys, "holds the data keys of another installation"),
        (tmp_path / "first", r"first is there, and is not written over: .* is a backup, not a file of data keys"),
        (damaged, "damaged is there, and is not written over: .* damaged"),
    ):
        with pytest.raises(BackupError, match=says):
            back_up(context, tmp_path / "new", actor=SOMEBODY, data_keys=path)
    assert not (tmp_path / "new").exists()
    back_up(context, tmp_path / "new", actor=SOMEBODY, data_keys=tmp_path / "another")
    with pytest.raises(BackupError, match="is of another installation than the backup"):
        bring_back(context, tmp_path / "new", keys)


def test_keys_are_not_kept_apart_before_they_encrypt_everything(context: Context, elm: Clinic, tmp_path: Path):
    go_back_to(context, Form.ROW)
    with pytest.raises(BackupError, match="not under data keys yet; run: reminders rekey, and then this again"):
        back_up(context, tmp_path / "one", actor=SOMEBODY, data_keys=tmp_path / "keys")
    assert list(tmp_path.glob("[ok]*")) == []


def test_nothing_is_left_of_the_last_file_of_keys(context: Context, elm: Clinic, tmp_path: Path):
    keys = tmp_path / "keys"
    back_up(context, tmp_path / "one", actor=SOMEBODY, data_keys=keys)
    with keys.open("rb") as last:
        before = last.read()
        erase(context, elm)
        back_up(context, tmp_path / "two", actor=SOMEBODY, data_keys=keys)
        last.seek(0)
        assert last.read() == bytes(len(before))
    assert keys.read_bytes().startswith(b"reminders backup")
