"""Messages as staff edit them: every shipped one goes to chips and back, and code is refused."""

from __future__ import annotations

import re

import pytest

from reminders.core.model.errors import UseError
from reminders.core.wording.chips import Editable, from_chips, to_chips
from reminders.core.wording.email_html import html_of, preheader_of
from reminders.rendering import EMAIL_FILES, TemplateFolder
from tests.tables import each_row

RENDERER = TemplateFolder()
FILES = {
    (template, name): text for template in RENDERER.templates() for name, text in RENDERER.files_of(template).items()
}
SUBJECT, PLAIN, HTML = EMAIL_FILES


AS_FILES = {"visit_reminder"}
"""What is said only where there is a place, or a question, is edited as a file."""


def without_words(text: str) -> str:
    """Leave out the line with the words of the answers, which may be written over several."""
    return re.sub(r"\{% set words = .*?%\}", "", text, flags=re.DOTALL)


def test_every_shipped_message_goes_to_chips_and_back():
    for (template, name), text in FILES.items():
        language, _, file = name.partition("/")
        if file == HTML:
            continue
        shown = to_chips(text, language)
        assert shown or template in AS_FILES, (template, name)
        if shown is None:
            continue
        assert "{" not in shown.text
        back = from_chips(shown, language, is_text=file not in {SUBJECT, PLAIN})
        assert to_chips(back, language) == shown, (template, name)
        assert without_words(back) == without_words(text), (template, name)


def test_the_html_of_every_shipped_email_is_what_its_plain_text_makes():
    for (template, name), html in FILES.items():
        language, _, file = name.partition("/")
        if file == HTML and template not in AS_FILES:
            plain = FILES[template, f"{language}/{PLAIN}"]
            assert html_of(plain, language, preheader_of(html)) == html, (template, name)


@each_row(
    ("text", "why"),
    [
        ("Hi {{ patient.given_name }}", "no code"),
        ("{% include 'x' %}", "no code"),
        ("{# x #}", "no code"),
        ("100 }} x", "no code"),
        ("Hi [last name]", "no placeholder"),
        ("Hi []", "no placeholder"),
    ],
)
def test_what_is_no_word_and_no_placeholder_is_refused(text: str, why: str):
    with pytest.raises(UseError, match=why):
        from_chips(Editable(text), "en", is_text=True)


@each_row("word", ["{{ x }}", "[clinic]", "one\ntwo", " "])
def test_the_words_of_an_answer_are_words(word: str):
    with pytest.raises(UseError, match="plain words"):
        from_chips(Editable("[answers]", {"fine": word}), "en", is_text=True)


def test_what_someone_types_is_escaped_in_the_html_and_placeholders_are_left():
    html = html_of("A < B\n\nTom & {{ patient.given_name }} <script>\n", "en", "")
    assert "{% block title %}A &lt; B{% endblock %}" in html
    assert "Tom &amp; {{ patient.given_name }} &lt;script&gt;</p>" in html


def test_a_template_with_other_code_is_left_to_files():
    assert to_chips("{% if clinic.phone %}x{% endif %}", "en") is None
    assert to_chips("see [1]", "en") is None
