"""The whole production line on this machine: PostgreSQL, Redis, workers, beats and web as processes, and stand-ins."""

from __future__ import annotations

import secrets
from collections import Counter
from typing import TYPE_CHECKING, Any

from reminders.config import new_key
from tests.servers import free_port
from tests.standins import wait_until

if TYPE_CHECKING:
    from tests.embedded.clinic_in_a_box import ClinicInABox
    from tests.production.processes import Program, Programs
    from tests.servers import PostgresServer, RedisServer


class Line:
    """One clinic whose database is on the server, and the programs that work for it."""

    def __init__(self, box: ClinicInABox, programs: Programs, postgres: PostgresServer, broker: RedisServer) -> None:
        self.box, self.programs, self.postgres, self.broker = box, programs, postgres, broker
        self.rows: list[dict[str, str]] = []
        self.port = free_port()
        box.extra |= {
            "DATABASE_URL": postgres.create_database(),
            "BROKER_URL": broker.url,
            "SECRET_KEY": secrets.token_urlsafe(24),
            "ENCRYPTION_KEYS": new_key(),
            "LEASE_SECONDS": "20",
            "HTTP_TIMEOUT_SECONDS": "8",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def enroll(self, count: int) -> None:
        self.rows = self.box.enroll(count)

    def worker(self) -> Program:
        return self.programs.celery("worker", "worker", self.box.environment)

    def beat(self) -> Program:
        return self.programs.celery("scheduler", "beat", self.box.environment)

    def web(self) -> Program:
        return self.programs.web(self.box.environment, self.port)

    def sent(self) -> tuple[int, int]:
        """How many texts and emails the outside world has taken."""
        return len(self.box.twilio.accepted), len(self.box.smtp.accepted)

    def wait_sent(self, texts: int, emails: int, seconds: float = 120) -> None:
        wait_until(lambda: self.sent()[0] >= texts and self.sent()[1] >= emails, seconds)

    def due_messages(self) -> list[dict[str, Any]]:
        return [line for line in self.box.messages() if line["step"] in {"text_now", "mail_now"}]

    def wait_settled(self, seconds: float = 150) -> list[dict[str, Any]]:
        """Wait until no due message is planned or on the wire; return them."""
        found: list[dict[str, Any]] = []

        def settled() -> bool:
            found[:] = self.due_messages()
            return not {"planned", "sending"} & {line["status"] for line in found}

        wait_until(settled, seconds)
        return found

    def assert_each_exactly_once(self) -> None:
        """Every patient has one text and one email, and every row its provider's id."""
        found = self.wait_settled()
        texts = Counter(message.to for message in self.box.twilio.accepted)
        emails = Counter(mail.rcpt_tos[0] for mail in self.box.smtp.accepted)
        assert texts == Counter(row["phone"] for row in self.rows)
        assert emails == Counter(row["email"] for row in self.rows)
        assert Counter(line["status"] for line in found) == {"accepted": 2 * len(self.rows)}
        ids = {line["provider_id"] for line in found if line["channel"] == "sms"}
        assert ids == {message.sid for message in self.box.twilio.accepted}
        assert all(line["provider_id"] and line["sent_at"] for line in found)

    def assert_nothing_private_was_said(self) -> None:
        """No log line of any program names a patient or a secret."""
        said = "".join(program.text for program in self.programs.started)
        secret = [self.box.extra["SECRET_KEY"], self.box.extra["ENCRYPTION_KEYS"], self.box.twilio.auth_token]
        private = [row[name] for row in self.rows for name in ("external_id", "family_name", "phone", "email")]
        assert not [value for value in secret + private if value in said]
        assert "Traceback" not in said, said[said.index("Traceback") - 500 :][:3000]
