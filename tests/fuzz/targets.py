"""What takes input from outside, and samples of what it takes; to damaged ones it may say errors of our own."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from reminders.core.fhir.server import ServerError
from reminders.core.hl7.framing import FrameReader, FrameTooLargeError, frame, messages_of_file
from reminders.core.hl7.outcomes import Outcome
from reminders.core.model.actor import Actor
from reminders.core.model.errors import RemindersError
from reminders.partners.reading import read_partner
from reminders.pathways.catalog import SHIPPED, read_file
from reminders.services.enrollment.upload import carry_out_upload, try_upload
from reminders.services.fhir.import_file import import_file
from reminders.services.fhir.poll import poll
from reminders.services.hl7.process import process
from reminders.services.hl7.receive import receive
from reminders.services.hl7.try_messages import try_messages
from reminders.services.links import LinkKind
from reminders.services.sending.take_bounce import take_bounces
from tests.core.fhir.making import SOURCE, appointment, bundle, consent, encounter, patient, procedure
from tests.core.hl7.making import booking, stay
from tests.fuzz.mutations import clean, forms, jsons, raw, texts, values
from tests.fuzz.world import ENROLLED, PHONE, ROOT, CrashError, World
from tests.making import SOMEBODY, csv_text
from tests.services.hl7.making import AGREED
from tests.services.sending.test_take_bounce import bounce

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Target:
    """One way in: what to throw at it, and how; `cost` says how much longer one input takes than others."""

    name: str
    inputs: st.SearchStrategy[Any]
    attempt: Callable[[World, Any], None]
    cost: int = 1


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# HL7 v2

_FILE = _read("examples/hl7/schedule.hl7")
_MESSAGES = [item.decode() for item in messages_of_file(_FILE.encode())] + [
    booking("SIU^S12", AGREED, case="C-2"),
    booking("SIU^S13", AGREED, day="202603171030-0500", number="2"),
    booking("SIU^S15", number="3"),
    stay("ADT^A01", "20260312", number="4"),
    stay("ADT^A03", "20260310", "20260312", number="5"),
    stay("ADT^A40", number="6") + "\rMRG|70009^^^RIV^MR",
]
_HL7 = raw(texts(_MESSAGES, "\r||~^^&", 4), ("utf-8", "utf-8", "latin-1"))


def _hl7(world: World, content: bytes) -> None:
    receipt = receive(world.context, world.clinic, world.partner, content)
    if receipt.outcome not in {None, Outcome.FAILED}:
        return
    with world.db.begin() as tx:  # say why
        process(
            world.context,
            tx,
            world.clinic,
            world.partner,
            content,
            actor=Actor.hl7("riverside"),
            message_id=world.patient,
        )
        tx.roll_back()
    raise CrashError(f"HL7 message: {receipt.code} {receipt.outcome}")


def _hl7_over_http(world: World, content: bytes) -> None:
    world.api("POST", "/hl7", content, "application/hl7-v2")


def _hl7_file(world: World, content: bytes) -> None:
    for item in try_messages(world.context, world.clinic, world.partner, messages_of_file(content)):
        if item.decision.outcome is Outcome.FAILED:
            raise CrashError(f"HL7 file: {item.words}")


def _mllp(_world: World, pieces: list[bytes]) -> None:
    reader = FrameReader(2_000)
    try:
        for piece in pieces:
            list(reader.feed(piece))
    except FrameTooLargeError:
        pass


# FHIR

_RESOURCES = [
    bundle(patient(), consent(), appointment()),
    bundle(
        patient(), consent(), appointment("cancelled", version=2), procedure(), encounter("in-progress", "2026-03-12")
    ),
    bundle(patient(link=[{"other": {"reference": "Patient/p2"}, "type": "replaces"}]), patient("p2", "70009")),
    json.loads(_read("examples/fhir/schedule.json")),
    appointment(),
]


def _fhir(world: World, content: bytes) -> None:
    for item in import_file(world.context, world.clinic, world.partner, content, actor=SOMEBODY):
        if item.decision.outcome is Outcome.FAILED:
            raise CrashError(f"FHIR: {item.decision}")


_PAGES_OF_SERVER = [
    item | {"type": "searchset", "link": [{"relation": "next", "url": "Appointment?page=2"}]} for item in _RESOURCES[:4]
]
_TOLD = [{"Retry-After": "1", "Location": "Patient/1/_history/1", "Content-Type": "application/fhir+json"}]
_ANSWER = st.tuples(
    st.sampled_from([200, 200, 200, 200, 201, 204, 301, 400, 401, 404, 410, 412, 429, 500, 503]),
    forms(_TOLD).map(lambda told: {name: value for name, value in told.items() if _is_header(name + value)}),
    jsons(_PAGES_OF_SERVER) | jsons(_RESOURCES) | st.binary(max_size=20),
)


def _fhir_server(world: World, told: list[Any]) -> None:
    partner = replace(
        world.partner, fhir=replace(SOURCE, base_url=world.server.base, resources=("Appointment", "Consent"))
    )
    server = world.server.begin(told)
    try:
        poll(world.context, world.clinic, partner, server)
        server.create({"resourceType": "Communication"}, "urn:reminders:message|1")
    except ServerError:
        pass
    except RemindersError as problem:
        raise CrashError(f"a poll must end by itself: {problem!r}") from problem
    finally:
        server.close()


# files of staff

_PLANS = [item.read_text(encoding="utf-8") for item in sorted(SHIPPED.glob("*.yaml"))]
_CSV = [csv_text([ENROLLED]), _read("examples/patients.csv"), csv_text([ENROLLED | {"external_id": "S9"}], ";", "\r\n")]


def _csv(world: World, content: bytes) -> None:
    tried = try_upload(world.context, world.clinic, world.nurse, content, actor=SOMEBODY)
    carry_out_upload(world.context, world.clinic, world.nurse, tried.upload_id, actor=SOMEBODY)


def _plan(world: World, content: bytes) -> None:
    path = world.folder / "own.yaml"
    path.write_bytes(content)
    read_file(path)


def _partner(world: World, content: bytes) -> None:
    path = world.folder / "riverside.yaml"
    path.write_bytes(content)
    read_partner(world.folder, "riverside", world.context.catalog.ids, ("opioid",))


def _mail(world: World, content: bytes) -> None:
    take_bounces(world.context, content, actor=SOMEBODY)


# the API

_ROW = {name: value for name, value in ENROLLED.items() if value}
_NEW = _ROW | {"external_id": "N-1", "given_name": "Bo", "phone": "(202) 555-0188", "sms_consent": True, "smoker": None}
_OWN = "/enrollments/OR-2041"


def _calls(method: str, path: str, *bodies: dict[str, Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just((method, path)), jsons(bodies))


_CALLS = st.one_of(
    _calls("POST", "/enrollments", _ROW, _NEW),
    _calls(
        "PATCH", _OWN, {"surgery_date": "2026-03-20", "phone": "+12025550199"}, {"job_strain": "heavy", "opioid": False}
    ),
    _calls("POST", f"{_OWN}/cancel", {"reason": "postponed"}),
    _calls("POST", f"{_OWN}/pause", {}),
    _calls("POST", f"{_OWN}/resume", {}),
)


def _api(world: World, drawn: tuple[tuple[str, str], bytes]) -> None:
    (method, path), content = drawn
    world.api(method, path, content)


_QUERIES = [
    {
        "external_id": "OR-2041",
        "limit": "5",
        "cursor": "",
        "state": "active",
        "status": "planned",
        "partner": "riverside",
    }
]
_HEADERS = {"Idempotency-Key": "a", "If-Match": '"x"', "Content-Type": "application/json", "Accept": "*/*"}
_PATHS = ["/enrollments", "/enrollments/OR-2041", "/messages", "/enrollments/OR-2041/pause", "/hl7", "/openapi.json"]


def _api_address(world: World, drawn: tuple[str, str, dict[str, str], dict[str, str]]) -> None:
    method, path, query, headers = drawn
    named = {name: value.encode("utf-8") for name, value in headers.items() if name in _HEADERS and _is_header(value)}
    named |= {"Authorization": f"Bearer {world.key}".encode()}
    url = f"/api/v1{quote(clean(path), safe='/')}?{urlencode(query)}"
    world.ask(method, url, content=None if method == "GET" else b"{}", headers=named)


def _is_header(value: str) -> bool:
    """Say whether it can be sent at all."""
    return value.isprintable() and value == value.strip() and value.isascii()


# webhooks of the provider

_TEXT = {"MessageSid": "SM1", "From": PHONE, "To": "+12025550100", "Body": "3", "NumMedia": "0", "AccountSid": "AC1"}
_TEXT |= {"MessagingServiceSid": "MG1", "OptOutType": "STOP", "NumSegments": "1"}
_RECEIPT = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": PHONE, "AccountSid": "AC1", "ErrorCode": "30003"}
_RECEIPT |= {"RawDlrDoneDate": "2603101200"}
_WORDS = [line for line in _read("tests/fuzz/replies.txt").splitlines() if line]
_SAID = texts(_WORDS, " ./,", 3).map(clean)


def _inbound(world: World, form: dict[str, str]) -> None:
    world.twilio("/webhooks/twilio/inbound", form)


def _receipt(world: World, drawn: tuple[str, dict[str, str]]) -> None:
    attempt, form = drawn
    attempt = world.attempt if attempt == "known" else attempt
    world.twilio(f"/webhooks/twilio/status?{urlencode({'attempt': attempt})}", form)


def _reply(world: World, drawn: tuple[str, str]) -> None:
    sid, body = drawn
    world.twilio("/webhooks/twilio/inbound", _TEXT | {"MessageSid": sid, "Body": body, "OptOutType": ""})


def _unsigned(world: World, drawn: tuple[str, bytes, str]) -> None:
    path, body, signature = drawn
    headers = {"X-Twilio-Signature": signature.encode(), "Content-Type": b"application/x-www-form-urlencoded"}
    world.ask("POST", path, content=body, headers=headers if _is_header(signature) else {})


# signed links, keys and cookies

_LINKS = st.tuples(st.sampled_from("rrua"), st.sampled_from(["known", "other"]), st.integers(0, 5))
_ENDS = ["", "/plan.ics", "/stop/sms", "/stop/email", "/start/email", "/undo", "/1", "/0/5", "/99999999999999999999"]
_LANGUAGES = [{"language": "es", "done": "stop-sms", "first": "1"}]


def _link(world: World, drawn: tuple[Any, Any, str, dict[str, str], str]) -> None:
    (letter, whose, epoch), damage, method, query, end = drawn
    row_id = (world.question if letter == "a" else world.patient) if whose == "known" else "0" * 32
    token = world.context.links.token(LinkKind(letter), row_id, epoch)
    token = damage.replace("TOKEN", token)
    world.ask(method, f"/{letter}/{quote(clean(token), safe='')}{end}?{urlencode(query)}")


def _key(world: World, drawn: tuple[str, str, str]) -> None:
    path, damage, name = drawn
    value = damage.replace("TOKEN", world.key if name == "Authorization" else world.session)
    value = f"Bearer {value}" if name == "Authorization" else f"session={value}; csrf={value}"
    if _is_header(value):
        world.ask("GET", path, headers={name: value.encode()})


def _page(world: World, drawn: tuple[str, dict[str, str], str]) -> None:
    path, query, part = drawn
    path = path.replace("PATIENT", world.patient).replace("PART", quote(clean(part), safe="") or "x")
    world.ask(
        "GET",
        f"{path}?{urlencode(query)}",
        headers={"Cookie": f"__Host-session={world.session}; session={world.session}"},
    )


_PAGES = [line for line in _read("tests/fuzz/pages.txt").splitlines() if line]
_PAGE_QUERY = [{"q": "ana", "page": "2", "show": "all", "day": "2026-03-10", "from": "2026-03-01", "to": "2026-03-31"}]
_PAGE_QUERY += [
    {"state": "active", "procedure": "microdiscectomy", "sort": "name", "back": "/", "surgery_date": "2026-03-10"}
]

_damaged_token = st.sampled_from([True, False]).flatmap(
    lambda whole: st.just("TOKEN") if whole else texts(["TOKEN", "TOKENTOKEN"], "TK", 2) | values.map("TOKEN{}".format)
)
_posts = st.sampled_from(["GET", "POST"])

TARGETS: tuple[Target, ...] = (
    Target("hl7", _HL7, _hl7),
    Target("hl7 over HTTP", _HL7, _hl7_over_http),
    Target("hl7 file", raw(texts([_FILE], "\r\n|", 4)), _hl7_file),
    Target("mllp", st.lists(_HL7.map(frame) | st.binary(max_size=9) | _HL7, max_size=4), _mllp),
    Target("fhir", jsons(_RESOURCES), _fhir),
    Target("fhir server", st.lists(_ANSWER, min_size=1, max_size=4), _fhir_server, cost=5),
    Target("csv", raw(texts(_CSV, '\n,;"', 3), ("utf-8", "utf-8-sig", "cp1252", "utf-16")), _csv),
    Target("plan file", raw(texts(_PLANS, "\n:-, ", 3)), _plan),
    Target("partner file", raw(texts([_read("examples/hl7/partners/riverside.yaml")], "\n:-, ", 3)), _partner),
    Target("bounced mail", raw(texts([bounce("m1").decode()], "\n:; ", 3)), _mail),
    Target("API body", _CALLS, _api),
    Target(
        "API address",
        st.tuples(st.sampled_from(["GET", "POST", "PATCH"]), texts(_PATHS, "/", 2), forms(_QUERIES), forms([_HEADERS])),
        _api_address,
    ),
    Target("inbound text", forms([_TEXT]), _inbound),
    Target(
        "receipt",
        st.tuples(st.sampled_from(["known", "", "x", "0" * 32]) | values.map(clean), forms([_RECEIPT])),
        _receipt,
    ),
    Target("reply", st.tuples(st.uuids().map(str), _SAID), _reply),
    Target(
        "unsigned webhook",
        st.tuples(
            st.sampled_from(["/webhooks/twilio/inbound", "/webhooks/twilio/status?bodySHA256=1"]),
            raw(texts([urlencode(_TEXT), json.dumps(_TEXT)], "&=%", 3)),
            values.map(clean),
        ),
        _unsigned,
    ),
    Target(
        "signed link",
        st.tuples(_LINKS, _damaged_token, _posts, forms(_LANGUAGES), st.sampled_from(_ENDS)),
        _link,
    ),
    Target(
        "key or cookie",
        st.tuples(
            st.sampled_from(["/", "/patients", "/api/v1/enrollments"]),
            _damaged_token.map(clean),
            st.sampled_from(["Authorization", "Cookie"]),
        ),
        _key,
    ),
    Target("page", st.tuples(st.sampled_from(_PAGES), forms(_PAGE_QUERY), values), _page),
)


def named(names: Sequence[str]) -> list[Target]:
    """Return the targets of these names; of all, if there are none."""
    return [item for item in TARGETS if not names or item.name in names]


OURS = (RemindersError,)
"""What a target may raise: an error of ours, which says what is wrong."""
