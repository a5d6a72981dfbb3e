"""Every listed way to say STOP, through the webhook, while a text is due at that very minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.services.records.erase import erase
from reminders.store.tables import messages, opt_outs, patients
from tests.making import SOMEBODY, all_rows, at, enroll_rows, outbox, row, run
from tests.web.replies.test_inbound_texts import form, post, site

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

TWILIOS = "STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT|Opt out|opt-out"
"""The defaults: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out"""

SPANISH = "ALTO|PARAR|PARE|DETENER|DETENGA|BASTA|BAJA|CANCELAR|SALIR|TERMINAR|NO MAS|No más"
"""Twilio does not block these by itself: our own list must."""

PLAIN = (
    "stop.|Stop please|STOP!!!|stopp|please stop texting me|no more texts please|take me off your list"
    "|I want to unsubscribe|dont text me anymore|ya no me manden mensajes|quiero darme de baja|no me escriban mas"
)
"""Any reasonable means: 47 CFR 64.1200(a)(10)."""

STOPS = f"{TWILIOS}|{SPANISH}|{PLAIN}".split("|")
NOT_STOPS = [
    "stop by the pharmacy?",
    "I will quit smoking at the END of the week",
    "1",
    "ok",
    "when can I stop the pills",
]
DUE = at("03-11 16:00")


def test_each_holds_before_the_next_wave_and_what_is_none_does_not(context: Context, clinic: Clinic, clock: FixedClock):
    said = STOPS + NOT_STOPS
    phones = [f"+1202555{number:04}" for number in range(100, 100 + len(said))]
    enroll_rows(context, clinic, *[row(phone=phone, sms_consent="yes", email_consent="no") for phone in phones])
    clock.set(DUE)  # every walk is due, and no worker has looked yet
    web = site(context)
    for number, (phone, body) in enumerate(zip(phones, said, strict=True)):
        assert post(web, form(body, f"SM{number}") | {"From": phone}) == 200
    run(context)

    kinds = {item.id: item.kind for item in all_rows(context, messages)}
    got = {out.address for out in outbox(context).sent if kinds[out.message_id] == "scheduled"}
    words = dict(zip(phones, said, strict=True))
    assert {words[phone] for phone in got} == set(NOT_STOPS)
    assert len(all_rows(context, opt_outs)) == len(STOPS)
    confirmed = [
        out.address for out in outbox(context).sent if "STOP" not in out.content.text and out.address not in got
    ]
    assert sorted(set(confirmed)) == sorted(phones[: len(STOPS)])  # one confirmation each, and nothing more
    assert len(confirmed) == len(STOPS)


def test_a_stop_survives_the_erasing_of_the_patient(context: Context, clinic: Clinic, clock: FixedClock):
    cells = row(phone="+12025550143", email_consent="no")
    enroll_rows(context, clinic, cells)
    web = site(context)
    assert post(web, form("STOP") | {"From": "+12025550143"}) == 200
    erase(context, clinic, all_rows(context, patients)[0].id, actor=SOMEBODY)
    enroll_rows(context, clinic, cells | {"external_id": "S-AGAIN"})  # the same person comes back
    clock.set(DUE)
    run(context)
    assert outbox(context).sent == []  # nor is the confirmation that waited for an erased patient
    walks = [item for item in all_rows(context, messages) if item.step == "walk_1"]
    assert [(item.status, item.reason) for item in walks] == [("skipped", "opted_out")] * 2
