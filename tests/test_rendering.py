"""Rendering: values stay values, errors say where and what, a clinic's folder wins."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.core.model.contact import Channel
from reminders.core.model.enrollment import VisitVoice
from reminders.core.plans.questions import Scale
from reminders.core.wording.tidy_text import one_period
from reminders.ports import ClinicVoice, Links, PatientVoice, RenderError, TemplateValues
from reminders.rendering import TemplateFolder

if TYPE_CHECKING:
    from pathlib import Path

VALUES = TemplateValues(
    clinic=ClinicVoice(name="Oak Street Clinic", phone="(555) 010-0199", emergency_number="911"),
    patient=PatientVoice(given_name="María"),
    links=Links(page="https://clinic.example/r/abc", unsubscribe="https://clinic.example/u/abc"),
    day=1,
    step="walk_1",
)
SHIPPED = TemplateFolder()


def named(given_name: str) -> TemplateValues:
    return replace(VALUES, patient=PatientVoice(given_name))


def overlay(tmp_path: Path, name: str, words: str) -> TemplateFolder:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words, encoding="utf-8")
    return TemplateFolder(tmp_path)


def test_a_text_is_one_line_in_the_cheap_alphabet() -> None:
    text = SHIPPED.render("walk", "es", Channel.SMS, VALUES).text
    assert text.startswith("Oak Street Clinic: Hola, Maria. Hoy camine varios ratos cortos, como le enseñaron")
    assert text == " ".join(text.split())


def test_a_text_has_neither_subject_nor_html() -> None:
    rendered = SHIPPED.render("walk", "en", Channel.SMS, VALUES)
    assert (rendered.subject, rendered.html) == (None, None)


def test_an_email_has_subject_text_and_html() -> None:
    rendered = SHIPPED.render("walk", "en", Channel.EMAIL, VALUES)
    assert rendered.subject == "Your note for today from Oak Street Clinic"
    assert rendered.text.startswith("Your first short walks\n\nHi María,\n\nToday, take a few short walks")
    assert rendered.html is not None
    assert '<html lang="en"' in rendered.html
    assert 'href="tel:5550100199"' in rendered.html


def test_the_dialed_number_stops_before_an_extension() -> None:
    values = replace(VALUES, clinic=replace(VALUES.clinic, phone="+1 (555) 010-0199 ext. 42"))
    assert 'href="tel:+15550100199"' in (SHIPPED.render("walk", "en", Channel.EMAIL, values).html or "")


def test_a_clinic_without_a_phone_still_gets_whole_sentences() -> None:
    values = replace(VALUES, clinic=replace(VALUES.clinic, phone=""))
    assert SHIPPED.render("bone_plan", "en", Channel.SMS, values).text.endswith("Questions? Call us.")
    assert SHIPPED.render("bone_plan", "es", Channel.SMS, values).text.endswith("¿Dudas? Llame al consultorio.")
    assert SHIPPED.reply("emergency", "en", values).endswith("This number is not monitored.")
    assert "tel:" not in (SHIPPED.render("walk", "en", Channel.EMAIL, values).html or "")


def test_what_people_and_places_are_called_may_end_in_a_period() -> None:
    values = replace(
        VALUES,
        clinic=replace(VALUES.clinic, name="Oak Spine, P.A.", phone="(555) 010-0199 ext."),
        patient=PatientVoice("Ana M."),
        visit=VisitVoice("el lunes 9 de marzo.", "2:30 p. m.", "12 Main St."),
    )
    text = SHIPPED.render("visit_reminder", "en", Channel.SMS, values).text
    assert "Hi Ana M. See you" in text
    assert "Place: 12 Main St. Questions?" in text
    for template, language in ((name, code) for name in SHIPPED.templates() for code in SHIPPED.languages(name)):
        if template.startswith("_"):
            continue
        asked = replace(values, scale=Scale(0, 10), answers={})
        for channel in Channel:
            rendered = SHIPPED.render(template, language, channel, asked)
            every = f"{rendered.text} {rendered.subject} {rendered.html}"
            assert ".." not in every, (template, language, channel)
    assert [one_period(text) for text in ("a..", "a... b", "../a", "a .. b", "a.")] == [
        "a.",
        "a... b",
        "../a",
        "a . b",
        "a.",
    ]


def test_a_question_prints_the_digits_of_the_pathway() -> None:
    asked = replace(VALUES, answers={1: "not_yet", 2: "back"})
    text = SHIPPED.render("work_check", "en", Channel.SMS, asked).text
    assert "1 = not yet, 2 = back at work. Go back only if your care team agrees." in text


def test_an_answer_without_words_is_refused() -> None:
    with pytest.raises(
        RenderError, match=r"work_check/en/sms\.txt, line \d+: there are no words for the answer 'soon'"
    ):
        SHIPPED.render("work_check", "en", Channel.SMS, replace(VALUES, answers={1: "soon"}))


def test_the_answer_that_needs_the_clinic_is_urgent_unless_it_is_about_work() -> None:
    assert "today" in SHIPPED.reply("follow_up", "en", replace(VALUES, step="wound_1"))
    assert "this week" in SHIPPED.reply("follow_up", "en", replace(VALUES, step="work_desk_1"))


@pytest.mark.parametrize(
    "name",
    ["{{ clinic.phone }}", "{% for x in range(9) %}x{% endfor %}", "{# gone #}", "{{ 7*7 }}", "${7*7}"],
)
def test_a_name_is_never_read_as_template_syntax(name: str) -> None:
    assert f"Hi {name}." in SHIPPED.render("walk", "en", Channel.SMS, named(name)).text
    assert f"Hi {name}," in SHIPPED.render("walk", "en", Channel.EMAIL, named(name)).text


def test_html_escapes_a_name_and_text_does_not() -> None:
    rendered = SHIPPED.render("walk", "en", Channel.EMAIL, named("<b>&Ana</b>"))
    assert "Hi &lt;b&gt;&amp;Ana&lt;/b&gt;," in (rendered.html or "")
    assert "Hi <b>&Ana</b>," in rendered.text


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_name_can_add_a_line_to_a_subject(given_name: str, clinic: str) -> None:
    values = replace(named(given_name), clinic=replace(VALUES.clinic, name=clinic))
    subject = SHIPPED.render("walk", "en", Channel.EMAIL, values).subject or ""
    assert len(subject.splitlines()) == 1
    assert all(character.isprintable() or character > "\u00ff" for character in subject)
    subject.encode()  # a lone surrogate would break the wire


def test_control_and_direction_characters_leave_names() -> None:
    text = SHIPPED.render("walk", "en", Channel.EMAIL, named("An\u202ea\r\nBcc: x\x00\u200b")).text
    assert "Hi Ana Bcc: x," in text


def test_the_sandbox_keeps_templates_away_from_python(tmp_path: Path) -> None:
    folder = overlay(tmp_path, "messages/walk/en/sms.txt", "{{ clinic.__class__.__mro__ }}")
    with pytest.raises(RenderError, match=r"messages/walk/en/sms\.txt"):
        folder.render("walk", "en", Channel.SMS, VALUES)


def test_the_clinics_own_file_wins_and_the_rest_stays_shipped(tmp_path: Path) -> None:
    folder = overlay(tmp_path, "messages/walk/en/sms.txt", "{{ clinic.name }}: our own words")
    assert folder.render("walk", "en", Channel.SMS, VALUES).text == "Oak Street Clinic: our own words"
    shipped = SHIPPED.render("walk", "en", Channel.EMAIL, VALUES)
    assert folder.render("walk", "en", Channel.EMAIL, VALUES) == shipped


def test_an_overlay_may_add_a_template_and_a_language(tmp_path: Path) -> None:
    folder = overlay(tmp_path, "messages/yoga/fr/sms.txt", "{{ clinic.name }}: bonjour")
    assert "yoga" in folder.templates()
    assert folder.languages("yoga") == ("fr",)
    assert "fr" in folder.all_languages()


def test_parts_are_no_step_templates() -> None:
    assert not [name for name in SHIPPED.templates() if name.startswith("_")]
    assert SHIPPED.languages("walk") == ("en", "es")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("one\n{{ clinic.nme }}", r"sms\.txt, line 2: there is no variable 'clinic\.nme'; use one of clinic\.name,"),
        ("one\n\n{{ patient_name }}", r"sms\.txt, line 3: there is no variable 'patient_name'; use one of"),
        ("one\n{% if day %}", r"sms\.txt, line 2: .*; mend the template syntax there"),
        ("{{ clinic.name", r"sms\.txt, line 1: .*; mend the template syntax there"),
        ("{% include 'parts/none.txt' %}", r"sms\.txt, line 1: it includes parts/none\.txt, which does not exist"),
        ("a\n{{ 1 / (day - 1) }}", r"sms\.txt, line 2: ZeroDivisionError while filling in"),
    ],
)
def test_a_broken_template_says_where_and_what(tmp_path: Path, words: str, says: str) -> None:
    folder = overlay(tmp_path, "messages/walk/en/sms.txt", words)
    with pytest.raises(RenderError, match=says):
        folder.render("walk", "en", Channel.SMS, VALUES)


def test_a_missing_file_names_the_paths_looked_for(tmp_path: Path) -> None:
    with pytest.raises(RenderError) as caught:
        TemplateFolder(tmp_path).render("yoga", "en", Channel.SMS, VALUES)
    assert str(tmp_path / "messages/yoga/en/sms.txt") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    folder = overlay(tmp_path, "messages/walk/en/sms.txt", "")
    (tmp_path / "messages/walk/en/sms.txt").write_bytes("caf\xe9".encode("latin-1"))
    with pytest.raises(RenderError, match="not UTF-8"):
        folder.render("walk", "en", Channel.SMS, VALUES)


@pytest.mark.parametrize("template", ["../../etc", "walk/../walk", "/etc", "..", "a\x00b"])
def test_a_template_name_cannot_leave_the_folder(template: str) -> None:
    with pytest.raises(RenderError):
        SHIPPED.render(template, "en", Channel.SMS, VALUES)


def test_errors_never_repeat_the_patient(tmp_path: Path) -> None:
    folder = overlay(
        tmp_path, "messages/walk/en/sms.txt", "{{ patient.given_name | int + {} }}{{ patient.given_name.x }}"
    )
    with pytest.raises(RenderError) as caught:
        folder.render("walk", "en", Channel.SMS, named("Wilhelmina"))
    assert "Wilhelmina" not in str(caught.value)


PEOPLE = [
    named(name) for name in ("María", "", "Ana.", "<b>&Ana</b>", "J. R.", "{{ day }}", "Ñandú  ", "O'Neil", "\\1", "%s")
]


def _each_by_itself(folder: TemplateFolder) -> TemplateFolder:
    """Return the folder without what makes one rendering serve many patients."""
    folder._from_form = lambda *_: None  # type: ignore[method-assign]
    return folder


def test_what_is_filled_in_reads_as_if_each_patients_message_were_rendered_by_itself() -> None:
    one_by_one = _each_by_itself(TemplateFolder())
    visit = VisitVoice("Tuesday, March 10", "2:30 p.m.", "12 Main St.")
    for template in (name for name in SHIPPED.templates() if not name.startswith("_")):
        for language in SHIPPED.languages(template):
            for number, person in enumerate(PEOPLE):
                links = Links(f"https://c.example/r/{number}?a&b", f"https://c.example/u/{number}", f"/a/{number}")
                values = replace(person, links=links, scale=Scale(0, 10), answers={1: "not_yet", 2: "back"})
                values = replace(values, visit=visit if number % 2 else None) if "visit" in template else values
                try:
                    expected = [one_by_one.render(template, language, channel, values) for channel in Channel]
                except RenderError as error:
                    with pytest.raises(RenderError, match=re.escape(str(error))):
                        [SHIPPED.render(template, language, channel, values) for channel in Channel]
                else:
                    assert expected == [SHIPPED.render(template, language, channel, values) for channel in Channel]


def test_the_shipped_messages_are_rendered_once_for_all_patients() -> None:
    folder = TemplateFolder()
    for template in (name for name in folder.templates() if name[0] != "_" and "visit" not in name):
        for language in folder.languages(template):
            values = replace(VALUES, scale=Scale(0, 10), answers={1: "not_yet", 2: "back"})
            for channel in Channel:
                with contextlib.suppress(RenderError):  # answers that have no words here
                    folder.render(template, language, channel, values)
    assert len(folder._forms) > 50
    assert [key[0] for key, form in folder._forms.items() if form is None] == []


@pytest.mark.parametrize(
    "words",
    [
        "{{ patient.given_name | upper }}",
        "{{ patient.given_name.upper() }}",
        "{{ patient.given_name[:2] }}",
        "{% if patient.given_name == 'Ana' %}you{% else %}{{ patient.given_name }}{% endif %}",
        "{% set name = patient.given_name %}{{ name | length }}",
        "{% for letter in patient.given_name %}{{ letter }}-{% endfor %}",
        "{% macro say(x) %}{{ x | length }}{% endmacro %}{{ say(patient.given_name) }}",
        "{% filter upper %}{{ patient.given_name }}{% endfilter %}",
        "{% set name %}{{ patient.given_name }}{% endset %}{{ name | length }}",
        "{{ 'Hi ' ~ patient.given_name | length }}",
        "{% block a %}{{ patient.given_name }}{% endblock %}{{ self.a() | length }}",
        "{{ 12 // (48 - patient.given_name | length) }}",
        "{% include 'messages/own/part.txt' %}",
        "{% extends 'messages/own/part.txt' %}",
    ],
)
def test_a_template_that_does_more_than_print_a_name_is_rendered_for_each_patient(tmp_path: Path, words: str) -> None:
    (tmp_path / "messages/own").mkdir(parents=True)
    (tmp_path / "messages/own/part.txt").write_text("{{ patient.given_name | length }}")
    folder = overlay(tmp_path, "messages/own/en/sms.txt", words)
    one_by_one = _each_by_itself(TemplateFolder(tmp_path))
    for name in ("Ana", "Zenobia", "ana"):
        text = folder.render("own", "en", Channel.SMS, named(name)).text
        assert text == one_by_one.render("own", "en", Channel.SMS, named(name)).text
        assert text


def test_two_clinics_and_two_steps_never_share_words(tmp_path: Path) -> None:
    folder = overlay(
        tmp_path,
        "messages/own/en/sms.txt",
        "{{ clinic.name }} {{ clinic.phone }} {{ day }} {{ step }} {{ answers[1] }}",
    )
    other = replace(VALUES, clinic=replace(VALUES.clinic, name="Elm Clinic"))
    for values in (VALUES, other, replace(VALUES, day=2), replace(VALUES, step="walk_2")):
        for code in ("back", "not_yet"):
            said = folder.render("own", "en", Channel.SMS, replace(values, answers={1: code})).text
            assert said == f"{values.clinic.name} {values.clinic.phone} {values.day} {values.step} {code}"


def test_the_forms_that_are_kept_are_not_without_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminders.rendering._MOST_FORMS", 3)
    folder = TemplateFolder()
    for day in range(10):
        assert folder.render("walk", "en", Channel.SMS, replace(VALUES, day=day)).text
        assert len(folder._forms) <= 3
