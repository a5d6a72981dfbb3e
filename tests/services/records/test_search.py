"""Searching over sealed names, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import delete

from reminders.core.records.search_words import terms_of
from reminders.services.records.search import search
from reminders.store.enrollment.patient_record import corrected
from reminders.store.enrollment.patients import get_patients, update_patient
from reminders.store.enrollment.search_terms import _number
from reminders.store.tables import patients, search_terms
from reminders.store.upkeep.schema import alembic_config, migrate
from tests.making import add_oak, all_rows, enroll_rows, row

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

GARCIA = {
    "given_name": "Ana María",
    "family_name": "García",
    "phone": "(202) 555-0177",
    "external_id": "MRN-77",
    "email": "Ana.G@example.org",
}
BRIEN = {
    "given_name": "Sean",
    "family_name": "O'Brien",
    "phone": "(202) 555-0178",
    "external_id": "MRN-78",
    "record_number": "MR 12/B",
}


def found(context: Context, clinic: Clinic, query: str) -> list[str]:
    with context.db.read() as tx:
        return [patient.family_name for patient in search(tx, clinic, query).patients]


def search_terms_of_old(tx: Tx, patient_id: str) -> str:
    """Keep only what a patient was found by in the first edition."""
    patient = get_patients(tx, [patient_id])[patient_id]
    names = terms_of(f"{patient.given_name} {patient.family_name}", patient.phone)
    numbers = [_number(tx.vault.keyed_hash("search_terms", term)) for term in names]
    tx.conn.execute(
        delete(search_terms).where(search_terms.c.patient_id == patient_id, search_terms.c.term.not_in(numbers))
    )
    return patient_id


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
        ("mrn-77", ["García"]),
        ("Mrn-78", ["O'Brien"]),
        ("MRN-7", []),
        ("555-0177", ["García"]),
        ("55501", ["García", "O'Brien"]),
        ("5550199", []),
        ("202555", ["García", "O'Brien"]),
        ("017", []),
        ("ana.g@example.org", ["García"]),
        ("ANA.G@Example.ORG", ["García"]),
        ("ana.g@ex", ["García"]),
        ("ana.g@exile.org", []),
        ("mr 12/b", ["O'Brien"]),
        ("GARCI\N{COMBINING ACUTE ACCENT}A", ["García"]),
        ("x", []),
        ("", []),
        ("'; DROP TABLE patients; --", []),
        ("555", []),
    ],
)
def test_it_finds_by_name_phone_and_external_id(context: Context, clinic: Clinic, query: str, who: list[str]):
    assert found(context, clinic, query) == who


@pytest.mark.usefixtures("two")
def test_another_clinic_finds_no_one(context: Context):
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


def test_two_surgeries_whose_ids_differ_in_case_only_are_one_patient(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(**GARCIA), row(**GARCIA | {"external_id": "mrn-77", "surgery_date": "2026-05-05"}))
    assert found(context, clinic, "Mrn-77") == ["García"]


@pytest.mark.usefixtures("two")
def test_an_older_database_learns_the_new_terms(context: Context, clinic: Clinic):
    with context.db.begin() as tx:
        old = [search_terms_of_old(tx, item.id) for item in all_rows(context, patients)]
        assert old
    assert found(context, clinic, "mrn-77") == found(context, clinic, "55501") == []
    with context.db.begin() as tx:
        config = alembic_config()
        config.attributes["connection"] = tx.conn
        command.downgrade(config, "0018")
    migrate(context.db)
    assert found(context, clinic, "mrn-77") == ["García"]
    assert found(context, clinic, "55501") == ["García", "O'Brien"]


def test_more_than_fits_says_so(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, *(row(family_name=f"Smith{number}") for number in range(55)))
    with context.db.read() as tx:
        result = search(tx, clinic, "smith")
        assert (len(result.patients), result.more) == (50, True)
        assert not search(tx, clinic, "smith1").more
