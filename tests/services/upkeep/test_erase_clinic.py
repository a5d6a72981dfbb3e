"""Nothing of an erased clinic is left, and nothing of another one has changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import LargeBinary, insert, not_, select

from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError
from reminders.services.clinics.paused import resume_clinic
from reminders.services.replies.inbound import InboundText
from reminders.services.replies.reply import receive_text
from reminders.services.staff.audit_log import verify_all
from reminders.services.upkeep.erasing.erase_clinic import ClinicInUseError, erase_clinic
from reminders.services.upkeep.rekey import rekey
from reminders.store.clinics.switches import clinic_switch
from reminders.store.database.key_ring import Form
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.enrollment import patients as patients_store
from reminders.store.plans import pathway_versions
from reminders.store.sending.senders_down import note_evidence
from reminders.store.tables import (
    alerts,
    audit,
    care_versions,
    clinic_keys,
    clinics,
    fuse_counters,
    heartbeats,
    history,
    holds,
    installation,
    key_checks,
    messages,
    metadata,
    opt_outs,
    paces,
    patients,
    replies,
    retired_keys,
    search_terms,
    sender_evidence,
    sign_in_attempts,
    sign_in_handshakes,
    switches,
)
from reminders.store.tables import pathway_versions as snapshots
from reminders.store.upkeep import clinic_rows
from reminders.store.upkeep.owners import clinic_of, rows_of
from tests.making import KEY, SOMEBODY, add_oak, all_rows, at, enroll_rows, outbox, play, row, run, run_at, vault
from tests.raw_bytes import bytes_of, data_keys_in
from tests.services.records.test_erase import encrypted_in_files, keys_of
from tests.services.upkeep.every_table import OWN_PLAN, fill, fill_rest, go_back_to
from tests.services.upkeep.test_whose_values import write_more

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

DATABASES = ("sqlite", "postgresql")
AT_ONCE = timedelta(0)
PHONE, SHARED, ELMER = "+12025550188", "+12025550177", "+12025550155"
ZELDA = row(
    given_name="Zelda", family_name="Quirinius", phone=PHONE, email="zelda@quirinius.example", external_id="Z77"
)
MAX = row(given_name="Maximilian", family_name="Vandermeer", phone=SHARED, external_id="M88")
WORDS = (
    *("Zelda", "Quirinius", "2025550188", "Z77", "Maximilian", "Vandermeer", "M88", "my chest hurts", "called back"),
    *("Fir Surgery Center", "555-0142", "nurse@elm.example", "How is the wound?", "will call", "192.0.2.7", OWN_PLAN),
)
"""Names, addresses and words of the clinic, its patients and its staff."""

INSTALLATION = {
    *(heartbeats.name, installation.name, key_checks.name, retired_keys.name),  # of the service itself
    clinic_keys.name,  # of an erased clinic's key the row stays, and the key goes
    *(switches.name, paces.name),  # of senders and of the whole installation; a clinic's own switch is looked for
    *(fuse_counters.name, opt_outs.name, sender_evidence.name),  # by hashes of addresses, which are looked for
    *(sign_in_attempts.name, sign_in_handshakes.name),  # for a day, and for minutes
    snapshots.name,  # a clinic's own are emptied
}
"""Tables whose rows belong to no clinic. What they say of one is looked for by the tests below."""


def nap(_seconds: float) -> None:
    """Do not wait."""


def erased(context: Context, clinic: Clinic) -> dict[str, int]:
    return dict(erase_clinic(context, clinic, AT_ONCE, actor=SOMEBODY, nap=nap).rows)


def text(context: Context, body: str, phone: str = PHONE) -> None:
    receive_text(context, InboundText(phone, "+15005550006", body, f"SM{len(all_rows(context, replies))}"))


def phone_hash(tx: Tx, phone: str) -> str:
    return patients_store.address_hash(tx, Channel.SMS, phone)


@pytest.fixture
def fir(context: Context, clinic: Clinic, clock: FixedClock) -> Clinic:
    """A clinic with rows in every table; `clinic` has the same sender, and one patient's phone is known to both."""
    fir = add_oak(context, slug="fir", name="Fir Surgery Center", phone="(202) 555-0142")
    fill(context, fir)
    write_more(context, fir)
    fill_rest(context, fir)
    enroll_rows(context, fir, ZELDA, MAX)
    enroll_rows(context, clinic, row(given_name="Elmer", phone=ELMER), row(given_name="Elma", phone=SHARED))
    play(context, clock, "03-14 20:00")
    text(context, "my chest hurts so much")
    run(context)
    with context.db.begin() as tx:
        note_evidence(tx, Channel.SMS, "default", phone_hash(tx, PHONE), clock.now(), clock.now())
    return fir


