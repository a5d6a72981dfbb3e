"""Nothing of an erased patient is left: not in a row, not in a free page, not in the WAL, not in an uploaded file.

The scan looks for what was typed, and opens every sealed value of every table and every page with all keys.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import LargeBinary, select

from reminders.core.model.contact import Channel
from reminders.services.enrollment.corrections.contact import correct_contact
from reminders.services.enrollment.upload import try_upload
from reminders.services.plans.change_state import CancelReason, cancel
from reminders.services.records.erase import erase
from reminders.services.replies.inbound import InboundText
from reminders.services.replies.reply import receive_text
from reminders.services.replies.staff_text import text_patient
from reminders.store.database.vault import CLINIC_KEY, CellId, WrongKeyError
from reminders.store.enrollment import patients as patients_store
from reminders.store.records.notes import Note, add_note
from reminders.store.sending.senders_down import note_evidence
from reminders.store.tables import (
    alerts,
    audit,
    clinic_keys,
    holds,
    messages,
    metadata,
    opt_outs,
    patients,
    replies,
    uploads,
)
from tests.making import KEY, SOMEBODY, add_oak, all_rows, csv_text, enroll_rows, outbox, play, row, run, vault
from tests.raw_bytes import after, bytes_of
from tests.web.desk import add_person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE, OTHER, OLD = "+12025550188", "+12025550199", "+12025550166"
ZELDA = row(
    given_name="Zelda", family_name="Quirinius", phone=PHONE, email="zelda@quirinius.example", external_id="Z77"
)
LONGEST = 60
WORDS = ("Zelda", "Quirinius", "2025550188", "Z77", "my own words before", "my own words after", "staff wrote to her")


def text(context: Context, body: str, sender: str = PHONE) -> None:
    receive_text(context, InboundText(sender, "+15005550006", body, f"SM{len(all_rows(context, replies))}"))


def live(context: Context, clinic: Clinic, clock: FixedClock, **more: str) -> str:
    """Let a patient leave traces everywhere: texts from before and after enrollment, emails, notes, an upload."""
    text(context, "my own words before, I can not breathe")
    text(context, "my own words before, I can't breathe")
    enroll_rows(context, clinic, ZELDA | more)
    patient = next(item.id for item in all_rows(context, patients) if item.clinic_id == clinic.id)
    play(context, clock, "03-14 20:00")
    text(context, "my own words after, I still can't breathe")
    nurse = add_person(context, clinic)
    with context.db.begin() as tx:
        text_patient(context, tx, clinic, patient, "staff wrote to her", actor=SOMEBODY)
        add_note(tx, Note(clinic.id, patient, nurse.id, "Quirinius called", clock.now()))
    run(context)
    try_upload(context, clinic, nurse, csv_text([ZELDA | {"external_id": "Z77B"}]).encode(), actor=SOMEBODY)
    assert outbox(context, Channel.SMS).sent
    return patient


def opened(context: Context) -> str:
    """Open every sealed value of every row."""
    found: list[str] = []
    with context.db.read() as tx:
        for table in metadata.sorted_tables:
            ciphertext = [column for column in table.c if isinstance(column.type, LargeBinary)]
            key = next(iter(table.primary_key.columns)).name
            for item in tx.conn.execute(select(table)):
                found.append(repr(item))
                for column in ciphertext:
                    value = getattr(item, column.name)
                    if value is not None:
                        try:
                            found.append(
                                tx.vault.decrypt(CellId(f"{table.name}.{column.name}", getattr(item, key)), value)
                            )
                        except WrongKeyError:
                            assert table.name == "key_checks", column
    return "\n".join(found)


def keys_of(context: Context) -> dict[bytes, bytes]:
    """Return the installation's key and the data key of each clinic, by their ids."""
    with context.db.read() as tx:
        return {vault()._writer: KEY} | {
            bytes.fromhex(item.key_id): bytes.fromhex(tx.vault.decrypt(CellId(CLINIC_KEY, item.clinic_id), item.sealed))
            for item in tx.conn.execute(select(clinic_keys).where(clinic_keys.c.sealed.is_not(None)))
        }


def encrypted_in_files(folder: Path, keys: dict[bytes, bytes]) -> str:
    """Decrypt whatever follows a key's id in the raw bytes of the files."""
    files = bytes_of(folder)
    found = [text for raw in files for key_id, key in keys.items() for text in after(raw, key_id, key, LONGEST)]
    return "\n".join(text.decode("latin-1") for text in [*files, *found])


