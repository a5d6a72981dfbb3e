"""A clinic's own wording fills in and shows answers; whatever would run is refused, node by node."""

from __future__ import annotations

from reminders.rendering import TemplateFolder
from tests.tables import each_row

RENDERER = TemplateFolder()


def test_every_shipped_message_passes():
    refused = {
        f"{template}/{file}": why
        for template in RENDERER.templates()
        for file, text in RENDERER.files_of(template).items()
        if (why := RENDERER.why_refused(file, text))
    }
    # The Spanish words about a visit look at how a time ends. As they ship they stay; edited, they must do without.
    assert {name.rpartition("/")[0] for name in refused} <= {"visit_reminder/es"}


@each_row(
    ("text", "why"),
    [
        ("{{ 7 * 7 }}", "may only fill in"),
        ("{{ clinic.__class__ }}", "no variable"),
        ("{{ patient.family_name }}", "no variable 'patient.family_name'"),
        ("{{ patient }}", "no variable"),
        ("{{ clinic.name | upper }}", "may only fill in"),
        ("{{ clinic.name[0] }}", "may only fill in"),
        ("{{ clinic.name.upper() }}", "may only fill in"),
        ("{{ (clinic.phone or x).y }}", "no variable"),
        ("{{ clinic.phone or patient.given_name.x }}", "may only fill in"),
        ("{{ self.body() }}", "may only fill in"),
        ("{{ cycler }}", "no variable"),
        ("{{ loop.index }}", "no variable"),
        ("{% if clinic.phone %}x{% else %}y{% endif %}", "may only fill in"),
        ("{% if clinic.phone == 'x' %}x{% endif %}", "may only fill in"),
        ("{% if patient.age %}x{% endif %}", "no variable"),
        ("{% for x in answers.items() %}x{% endfor %}", "only list"),
        ("{% for digit, code in clinic.items() %}x{% endfor %}", "only list"),
        ("{% for digit, code in answers.items() if digit %}x{% endfor %}", "only list"),
        ("{% for digit, code in answers.items() %}{{ code.__class__ }}{% endfor %}", "no variable"),
        ("{% set x = 1 %}", "only the words of the answers"),
        ("{% set words = {'a': 7 * 7} %}", "may only fill in"),
        ("{% set words = clinic %}", "only the words of the answers"),
        ("{% macro a() %}{% endmacro %}", "may only fill in"),
        ("{% filter upper %}x{% endfilter %}", "may only fill in"),
        ("{% call x() %}{% endcall %}", "may only fill in"),
        ("{% with a = 1 %}{% endwith %}", "may only fill in"),
        ("{% import 'messages/_layout/email.html' as x %}", "may only fill in"),
        ("{% include 'messages/walk/en/sms.txt' %}", "only the shipped layout"),
        ("{% include clinic.name %}", "only the shipped layout"),
        ("{% include 'messages/_layout/../walk/en/sms.txt' %}", "only the shipped layout"),
        (
            "{% set language = 'en' %}{% include 'messages/_layout/' ~ language ~ '/../../x' %}",
            "only the shipped layout",
        ),
        ("{% extends 'notices/alert/en/sms.txt' %}", "only the shipped layout"),
        ("{% block other %}{% endblock %}", "no block 'other'"),
        ("{{ clinic.name", "line 1"),
        ("\n\n{{ nobody }}", "line 3"),
    ],
)
def test_code_is_refused(text: str, why: str):
    refusal = RENDERER.why_refused("walk/en/sms.txt", text)
    assert refusal is not None
    assert why in refusal
