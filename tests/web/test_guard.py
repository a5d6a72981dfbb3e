"""Walks every route: none without a role, no form without its proof, nothing of another clinic by guessing an id.

A new route is guarded by being there. A new kind of id in a path must be added to `IDS`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from starlette.routing import Mount

from reminders.config import Settings
from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.core.model.status import Kind
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.api.keys import create_key
from reminders.services.api.webhooks import add_webhook, try_webhook
from reminders.services.clinics.edit_care import open_wording, propose_wording
from reminders.services.clinics.surgeons import add_surgeon
from reminders.services.enrollment.upload import try_upload
from reminders.services.hl7.receive import receive as receive_hl7
from reminders.services.plans.change_state import CancelReason, cancel
from reminders.services.replies.canned import add_reply
from reminders.services.replies.reply import receive
from reminders.store.tables import (
    alerts,
    api_keys,
    canned_replies,
    care_versions,
    enrollments,
    hl7_messages,
    messages,
    on_call,
    patients,
    replies,
    staff_members,
    surgeons,
    undos,
    uploads,
    webhook_deliveries,
    webhooks,
)
from reminders.web.app import make_web_app
from reminders.web.pages.navigation import routes_of
from reminders.web.requests.forms import checked_form
from reminders.web.staff.current_user import upload_form
from tests.core.hl7.making import RIVERSIDE, booking
from tests.making import SOMEBODY, add_oak, all_rows, csv_text, enroll_rows, row, whole_store
from tests.tables import each_row
from tests.web.api.posting import with_poster
from tests.web.desk import TOKEN, Desk, add_person, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.routing import APIRoute

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PUBLIC = re.compile(
    r"/(healthz|readyz|metrics|webhooks/.*|r/.*|u/.*|a/.*|k/.*|assets/.*|patient\.css|\.well-known/jwks\.json)"
)
"""Open to everybody: each proves its caller in its own way (a signature, a token), or says nothing about anybody."""

VISITORS = {
    *("/sign-in", "/sign-in/code", "/sign-in/set-up", "/sign-in/sso", "/sign-in/sso/callback"),
    *("/sign-in/passkey", "/sign-in/passkey/options"),
    *("/forgot", "/welcome/{token}"),
}
"""Open to those who are not signed in; forms carry a token there, too."""

IDS = {
    "patient_id": patients,
    "enrollment_id": enrollments,
    "message_id": messages,
    "alert_id": alerts,
    "reply_id": replies,
    "staff_id": staff_members,
    "upload_id": uploads,
    "undo_id": undos,
    "surgeon_id": surgeons,
    "canned_id": canned_replies,
    "version_id": care_versions,
    "key_id": api_keys,
    "hl7_id": hl7_messages,
    "webhook_id": webhooks,
    "event_id": webhook_deliveries,
    "on_call_id": on_call,
}
LOOKING = ("staff_sessions", "sign_in_attempts", "audit", "audit_chains")
"""What being let in and looking leaves behind."""
FIELDS = {"word": "arrived", "seen": "yes", "reason": "other"}
"""What forms must hold, or they are refused before anything is looked up."""
NAMES = {"pathway_id": "microdiscectomy", "step_key": "walk_1", "template": "walk", "language": "en"}
WILHELMINA = "PID|1||99001^^^R^MR||Featherstonehaugh^Wilhelmina|||||||||(202) 555-0188^PRN^CP"
"""What stands in a path and is no clinic's own."""


def every_route() -> list[APIRoute]:
    """List all routes of the application but the API's, which it mounts; it needs no database for that."""
    app = make_web_app(None, Settings())  # type: ignore[arg-type]
    return [route for route in routes_of(app) if not isinstance(route, Mount)]


def dependencies(route: APIRoute) -> Iterator[Any]:
    """List what a route depends on."""
    waiting = [route.dependant]
    while waiting:
        found = waiting.pop()
        waiting += found.dependencies
        yield found.call


def role_of(route: APIRoute) -> Role | None:
    """Return the role a route asks for."""
    return next((call.role for call in dependencies(route) if hasattr(call, "role")), None)


