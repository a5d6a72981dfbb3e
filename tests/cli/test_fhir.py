"""`reminders fhir import`: what became of each entry, in words; what is broken has its path, the rest goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.core.fhir.making import appointment, bundle, patient

if TYPE_CHECKING:
    from tests.cli.conftest import Run

WAITS = 'waits on the work list "Ask for consent": microdiscectomy, surgery on 2099-03-10; nothing is sent before'
EXAMPLES = Path(__file__).parents[2] / "examples"
PARTNERS = str(EXAMPLES / "hl7" / "partners")


def file(folder: Path, *resources: Any) -> str:
    path = folder / "bundle.json"
    path.write_text(json.dumps(bundle(*resources)), encoding="utf-8")
    return str(path)


def test_each_entry_is_told_in_words(oak: Run, folder: Path):
    booked = appointment(start="2099-03-10T15:00:00Z")
    path = file(folder, patient(), booked, appointment(start=None, id="a2"), {"resourceType": "Observation"})
    for arguments in (["--dry-run"], [], []):
        told = oak("fhir", "import", path, *arguments, HL7_PARTNERS_DIR=PARTNERS)
        assert told.code == 1
        assert told.out.splitlines()[:4] == [
            "Bundle.entry[0] (Patient/p1): ignored: the patient is not enrolled here",
            f"Bundle.entry[1] (Appointment/a1): {WAITS}",
            "Bundle.entry[2] (Appointment/a2): cannot be read: Appointment.start: the start is missing",
            "Observation: 1 ignored; resources of this type are not followed",
        ]
        assert ("nothing was changed" in told.out) is bool(arguments)


def test_each_entry_is_one_line_of_json(oak: Run, folder: Path):
    path = file(folder, appointment(start="2099-03-10T15:00:00Z"), patient())
    told = oak("fhir", "import", path, "--json", "--partner", "riverside", HL7_PARTNERS_DIR=PARTNERS)
    first, second = map(json.loads, told.out.splitlines())
    assert (told.code, first | {"words": ""}) == (
        0,
        {
            "entry": "Bundle.entry[0]",
            "resource": "Appointment/a1",
            "state": "work_list",
            "action": "ask_consent",
            "words": "",
            "plan": "microdiscectomy",
            "surgery_date": "2099-03-10",
        },
    )
    assert second["action"] == "unknown_patient"


def test_the_example_is_understood_whole(oak: Run):
    path = str(EXAMPLES / "fhir" / "schedule.json")
    told = oak("fhir", "import", path, "--json", HL7_PARTNERS_DIR=PARTNERS)
    actions = [json.loads(line)["action"] for line in told.out.splitlines()]
    assert (told.code, told.err) == (0, "")
    assert actions == ["no_change", "not_followed", "enrolled", "cancelled", "ask_consent", "unknown_patient"]
    assert "Rivera" not in told.out


def test_wrong_use_ends_with_one_line(oak: Run, folder: Path):
    (folder / "text.json").write_text("no json", encoding="ascii")
    for name, sentence in (("nowhere.json", "nowhere.json cannot be read"), ("text.json", "this is not JSON")):
        told = oak("fhir", "import", name, HL7_PARTNERS_DIR=PARTNERS)
        assert (told.code, len(told.err.splitlines())) == (2, 1)
        assert sentence in told.err


def test_our_public_keys_are_printed_and_nothing_private(oak: Run, folder: Path):
    key = ec.generate_private_key(ec.SECP384R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key)
    lines = "fhir: {token_url: https://x.example/token, client_id: r, private_key_file: key.pem}"
    (folder / "elm.yaml").write_text(f'partner: elm\nprocedures: {{"1": microdiscectomy}}\n{lines}\n', encoding="ascii")
    told = oak("fhir", "jwks", HL7_PARTNERS_DIR=str(folder))
    (printed,) = json.loads(told.out)["keys"]
    assert (told.code, printed["alg"], "d" in printed) == (0, "ES384", False)
