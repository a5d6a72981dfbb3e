"""A partner's file: what it may hold, and mistakes with file, line and key."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reminders.partners.reading import PartnerFileError, read_partner
from tests.tables import check_rows

if TYPE_CHECKING:
    from reminders.core.hl7.partner import Partner

EXAMPLES = Path(__file__).parents[2] / "examples" / "hl7" / "partners"
PLANS, FACTS = ("microdiscectomy", "laminectomy", "spinal_fusion", "vertebroplasty_kyphoplasty"), ("opioid", "smoker")
LEAST = 'partner: elm\nprocedures: {"63030": microdiscectomy}\n'


def read(folder: Path, text: str | bytes, name: str = "elm") -> Partner:
    (folder / f"{name}.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    return read_partner(folder, "elm", PLANS, FACTS)


def test_the_example_is_a_partner():
    partner = read_partner(EXAMPLES, "riverside", PLANS, FACTS)
    assert partner.procedures["63047"] == "laminectomy"
    assert str(partner.paths("record_number")[0]) == "PID-3[5=MR].1"
    assert partner.consent["sms"].values == {"Y": "yes", "N": "no"}


def test_the_examples_of_the_guide_can_be_used(tmp_path: Path):
    guide = (EXAMPLES.parents[2] / "docs" / "hl7.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) > 2
    for number, block in enumerate(blocks):
        text = block if "partner:" in block else f"partner: lakeside\n{block}"
        text += "" if "procedures:\n" in text else LEAST.partition("\n")[2]
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "lakeside.yaml").write_text(text, encoding="utf-8")
        assert read_partner(folder, "lakeside", (*PLANS, "endoscopic_discectomy"), FACTS).procedures


def test_two_keys_are_enough(tmp_path: Path):
    partner = read(tmp_path, LEAST.replace('"63030"', "63030"))
    assert partner.procedures == {"63030": "microdiscectomy"}
    assert (partner.zone, partner.clinic, partner.charset) == (None, None, "utf-8")
    assert (partner.ignores_unmapped, partner.readmission_within) == (False, timedelta(days=90))
    assert str(partner.paths("case_id")[0]) == "SCH-2.1"


MISTAKES = {
    LEAST + "colour: red\n": "elm.yaml, line 3, column 1: unknown key 'colour'",
    LEAST.replace("partner: elm", "partner: oak"): "elm.yaml, line 1, column 10: partner must be the name of the file",
    LEAST.replace("microdiscectomy", "knee"): "elm.yaml, line 2, column 23: 'knee' is not a care plan",
    "partner: elm\n": "elm.yaml, line 1, column 1: 'procedures' is missing",
    "partner: elm\nprocedures: {}\n": "elm.yaml, line 2, column 13: procedures names no code",
    LEAST + "timezone: Central\n": "elm.yaml, line 3, column 11: 'Central' is not a time zone",
    LEAST + "charset: KLINGON\n": "elm.yaml, line 3, column 10: not a known character set",
    LEAST + "fields: {case_id: [SCH2]}\n": "elm.yaml, line 3, column 20: 'SCH2' is not a place in a message",
    LEAST + "fields: {colour: [SCH-2]}\n": "elm.yaml, line 3, column 10: unknown key 'colour'",
    LEAST + "facts: {mood: {field: ZSU-1, values: {A: good}}}\n": "elm.yaml, line 3, column 9: unknown key 'mood'",
    LEAST + "consent: {sms: {field: ZSU-1, values: {Y: sure}}}\n": 'must map each code to "yes" or "no"',
    LEAST + "consent: {sms: {field: ZSU-1, values: {Y: yes}}}\n": "line 3, column 43: a bare yes is read by YAML",
    LEAST + "ignore: [{field: SCH-8, values: [A]}]\n": "elm.yaml, line 3, column 10: 'because' is missing",
    LEAST + "unmapped: perhaps\n": "elm.yaml, line 3, column 11: unmapped takes work_list",
    LEAST + "readmission_days: 0\n": "elm.yaml, line 3, column 19: readmission_days must lie between",
    "": "elm.yaml, line 1, column 1: the file is empty",
    "- elm\n": "elm.yaml, line 1, column 1: a partner file begins with `partner:`",
    b"partner: \xff\n": "elm.yaml: not UTF-8",
}


def test_a_mistake_is_named_with_its_place(tmp_path: Path):
    def check(text: str | bytes, sentence: str) -> None:
        with pytest.raises(PartnerFileError) as error:
            read(tmp_path, text)
        assert sentence in str(error.value)

    check_rows([(sentence, {"text": text, "sentence": sentence}) for text, sentence in MISTAKES.items()], check)


def test_a_file_that_is_not_there_is_named_with_those_that_are(tmp_path: Path):
    (tmp_path / "oak.yaml").write_text(LEAST, encoding="utf-8")
    with pytest.raises(PartnerFileError, match=r"there is no partner file elm\.yaml in .*; there are: oak"):
        read_partner(tmp_path, "elm", PLANS, FACTS)
    with pytest.raises(PartnerFileError, match="HL7_PARTNERS_DIR is not set"):
        read_partner(None, "elm", PLANS, FACTS)
    with pytest.raises(PartnerFileError, match="is not a folder"):
        read_partner(tmp_path / "nowhere", "elm", PLANS, FACTS)