ROUTES = [pytest.param(route, id=f"{min(route.methods)} {route.path}") for route in every_route()]
STAFF = [item for item in ROUTES if role_of(item.values[0])]
OWNED = [item for item in STAFF if "{" in item.values[0].path]


def test_there_are_routes_to_walk():
    assert len(STAFF) >= 3
    assert {min(item.values[0].methods) for item in STAFF} >= {"GET", "POST"}


@each_row("route", ROUTES)
def test_no_route_without_a_role(route: APIRoute):
    assert role_of(route) or PUBLIC.fullmatch(route.path) or route.path in VISITORS, "take a role: see web/signed.py"


@each_row("route", ROUTES)
def test_no_form_without_its_proof(route: APIRoute):
    if route.methods & {"POST", "PUT", "PATCH", "DELETE"} and not PUBLIC.fullmatch(route.path):
        assert {checked_form, upload_form} & set(dependencies(route)), "take a Form: see web/forms.py"


@pytest.fixture
def elm(context: Context) -> Clinic:
    """Another clinic, with one of everything: a patient who wrote something alarming, and a file that waits."""
    clinic = add_oak(context, slug="elm", name="Elm Clinic")
    person = row(given_name="Wilhelmina", family_name="Featherstonehaugh", phone="(202) 555-0188")
    enroll_rows(context, clinic, person, person | {"external_id": "ELM-2", "surgery_date": "2026-05-05"})
    cancel(context, clinic, "ELM-2", CancelReason.OTHER, actor=SOMEBODY)
    receive(context, clinic, Channel.SMS, "+12025550188", "my leg feels weak")
    add_reply(context, clinic, "en", "Hello", "Featherstonehaugh", actor=SOMEBODY)
    add_surgeon(context, clinic, "Dr. Featherstonehaugh", actor=SOMEBODY)
    create_key(context, clinic, "Featherstonehaugh", actor=SOMEBODY)
    words = open_wording(context, clinic, "walk", "en")
    new = replace(words, preheader="Featherstonehaugh")
    propose_wording(context, clinic, "walk", "en", new, actor=SOMEBODY)
    webhook, _secret = add_webhook(with_poster(context), clinic, "https://featherstonehaugh.example", actor=SOMEBODY)
    try_webhook(context, clinic, webhook.id, actor=SOMEBODY)
    add_on_call(context, clinic, OnCall("Featherstonehaugh", "+12025550189"), actor=SOMEBODY)
    nurse = add_person(context, clinic, "nurse@elm.example")
    try_upload(context, clinic, nurse, csv_text([row(family_name="Featherstonehaugh")]).encode(), actor=SOMEBODY)
    receive_hl7(context, clinic, RIVERSIDE, booking(person=WILHELMINA).encode())
    return clinic


@pytest.fixture
def stranger(context: Context) -> Desk:
    """A browser that is not signed in."""
    return Desk(context)


@pytest.fixture
def doctor(context: Context, elm: Clinic) -> Desk:
    """Sign in an admin of the other clinic."""
    return signed_in(context, elm, email="doctor@elm.example")


@pytest.fixture
def desks(context: Context, elm: Clinic) -> dict[Role, Desk]:
    """Sign in one person of every role at the other clinic."""
    return {role: signed_in(context, elm, role=role, email=f"{role}@elm.example") for role in Role}


@pytest.fixture
def oak(context: Context, clinic: Clinic) -> Desk:
    """Sign in an admin of one's own clinic, which has a patient."""
    enroll_rows(context, clinic, row())
    return signed_in(context, clinic)


def path_at(context: Context, elm: Clinic, route: APIRoute, own: Clinic | None = None) -> str:
    """Fill a path with the ids of the other clinic's rows; with `own`, its first id is one of one's own."""
    owners = [own or elm, *[elm] * route.path.count("{")]

    def fill(found: re.Match[str]) -> str:
        name = found[1].partition(":")[0]
        if name in NAMES:
            return NAMES[name]
        assert name in IDS, f"tell IDS in this test what {name!r} is"
        clinic = owners.pop(0)
        rows = [row for row in all_rows(context, IDS[name]) if row.clinic_id == clinic.id and has_page(row)]
        assert rows, f"the other clinic needs a row of {IDS[name].name}, or this proves nothing"
        return str(rows[0].id)

    return re.sub(r"\{([^}]+)\}", fill, route.path)


