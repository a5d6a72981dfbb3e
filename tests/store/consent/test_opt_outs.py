"""How far a stop reaches: the sender for texts, the clinic for email; and the keyed hashes it is found by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from reminders.core.model.contact import Channel
from reminders.store.consent import opt_outs
from reminders.store.consent.opt_outs import (
    clinics_in_scope,
    is_opted_out,
    lift_opt_out,
    record_opt_out,
    record_patient_stop,
    scope_of,
)
from reminders.store.database.session import open_database
from reminders.store.tables import opt_outs as table
from tests.making import KEY, NOW, OTHER_KEY, add_oak, all_rows, make_context, vault
from tests.store.clinics.test_switches import at_once

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database, Tx

PHONE, EMAIL = "+12025550123", "ana@example.org"


@pytest.fixture
def three(context: Context) -> tuple[Clinic, Clinic, Clinic]:
    """Two clinics that share a number, and one with its own."""
    return (
        add_oak(context),
        add_oak(context, slug="elm"),
        add_oak(context, slug="pine", sms_sender="their-own"),
    )


def test_a_stop_by_text_holds_for_all_clinics_of_the_sender(context: Context, three: tuple[Clinic, Clinic, Clinic]):
    oak, elm, pine = three
    with context.db.begin() as tx:
        assert sorted(clinics_in_scope(tx, Channel.SMS, oak)) == [oak.id, elm.id]
        assert clinics_in_scope(tx, Channel.SMS, pine) == [pine.id]
        assert clinics_in_scope(tx, Channel.EMAIL, oak) == [oak.id]
        record_opt_out(tx, Channel.SMS, PHONE, scope_of(Channel.SMS, oak.id, oak.sms_sender), source="reply", at=NOW)
        stopped = [is_opted_out(tx, Channel.SMS, PHONE, scope_of(Channel.SMS, c.id, c.sms_sender)) for c in three]
    assert stopped == [True, True, False]


def test_a_stop_by_email_holds_for_its_clinic_only(context: Context, three: tuple[Clinic, Clinic, Clinic]):
    oak, *_ = three
    with context.db.begin() as tx:
        record_opt_out(tx, Channel.EMAIL, EMAIL, scope_of(Channel.EMAIL, oak.id, ""), source="link", at=NOW)
        stopped = [is_opted_out(tx, Channel.EMAIL, EMAIL, scope_of(Channel.EMAIL, c.id, "")) for c in three]
    assert stopped == [True, False, False]


def test_a_stop_is_recorded_once_and_lifted_once(context: Context):
    with context.db.begin() as tx:
        told = [record_opt_out(tx, Channel.SMS, PHONE, "s", source=source, at=NOW) for source in ("reply", "staff")]
        assert told == [True, False]
        assert [lift_opt_out(tx, Channel.SMS, PHONE, "s", at=NOW) for _ in range(2)] == [True, False]
        assert not is_opted_out(tx, Channel.SMS, PHONE, "s")
        assert record_opt_out(tx, Channel.SMS, PHONE, "s", source="reply", at=NOW)
    assert [item.lifted_at for item in all_rows(context, table)] == [NOW, None]


def test_channels_and_addresses_are_apart(context: Context):
    with context.db.begin() as tx:
        record_opt_out(tx, Channel.SMS, PHONE, "s", source="reply", at=NOW)
        assert not is_opted_out(tx, Channel.EMAIL, PHONE, "s")
        assert not is_opted_out(tx, Channel.SMS, "+12025550124", "s")
        assert not is_opted_out(tx, Channel.SMS, PHONE, "t")


def test_an_email_address_is_the_same_in_any_case(context: Context):
    with context.db.begin() as tx:
        record_opt_out(tx, Channel.EMAIL, "Ana@Example.org", "c", source="link", at=NOW)
        assert is_opted_out(tx, Channel.EMAIL, EMAIL, "c")


def test_a_stop_survives_a_change_of_keys(database_url: str):
    old, new = open_database(database_url, vault(KEY)), open_database(database_url, vault(OTHER_KEY, KEY))
    try:
        with old.begin() as tx:
            record_opt_out(tx, Channel.SMS, PHONE, "s", source="reply", at=NOW)
        with new.begin() as tx:
            assert is_opted_out(tx, Channel.SMS, PHONE, "s")
            assert not record_opt_out(tx, Channel.SMS, PHONE, "s", source="reply", at=NOW)
            assert lift_opt_out(tx, Channel.SMS, PHONE, "s", at=NOW)
    finally:
        old.close()
        new.close()


def test_the_table_holds_no_address(context: Context):
    with context.db.begin() as tx:
        opt_outs.record_opt_out(tx, Channel.EMAIL, EMAIL, "c", source="link", at=NOW)
        assert EMAIL not in str(tx.conn.execute(select(table)).all())


@pytest.mark.parametrize("address", [PHONE, None])
def test_of_stops_that_come_at_once_one_is_stored(postgres: Database, clock: FixedClock, address: str | None):
    def stop(tx: Tx) -> bool:
        if address is None:
            return record_patient_stop(tx, Channel.SMS, "one", source="staff", at=NOW)
        return record_opt_out(tx, Channel.SMS, address, "sender:default", source="reply", at=NOW)

    assert sorted(at_once(postgres, stop)) == [False] * 3 + [True]
    context = make_context(postgres, clock)
    assert len(all_rows(context, table)) == 1
    with postgres.begin() as tx:
        assert lift_opt_out(tx, Channel.SMS, PHONE, "sender:default", at=NOW) == (address is not None)
    assert sorted(at_once(postgres, stop)) == [False] * 3 + [address is not None]
