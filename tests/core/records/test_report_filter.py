"""Addresses of reports: what they say comes back, and what is not understood is left out."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

from reminders.core.model.contact import Channel
from reminders.core.records.report_filter import (
    AnswerNumber,
    ReportFilter,
    StopNumber,
    WaitNumber,
    read_number,
    read_report_filter,
)
from tests.tables import each_row

ID = "0b6f7a52-3c1e-4b5e-9a77-2f3f4a5b6c7d"


@each_row(
    "chosen",
    [ReportFilter(), ReportFilter(365, "microdiscectomy", ID), ReportFilter(90, surgeon="none")],
)
def test_a_filter_is_read_from_its_own_address(chosen: ReportFilter):
    assert read_report_filter(dict(parse_qsl(chosen.address()))) == chosen


@each_row(
    "values",
    [{"days": "7"}, {"procedure": "A B"}, {"surgeon": "x"}, {"days": "365 "}, {"surgeon": ID.upper()}],
)
def test_what_is_not_understood_narrows_nothing(values: dict[str, str]):
    assert read_report_filter(values) == ReportFilter()


@each_row(
    ("query", "number"),
    [
        ("of=answers&plan=p&step=s&day=-1&answer=fine", AnswerNumber("p", "s", -1, "fine")),
        ("of=answers&plan=p&step=s&day=14&answer=no-answer", AnswerNumber("p", "s", 14, "no-answer")),
        ("of=answers&plan=p&step=s&day=14&answer=some-answer", None),
        ("of=answers&plan=p&step=s&day=1e3&answer=fine", None),
        ("of=opt-outs&month=2026-04&channel=sms", StopNumber(date(2026, 4, 1), Channel.SMS)),
        ("of=opt-outs&month=2026-13&channel=sms", None),
        ("of=opt-outs&month=2026-04&channel=fax", None),
        ("of=urgent&wait=4", WaitNumber("4")),
        ("of=urgent&wait=5", None),
        ("", WaitNumber("all")),
        ("of=patients", None),
    ],
)
def test_a_number_is_read_from_an_address(query: str, number: object):
    assert read_number(dict(parse_qsl(query))) == number