def whole_text(context: Context) -> str:
    """Read every row of every table, and open every encrypted value that opens."""
    found: list[str] = []
    with context.db.read() as tx:
        for table in metadata.sorted_tables:
            sealed = [column for column in table.c if isinstance(column.type, LargeBinary)]
            key = next(iter(table.primary_key.columns)).name
            for item in tx.conn.execute(select(table)).mappings():
                found.append(repr(dict(item)))
                for column in sealed:
                    try:
                        cell = CellId(f"{table.name}.{column.name}", item[key])
                        found.append(tx.vault.decrypt_optional(cell, item[column.name]) or "")
                    except WrongKeyError:
                        assert table in {key_checks, retired_keys}, column
    return "\n".join(found)


def rows_of_others(context: Context, erased_id: int) -> dict[str, list[str]]:
    """Read all rows that belong to other clinics, whole."""
    found: dict[str, list[str]] = {}
    with context.db.read() as tx:
        for table in metadata.sorted_tables:
            if clinic_of(table) is not None:
                query = select(table).where(not_(rows_of(table, erased_id)))
                found[table.name] = sorted(map(repr, tx.conn.execute(query)))
    return found


def test_every_table_is_a_clinics_or_known_to_be_the_installations():
    known = {table.name for table in clinic_rows.tables_of_clinics()} | clinic_rows.STAYS | {clinics.name}
    assert {table.name for table in metadata.sorted_tables} - known == INSTALLATION, (
        "have the eraser delete it (reminders/store/upkeep/clinic_rows.py), or say here why no clinic has rows in it"
    )


def test_nothing_is_left_in_any_table(context: Context, fir: Clinic):
    before = whole_text(context)
    assert [word for word in WORDS if word not in before] == []
    with context.db.read() as tx:
        own = {name: phone_hash(tx, name) for name in (PHONE, ELMER)}
    assert own[PHONE] in before
    counts = erased(context, fir)
    assert counts.keys() | {"staff_sessions", "staff_invitations", "on_call"} == {
        table.name for table in clinic_rows.tables_of_clinics()
    }, "fill every table in every_table.py"
    after = whole_text(context)
    assert [word for word in (*WORDS, own[PHONE]) if word in after] == []
    assert own[ELMER] in after
    assert "patient:" not in after
    assert clinic_switch(fir.id) not in [item.name for item in all_rows(context, switches)]
    assert [item.slug for item in all_rows(context, clinics)] == ["oak"]
    gone = {item.clinic_id: item.destroyed_at for item in all_rows(context, clinic_keys) if item.sealed is None}
    assert gone == {fir.id: context.clock.now()}
    assert add_oak(context, slug="fir").id != fir.id


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_left_in_the_files(context: Context, fir: Clinic, tmp_path: Path):
    keys = keys_of(context)  # also that of the clinic: the rows are gone, not only its key
    assert "Quirinius" in encrypted_in_files(tmp_path, keys)
    erased(context, fir)
    after = encrypted_in_files(tmp_path, keys)
    assert [word for word in WORDS if word in after] == []
    assert len({key for raw in bytes_of(tmp_path) for key in data_keys_in(raw, vault()._writer, KEY)}) == 1, (
        "the other clinic's"
    )
    wal = tmp_path / "reminders.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0


def test_another_clinic_is_the_same_and_goes_on(context: Context, clinic: Clinic, fir: Clinic, clock: FixedClock):
    before, own = rows_of_others(context, fir.id), outbox(context).sent[:]
    erased(context, fir)
    assert rows_of_others(context, fir.id) == before
    play(context, clock, "03-17 20:00")
    later = outbox(context).sent[len(own) :]
    assert {item.address for item in later} == {ELMER, SHARED}
    text(context, "my chest hurts", ELMER)
    assert [item.kind for item in all_rows(context, alerts) if item.closed_at is None] == ["red_flag"]


def test_the_log_stays_whole_and_says_who_erased_what(context: Context, fir: Clinic):
    erased(context, fir)
    lines = [item for item in all_rows(context, audit) if item.clinic_id == fir.id]
    assert [(item.actor_name, item.action) for item in lines][-3:] == [
        ("somebody", "clinic sending paused"),
        ("somebody", "erasing the clinic began"),
        ("somebody", "clinic erased"),
    ]
    assert lines[-1].detail.startswith("fir: ")
    with context.db.read() as tx:
        assert {report.name: report.fault for report in verify_all(tx)} == {
            "whole installation": None,
            "oak": None,
            f"clinic {fir.id}": None,
        }


