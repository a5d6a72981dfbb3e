"""Searching over sealed names, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from reminders.services.records.search import search
from reminders.store.enrollment.patient_record import corrected
from reminders.store.enrollment.patients import get_patients, update_patient
from reminders.store.tables import patients, search_terms
from reminders.store.upkeep.schema import migrate
from tests.making import add_oak, all_rows, enroll_rows, row

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

GARCIA = {"given_name": "Ana María", "family_name": "García", "phone": "(202) 555-0177", "external_id": "MRN-77"}
BRIEN = {"given_name": "Sean", "family_name": "O'Brien", "phone": "(202) 555-0178", "external_id": "MRN-78"}


def found(context: Context, clinic: Clinic, query: str) -> list[str]:
    with context.db.read() as tx:
        return [patient.family_name for patient in search(tx, clinic, query).patients]


@pytest.fixture
def two(context: Context, clinic: Clinic) -> None:
    enroll_rows(context, clinic, row(**GARCIA), row(**BRIEN))


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("garc", ["García"]),
        ("mar", ["García"]),
        ("maria gar", ["García"]),
        ("obrien", ["O'Brien"]),
        ("(202) 555-0177", ["García"]),
        ("+12025550178", ["O'Brien"]),
        ("0178", ["O'Brien"]),
        ("MRN-77", ["García"]),
        ("MRN-7", []),
        ("x", []),
        ("", []),
        ("'; DROP TABLE patients; --", []),
        ("555", []),
    ],
)
def test_it_finds_by_name_phone_and_external_id(context: Context, clinic: Clinic, query: str, who: list[str]):
    assert found(context, clinic, query) == who


@pytest.mark.usefixtures("two")
def test_another_clinic_finds_nobody(context: Context):
    other = add_oak(context, slug="elm", name="Elm Clinic")
    for query in ("garc", "0177", "(202) 555-0177", "MRN-77"):
        assert found(context, other, query) == []


@pytest.mark.usefixtures("two")
def test_a_corrected_name_is_found_and_the_old_one_is_not(context: Context, clinic: Clinic):
    with context.db.begin() as tx:
        ids = [item.id for item in all_rows(context, patients)]
        ana = next(patient for patient in get_patients(tx, ids).values() if patient.family_name == "García")
        update_patient(tx, corrected(ana, family_name="Ruiz", phone="+12025550179"))
    assert found(context, clinic, "ruiz") == found(context, clinic, "0179") == ["Ruiz"]
    assert found(context, clinic, "garc") == found(context, clinic, "0177") == []


@pytest.mark.usefixtures("two")
def test_nothing_of_a_name_is_in_the_terms_and_they_are_made_for_those_before_them(context: Context, clinic: Clinic):
    before = {(item.term, item.patient_id) for item in all_rows(context, search_terms)}
    with context.db.begin() as tx:
        tx.conn.execute(delete(search_terms))
    assert found(context, clinic, "garc") == []
    migrate(context.db)
    assert {(item.term, item.patient_id) for item in all_rows(context, search_terms)} == before
    assert found(context, clinic, "garc") == ["García"]


def test_more_than_fits_says_so(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, *(row(family_name=f"Smith{number}") for number in range(55)))
    with context.db.read() as tx:
        result = search(tx, clinic, "smith")
        assert (len(result.patients), result.more) == (50, True)
        assert not search(tx, clinic, "smith1").more
