"""Attacks on the editors of care plans and words, by file and page: refused in words or escaped, nothing half live."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.actor import Actor
from reminders.core.model.roles import Role
from reminders.core.wording.care_versions import Signature
from reminders.services.clinics.care_files import export_care, import_care
from reminders.services.clinics.care_versions import list_versions
from reminders.services.clinics.check_care import CareContentError
from reminders.services.wording.live_care import at_clinic
from reminders.store.tables import care_versions
from tests.making import all_rows, enroll_rows, outbox, play, row
from tests.tables import each_row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PLAN, WORDS = "pathways/microdiscectomy.yaml", "templates/messages/walk/en/"
PAGE, TOKENS = "/messages/wording/walk/en", "/messages/versions"
STEP_LINES = """
  - key: more_{0}
    day: {1}
    between: ["10:00", "12:00"]
    valid_for: 6h
    channels: [sms]
    template: walk
    repeat: true
"""


def in_step(line: str) -> Callable[[str], str]:
    """Put a line into the step walk_1."""
    return lambda plan: plan.replace("  - key: walk_1\n", f"  - key: walk_1\n    {line}\n")


def instead(old: str, new: str) -> Callable[[str], str]:
    return lambda plan: plan.replace(old, new, 1)


def many(number: int, days: int = 400) -> Callable[[str], str]:
    """Add so many steps, spread over so many days."""
    return lambda plan: plan + "".join(STEP_LINES.format(index, index % days + 1) for index in range(number))


@pytest.fixture
def ada(context: Context, clinic: Clinic) -> Desk:
    return signed_in(context, clinic, Role.CLINICIAN, "ada@oak.example")


FILES: list[tuple[str, Callable[[str], str], str]] = [
    (PLAN, instead("day: 1\n", 'day: !!python/object/apply:os.system ["touch /tmp/x"]\n'), "single value"),
    (PLAN, instead("template: walk\n", "template: !!python/name:os.system walk\n"), "a word is expected"),
    (PLAN, instead("[sms, email]", "&all [sms, email]\n    unless: {smoker: *all}"), "anchors and aliases"),
    (PLAN, instead("steps:", "a: &a [x]\nb: [*a, *a, *a]\nsteps:"), "anchors and aliases"),
    (PLAN, in_step("<<: {priority: 99}"), "not <<"),
    (PLAN, in_step("run: rm -rf /"), "unknown key"),
    (PLAN, in_step("optional: yes"), "true or false"),
    (PLAN, instead('["10:00", "12:00"]', "[10:00, 12:00]"), "in quotes"),
    (PLAN, instead("day: 1\n", "day: 1e3\n"), "whole number"),
    (PLAN, instead("day: 1\n", "day: .inf\n"), "whole number"),
    (PLAN, instead("day: 1\n", "day: 99999\n"), "ten years"),
    (PLAN, instead("day: 1\n", "day: 9999999999999999999999\n"), "whole number"),
    (PLAN, in_step("day: 3"), "stands twice"),
    (PLAN, instead("key: light_1", "key: walk_1"), "stands twice"),
    (PLAN, instead("key: walk_1", 'key: "walk_1\\nx: y"'), "line break"),
    (PLAN, instead("key: walk_1", "key: ../../etc/passwd"), "lower-case letters"),
    (PLAN, instead("template: walk\n", "template: ../../replies/stop\n"), "lower-case letters"),
    (PLAN, instead("template: walk\n", "template: no_such_words\n"), "no words named"),
    (PLAN, instead("id: microdiscectomy", "id: laminectomy"), "keeps its id"),
    (PLAN, lambda plan: plan + "---\nid: second\n", "not valid YAML"),
    (PLAN, lambda _: "[" * 3_000, "nested too deeply"),
    (PLAN, lambda _: "", "empty"),
    (PLAN, lambda plan: plan + "#" * 300_000, "larger than"),
    (PLAN, many(1000), "at most 200"),
    (PLAN, instead("Microdiscectomy,", "Micro\u202ecsid,"), "U+202E"),
    (PLAN, instead("Microdiscectomy,", "Micro\u200bdisc,"), "U+200B"),
    (PLAN, instead("Microdiscectomy,", "Micro\x07,"), "U+0007"),
    (PLAN, instead("work_heavy_1", "work_{{ 7 * 7 }}"), ""),
    (f"{WORDS}sms.txt", lambda _: "{{ clinic.name }}: {{ 7 * 7 }}", "line 1"),
    (f"{WORDS}sms.txt", lambda _: "{{ ''.__class__.__mro__ }}", "line 1"),
    (f"{WORDS}sms.txt", lambda _: "{% include '/etc/passwd' %}", "line 1"),
    (f"{WORDS}sms.txt", lambda _: "{% for x in range(10**9) %}x{% endfor %}", "line 1"),
    (f"{WORDS}sms.txt", lambda text: text + "x" * 100_000, "longer than 20,000"),
    (f"{WORDS}sms.txt", lambda text: text + "\u202e", "U+202E"),
    (f"{WORDS}email_subject.txt", lambda text: text.strip() + "\r\nBcc: all@example.org\r\n", "one line"),
    (f"{WORDS}email_subject.txt", lambda text: text.strip() + "\u2028Bcc: all@example.org", "one line"),
    (f"{WORDS}email.html", instead("{% endblock %}", "<script>alert(1)</script>{% endblock %}"), ""),
    (f"{WORDS}email.html", instead("{% endblock %}", '<img src="https://evil.example/x.png">{% endblock %}'), ""),
    (f"{WORDS}../../../etc/passwd", lambda _: "x", "not a place"),
    (f"{WORDS}extra.py", lambda _: "import os", "not a file of a message"),
]


@pytest.fixture
def form(ada: Desk) -> dict[str, str]:
    """Return the text fields of a form as a browser would send them."""
    html = ada.get(PAGE).text
    fields = re.findall(r'<textarea id="(\w+)"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    fields += re.findall(r'<input id="([\w-]+)" name="[\w-]+" type="text" value="([^"]*)"', html)
    return {name: unescape(text) for name, text in fields}


@each_row(("file", "change", "why"), FILES)
def test_a_file_that_would_run_or_break_something_is_refused_whole(
    context: Context, clinic: Clinic, file: str, change: Callable[[str], str], why: str
):
    standing = export_care(at_clinic(context, clinic))
    attack = standing | {file: change(standing.get(file, ""))}
    assert attack != standing
    attack[f"{WORDS}sms.txt"] = attack[f"{WORDS}sms.txt"].replace("Rest in between", "Rest often")  # good beside bad
    with pytest.raises(CareContentError) as refused:
        import_care(context, clinic, attack, actor=Actor.command_line("eve"), approver=Signature(name="Eve"))
    assert why in " ".join(refused.value.problems)
    assert all_rows(context, care_versions) == []
    assert export_care(at_clinic(context, clinic)) == standing


def test_a_plan_that_breaks_every_cap_never_sends_over_them_and_says_so(
    context: Context, clinic: Clinic, clock: FixedClock, ada: Desk
):
    files = export_care(at_clinic(context, clinic))
    files[PLAN] = many(60, days=6)(files[PLAN])
    actor = Actor.command_line("eve")
    (version,) = import_care(context, clinic, files, actor=actor, approver=None).versions
    page = ada.get(f"/messages/versions/{version.id}").text
    assert "not sent because of the limit on texts" in page
    assert ada.post(f"/messages/versions/{version.id}", act="approve").status_code == 303
    enroll_rows(context, clinic, row(external_id="A"))
    play(context, clock, "03-20 00:00")
    sent = [item for item in outbox(context).sent if item.address.startswith("+1")]
    assert 0 < len(sent) <= 6, "three in any seven days"


@each_row(
    ("field", "text", "why"),
    [
        ("sms", "[clinic]: {{ 7 * 7 }}", "no code"),
        ("sms", "[clinic]: {% raw %}", "no code"),
        ("sms", "[clinic]: {# note #}", "no code"),
        ("sms", "[clinic]: [surname]", "no placeholder"),
        ("sms", "[clinic]: hi \u202eolleh", "U+202E"),
        ("sms", "[clinic]: hi \x00", "U+0000"),
        ("email", "Title\n\n{{ config }}\n", "no code"),
        ("subject", "Hi {{ 7 }}", "no code"),
        ("subject", "Walk\r\nBcc: all@example.org", "take out the line break"),
        ("subject", "Walk " * 40, "at most 100 characters"),
        ("sms", "Walk a little today.", "begin with [clinic]"),
        ("sms", "[clinic]: Walk a little today.", "Text message: does not say [phone]; add it"),
        ("preheader", "{% endblock %}", "no code"),
        ("sms", "[clinic]: take your oxycodone. Call [phone].", "carry no such detail"),
        ("sms", "[clinic]: Hi [first name]. " + "Walk a little today. " * 20, "segments"),
    ],
)
def test_what_is_typed_runs_nothing_and_stays_in_the_form(
    context: Context, ada: Desk, form: dict[str, str], field: str, text: str, why: str
):
    refused = ada.post(PAGE, page=TOKENS, **form | {field: text})
    assert refused.status_code == 422
    assert why in refused.text
    assert text.replace("\x00", "") in unescape(refused.text).replace("\x00", "")
    assert all_rows(context, care_versions) == []


@each_row(
    ("field", "text", "shown"),
    [
        ("sms", "${7*7} %(x)s <script>alert(1)</script>", "${7*7} %(x)s &lt;script&gt;alert(1)&lt;/script&gt;"),
        ("subject", "Walk: <b>Bcc</b> all@example.org", "Walk: &lt;b&gt;Bcc&lt;/b&gt; all@example.org"),
    ],
)
def test_what_only_looks_like_code_is_shown_as_it_is(
    ada: Desk, form: dict[str, str], field: str, text: str, shown: str
):
    before = form[field] if field == "sms" else ""
    preview = ada.post(f"{PAGE}/check", page=TOKENS, **form | {field: f"{before} {text}"})
    assert shown in preview.text
    assert "<script>alert" not in preview.text


def test_a_form_of_100_000_characters_is_turned_away(context: Context, clinic: Clinic, ada: Desk, form: dict[str, str]):
    assert ada.post(PAGE, page=TOKENS, **form | {"sms": "x" * 100_000}).status_code == 413
    read = ada.client.post(PAGE, data=form | {"sms": "x" * 100_000}, headers={"Accept": "text/html"})
    assert (read.status_code, "Nothing was saved" in read.text) == (413, True)
    assert read.headers["Connection"] == "close"
    assert list_versions(context, clinic) == []
