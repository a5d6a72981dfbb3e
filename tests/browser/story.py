"""An invented week at a clinic with something on every page: alerts, texts, a notice, a question asked by email."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from reminders.core.alerts.on_call import OnCall, parse_shifts
from reminders.core.model.actor import Actor
from reminders.core.model.contact import Channel
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.clinics.edit_care import open_wording, propose_wording
from reminders.services.consent.stop import stop_patient
from reminders.services.hl7.receive import receive as take_hl7
from reminders.services.links import LinkKind
from reminders.services.replies.canned import add_reply
from reminders.services.replies.reply import receive
from reminders.services.staff.invite import new_link
from reminders.store.enrollment.patients import get_patients
from reminders.store.tables import alerts, canned_replies, enrollments, hl7_messages, messages, on_call, patients
from tests.core.hl7.making import RIVERSIDE, booking
from tests.making import SOMEBODY, all_rows, enroll_rows, outbox, play, row, run
from tests.web.desk import add_person

if TYPE_CHECKING:
    from sqlalchemy import Row, Table

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ON_CALL = "+12125550101"
PHONES = ("(202) 555-0171", "(202) 555-0172", "(202) 555-0173", "(202) 555-0174", "(202) 555-0175", "(202) 555-0176")
PEOPLE = (
    ("Ruth", "Baker"),
    ("Walter", "Okafor"),
    ("Carmen", "Núñez"),
    ("Grace", "Tanaka"),
    ("Luis", "Peña"),
    ("Elena", "Ruiz"),
)
PROCEDURES = (
    "microdiscectomy",
    "laminectomy",
    "spinal_fusion",
    "microdiscectomy",
    "vertebroplasty_kyphoplasty",
    "microdiscectomy",
)

DAYS = (10, 11, 13, 12, 14, 12)


class Story(NamedTuple):
    """Paths of the pages it fills."""

    patient: str
    """Ruth Baker, the first: she wrote, an alert is open, most of her plan is ahead."""
    cancel: str
    details: str
    visits: str
    send_now: str
    thread: str
    own_page: str
    own_page_in_spanish: str
    answer: str
    answer_in_spanish: str
    notice: str
    unsubscribe: str
    welcome: str
    assign: str
    saved_reply: str
    on_call: str
    version: str
    hl7: str


def invent(context: Context, clinic: Clinic, clock: FixedClock) -> Story:
    """Enroll six people, let a week pass until Monday 16 March, 4 pm in New York, and let some of them write."""
    for number, ((given, family), procedure) in enumerate(zip(PEOPLE, PROCEDURES, strict=True)):
        cells = row(given_name=given, family_name=family, procedure=procedure, phone=PHONES[number])
        cells |= {
            "surgery_date": f"2026-03-{DAYS[number]}",
            "language": "es" if given in {"Carmen", "Luis", "Elena"} else "en",
        }
        cells |= {"sms_consent": "no"} if given in {"Grace", "Elena"} else {}
        enroll_rows(context, clinic, cells | {"external_id": f"MRN-{number}"})
    add_on_call(context, clinic, OnCall("Ada", ON_CALL, shifts=parse_shifts("mon-fri 08:00-18:00")), actor=SOMEBODY)
    play(context, clock, "03-16 20:00")
    for channel in Channel:
        stop_patient(context, clinic, "MRN-4", channel, "staff", actor=SOMEBODY)
    receive(context, clinic, Channel.SMS, _e164(1), "When can I take a shower again?")
    receive(context, clinic, Channel.SMS, _e164(0), "Since this morning my leg feels weak")
    receive(context, clinic, Channel.SMS, "+12025550199", "Who is this?")
    add_reply(context, clinic, "en", "Showering", "Hi {first_name}, please call us at {clinic_phone}.", actor=SOMEBODY)
    for code, number in (("63030", "1"), ("99999", "2"), ("63030 63047", "3")):
        take_hl7(
            context, clinic, RIVERSIDE, booking(code=code, number=number, case=f"C-{number}", day="20260401").encode()
        )
    take_hl7(context, clinic, RIVERSIDE, b"not a message")
    run(context)
    run(context)
    with context.db.read() as tx:
        known = get_patients(tx, [item.id for item in all_rows(context, patients)])
    of = {patient.family_name: key for key, patient in known.items()}
    texts = [item.content.text for item in outbox(context).sent if item.address == ON_CALL]
    alarm = next(item.id for item in all_rows(context, alerts) if item.patient_id == of["Baker"])
    asked = {
        item.patient_id: item.id for item in all_rows(context, messages) if item.step == "wound_1" and item.sent_at
    }
    words = open_wording(context, clinic, "walk", "en")
    new = replace(words, sms=words.sms.replace("Rest in between", "Take a rest in between"))
    version = propose_wording(context, clinic, "walk", "en", new, actor=SOMEBODY)
    colleague = add_person(context, clinic, "colleague@oak.example")
    return Story(
        patient=f"/patients/{of['Baker']}",
        cancel=f"/patients/{of['Baker']}/surgeries/{_first(context, enrollments, of['Baker'])}/cancel?not-done=yes",
        details=f"/patients/{of['Baker']}/surgeries/{_first(context, enrollments, of['Baker'])}/details",
        visits=f"/patients/{of['Baker']}/surgeries/{_first(context, enrollments, of['Baker'])}/visits",
        send_now=f"/patients/{of['Baker']}/messages/{_first(context, messages, of['Baker'])}/send-now",
        thread=f"/inbox/{of['Okafor']}",
        own_page=f"/r/{context.links.token(LinkKind.PAGE, of['Baker'])}",
        own_page_in_spanish=f"/r/{context.links.token(LinkKind.PAGE, of['Núñez'])}",
        answer=f"/a/{context.links.token(LinkKind.ANSWER, asked[of['Tanaka']])}",
        answer_in_spanish=f"/a/{context.links.token(LinkKind.ANSWER, asked[of['Ruiz']])}",
        notice=_last_path(texts, "k"),
        unsubscribe=f"/u/{context.links.token(LinkKind.UNSUBSCRIBE, of['Tanaka'])}",
        welcome=_last_path([new_link(context, colleague, "invite", actor=Actor.staff(colleague.id))], "welcome"),
        assign=f"/alerts/{alarm}/assign",
        on_call=f"/settings/on-call/{all_rows(context, on_call)[0].id}",
        version=f"/messages/versions/{version.id}",
        hl7=f"/hl7/{all_rows(context, hl7_messages)[0].id}",
        saved_reply=f"/settings/replies/{all_rows(context, canned_replies)[0].id}",
    )


def _first(context: Context, table: Table, patient: str) -> str:
    return str(next(item.id for item in all_rows(context, table) if item.patient_id == patient and _planned(item)))


def _planned(item: Row[Any]) -> bool:
    return getattr(item, "status", "planned") == "planned"


def _e164(number: int) -> str:
    return "+1" + "".join(mark for mark in PHONES[number] if mark.isdigit())


def _last_path(texts: list[str], folder: str) -> str:
    found = [path for text in texts for path in re.findall(rf"https://reminders\.example\.org(/{folder}/[\w-]+)", text)]
    return str(found[-1])