def test_nothing_that_opens_names_an_erased_patient(context: Context, clinic: Clinic, clock: FixedClock):
    patient = live(context, clinic, clock)
    before = opened(context)
    assert [word for word in WORDS if word not in before] == []
    erase(context, clinic, patient, actor=SOMEBODY)
    after = opened(context)
    assert [word for word in WORDS if word in after] == []
    assert all_rows(context, uploads) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_left_in_the_files(context: Context, clinic: Clinic, clock: FixedClock, tmp_path: Path):
    patient = live(context, clinic, clock)
    keys = keys_of(context)
    assert "Quirinius" in encrypted_in_files(tmp_path, keys)
    erase(context, clinic, patient, actor=SOMEBODY)
    left = encrypted_in_files(tmp_path, keys)
    assert [word for word in WORDS if word in left] == []
    wal = tmp_path / "reminders.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0


def test_texts_of_a_phone_that_someone_else_still_has_stay(context: Context, clinic: Clinic, clock: FixedClock):
    patient = live(context, clinic, clock)
    enroll_rows(context, clinic, row(phone=PHONE, given_name="Max"))
    text(context, "written by one of two")
    erase(context, clinic, patient, actor=SOMEBODY)
    assert "written by one of two" in opened(context)
    other = next(item.id for item in all_rows(context, patients) if item.id != patient)
    erase(context, clinic, other, actor=SOMEBODY)
    left = opened(context)
    assert [word for word in ("written by one of two", "my own words") if word in left] == []


def test_another_clinic_and_another_phone_keep_what_is_theirs(context: Context, clinic: Clinic, clock: FixedClock):
    elm = add_oak(context, slug="elm", name="Elm", sms_sender="+13125550111")
    enroll_rows(context, elm, row(phone=PHONE, given_name="Elmer"))
    receive_text(context, InboundText(PHONE, "+13125550111", "to elm alone", "SMELM"))
    patient = live(context, clinic, clock)
    text(context, "from another phone", OTHER)
    erase(context, clinic, patient, actor=SOMEBODY)
    left = opened(context)
    assert [word for word in ("to elm alone", "from another phone", "Elmer") if word not in left] == []
    assert any(item.address is not None for item in all_rows(context, messages))


def hashes_of(context: Context) -> dict[str, str]:
    """Name every keyed hash of the patient's addresses, by where it comes from."""
    with context.db.read() as tx:
        phones = {f"phone {number}": (Channel.SMS, number) for number in (PHONE, OLD)}
        emails = {f"email {mail}": (Channel.EMAIL, mail) for mail in ("zelda@quirinius.example", "z@old.example")}
        return {name: patients_store.address_hash(tx, *which) for name, which in (phones | emails).items()}


def left_of(context: Context, values: Iterable[str], *, but: Sequence[str] = ()) -> list[str]:
    """Find values in any cell of any table but those named, sealed cells opened: `table.column`."""
    found: set[str] = set()
    with context.db.read() as tx:
        for table in metadata.sorted_tables:
            key = next(iter(table.primary_key.columns)).name
            for item in tx.conn.execute(select(table)).mappings():
                for column, value in item.items():
                    plain = value
                    if isinstance(value, bytes) and table.name != "key_checks":
                        plain = tx.vault.decrypt(CellId(f"{table.name}.{column}", item[key]), value)
                    if table.name not in but and any(one in str(plain) for one in values):
                        found.add(f"{table.name}.{column}")
    return sorted(found)


def write_everything(context: Context, clinic: Clinic, clock: FixedClock) -> str:
    """Let a patient leave a hash in every table that keeps one: an old phone, alarms, both holds, a stop."""
    enroll_rows(context, clinic, ZELDA | {"phone": OLD, "email": "z@old.example"})
    (patient,) = (item.id for item in all_rows(context, patients))
    play(context, clock, "03-13 20:00")
    for number, words in enumerate(("I have chest pain", "ugh enough already", "he passed away last night")):
        receive_text(context, InboundText(OLD, "+15005550006", words, f"OLD{number}"))
    correct_contact(context, clinic, patient, phone=PHONE, email=ZELDA["email"], language="en", actor=SOMEBODY)
    for words in ("I have chest pain", "ugh enough already", "he passed away last night"):
        text(context, words)
    run(context)
    with context.db.begin() as tx:
        for number in (PHONE, OLD):
            person = patients_store.address_hash(tx, Channel.SMS, number)
            note_evidence(tx, Channel.SMS, "default", person, clock.now(), clock.now())
    return patient


