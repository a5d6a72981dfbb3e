"""A clinic with a bit of everything, at which damaged input is thrown; each world has a database of its own."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from reminders.clock import FixedClock
from reminders.config import Settings
from reminders.core.model.roles import Role
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.partners.files import PartnerFiles
from reminders.services.api.keys import create_key
from reminders.services.hl7.receive import receive
from reminders.store.database.session import open_database
from reminders.store.tables import attempts, messages, patients
from reminders.store.upkeep.schema import migrate
from reminders.web.app import make_web_app
from tests.core.fhir.making import SOURCE
from tests.core.hl7.making import RIVERSIDE, booking
from tests.fuzz.fhir_server import AnyServer
from tests.making import NOW, SOMEBODY, add_oak, all_rows, answers, enroll_rows, make_context, play, row, vault
from tests.services.hl7.making import AGREED
from tests.web.api.posting import with_poster
from tests.web.desk import add_person, new_session, one_loop

if TYPE_CHECKING:
    from httpx2 import Response

ROOT = Path(__file__).parents[2]
TOKEN, PUBLIC = "a token of these tests", "https://reminders.example.org"
PHONE = "+12025550123"
ENROLLED = row(external_id="OR-2041", phone=PHONE, email="ana@example.org", birth_date="1961-04-12", opioid="yes")


class CrashError(AssertionError):
    """Something that must never happen, whatever comes in."""


class World:
    """A clinic, its site and its API. `url` names an empty database, or one that is migrated."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        self.db = open_database(url, vault(), durable=False)
        migrate(self.db)
        self.clock = FixedClock(NOW)
        context = with_poster(make_context(self.db, self.clock))
        self.partner = replace(RIVERSIDE, fhir=SOURCE)
        self.files = PartnerFiles(ROOT / "examples/hl7/partners")
        self.context = replace(context, find_partner=lambda *_: self.partner)
        self.clinic = add_oak(self.context)
        enroll_rows(self.context, self.clinic, ENROLLED)
        receive(self.context, self.clinic, RIVERSIDE, booking("SIU^S12", AGREED).encode())
        answers(self.context, SendOutcome(Verdict.ACCEPTED, provider_id="SM1"))
        play(self.context, self.clock, "03-16 16:00")
        self.server = AnyServer()
        self.nurse = add_person(self.context, self.clinic, role=Role.ADMIN)
        _, self.key = create_key(self.context, self.clinic, "riverside", actor=SOMEBODY)
        settings = Settings(public_url=PUBLIC, twilio_auth_token=TOKEN, api_per_second=1e6)
        self.client = TestClient(make_web_app(self.context, settings), follow_redirects=False, base_url=PUBLIC)
        self.client.portal = one_loop()
        self.session = new_session(self.context, self.nurse)
        self.patient = str(all_rows(self.context, patients)[0].id)
        self.attempt = str(all_rows(self.context, attempts)[0].id)
        self.question = str(next(item.id for item in all_rows(self.context, messages) if item.sent_at is not None))

    def ask(self, method: str, path: str, **more: Any) -> Response:
        """Send a request; an answer that says that we failed is a crash."""
        answer = self.client.request(method, path, **more)
        if answer.status_code >= 500:
            raise CrashError(f"{method} {path[:200]!r}: {answer.status_code} {answer.text[:200]}")
        return answer

    def api(
        self, method: str, path: str, content: bytes | None, kind: str = "application/json", **headers: str
    ) -> Response:
        """Call the API with a key of this clinic."""
        named = {"Authorization": f"Bearer {self.key}", "Content-Type": kind} | headers
        return self.ask(method, f"/api/v1{path}", content=content, headers=named)

    def twilio(self, path: str, form: dict[str, str]) -> Response:
        """Post as Twilio does, signed."""
        signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{path}", form)
        return self.ask("POST", path, data=form, headers={"X-Twilio-Signature": signature})

    def close(self) -> None:
        """Let go of the database and the server."""
        self.server.close()
        self.db.close()


def sqlite_world(folder: Path) -> World:
    """Make a world on a new file."""
    return World(f"sqlite:///{folder}/{secrets.token_hex(6)}.db", folder)