def test_a_stop_said_to_a_sender_holds_for_the_clinic_that_shares_it(
    context: Context, clinic: Clinic, fir: Clinic, clock: FixedClock
):
    text(context, "STOP", SHARED)
    with context.db.read() as tx:
        own, shared = phone_hash(tx, PHONE), phone_hash(tx, SHARED)
    text(context, "STOP")
    text(context, "START")
    run(context)
    assert own in [item.address_hash for item in all_rows(context, opt_outs)]
    erased(context, fir)
    standing = {item.address_hash: item.scope for item in all_rows(context, opt_outs) if item.lifted_at is None}
    assert standing[shared] == "sender:default"
    assert own not in [item.address_hash for item in all_rows(context, opt_outs)]
    sent = len(outbox(context).sent)
    play(context, clock, "03-17 20:00")
    assert {item.address for item in outbox(context).sent[sent:]} == {ELMER}


def test_what_may_become_a_stop_passes_on_to_the_clinic_that_shares_the_sender(
    context: Context, clinic: Clinic, fir: Clinic, clock: FixedClock
):
    text(context, "ugh enough already", SHARED)
    text(context, "ugh enough already")
    run(context)
    assert {item.ended_at for item in all_rows(context, holds) if item.kind == "unclear_stop"} == {None}
    with context.db.begin() as tx:  # as if the clinic that goes had been the one of whom it was asked
        tx.conn.execute(holds.update().where(holds.c.kind == "unclear_stop").values(clinic_id=fir.id))
    erased(context, fir)
    assert [(item.clinic_id, item.ended_at) for item in all_rows(context, holds)] == [(clinic.id, None)]
    run_at(context, clock, "03-16 20:00")
    assert [item.source for item in all_rows(context, opt_outs) if item.since > at("03-15 00:00")] == [
        "unclear, no answer"
    ]


class KilledError(Exception):
    """Stands for the end of the process."""


