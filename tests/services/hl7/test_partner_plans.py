"""The partner file of a clinic that created care plans of its own: its codes may stand for them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.actor import Actor
from reminders.core.wording.care_versions import Signature
from reminders.partners.files import PartnerFiles
from reminders.partners.reading import NoPartnerError, PartnerFileError
from reminders.services.clinics.care_files import export_care, import_care
from reminders.services.hl7.read import find_partner
from reminders.services.records.list_messages import list_messages
from reminders.services.wording.live_care import at_clinic
from reminders.store.enrollment.enrollments import find_enrollment
from tests.core.hl7.making import RIVERSIDE, booking
from tests.making import add_oak
from tests.services.hl7.making import ANA, outcomes

if TYPE_CHECKING:
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

FILE = """partner: elmwood
timezone: America/Chicago
clinic: oak
procedures: {{"63030": {plan}}}
consent: {{sms: {{field: ZSU-1, values: {{"Y": "yes"}}}}}}
"""


@pytest.fixture
def with_files(context: Context, tmp_path: Path) -> Context:
    (tmp_path / "elmwood.yaml").write_text(FILE.format(plan="endoscopic_discectomy"), encoding="utf-8")
    return replace(context, find_partner=PartnerFiles(tmp_path).find)


def create_plan(context: Context, clinic: Clinic, more: str = "") -> None:
    """Make a care plan of the clinic's own, as its editor does."""
    files = export_care(at_clinic(context, clinic))
    plan = files["pathways/microdiscectomy.yaml"].replace("id: microdiscectomy", "id: endoscopic_discectomy", 1)
    plan += more
    files["pathways/endoscopic_discectomy.yaml"] = plan
    import_care(context, clinic, files, actor=Actor.command_line("ada"), approver=Signature(name="Dr. Bee"))


def test_a_code_stands_for_a_plan_that_the_clinic_created(with_files: Context, clinic: Clinic):
    with pytest.raises(PartnerFileError, match=r"line 4, column 23: 'endoscopic_discectomy' is not a care plan"):
        find_partner(with_files, clinic, "elmwood")
    create_plan(with_files, clinic)
    partner = find_partner(with_files, clinic, "elmwood")
    booked = booking("SIU^S12", "ZSU|Y", person=ANA)
    assert outcomes(with_files, clinic, booked, partner=partner) == ["AA enrolled"]
    assert any(line.step.startswith("walk") for line in list_messages(with_files) if line.step)


DRAIN = """
facts:
  drain:
    labels: {en: "Drain", es: "Drenaje"}
    values: {none: {en: "None", es: "Ninguno"}, left: {en: "Left", es: "Izquierdo"}}
"""


def test_a_fact_of_the_clinics_own_plan_is_filled_in_and_checked(with_files: Context, clinic: Clinic, tmp_path: Path):
    create_plan(with_files, clinic, DRAIN)
    drain = '{field: ZSU-2, values: {"1": LEFT, "0": none, "9": broken}}'
    fact = f'facts: {{drain: {drain}, opioid: {{field: ZSU-3, values: {{"Y": "yes"}}}}}}'
    path = tmp_path / "elmwood.yaml"
    path.write_text(FILE.format(plan="endoscopic_discectomy") + fact + "\n", encoding="utf-8")
    partner = find_partner(with_files, clinic, "elmwood")
    steps = [
        ("SIU^S12", "ZSU|Y|1|Y", "AA enrolled", "left"),
        ("SIU^S14", "ZSU|Y|0|Y", "AA corrected", "none"),
        ("SIU^S14", "ZSU|Y|9|Y", "AA check_details", "none"),
        ("SIU^S14", "ZSU|Y||Y", "AA no_change", "none"),
    ]
    for number, (kind, facts, outcome, drain) in enumerate(steps):
        sent = f"2026030912000{number}"
        text = booking(kind, facts, person=ANA, number=str(number), sent=sent)
        assert outcomes(with_files, clinic, text, partner=partner) == [outcome]
        with with_files.db.read() as tx:
            enrolled = find_enrollment(tx, clinic.id, "C-1")
        assert enrolled is not None
        assert (enrolled.facts.get("drain"), enrolled.facts.get("opioid")) == (drain, "yes")
    path.write_text(path.read_text().replace("drain", "drein"), encoding="utf-8")
    with pytest.raises(PartnerFileError, match="drein"):
        find_partner(with_files, clinic, "elmwood")


def test_the_plans_of_one_clinic_are_no_others(with_files: Context, clinic: Clinic, tmp_path: Path):
    create_plan(with_files, clinic)
    elm = add_oak(with_files, slug="elm", name="Elm Clinic")
    with pytest.raises(NoPartnerError, match="another clinic's"):
        find_partner(replace(with_files, find_partner=lambda *_: RIVERSIDE_OF_OAK), elm, "riverside")
    (tmp_path / "elmwood.yaml").write_text(FILE.replace("oak", "elm").format(plan="endoscopic_discectomy"))
    with pytest.raises(PartnerFileError, match="'endoscopic_discectomy' is not a care plan"):
        find_partner(with_files, elm, "elmwood")


def test_a_changed_file_is_read_again(tmp_path: Path):
    files, path = PartnerFiles(tmp_path), tmp_path / "elmwood.yaml"
    path.write_text(FILE.format(plan="microdiscectomy"), encoding="utf-8")
    first = files.find("elmwood")
    assert files.find("elmwood") is first
    path.write_text(FILE.format(plan="spinal_fusion_"), encoding="utf-8")
    os.utime(path, ns=(0, 1))
    assert files.find("elmwood").procedures == {"63030": "spinal_fusion_"}
    path.unlink()
    with pytest.raises(NoPartnerError):
        files.find("elmwood")


RIVERSIDE_OF_OAK = replace(RIVERSIDE, clinic="oak")
