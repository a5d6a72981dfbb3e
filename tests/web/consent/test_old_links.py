"""Links of a patient whose phone or email was corrected: a holder of the old phone or mailbox gets nowhere.

Only an old unsubscribe link still does something: it stops the address that it was sent to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.core.model.audit_actions import Action
from reminders.core.model.contact import Channel
from reminders.services.links import LinkKind
from reminders.services.records.erase import erase
from reminders.store.consent import opt_outs as store
from reminders.store.tables import answers, audit, opt_outs, past_contacts, patients
from reminders.web.app import make_web_app
from tests.making import SOMEBODY, all_rows, enroll_rows, outbox, play, row, standing, whole_store
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

OLD_EMAIL, NEW_EMAIL = "old@example.org", "new@example.org"
OLD_PHONE, NEW_PHONE = "(202) 555-0161", "(202) 555-0162"

PERSON = row(phone=OLD_PHONE, email=OLD_EMAIL, external_id="S1", family_name="Old", sms_consent="no")


@dataclass
class Holder:
    """Someone who still has what the patient was sent before the correction."""

    context: Context
    web: TestClient
    patient: str
    paths: dict[str, str]


@pytest.fixture
def holder(context: Context, clinic: Clinic, clock: FixedClock) -> Holder:
    """Play until a question has left by email; keep the links of that email as they stand in it."""
    enroll_rows(context, clinic, PERSON)
    play(context, clock, "03-14 20:00")
    mails = [item for item in outbox(context, Channel.EMAIL).sent if "/a/" in item.content.text]
    words = mails[-1].content.text
    found = {part.split("/")[3]: part for part in words.split() if part.startswith("https://reminders.example.org/")}
    paths = {kind: "/" + url.split("/", 3)[3] for kind, url in found.items()}
    assert set(paths) == {"r", "u", "a"}, words
    return Holder(context, TestClient(make_web_app(context, Settings())), all_rows(context, patients)[0].id, paths)


def desk_of(context: Context, clinic: Clinic) -> Desk:
    return signed_in(context, clinic)


def by_page(context: Context, clinic: Clinic, patient: str, phone: str, email: str) -> None:
    desk = desk_of(context, clinic)
    answer = desk.post(
        f"/patients/{patient}/contact", f"/patients/{patient}/contact", phone=phone, email=email, language="en"
    )
    assert answer.status_code == 303, answer.text


def by_import(context: Context, clinic: Clinic, _patient: str, phone: str, email: str) -> None:
    enroll_rows(context, clinic, PERSON | {"phone": phone, "email": email})


def by_button(context: Context, clinic: Clinic, patient: str, _phone: str, _email: str) -> None:
    desk = desk_of(context, clinic)
    assert desk.post(f"/patients/{patient}/new-link", f"/patients/{patient}").status_code == 303


def by_erasing(context: Context, clinic: Clinic, patient: str, _phone: str, _email: str) -> None:
    erase(context, clinic, patient, actor=SOMEBODY)


WAYS = [
    pytest.param(by_page, NEW_PHONE, OLD_EMAIL, id="phone on the page"),
    pytest.param(by_page, OLD_PHONE, NEW_EMAIL, id="email on the page"),
    pytest.param(by_page, "", OLD_EMAIL, id="phone taken off"),
    pytest.param(by_import, NEW_PHONE, NEW_EMAIL, id="both by import"),
    pytest.param(by_button, "", "", id="new link"),
    pytest.param(by_erasing, "", "", id="erased"),
]
LOOKING = ("staff_sessions", "sign_in_attempts", "audit", "audit_chains")


def words_of_nobody(answer_text: str) -> bool:
    return not any(word in answer_text for word in ("Oak", "555", "Ana", "Old", "tel:"))


@pytest.mark.parametrize(("change", "phone", "email"), WAYS)
def test_an_old_link_opens_and_changes_nothing(
    holder: Holder, clinic: Clinic, change: Callable[..., None], phone: str, email: str
):
    context, web, paths = holder.context, holder.web, holder.paths
    assert web.get(paths["r"]).status_code == 200
    assert web.get(paths["a"]).status_code == 200
    change(context, clinic, holder.patient, phone, email)
    before = whole_store(context)
    own, answer = paths["r"], paths["a"]
    asked = [web.get(path) for path in (own, f"{own}/plan.ics", f"{own}/stop/sms", f"{own}/stop/email", answer)]
    posts = (f"{own}/stop/sms", f"{own}/stop/email", f"{own}/start/email", f"{answer}/1")
    asked += [web.post(path, follow_redirects=False) for path in posts]
    assert [item.status_code for item in asked] == [404] * len(asked)
    assert all(words_of_nobody(item.text) for item in asked)
    assert all_rows(context, answers) == []
    assert whole_store(context) == before


@pytest.mark.parametrize(("change", "phone", "email"), WAYS[:4])
def test_an_old_unsubscribe_link_stops_the_old_address_alone(
    holder: Holder, clinic: Clinic, change: Callable[..., None], phone: str, email: str
):
    context = holder.context
    change(context, clinic, holder.patient, phone, email)
    assert holder.web.get(holder.paths["u"]).status_code == 200
    assert all_rows(context, opt_outs) == []
    for _ in range(2):
        assert holder.web.post(holder.paths["u"]).status_code == 200
    with context.db.read() as tx:
        scope = store.scope_of(Channel.EMAIL, clinic.id, clinic.sms_sender)
        assert store.is_opted_out(tx, Channel.EMAIL, OLD_EMAIL, scope)
        assert not store.is_opted_out(tx, Channel.EMAIL, NEW_EMAIL, scope)
    assert [item.channel for item in all_rows(context, opt_outs)] == ["email"]
    stays = standing(context, "recovery_3m", "email")
    assert stays == (("skipped", "opted_out") if email == OLD_EMAIL else ("planned", None))


def test_an_old_unsubscribe_link_stops_anyone_who_has_that_mailbox_now(holder: Holder, clinic: Clinic):
    context = holder.context
    by_page(context, clinic, holder.patient, OLD_PHONE, NEW_EMAIL)
    enroll_rows(context, clinic, row(email=OLD_EMAIL, given_name="Eva", sms_consent="no"))
    heir = next(item.id for item in all_rows(context, patients) if item.id != holder.patient)
    holder.web.post(holder.paths["u"])
    assert standing(context, "recovery_3m", "email", patient_id=heir) == ("skipped", "opted_out")
    assert standing(context, "recovery_3m", "email", patient_id=holder.patient) == ("planned", None)


def test_an_unsubscribe_link_of_someone_erased_is_dead_and_what_it_knew_is_forgotten(holder: Holder, clinic: Clinic):
    by_page(holder.context, clinic, holder.patient, OLD_PHONE, NEW_EMAIL)
    assert len(all_rows(holder.context, past_contacts)) == 1
    erase(holder.context, clinic, holder.patient, actor=SOMEBODY)
    assert holder.web.post(holder.paths["u"]).status_code == 404
    assert all_rows(holder.context, opt_outs) == []
    assert all_rows(holder.context, past_contacts) == []


def test_the_next_email_carries_links_that_work(holder: Holder, clinic: Clinic, clock: FixedClock):
    by_button(holder.context, clinic, holder.patient, "", "")
    play(holder.context, clock, "04-20 12:00")
    mail = outbox(holder.context, Channel.EMAIL).sent[-1]
    own = next(part for part in mail.content.text.split() if "/r/" in part)
    assert own.removeprefix("https://reminders.example.org") != holder.paths["r"]
    assert holder.web.get(own.removeprefix("https://reminders.example.org")).status_code == 200
    assert mail.unsubscribe_url is not None
    path = mail.unsubscribe_url.removeprefix("https://reminders.example.org")
    assert path != holder.paths["u"]
    assert holder.web.post(path).status_code == 200
    assert [item.source for item in all_rows(holder.context, opt_outs)] == ["email link"]


def test_another_language_and_the_same_contact_typed_otherwise_leave_links_alive(holder: Holder, clinic: Clinic):
    desk = desk_of(holder.context, clinic)
    path = f"/patients/{holder.patient}/contact"
    typed = {"phone": "202.555.0161", "email": OLD_EMAIL, "language": "es"}
    assert desk.save(path, **typed).status_code == 303
    assert holder.web.get(holder.paths["r"]).status_code == 200


def test_a_link_from_before_there_were_epochs_is_of_the_first(holder: Holder, clinic: Clinic):
    assert holder.paths["r"] == f"/r/{holder.context.links.token(LinkKind.PAGE, holder.patient)}"
    with holder.context.db.begin() as tx:
        tx.conn.execute(update(patients).values(link_epoch=1))
    assert holder.web.get(holder.paths["r"]).status_code == 404


def test_the_button_is_in_the_audit_log(holder: Holder, clinic: Clinic):
    by_button(holder.context, clinic, holder.patient, "", "")
    lines = [item for item in all_rows(holder.context, audit) if item.action == Action.RENEWED_LINKS.value]
    assert [(item.patient_id, item.actor_kind) for item in lines] == [(holder.patient, "staff")]


@pytest.mark.parametrize(
    ("asks", "words", "not_words"),
    [
        ("es-MX,es;q=0.9", "Este enlace ya no funciona", "This link no longer works"),
        ("en-US", "This link no longer works", "Este enlace ya no funciona"),
        ("fr", "Este enlace ya no funciona", "nothing"),
        ("", "This link no longer works", "nothing"),
    ],
)
def test_a_dead_link_is_explained_in_the_visitors_language(
    holder: Holder, clinic: Clinic, asks: str, words: str, not_words: str
):
    by_button(holder.context, clinic, holder.patient, "", "")
    answer = holder.web.get(holder.paths["r"], headers={"Accept-Language": asks})
    assert words in answer.text
    assert not_words not in answer.text
    forged = holder.web.get("/r/forged", headers={"Accept-Language": asks})
    assert answer.text == forged.text
