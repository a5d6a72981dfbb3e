"""A hospital's resources fill in the facts of a care plan that the clinic created, as its HL7 messages do."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from reminders.partners.files import PartnerFiles
from reminders.partners.reading import PartnerFileError
from reminders.services.fhir.import_file import import_file
from reminders.services.hl7.read import find_partner
from reminders.store.enrollment.enrollments import find_enrollment
from tests.core.fhir.making import appointment, bundle, concept, consent, patient
from tests.making import SOMEBODY
from tests.services.hl7.test_partner_plans import DRAIN, create_plan

if TYPE_CHECKING:
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

URL = "https://riverside.example/fhir/drain"
FILE = f"""partner: elmwood
timezone: America/Chicago
procedures: {{"63030": endoscopic_discectomy}}
fhir:
  consent: {{sms: ["urn:riverside:consent|texts"]}}
  facts:
    drain: {{extension: "{URL}", values: {{"1": left, "true": left, "0": none, "9": broken}}}}
    opioid: {{codes: {{"F11.20": "yes"}}}}
"""


@pytest.fixture
def with_files(context: Context, clinic: Clinic, tmp_path: Path) -> Context:
    (tmp_path / "elmwood.yaml").write_text(FILE, encoding="utf-8")
    found = replace(context, find_partner=PartnerFiles(tmp_path).find)
    create_plan(found, clinic, DRAIN)
    return found


def test_facts_of_the_clinics_own_plan_are_filled_in_and_checked(with_files: Context, clinic: Clinic):
    steps: list[tuple[dict[str, Any], str, tuple[str | None, str | None]]] = [
        ({"valueBoolean": True}, "enrolled", ("left", "yes")),
        ({"valueCode": "0"}, "corrected", ("none", "yes")),
        ({"valueCode": "9"}, "check_details", ("none", "yes")),
        ({"valueCode": "another"}, "no_change", ("none", "yes")),
    ]
    for version, (value, outcome, facts) in enumerate(steps, start=1):
        drain = {"url": URL, **value}
        booked = appointment(version=version, extension=[drain], reasonCode=[concept("F11.20", "urn:icd")])
        file = json.dumps(bundle(consent(), patient(), booked)).encode()
        partner = find_partner(with_files, clinic, "elmwood")
        read = import_file(with_files, clinic, partner, file, actor=SOMEBODY)
        assert read[2].decision.outcome.value == outcome
        with with_files.db.read() as tx:
            enrolled = find_enrollment(tx, clinic.id, "a1")
        assert enrolled is not None
        assert (enrolled.facts.get("drain"), enrolled.facts.get("opioid")) == facts


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("    drain:", "    drein:", "drein"),
        (f'extension: "{URL}", ', "", "name an extension with its values, or codes, or both"),
        ("{codes: {", "{codes: [", "line 8"),
    ],
)
def test_a_mistake_is_told_with_its_place(
    with_files: Context, clinic: Clinic, tmp_path: Path, wrong: str, right: str, says: str
):
    (tmp_path / "elmwood.yaml").write_text(FILE.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(PartnerFileError, match=rf"elmwood\.yaml.*{says}"):
        find_partner(with_files, clinic, "elmwood")
