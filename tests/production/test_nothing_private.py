"""One whole run over every door, with real processes: no log, address, broker key, metric or event says of whom."""

from __future__ import annotations

import base64
import json
import secrets
import signal
import socket
import sys
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import httpx2
import redis

from reminders.cli.opening import clinic_named, open_context
from reminders.services.staff.staff import clean_email
from reminders.web.requests.forms import csrf_of
from tests.commands import run_command
from tests.core.fhir.making import CASES, appointment, bundle, consent, patient
from tests.core.hl7.making import booking
from tests.making import csv_file, row
from tests.production.leaks import leaks
from tests.servers import free_port
from tests.services.fhir.server import StandIn, running
from tests.standins import wait_until
from tests.standins.twilio_webhooks import AutoCallbacks
from tests.tables import each_row
from tests.telemetry.receiver import receiving
from tests.web.desk import add_person, new_session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.production.line import Line
    from tests.servers import RedisServer
    from tests.telemetry.receiver import Received

PARTNER = """partner: riverside
timezone: UTC
procedures: {{"63030": always_due}}
consent: {{sms: {{field: ZSU-2, values: {{"Y": "yes"}}}}}}
fhir:
  base_url: "{base}"
  network: private
  record_number: ["urn:riverside:mrn"]
  case_id: ["urn:riverside:case"]
  consent: {{sms: ["urn:riverside:consent|texts"]}}
  write_back: [Communication]
"""
DOORS = ("csv", "page", "api", "mllp", "http", "poll", "import")
BORN = date(1961, 4, 12)
SAID = "my left leg feels weak, says Wilhelmina"
FAMILIES = ("Featherstonehaugh", "Núñez-Ibáñez", "Żółkiewska", "O'Shaughnessy", "Quartermain", "Müllerová", "Ångström")
FIRST = ("reminders-web", "plan")
YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).date()


class Person:
    """One patient, and every way in which their data may be written."""

    def __init__(self, number: int) -> None:
        self.door = DOORS[number]
        self.family = f"{FAMILIES[number]}{chr(97 + number) * 3}"
        self.given = f"Wilhelmína{chr(97 + number) * 2}"
        self.digits = f"212736{4200 + number}"
        self.email = f"wilhelmina.{number}@quartermain.example.org"
        self.number, self.case = f"MRN80081{number}", f"CASE-77{number}-X"

    @property
    def row(self) -> dict[str, str]:
        return row(
            external_id=self.case,
            given_name=self.given,
            family_name=self.family,
            phone=f"+1{self.digits}",
            email=self.email,
            birth_date=BORN.isoformat(),
            record_number=self.number,
            procedure="always_due",
            surgery_date=YESTERDAY.isoformat(),
            timezone="UTC",
        )

    @property
    def hl7(self) -> str:
        pid = (
            f"PID|1||{self.number}^^^RIV^MR||{self.family}^{self.given}||{BORN:%Y%m%d}|F|||||{self.digits}^PRN^CP||eng"
        )
        return booking("SIU^S12", "ZSU|N|Y", person=pid, case=self.case, day=f"{YESTERDAY:%Y%m%d}", number=self.number)

    @property
    def fhir(self) -> list[dict[str, Any]]:
        name, who = [{"use": "official", "family": self.family, "given": [self.given]}], f"p-{self.door}"
        identifier = [{"system": "urn:riverside:mrn", "value": self.number}]
        phone = [{"system": "phone", "use": "mobile", "value": self.digits}]
        about = {"name": name, "identifier": identifier, "telecom": phone, "birthDate": BORN.isoformat()}
        booked = appointment(start=f"{YESTERDAY}T14:00:00Z", id=f"a-{self.door}", who=f"Patient/{who}")
        case = {"identifier": [{"system": CASES, "value": self.case}]}
        agreed = consent() | {"id": f"c-{self.door}", "patient": {"reference": f"Patient/{who}"}}
        return [patient(who, **about), agreed, booked | case]

    @property
    def private(self) -> set[str]:
        phone = {self.digits, f"({self.digits[:3]}) {self.digits[3:6]}-{self.digits[6:]}", self.digits[3:]}
        return {self.family, self.given, self.email, self.number, self.case, *phone}


