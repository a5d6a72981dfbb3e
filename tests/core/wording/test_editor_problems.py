"""A problem is said in the words of the editor's form; what is no file and no chip stays as it is."""

from __future__ import annotations

from reminders.core.wording.editor_problems import EditorProblem, said_to_editor
from tests.tables import each_row


@each_row(
    ("problem", "label", "text"),
    [
        (
            "the clinic's own messages/walk/en/sms.txt: clinic name: begin with {{ clinic.name }}",
            "Text message",
            "begin with [clinic]",
        ),
        ("walk/es/email.html: holds the invisible character U+200B", "Email", "holds the invisible character U+200B"),
        (
            "templates/messages/walk/en/email_subject.txt: one line: a subject is one line",
            "Email subject",
            "a subject is one line",
        ),
        (
            'messages/wound_check/en/caregiver.txt: answers: 1 = fine: {{ clinic.phone or "us" }}',
            "Text message to the caregiver",
            "1 = fine: [phone]",
        ),
        (
            "does not show the lowest number 0; write {{ scale.lowest }}",
            None,
            "does not show the lowest number 0; write [lowest]",
        ),
        ("write {{ something.else }}", None, "write {{ something.else }}"),
        ("step 'walk_1': day: 5", None, "step 'walk_1': day: 5"),
    ],
)
def test_a_problem_names_field_and_chips(problem: str, label: str | None, text: str) -> None:
    assert said_to_editor(problem) == EditorProblem(label, text)
