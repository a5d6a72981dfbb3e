"""`POST /api/v1/hl7`: a message over HTTPS, stored before it is acknowledged, for the partner that the key may name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reminders.partners.reading import NoPartnerError, PartnerFileError
from reminders.store.tables import hl7_messages
from tests.core.hl7.making import RIVERSIDE, booking
from tests.making import add_oak, all_rows
from tests.services.hl7.making import AGREED, ANA, stored, surgeries
from tests.web.api.client import System

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

TYPE = "application/hl7-v2"


def find(name: str, _plans: Iterable[str] | None = None, _facts: Iterable[str] | None = None) -> Partner:
    """One partner of Oak, one of Elm, and one file that cannot be used."""
    if name == "broken":
        raise PartnerFileError("broken.yaml:1:1: nothing of it can be read")
    if name not in {"riverside", "elmwood"}:
        raise NoPartnerError("there is no such file in /etc/partners")
    return replace(RIVERSIDE, name=name, clinic="oak" if name == "riverside" else "elm")


def booked(**more: str) -> str:
    return booking("SIU^S12", AGREED, **{"person": ANA} | more)


class Sender(System):
    """An interface engine that posts messages."""

    def __init__(self, context: Context, clinic: Clinic, **key: Any) -> None:
        super().__init__(replace(context, find_partner=find), clinic, **key)

    def post(self, text: str | bytes, query: str = "?partner=riverside", kind: str = TYPE, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named |= {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        content = text.encode() if isinstance(text, str) else text
        return self.client.post(f"/api/v1/hl7{query}", content=content, headers=named)

    def says(self, text: str | bytes, query: str = "?partner=riverside", **more: str) -> str:
        """Post a message; return MSA-1, or the end of a problem's type."""
        answer = self.post(text, query, **more)
        if answer.status_code == 200:
            assert answer.headers["content-type"] == TYPE
            return answer.text.split("MSA|")[1][:2]
        return answer.json()["type"].rpartition(":")[2]


def test_a_message_is_stored_applied_and_acknowledged(context: Context, clinic: Clinic):
    engine = Sender(context, clinic)
    assert [engine.says(booked()), engine.says(booked()), engine.says("nothing of HL7")] == ["AA", "AA", "AR"]
    assert surgeries(context) == ["2026-03-10 active"]
    assert sorted(stored(context)) == ["1: applied enrolled", ": error malformed"]
    assert engine.says(booked(number="2", day="20260317", sent="20260309120100"), kind=f"{TYPE}; charset=utf-8") == "AA"
    assert surgeries(context) == ["2026-03-17 active"]


def test_the_partner_is_named_by_the_address_or_by_the_key_and_is_of_the_keys_clinic(context: Context, clinic: Clinic):
    elm = add_oak(context, slug="elm", name="Elm Clinic")
    engine, other = Sender(context, clinic), Sender(context, elm)
    assert [engine.says(booked(), ""), engine.says(booked(), "?partner=nowhere")] == ["not-found"] * 2
    assert [engine.says(booked(), "?partner=elmwood"), other.says(booked())] == ["not-found"] * 2
    assert engine.says(booked(), "?partner=broken") == "unavailable"
    assert "/etc" not in engine.post(booked(), "?partner=nowhere").text
    assert all_rows(context, hl7_messages) == []
    assert other.says(booked(), "?partner=elmwood") == "AA"
    assert [row.clinic_id for row in all_rows(context, hl7_messages)] == [elm.id]


def test_a_key_named_after_a_partner_needs_no_query(context: Context, clinic: Clinic):
    assert Sender(context, clinic, name="riverside").says(booked(), "") == "AA"


def test_what_is_no_message_is_refused_before_anything_is_kept(context: Context, clinic: Clinic):
    engine = Sender(context, clinic)
    assert engine.says(booked(), kind="application/json") == "unsupported-type"
    assert [engine.says(""), engine.says(b"x" * (2 * 1024 * 1024 + 1))] == ["bad-request", "too-large"]
    assert all_rows(context, hl7_messages) == []


def test_a_test_key_applies_and_takes_back(context: Context, clinic: Clinic):
    engine = Sender(context, clinic, is_test=True)
    assert [engine.says(booked()), engine.says("nothing")] == ["AA", "AR"]
    assert (surgeries(context), stored(context)) == ([], [])


def test_an_idempotency_key_gets_the_same_bytes_and_no_other_message(context: Context, clinic: Clinic):
    engine = Sender(context, clinic)
    first = engine.post(booked(), idempotency_key="a")
    assert engine.post(booked(), idempotency_key="a").content == first.content
    assert engine.says(booked(number="2"), idempotency_key="a") == "idempotency-conflict"
    assert stored(context) == ["1: applied enrolled"]