PEOPLE = [Person(number) for number in range(len(DOORS))]
PRIVATE = {value for person in PEOPLE for value in person.private} | {
    *("Wilhelmina", SAID, "leg feels weak", "quartermain.example"),
    *(BORN.strftime(form) for form in ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%B %d, %Y")),
}


@contextmanager
def receiver() -> Iterator[tuple[str, list[str]]]:
    """Run a system that is told of events; yield its address and all that it got, addresses and headers too."""
    got: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            got.append(f"{self.path}\n{self.headers}\n{body}")
            self.send_response(204)
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook", got
    finally:
        server.shutdown()
        server.server_close()


def dump(broker: RedisServer) -> str:
    """Write down every key and value of the broker; what a task was packed in is unpacked."""
    said: list[str] = []
    with redis.Redis.from_url(broker.url) as client:
        for key in client.scan_iter():
            kind = client.type(key).decode()
            readers: dict[str, Any] = {"string": client.get, "hash": client.hgetall, "set": client.smembers}
            readers |= {
                "list": lambda name: client.lrange(name, 0, -1),
                "zset": lambda name: client.zrange(name, 0, -1),
            }
            value = readers[kind](key)
            said.append(f"{key!r} {value!r}")
            for item in value if kind == "list" else []:
                with suppress(ValueError, KeyError):
                    said.append(base64.b64decode(json.loads(item)["body"]).decode())
    return "\n".join(said)


def send_mllp(port: int, *texts: str) -> str:
    """Send messages to a listener, one after the other; return its answers."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        answers = b""
        for text in texts:
            line.sendall(b"\x0b" + text.encode() + b"\x1c\r")
            while not answers.endswith(b"\x1c\r"):
                answers += line.recv(65_536)
            answers += b" "
    return answers.decode()


class Doors:
    """Everything that a clinic and its systems do in this run; what is answered is kept in `answers`."""

    def __init__(self, line: Line, folder: Path) -> None:
        self.line, self.folder = line, folder
        self.base = f"http://127.0.0.1:{line.port}"
        self.client = httpx2.Client(base_url=self.base, timeout=60)
        self.answers: list[str] = []
        self.key = self.session = ""

    def set_up(self, hook: str) -> None:
        box = self.line.box
        box.run_here("migrate")
        hours = ("--timezone", "UTC", "--send-hours", "00:00-24:00", "--sunday-hours", "00:00-24:00")
        box.run_here("clinic", "add", "oak", "--name", "Oak Street Clinic", "--phone", "(202) 555-0100", *hours)
        self.key = json.loads(box.run_here("api-key", "create", "--name", "riverside", "--json"))["key"]
        box.run_here("webhooks", "add", hook)
        with patch.dict("os.environ", box.environment, clear=True), open_context() as context:
            nurse = add_person(context, clinic_named(context, None), clean_email("nurse@oak.example"))
            self.session = new_session(context, nurse)

    def csv(self, person: Person) -> None:
        wrong = person.row | {"external_id": "x", "phone": f"{person.digits}99", "birth_date": f"{BORN}x"}
        done = self.line.box.run("enroll", str(csv_file(self.folder, person.row, wrong)), check=False)
        assert "1 enrolled" in done.stdout or '"enrolled": 1' in done.stdout, done.stdout + done.stderr
        self.answers.append(done.stdout + done.stderr)

    def page(self, person: Person) -> None:
        cookies = {"Cookie": f"session={self.session}"}
        form = person.row | {"csrf": csrf_of(self.session), "warned": "yes"}
        done = self.client.post("/enroll", data=form, headers=cookies)
        assert done.status_code == 303, done.text[:2000]
        found = self.client.post("/patients", data={"csrf": form["csrf"], "q": person.family}, headers=cookies)
        self.answers += [done.headers["location"], str(found.headers.get("location", ""))]

    def api(self, person: Person) -> None:
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": "a"}
        for _ in range(2):
            assert self.client.post("/api/v1/enrollments", json=person.row, headers=headers).status_code == 201
        for wrong in ({"phone": f"{person.digits}9"}, {"birth_date": f"{BORN}x"}, {"language": person.family}):
            refused = self.client.post("/api/v1/enrollments", json=person.row | wrong, headers=headers)
            assert refused.status_code in {409, 422}
            self.answers.append(refused.text)

    def mllp(self, person: Person, port: int) -> None:
        broken = person.hl7.replace(f"{YESTERDAY:%Y%m%d}", person.family)
        answers = send_mllp(port, person.hl7, person.hl7, broken)
        assert [part[:2] for part in answers.split("MSA|")[1:]] == ["AA", "AA", "AR"]
        self.answers.append(answers.replace(person.number, ""))  # MSH-10 is the sender's own and goes back to it

    def http(self, person: Person) -> None:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/hl7-v2"}
        done = self.client.post("/api/v1/hl7", content=person.hl7.encode(), headers=headers)
        assert "MSA|AA" in done.text
        self.answers.append(done.text.replace(person.number, ""))

    def fhir_import(self, person: Person) -> None:
        path = self.folder / "bundle.json"
        path.write_text(json.dumps(bundle(*person.fhir, appointment(start=person.family, id="a-9"))), encoding="utf-8")
        done = self.line.box.run("fhir", "import", str(path), check=False)
        assert "enrolled" in done.stdout, done.stdout + done.stderr
        self.answers.append(done.stdout + done.stderr)

    def poll(self) -> None:
        box = self.line.box
        for verb in ("poll", "write"):  # the server knows one patient of all: of the others it says so
            done = run_command(box.folder, box.environment, "fhir", verb)
            self.answers.append(done.stdout + done.stderr)

    def wrong_ways(self) -> None:
        """Ask for what is not there; what is wrong stands in the body alone, as addresses are the caller's own."""
        for path in ("/r/none", "/u/none", "/a/none", "/k/none", "/nowhere", "/api/v1/nowhere", "/patients"):
            self.answers.append(self.client.get(path).text)
        for path in ("/enroll", "/webhooks/twilio/inbound", "/webhooks/twilio/status", "/sign-in", "/api/v1/hl7"):
            self.answers.append(self.client.post(path, data={"Body": SAID, "email": PEOPLE[0].email}).text)


def test_no_place_outside_the_database_says_of_whom(line: Line, broker: RedisServer, tmp_path: Path):
    people = {person.door: person for person in PEOPLE}
    stand_in, listens = StandIn(clock=datetime.now(UTC)), free_port()
    for resource in people["poll"].fhir:
        stand_in.put(resource)
    line.box.twilio.callbacks = AutoCallbacks()
    with running(stand_in) as fhir, receiver() as (hook, got), receiving() as traces:
        (tmp_path / "partners").mkdir()
        (tmp_path / "partners" / "riverside.yaml").write_text(PARTNER.format(base=fhir), encoding="utf-8")
        line.box.extra |= {
            "PUBLIC_URL": f"http://127.0.0.1:{line.port}",
            "HL7_PARTNERS_DIR": str(tmp_path / "partners"),
            "WEBHOOK_NETWORKS": "127.0.0.0/8",
            "SECRET_KEY": secrets.token_urlsafe(24),
            "OTEL_EXPORTER_OTLP_ENDPOINT": traces.address,
            "FASTAPI_OTEL_AUTO_CONFIGURE": "true",  # its own spans would hold paths, and its logs what an error says
        }
        doors = Doors(line, tmp_path)
        doors.set_up(hook)
        web, beat = line.web(), line.beat()
        command = [sys.executable, "-m", "reminders", "hl7", "listen", "--partner", "riverside", "--port", str(listens)]
        listener = line.programs.start("listener", command, line.box.environment, cwd=line.box.folder)
        wait_until(lambda: _opens(line.port) and _opens(listens), 120)
        doors.poll()
        doors.csv(people["csv"])
        doors.page(people["page"])
        doors.api(people["api"])
        doors.mllp(people["mllp"], listens)
        doors.http(people["http"])
        doors.fhir_import(people["import"])
        doors.poll()
        texts = f"{doors.base}/webhooks/twilio/inbound"
        assert line.box.twilio.inbound(texts, f"+1{people['csv'].digits}", SAID, "+12025550000") == 200
        assert line.box.twilio.inbound(texts, "+12127369999", SAID, "+12025550000") == 200
        doors.wrong_ways()
        wait_until(lambda: "reminders." in dump(broker), 60)
        queued = dump(broker)  # no worker has run yet: what was asked for waits
        worker = line.worker()
        line.wait_sent(len(PEOPLE), 1)
        wait_until(lambda: sum("message." in event for event in got) >= len(PEOPLE), 120)
        doors.poll()
        assert {item["resourceType"] for item in stand_in.created} == {"Communication"}
        metrics = doors.client.get("/metrics").text + doors.client.get("/readyz").text
        doors.client.close()
        for program in (worker, beat, listener, web):
            program.end(signal.SIGTERM)
    places = {
        "logs": "".join(program.text for program in line.programs.started),
        "broker": queued + dump(broker),
        "metrics": metrics,
        "events": "\n".join(got),
        "answers": "\n".join(doors.answers),
        "addresses of the FHIR server": "\n".join(stand_in.addresses),
        "traces": b"".join(traces.raw).decode("utf-8", "replace"),
    }
    assert all(places.values()), {name: len(text) for name, text in places.items()}
    assert "reply_stored" in places["logs"]
    assert leaks(places, PRIVATE) == set()
    assert_each_message_is_one_trace(traces)


def assert_each_message_is_one_trace(received: Received) -> None:
    """From its enrollment at the web side over the tick and the worker to the receipt at the webhook."""
    spans = received.spans
    assert {one.name for one in spans} == {"plan", "wake", "beat", "tick", "claim", "send", "outcome", "receipt"}
    planned = [one.attributes["reminders.message_id"] for one in spans if (one.service, one.name) == FIRST]
    followed = [trace for trace in map(received.of, planned) if "receipt" in trace]
    assert len(followed) >= 3, "enrolled by page, by API and by HL7 over HTTPS"
    worker = dict.fromkeys(("claim", "send", "outcome"), "reminders-worker")
    for trace in followed:
        roles = {name: span.service for name, span in trace.items() if name != "wake"}
        assert roles == worker | {"plan": "reminders-web", "receipt": "reminders-web"}
        assert {span.parent for name, span in trace.items() if name != "plan"} == {trace["plan"].id}
        assert trace["receipt"].attributes["reminders.outcome"] in {"receipt_accepted", "receipt_delivered"}
    ticks = {(one.trace, one.id): one for one in spans if one.name == "tick"}
    beats = {one.id for one in spans if (one.service, one.name) == ("reminders-beat", "beat")}
    links = [link for trace in followed if "wake" in trace for link in trace["wake"].links]
    assert links
    assert {ticks[link].parent for link in links} <= beats


def _opens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@each_row(
    "text",
    [
        "to Wilhelmína Núñez",
        "WILHELMINA",
        "wilhelm%C3%ADna",
        "Wilhelm%EDna wilhelmina",
        r"{\"name\": \"Wilhelm\u00edna\"}",
        base64.b64encode('{"name": "Wilhelmína"}'.encode()).decode(),
        base64.urlsafe_b64encode(b" x WILHELMINA ").decode(),
        b"wilhelmina".hex(),
        repr("Wilhelmína".encode()),
    ],
)
def test_a_leak_is_found_however_it_is_written(text: str):
    assert leaks({"log": f"event=x {text}"}, ["Wilhelmína"]) == {("log", "Wilhelmína")}
    assert leaks({"log": text}, ["Featherstonehaugh"]) == set()