def has_page(row: Any) -> bool:
    """Leave out automatic replies: they are messages, but no step of a plan, and have no page."""
    return getattr(row, "kind", None) != Kind.AUTO_REPLY


def ask(desk: Desk, route: APIRoute, path: str, token: str = "") -> Any:
    method = "POST" if "POST" in route.methods else "GET"
    return desk.client.request(method, path, data={"csrf": token, **FIELDS} if method == "POST" else None)


@each_row("route", STAFF)
def test_no_one_gets_in_without_signing_in(context: Context, elm: Clinic, stranger: Desk, route: APIRoute):
    answer = ask(stranger, route, path_at(context, elm, route))
    stranger.client.cookies.clear()
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@each_row("route", [item for item in STAFF if "POST" in item.values[0].methods])
def test_a_form_with_a_forged_token_or_from_another_site_is_refused(
    context: Context, elm: Clinic, doctor: Desk, route: APIRoute
):
    path, token = path_at(context, elm, route), doctor.token("/")
    for forged, headers in ((token[:-4] + "AAA=", {}), ("", {}), (token, {"Sec-Fetch-Site": "cross-site"})):
        assert doctor.client.post(path, data={"csrf": forged}, headers=headers).status_code == 403


@each_row("route", [item for item in STAFF if role_of(item.values[0]) is not Role.ENROLLER])
def test_a_lower_role_is_refused(context: Context, elm: Clinic, desks: dict[Role, Desk], route: APIRoute):
    needed = role_of(route)
    assert needed is not None
    desk = desks[list(Role)[list(Role).index(needed) - 1]]
    assert ask(desk, route, path_at(context, elm, route), desk.token("/")).status_code == 403


@each_row("route", [item for item in OWNED if IDS.keys() & set(item.values[0].param_convertors)])
def test_nothing_of_another_clinic_is_found_by_its_id(context: Context, elm: Clinic, oak: Desk, route: APIRoute):
    before = whole_store(context, *LOOKING)
    answer = ask(oak, route, path_at(context, elm, route), oak.token("/"))
    assert answer.status_code == 404
    assert "Featherstonehaugh" not in answer.text
    assert whole_store(context, *LOOKING) == before


@each_row("route", [item for item in OWNED if len(IDS.keys() & set(item.values[0].param_convertors)) > 1])
def test_nothing_of_another_clinic_is_found_by_way_of_ones_own_patient(
    context: Context, clinic: Clinic, elm: Clinic, oak: Desk, route: APIRoute
):
    before = whole_store(context, *LOOKING)
    answer = ask(oak, route, path_at(context, elm, route, own=clinic), oak.token("/"))
    assert answer.status_code == 404
    assert "Featherstonehaugh" not in answer.text
    assert whole_store(context, *LOOKING) == before


def test_a_file_is_shown_to_no_one_but_who_uploaded_it(context: Context, doctor: Desk):
    path = f"/enroll/file/{all_rows(context, uploads)[0].id}"
    assert doctor.get(f"{path}/refused.csv").status_code == 404
    assert doctor.post(path, "/").status_code == 404


NO_PAGE = (".csv", "/handout", "/email")
"""Files, the sheet that is printed for the patient, an email in its frame: they hold nothing of the staff site."""
PAGES = [item for item in STAFF if item.values[0].methods == {"GET"} and not item.values[0].path.endswith(NO_PAGE)]


@each_row("route", PAGES)
def test_every_form_on_every_page_carries_its_token(context: Context, elm: Clinic, doctor: Desk, route: APIRoute):
    page = doctor.get(path_at(context, elm, route)).text
    forms = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
    assert forms, "even a page without a form of its own has the one that signs out"
    assert all(TOKEN.search(form) for form in forms)
    assert 'id="find" name="query"' in page, "a patient is found from every page"
