"""A filter is read from an address and written into one, and lets nothing in that could name a patient."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

from reminders.core.records.patient_filter import Order, PatientFilter, PlanState, read_filter

SURGEON = "0b7f5a3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b"
WHOLE = PatientFilter(
    procedure="spinal_fusion",
    surgeon=SURGEON,
    status=PlanState.PAUSED,
    since=date(2026, 3, 1),
    until=date(2026, 3, 31),
    alert=True,
    unanswered="work_check",
    order=Order.NEXT,
    page=3,
)


def test_what_is_written_is_what_is_read():
    for wanted in (PatientFilter(), PatientFilter(surgeon="none"), PatientFilter(page=2), WHOLE):
        assert read_filter(dict(parse_qsl(wanted.address(wanted.page)))) == wanted, wanted


def test_what_is_not_chosen_stands_in_no_address():
    assert PatientFilter().address() == ""
    assert not PatientFilter(order=Order.OLDEST, page=4).narrows
    assert WHOLE.address() == (
        f"procedure=spinal_fusion&surgeon={SURGEON}&status=paused&from=2026-03-01&to=2026-03-31&alert=yes"
        "&unanswered=work_check&sort=next"
    )


def test_what_is_not_understood_is_left_out():
    for name, values in {
        "procedure": ("García", "a b", "x" * 99),
        "surgeon": ("Ana", SURGEON.upper(), "None"),
        "status": ("erased", ""),
        "from": ("2026-13-01", "20260301", "03/01/2026", "2026-W11-1"),
        "to": ("tomorrow",),
        "alert": ("no", "1"),
        "unanswered": ("+12025550177",),
        "sort": ("name",),
        "page": ("0", "-1", "x", "²", "99999999999"),
        "query": ("García",),
    }.items():
        for value in values:
            assert read_filter({name: value}) == PatientFilter(), (name, value)