def test_no_hash_is_left_no_hold_stands_and_nothing_waits(context: Context, clinic: Clinic, clock: FixedClock):
    patient = write_everything(context, clinic, clock)
    hashes = hashes_of(context)
    values = [*hashes.values(), *WORDS, OLD, "zelda@quirinius.example", "z@old.example", "chest pain", "passed away"]
    before = left_of(context, hashes.values())
    expected = {"alerts.subject", "holds.address_hash", "fuse_counters.phone_hash", "sender_evidence.person"}
    assert expected | {"replies.sender_hash", "messages.address_hash", "past_contacts.email_hash"} <= set(before)
    erase(context, clinic, patient, actor=SOMEBODY)
    assert left_of(context, values) == []
    assert [item.kind for item in all_rows(context, alerts) if item.closed_at is None] == []
    assert {item.ended_how for item in all_rows(context, holds)} == {"erased"}
    assert [item.id for item in all_rows(context, replies) if item.handled_at is None] == []
    lines = [(item.action, item.detail) for item in all_rows(context, audit) if item.patient_id == patient]
    assert {("released held messages", "erased"), ("released held messages", "plan event")} <= set(lines)
    closed = {f"alert {item.id}" for item in all_rows(context, alerts) if item.kind != "plan_event"}
    assert closed <= {detail for action, detail in lines if action == "closed an alert"}
    clock.set(clock.now() + timedelta(days=2))
    run(context)
    assert [item for item in all_rows(context, messages) if item.status in ("planned", "held")] == []


def test_a_stop_alone_keeps_its_hash(context: Context, clinic: Clinic, clock: FixedClock):
    patient = write_everything(context, clinic, clock)
    hashes = hashes_of(context)
    text(context, "STOP")
    erase(context, clinic, patient, actor=SOMEBODY)
    assert left_of(context, hashes.values()) == ["opt_outs.address_hash"]


def test_what_is_on_hold_for_another_patient_of_the_phone_stays_on_hold(
    context: Context, clinic: Clinic, clock: FixedClock
):
    patient = live(context, clinic, clock)
    text(context, "ugh enough already")
    enroll_rows(context, clinic, row(phone=PHONE, given_name="Max", external_id="MAX"))
    text(context, "he passed away last night")
    erase(context, clinic, patient, actor=SOMEBODY)
    kinds = {item.kind for item in all_rows(context, alerts) if item.closed_at is None}
    assert kinds == {"unclear_stop", "plan_event"}
    assert {item.kind for item in all_rows(context, holds) if item.ended_at is None} == {"unclear_stop", "plan_event"}
    clock.set(clock.now() + timedelta(days=1))
    run(context)
    assert [item.source for item in all_rows(context, opt_outs)] == ["unclear, no answer"]
    cancel(context, clinic, "MAX", CancelReason.OTHER, actor=SOMEBODY)
    assert [item.kind for item in all_rows(context, alerts) if item.closed_at is None] == []


def test_a_hold_passes_on_to_the_clinic_that_shares_the_sender(context: Context, clinic: Clinic, clock: FixedClock):
    elm = add_oak(context, slug="elm", name="Elm")
    patient = live(context, clinic, clock)
    enroll_rows(context, elm, row(phone=PHONE, given_name="Elmer"))
    text(context, "ugh enough already")
    erase(context, clinic, patient, actor=SOMEBODY)
    assert [(item.clinic_id, item.ended_at) for item in all_rows(context, holds)] == [(elm.id, None)]
    standing = [item for item in all_rows(context, alerts) if item.closed_at is None]
    kinds = {(item.clinic_id, item.kind) for item in standing}
    assert kinds == {(elm.id, "unclear_stop"), (elm.id, "red_flag")}, "elm's own are elm's"
    clock.set(clock.now() + timedelta(days=1))
    run(context)
    assert [item.source for item in all_rows(context, opt_outs)] == ["unclear, no answer"]
