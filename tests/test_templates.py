"""The shipped words keep every house rule, and the check sees each rule that a clinic's own words break."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.clinic import Clinic
from reminders.core.model.contact import Channel, Party
from reminders.core.plans.questions import Scale
from reminders.core.wording.sms_text import segments
from reminders.pathways.catalog import Catalog
from reminders.rendering import TemplateFolder
from reminders.services.wording.check_templates import LONG, SHORT, check_templates
from reminders.services.wording.render_message import REMINDED_EVERY, Recipient, write_step

if TYPE_CHECKING:
    from reminders.core.plans.pathway import Step
    from reminders.services.wording.check_templates import TemplateProblem

SHIPPED = TemplateFolder()
TEXT = "{{ clinic.name }}: Walk a bit today. Call {{ clinic.phone }}."
EMAIL = "Walk a bit today. Questions? Call {{ clinic.phone }}. Stop: {{ links.unsubscribe }}"
HTML = (
    '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><div style="display:none">@PRE</div>'
    '<p>Walk a bit today.</p><p>Questions? Call {{ clinic.phone }}.</p><a href="{{ links.unsubscribe }}">Stop</a>'
    "</body></html>"
)
REPLIES = {
    "stop",
    "start",
    "help",
    "thanks",
    "follow_up",
    "not_watched",
    "unknown_number",
    "emergency",
    "urgent",
    "unclear_stop",
    "plan_event",
    "death",
    "opt_in",
    "confirmed",
    "declined",
}


def check(folder: Path, files: dict[str, str]) -> list[TemplateProblem]:
    for name, words in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words, encoding="utf-8")
    return check_templates(TemplateFolder(folder))


def test_the_shipped_templates_keep_every_rule() -> None:
    assert check_templates(SHIPPED) == []


def test_the_first_and_every_fifth_text_say_once_how_to_stop_and_no_text_says_it_twice() -> None:
    clinic = Clinic(slug="oak", name="Oak Clinic", phone="(202) 555-0100")
    for pathway in Catalog().pathways:
        for step, language, number in product(pathway.steps, ("en", "es"), (1, 2, REMINDED_EVERY)):
            for party in step.to if Channel.SMS in step.channels else ():
                words = _text_of(clinic, step, language, number, party)
                told = [one for one in re.split(r"(?<=[.!?]) ", words) if re.search(r"\b(STOP|ALTO)\b", one)]
                assert len(told) <= 1, words
                assert len(told) == 1 or number == 2, words


def test_who_asked_for_a_call_is_not_told_to_call() -> None:
    asked, worried = (replace(SHORT, step=step) for step in ("anything_needed", "wound_1"))
    assert "Please call" in SHIPPED.reply("follow_up", "en", worried)
    assert "Please call" not in SHIPPED.reply("follow_up", "en", asked)
    assert "We call back" in SHIPPED.reply("follow_up", "en", asked)
    assert "Llamamos antes" in SHIPPED.reply("follow_up", "es", asked)
    assert "911" in SHIPPED.reply("follow_up", "es", asked)


def test_every_answer_of_ours_says_at_most_once_how_to_stop() -> None:
    for reply, language in product(REPLIES, ("en", "es")):
        words = SHIPPED.reply(reply, language, SHORT)
        assert len(re.findall(r"\b(?:STOP|ALTO) (?:to|para)\b", words)) <= 1, words


def _text_of(clinic: Clinic, step: Step, language: str, number: int, party: Party) -> str:
    recipient = Recipient("Ana", language, SHORT.links)
    return write_step(SHIPPED, clinic, recipient, step, Channel.SMS, number=number, party=party, visit=SHORT.visit).text


def test_every_template_of_the_shipped_pathways_is_there_in_both_languages() -> None:
    used = {step.template for pathway in Catalog().pathways for step in pathway.steps}
    assert used == set(SHIPPED.templates())
    assert all(SHIPPED.languages(template) == ("en", "es") for template in used)


def test_every_reply_of_the_service_is_there() -> None:
    assert set(SHIPPED.replies()) == REPLIES


def test_emergency_words_are_the_reviewed_ones() -> None:
    assert SHIPPED.reply("emergency", "en", LONG) == (
        "Your text may describe an emergency. Call 911 or go to the ER now. This number is not monitored. "
        "Clinic line: (555) 010-0199."
    )
    assert SHIPPED.reply("emergency", "es", LONG) == (
        "Su mensaje puede indicar una urgencia. Llame al 911 o vaya a emergencias ahora. "
        "Nadie lee los mensajes enviados a este numero. Consultorio: (555) 010-0199."
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_answer_to_a_stranger_names_no_patient(language: str) -> None:
    assert LONG.patient.given_name not in SHIPPED.reply("unknown_number", language, LONG)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_first_text_of_a_plan_is_two_segments_with_its_opt_in_line(language: str) -> None:
    first = SHIPPED.render("walk", language, Channel.SMS, LONG).text + " " + SHIPPED.opt_in(language, LONG)
    assert segments(first) == 2


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("template", SHIPPED.templates())
def test_texts_hold_no_link(template: str, language: str) -> None:
    assert "http" not in SHIPPED.render(template, language, Channel.SMS, replace(SHORT, scale=Scale(0, 10))).text


# Each row breaks one rule in one file of an otherwise good template.
BROKEN = [
    ("sms.txt", TEXT.replace("bit", "{{ bit }}"), "renders", "no variable 'bit'"),
    ("sms.txt", TEXT.replace("today", "{% if %}"), "renders", "line 1"),
    ("sms.txt", TEXT + " 王", "alphabet", "GSM-7"),
    ("sms.txt", TEXT + " Take a walk." * 20, "segments", "segments"),
    ("sms.txt", TEXT + " Postoperative rehabilitation necessitates individualization.", "reading", "grade"),
    ("sms.txt", TEXT + " Rest your back.", "forbidden words", "your back"),
    ("sms.txt", TEXT + " Your surgery went well.", "forbidden words", "surgery"),
    ("sms.txt", TEXT + " This is normal.", "reassurance", "is normal"),
    ("sms.txt", TEXT + " You may drive.", "care team", "if your care team agrees"),
    ("sms.txt", "Hi! " + TEXT, "clinic name", "begin with {{ clinic.name }}"),
    ("sms.txt", "{{ clinic.name }}: Walk.", "clinic phone", "{{ clinic.phone }}"),
    ("sms.txt", TEXT + " 1 = done.", "answers", "answer 1"),
    ("sms.txt", TEXT + " Reply YES.", "digits only", "reply yes"),
    ("email_subject.txt", "Your surgery", "forbidden words", "surgery"),
    ("email_subject.txt", " ", "one line", "not empty"),
    ("email.txt", EMAIL + " This is normal.", "reassurance", "is normal"),
    ("email.txt", EMAIL + " You may drive.", "care team", "drive"),
    ("email.txt", EMAIL + " Reply YES.", "digits only", "reply yes"),
    ("email.txt", EMAIL.replace(" bit", "\u00a0bit"), "spaces", "no-break"),
    ("email.txt", EMAIL.replace("{{ clinic.phone }}", "us"), "clinic phone", "{{ clinic.phone }}"),
    ("email.txt", EMAIL.replace("{{ links.unsubscribe }}", ""), "unsubscribe", "{{ links.unsubscribe }}"),
    ("email.txt", EMAIL + " More words.", "same words", "more words"),
    ("email.html", HTML.replace("<p>", '<img src="https://x.example/a.png"><p>', 1), "loads nothing", "<img src>"),
    ("email.html", HTML.replace('lang="en"', ""), "language", 'lang="en"'),
    ("email.html", HTML.replace("{{ links.unsubscribe }}", "#"), "unsubscribe", "{{ links.unsubscribe }}"),
    ("email.html", HTML.replace("today", "tomorrow"), "same words", "tomorrow"),
    ("email.html", HTML.replace("today", "&nbsp;today"), "spaces", "no-break"),
    ("email.html", HTML.replace("@PRE", "About your surgery"), "forbidden words", "surgery"),
]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[TemplateProblem]]:
    """Check one clinic folder that holds each broken template, and a good one, under a name of its own."""
    good = {
        "sms.txt": TEXT,
        "email_subject.txt": "A note",
        "email.txt": EMAIL,
        "email.html": HTML.replace("@PRE", "Hi"),
    }
    folder, files = tmp_path_factory.mktemp("clinic"), {f"messages/good/en/{name}": good[name] for name in good}
    for number, (file, words, _, _) in enumerate(BROKEN):
        files |= {f"messages/case_{number}/en/{name}": words if name == file else good[name] for name in good}
    found: dict[str, list[TemplateProblem]] = {"good": []}
    for finding in check(folder, files):
        parts = Path(finding.file).parts
        if "en" in parts:
            found.setdefault(parts[parts.index("en") - 1], []).append(finding)
    return found


def test_a_template_that_keeps_every_rule_has_no_finding(broken: dict[str, list[TemplateProblem]]) -> None:
    assert broken["good"] == []


@pytest.mark.parametrize("number", range(len(BROKEN)), ids=[f"{row[2]} in {row[0]}" for row in BROKEN])
def test_a_broken_rule_is_found(broken: dict[str, list[TemplateProblem]], number: int) -> None:
    _, _, rule, says = BROKEN[number]
    found = broken.get(f"case_{number}", [])
    assert any(finding.rule == rule and says in finding.message for finding in found), found


def test_a_question_that_hides_an_answer_is_found(tmp_path: Path) -> None:
    words = "{{ clinic.name }}: Is it clean? Reply with a number: 1 = clean. Call {{ clinic.phone }}."
    found = check(tmp_path, {"messages/wound_check/en/sms.txt": words})
    assert [(finding.rule, "answer 2" in finding.message) for finding in found] == [("answers", True)]


def test_every_missing_file_is_listed_at_once(tmp_path: Path) -> None:
    found = check(tmp_path, {"messages/yoga/en/sms.txt": TEXT})
    assert {finding.rule for finding in found} == {"file exists"}
    assert len(found) == 7  # three for the English email and all four in Spanish


def test_a_new_language_is_asked_for_everywhere(tmp_path: Path) -> None:
    found = check(tmp_path, {"messages/walk/fr/sms.txt": TEXT})
    assert {finding.rule for finding in found} == {"file exists", "renders"}
    assert any("replies/stop/fr" in finding.file for finding in found)


@pytest.mark.parametrize(
    ("file", "words", "rule"),
    [
        ("messages/_opt_in/en/sms.txt", "Up to 3 texts a week. STOP to end.", "keywords"),
        ("messages/_opt_in/es/sms.txt", "Hasta 3 por semana. AYUDA para ayuda.", "keywords"),
        ("messages/_opt_in/en/sms.txt", "About your surgery. HELP for help, STOP to end.", "forbidden words"),
        (
            "messages/_opt_in/en/sms.txt",
            "HELP for help, STOP to end." + " Take care." * 25,
            "segments with the opt-in line",
        ),
        ("replies/stop/en/sms.txt", "{{ clinic.name }}: No more texts. Call {{ clinic.phone }}.", "keywords"),
        ("replies/help/en/sms.txt", "{{ clinic.name }}: Call {{ clinic.phone }}. STOP to end.", "emergency number"),
        ("replies/thanks/en/sms.txt", "Thank you. Call {{ clinic.phone }}.", "clinic name"),
        ("replies/urgent/en/sms.txt", "{{ clinic.name }}: Call {{ clinic.emergency_number }}.", "clinic phone"),
        ("replies/emergency/en/sms.txt", "Call {{ clinic.phone }} now.", "emergency number"),
    ],
)
def test_the_services_own_words_are_checked_too(tmp_path: Path, file: str, words: str, rule: str) -> None:
    assert rule in {finding.rule for finding in check(tmp_path, {file: words})}


def test_a_pathway_that_names_no_template_is_found(tmp_path: Path) -> None:
    source = (
        'id: own\nversion: 1\ntitle: {en: Own}\nsteps:\n  - {key: a, day: 1, between: ["10:00", "12:00"], '
        "valid_for: 1d, channels: [sms], template: nowhere}\n"
    )
    (tmp_path / "own.yaml").write_text(source, encoding="utf-8")
    found = check_templates(SHIPPED, Catalog(tmp_path).pathways)
    assert [(finding.file, finding.rule) for finding in found] == [("pathway own", "template exists")]


def test_a_finding_points_at_the_clinics_own_file(tmp_path: Path) -> None:
    found = check(tmp_path, {"messages/walk/en/sms.txt": "Hi! " + TEXT})
    assert [finding.file for finding in found] == [str(tmp_path / "messages/walk/en/sms.txt")]


def test_every_email_leads_to_the_patients_own_page_and_no_text_does() -> None:
    root = Path(__file__).parent.parent / "templates" / "messages"
    leads = {file.name for file in root.rglob("*.*") if "links.page" in file.read_text(encoding="utf-8")}
    assert leads == {"footer.txt", "footer.html"}