def kill_points(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Kill each run in its second page, until one has but one; return how many were killed so far."""
    delete_page, killed = clinic_rows.delete_page, True
    number = 0
    while killed:
        killed, seen = False, 0

        def stop(tx: Tx, page: clinic_rows.Page, clinic_id: int) -> int:
            nonlocal killed, seen
            seen += 1
            deleted = delete_page(tx, page, clinic_id)
            if seen == 2:
                killed = True
                raise KilledError
            return deleted

        monkeypatch.setattr(clinic_rows, "delete_page", stop)
        yield number
        number += 1
    monkeypatch.undo()


def test_a_run_that_is_killed_anywhere_goes_on_and_ends_the_same(
    context: Context, clinic: Clinic, fir: Clinic, monkeypatch: pytest.MonkeyPatch
):
    others = rows_of_others(context, fir.id)
    number = 0
    for number in kill_points(monkeypatch):  # noqa: B007 its last value counts the runs
        try:
            erased(context, fir)
        except KilledError:
            with pytest.raises(UseError, match="is being erased; go on with: reminders clinic erase fir"):
                resume_clinic(context, fir, actor=SOMEBODY)
    assert number > 30
    after = whole_text(context)
    assert [word for word in WORDS if word in after] == []
    assert rows_of_others(context, fir.id) == others
    assert [item.action for item in all_rows(context, audit) if item.clinic_id == fir.id].count("clinic erased") == 1


def test_a_clinic_with_a_value_outside_its_data_key_is_left_alone_unless_deleting_is_enough(
    context: Context, clinic: Clinic
):
    go_back_to(context, Form.ROW)
    enroll_rows(context, clinic, ZELDA)
    with pytest.raises(UseError, match=r"[0-9]+ values are not under the data key of clinic oak: run: reminders rekey"):
        erased(context, clinic)
    assert all_rows(context, switches) == []
    rekey(context, actor=SOMEBODY)
    elm = add_oak(context, slug="elm")
    enroll_rows(context, elm, MAX)
    with context.db.begin() as tx:
        cell = CellId("patients.given_name", patient_of(context, elm))
        context.db.vault.data_keys.form = Form.ROW
        stray = tx.vault.encrypt(cell, "Maximilian", of=elm.id)
        context.db.vault.data_keys.form = Form.CLINIC
        tx.conn.execute(patients.update().where(patients.c.id == cell.row).values(given_name=stray))
    with pytest.raises(UseError, match="1 value is not under the data key of clinic elm"):
        erased(context, elm)
    assert erased(context, clinic)["patients"] == 1
    gone = erase_clinic(context, elm, AT_ONCE, actor=SOMEBODY, overwrite_only=True, nap=nap)
    assert gone.rows["patients"] == 1
    assert all_rows(context, clinics) == []


def patient_of(context: Context, clinic: Clinic) -> str:
    (found,) = (item.id for item in all_rows(context, patients) if item.clinic_id == clinic.id)
    return str(found)


def test_what_is_on_its_way_is_waited_for(context: Context, clinic: Clinic, fir: Clinic, clock: FixedClock):
    text(context, "STOP")
    before = rows_of_others(context, 0)
    with pytest.raises(ClinicInUseError, match="1 message is still on the way from clinic fir, which is paused now"):
        erased(context, fir)
    after = rows_of_others(context, 0)
    assert {name for name in after if after[name] != before[name]} <= {"audit", "audit_chains"}
    looked: list[float] = []

    def work(seconds: float) -> None:
        looked.append(seconds)
        run(context)

    erase_clinic(context, fir, timedelta(seconds=1), actor=SOMEBODY, nap=work)
    assert len(looked) == 1
    assert outbox(context).sent[-1].address == PHONE, "the confirmation has left"
    assert [item.slug for item in all_rows(context, clinics)] == ["oak"]


def test_a_worker_that_is_gone_is_not_waited_for(context: Context, clinic: Clinic, fir: Clinic, clock: FixedClock):
    with context.db.begin() as tx:
        one = tx.conn.execute(select(messages.c.id).where(messages.c.clinic_id == fir.id)).scalar()
        sending = {"status": "sending", "lease_until": clock.now() + timedelta(minutes=1)}
        tx.conn.execute(messages.update().where(messages.c.id == one).values(**sending))
    with pytest.raises(ClinicInUseError, match="1 message is still on the way"):
        erased(context, fir)
    clock.set(clock.now() + timedelta(minutes=2))
    assert erased(context, fir)["messages"] > 1


@pytest.mark.parametrize("what", ["history", "term"])
def test_rows_that_others_write_meanwhile_go_too(
    context: Context, clinic: Clinic, fir: Clinic, monkeypatch: pytest.MonkeyPatch, what: str
):
    """One that refers to a row being deleted, and one of which no foreign key tells, when its table is done."""
    delete_page, added = clinic_rows.delete_page, list[str]()

    def meanwhile(tx: Tx, page: clinic_rows.Page, clinic_id: int) -> int:
        if what == "history" and page.table is messages and not added:
            added.append(page.keys[0][0])
            event = {"event": "accept", "from_status": "sending", "to_status": "accepted"}
            tx.conn.execute(insert(history).values(message_id=added[0], at=context.clock.now(), **event))
        if what == "term" and page.table is care_versions:  # the last one
            added.append("00000000-0000-4000-8000-00000000000a")
            tx.conn.execute(insert(search_terms).values(clinic_id=clinic_id, term=7, patient_id=added[0]))
        return delete_page(tx, page, clinic_id)

    monkeypatch.setattr(clinic_rows, "delete_page", meanwhile)
    erased(context, fir)
    assert len(added) == 1
    assert [item for item in all_rows(context, search_terms) if item.clinic_id == fir.id] == []
    assert [item.slug for item in all_rows(context, clinics)] == ["oak"]


def test_a_sender_of_its_own_goes_and_its_stops_stay(context: Context, clinic: Clinic, clock: FixedClock):
    elm = add_oak(context, slug="elm", name="Elm", sms_sender="+13125550111")
    enroll_rows(context, elm, ZELDA)
    receive_text(context, InboundText(PHONE, "+13125550111", "STOP", "SM1"))
    run(context)
    with context.db.begin() as tx:
        now = clock.now()
        note_evidence(tx, Channel.SMS, "+13125550111", "somebody", now, now)
        for name in ("line:sms:+13125550111", "line:sms:default"):
            tx.conn.execute(insert(switches).values(name=name, since=now))
        tx.conn.execute(insert(paces).values(sender="+13125550111", tokens=1.0, seen_at=now))
    erased(context, elm)
    assert all_rows(context, sender_evidence) == []
    assert all_rows(context, paces) == []
    assert [item.name for item in all_rows(context, switches)] == ["line:sms:default"]
    assert [(item.scope, item.lifted_at) for item in all_rows(context, opt_outs)] == [("sender:+13125550111", None)]


def test_no_number_of_an_own_care_plan_is_given_again(context: Context, clinic: Clinic, fir: Clinic):
    own = next(item for item in all_rows(context, snapshots) if item.source == OWN_PLAN)
    erased(context, fir)
    assert [item.id for item in all_rows(context, snapshots) if not item.source] == [own.id]
    with context.db.read() as tx:
        assert own.id not in pathway_versions.all_ids(tx)
        assert pathway_versions.last_own_version(tx) == own.care_version_id
