"""A pathway file that is right, and every way of being wrong: one line that names file, line and column."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.quiet_hours import Span
from reminders.core.plans.pathway import Pathway, Step
from reminders.core.plans.questions import Ask
from reminders.pathways.reading import PathwayFileError, content_hash, read_pathway
from tests.tables import each_row

GOOD = """\
# A clinic's own plan.
id: own_plan
version: 3
title: {en: Own plan, es: Plan propio}
steps:
  - key: walk_1
    day: -1
    between: ["10:00", "12:00"]
    valid_for: 6h
    channels: [sms, email]
    template: walk
  - key: work_1
    day: 14
    between: ["12:30", "24:00"]
    valid_for: 1d
    channels: [email]
    template: work_check
    repeat: true
    optional: false
    priority: -2
    when: {job_strain: [desk, heavy]}
    ask:
      answers: {1: back, 2: not_yet}
      open_for: 36h
      follow_up: [not_yet]
  - key: work_2
    day: 28
    between: ["10:00", "12:00"]
    valid_for: 1d
    channels: [sms]
    template: work_check
    unless: {answer.work_1: [back], opioid: ["no"]}
"""


def test_a_good_file_is_read_whole() -> None:
    assert read_pathway(GOOD, "own.yaml") == Pathway(
        id="own_plan",
        version=3,
        title={"en": "Own plan", "es": "Plan propio"},
        steps=(
            Step("walk_1", -1, Span(600, 720), timedelta(hours=6), (Channel.SMS, Channel.EMAIL), "walk"),
            Step(
                "work_1",
                14,
                Span(750, 1440),
                timedelta(days=1),
                (Channel.EMAIL,),
                "work_check",
                ask=Ask({1: "back", 2: "not_yet"}, timedelta(hours=36), frozenset({"not_yet"})),
                when={"job_strain": frozenset({"desk", "heavy"})},
                repeat=True,
                priority=-2,
            ),
            Step(
                "work_2",
                28,
                Span(600, 720),
                timedelta(days=1),
                (Channel.SMS,),
                "work_check",
                unless={"answer.work_1": frozenset({"back"}), "opioid": frozenset({"no"})},
            ),
        ),
    )


@each_row(
    ("old", "new"),
    [
        ("id: own_plan", "\ufeffid: own_plan"),
        ("\n", "\r\n"),
        ("{en: Own plan, es: Plan propio}", '\n  "en": Own plan\n  es: "Plan propio"'),
        ("{1: back, 2: not_yet}", "\n        2: not_yet\n        1: back"),
        ("[sms, email]", "\n      - sms\n      - email"),
        ("# A clinic's own plan.\n", "---\n"),
        ("36h", '"36h"'),
        ("[desk, heavy]", "[heavy, desk]"),
        ("    optional: false\n", ""),
    ],
)
def test_layout_does_not_count_and_leaves_the_hash_alone(old: str, new: str) -> None:
    text = GOOD.replace("# A clinic's own plan.\n", "") if "\ufeff" in new else GOOD
    read = read_pathway(text.replace(old, new), "own.yaml")
    assert content_hash(read) == content_hash(read_pathway(GOOD, "own.yaml"))


@each_row(
    ("old", "new"),
    [
        ("version: 3", "version: 4"),
        ("day: 14", "day: 15"),
        ("Plan propio", "Otro plan"),
        ("12:30", "12:31"),
        ("valid_for: 6h", "valid_for: 7h"),
        ("[sms, email]", "[email, sms]"),
        ("[sms, email]", "both"),
        ("day: 14\n", "day: 14\n    anchor: discharge\n"),
        ("day: 14\n", "day: 14\n    after_discharge: 2\n"),
        ("template: walk", "template: walking"),
        ("repeat: true", "repeat: false"),
        ("optional: false", "optional: true"),
        ("priority: -2", "priority: 2"),
        ("2: not_yet}", "3: not_yet}"),
        ("open_for: 36h", "open_for: 37h"),
        ("      follow_up: [not_yet]\n", ""),
        ("unless:", "when:"),
        ("[desk, heavy]", "[desk]"),
    ],
)
def test_whatever_is_said_counts_in_the_hash(old: str, new: str) -> None:
    assert old in GOOD
    changed = content_hash(read_pathway(GOOD.replace(old, new), "own.yaml"))
    assert changed != content_hash(read_pathway(GOOD, "own.yaml"))


# What is replaced, by what, where the finger points, and what it says.
WRONG = [
    # YAML's silent readings.
    ('"12:30"', "12:30", "14:15", 'an unquoted 12:30 as a number; write the time in quotes: "12:30"'),
    ('["10:00", "12:00"]', "[08:00, 09:30]", "8:15", "an unquoted 08:00"),
    ('["no"]', "[no]", "32:46", 'a bare no is read by YAML as true or false; write it in quotes: "no"'),
    ('["no"]', "[Off]", "32:46", "a bare Off"),
    ("{1: back", "{1: yes", "23:20", "a bare yes"),
    ("key: walk_1", "key: on", "6:10", "a bare on"),
    ("repeat: true", "repeat: yes", "18:13", "write true or false here, not 'yes'"),
    ("repeat: true", 'repeat: "true"', "18:13", "write true or false"),
    ("repeat: true", "repeat: [true]", "18:13", "a single value is expected here"),
    ("optional: false", "optional:", "19:14", "write true or false"),
    # Keys.
    ("    repeat: true", "    repaet: true", "18:5", "unknown key 'repaet'"),
    ("version: 3", "version: 3\nowner: me", "4:1", "unknown key 'owner'; known here: facts, id, steps, title, version"),
    ("open_for: 36h", "opne_for: 36h", "24:7", "unknown key 'opne_for'"),
    ("    day: 14\n", "", "12:5", "'day' is missing"),
    ("id: own_plan\n", "", "2:1", "'id' is missing"),
    ("      answers: {1: back, 2: not_yet}\n", "", "23:7", "'answers' is missing"),
    ("version: 3", "version: 3\nversion: 4", "4:1", "'version' stands twice"),
    ("    day: 14", "    day: 14\n    day: 14", "14:5", "'day' stands twice"),
    ("{en: Own plan", "{en: Own plan, en: Other", "4:23", "'en' stands twice"),
    ("2: not_yet}", "1: not_yet}", "23:26", "answer 1 stands twice"),
    ("opioid:", "answer.work_1:", "32:37", "'answer.work_1' stands twice"),
    ("version: 3", "yes: 3", "3:1", "a bare yes"),
    ("version: 3", "? [a, b]\n: 3", "3:3", "a single value is expected"),
    ("    repeat: true", "    <<: {repeat: true}", "18:5", "a word is expected here, not <<"),
    # Shapes.
    ("    day: -1\n", "    day: -1\n    anchor: discharge\n", "6:5", "anchor: discharge has a day of 0 or more"),
    (
        "    day: 14\n",
        "    day: 14\n    anchor: birth\n",
        "14:13",
        "'birth' is not an anchor; write surgery or ",
    ),
    ("steps:\n", "steps: walk\nrest:\n", "6:1", "unknown key 'rest'"),
    ("[sms, email]", "sms", "10:15", "a list is expected here"),
    ("[sms, email]", "{sms: email}", "10:15", "a list is expected here"),
    ("{job_strain: [desk, heavy]}", "desk", "21:11", "a mapping of `key: value` lines"),
    ("[desk, heavy]", "desk", "21:24", "a list is expected here"),
    ("{en: Own plan, es: Plan propio}", "Own plan", "4:8", "a mapping of `key: value` lines"),
    ("key: walk_1", "key: [walk_1]", "6:10", "a single value is expected"),
    ("key: walk_1", "key: 7", "6:10", "a word is expected here, not 7"),
    ("key: walk_1", "key: 2026-03-05", "6:10", "a word is expected here, not 2026-03-05"),
    ("key: walk_1", "key:", "6:9", "a word is expected here, not nothing"),
    ("key: walk_1", 'key: "  "', "6:10", "a word is expected here"),
    ("key: walk_1", "key: ~", "6:10", "a word is expected here, not ~"),
    ("key: walk_1", "key: !secret x", "6:10", "a word is expected here, not x"),
    ("Own plan", '"Own\\nplan"', "4:13", "line break or control character"),
    ("Own plan", '"\\uD800"', "4:13", "line break or control character"),
    ("key: walk_1", 'key: !!bool "1\\n2"', "6:10", "a bare 1 2 is read"),
    ("key: walk_1", 'key: !!int "1\\n2"', "6:10", "line break or control character"),
    # Numbers.
    ("day: -1", "day: one", "7:10", "a whole number is expected here, not 'one'"),
    ("day: -1", 'day: "1"', "7:10", "a whole number"),
    ("day: -1", "day: 1.5", "7:10", "a whole number"),
    ("day: -1", "day: 0x10", "7:10", "a whole number"),
    ("day: -1", "day: 1_000", "7:10", "a whole number"),
    ("day: -1", "day: 10:00", "7:10", "a whole number"),
    ("day: -1", "day: [1]", "7:10", "a single value is expected here"),
    ("day: -1", "day: 3651", "7:10", "more than ten years away"),
    ("day: -1", "day: -99999", "7:10", "more than ten years away"),
    ("day: -1", "day: " + "9" * 5000, "7:10", "a whole number"),
    ("version: 3", "version: 0", "2:1", "version must be 1 or more"),
    ("priority: -2", "priority: high", "20:15", "a whole number"),
    # Times and durations.
    ('["10:00", "12:00"]', '["12:00", "10:00"]', "8:14", "12:00-10:00 must begin before it ends"),
    ('["10:00", "12:00"]', '["10:00"]', "8:14", "between takes two times"),
    ('["10:00", "12:00"]', '"10:00-12:00"', "8:14", "a list is expected here"),
    ('"12:30"', '"12.30"', "14:14", "'12.30' is not a time"),
    ('"24:00"', '"24:30"', "14:14", "not a time of day"),
    ("valid_for: 6h", "valid_for: 6", "9:16", "'6' is not a duration"),
    ("valid_for: 6h", "valid_for: 6 hours", "9:16", "for example 6h"),
    ("valid_for: 6h", "valid_for: 0h", "9:16", "is not a duration"),
    ("open_for: 36h", "open_for: soon", "24:17", "'soon' is not a duration"),
    # What makes no sense.
    ("[sms, email]", "[sms, fax]", "10:21", "'fax' is not a channel; write sms or email"),
    ("[sms, email]", "[sms, sms]", "6:5", "channels must name sms or email, each once"),
    ("[sms, email]", "[]", "6:5", "channels must name"),
    ("template: walk\n", "template: ../walk\n", "6:5", "template '../walk'"),
    ("key: walk_1", "key: Walk-1", "6:5", "key 'Walk-1'"),
    ("key: walk_1", "key: work_1", "12:10", "step 'work_1' stands twice"),
    ("id: own_plan", "id: Own Plan", "2:1", "id 'Own Plan'"),
    ("{1: back", "{0: back", "23:7", "answer 0 is not a digit from 1 to 9"),
    ("{1: back", "{10: back", "23:7", "answer 10"),
    ("{1: back", '{"1": back', "23:17", "a whole number is expected here, not '1'"),
    ("{1: back, 2: not_yet}", "{}", "23:7", "at least one answer"),
    ("2: not_yet}", "2: back}", "23:7", "two digits have the same answer code"),
    ("follow_up: [not_yet]", "follow_up: [never]", "23:7", "follow_up names 'never'"),
    ("[back]", "[never]", "26:10", "step 'work_2': 'never' is none of the answers to 'work_1'"),
    ("answer.work_1", "answer.walk_1", "26:10", "'answer.walk_1' is not an answer to any question"),
    ("answer.work_1", "answer.work_9", "26:10", "'answer.work_9' is not an answer"),
    ("day: 28", "day: 7", "26:10", "'work_1' is not asked before this step"),
    ("[desk, heavy]", "[]", "12:10", "step 'work_1': the condition on 'job_strain' lists no value"),
    # Scales. The question about work is in lines 22 to 25.
    ("answers: {1: back, 2: not_yet}", "scale: [0]", "23:14", "scale takes the lowest and the highest number"),
    ("answers: {1: back, 2: not_yet}", "scale: [10, 0]", "23:14", "scale takes the lowest and the highest number"),
    ("answers: {1: back, 2: not_yet}", "scale: [0, 10]", "25:19", "'not_yet' is not a follow-up of a scale"),
    ("answers: {1: back, 2: not_yet}", "parts: [back, leg]", "23:14", "parts belong to a scale"),
    ("{1: back, 2: not_yet}", "{1: back, 2: not_yet}\n      scale: [0, 10]", "26:19", "is not a follow-up of a scale"),
    ("open_for: 36h", "again_after: 6h", "23:7", "again_after takes whole days"),
    ("open_for: 36h", "again_after: soon", "24:20", "'soon' is not a duration"),
    # Combinations that no plan can mean.
    ("    day: 14\n", "    anchor: visit\n", "12:5", "'before' is missing: a step with anchor: visit needs it"),
    (
        "    day: 14\n",
        "    day: 14\n    anchor: discharge\n    after_discharge: 2\n",
        "15:22",
        "after_discharge is for steps that count from surgery; leave it out with anchor: discharge",
    ),
    ("    day: -1\n", "    day: -1\n    after_discharge: 2\n", "8:22", "after_discharge is for steps after surgery"),
    ("    day: 14\n", "    day: 14\n    after_discharge: -2\n", "14:22", "after_discharge is 0 or more days"),
    ("follow_up: [not_yet]", "follow_up: not_yet", "25:18", "follow_up of coded answers is a list of them"),
    (
        "open_for: 36h\n      follow_up: [not_yet]\n  - key: work_2",
        "again_after: 1d\n  - key: work_1_again",
        "25:10",
        "step 'work_1_again' has the name of the second question of 'work_1' (again_after)",
    ),
    # No YAML at all.
    ("day: 14", "day: &fortnight 14\n    priority: *fortnight", "14:15", "anchors and aliases (& and *) are not used"),
    ("steps:", "steps", "6:8", "not valid YAML"),
    ("    day: 14", "\tday: 14", "13:1", "not valid YAML"),
    ("[sms, email]", "[sms, email", "11:13", "not valid YAML"),
    ("title:", "%title:", "4:7", "not valid YAML"),
    ("Own plan", "Own\x07plan", "4:16", "a control character"),
    ("Own plan", "Own\ud800plan", "4:16", "a control character"),
    ("Own plan", '"\\UFFFFFFFF"', "1:1", "has no meaning"),
    ("Own plan", '"\\U00110000"', "1:1", "has no meaning"),
    ("# A clinic's own plan.", "%YAML " + "1" * 5000 + ".1\n---", "1:1", "has no meaning"),
    ("Own plan", "[" * 800, "1:1", "nested too deeply"),
]


@each_row(("old", "new", "place", "says"), WRONG, ids=[f"{new[:40]!r}" for _, new, _, _ in WRONG])
def test_a_mistake_is_one_line_that_names_file_line_and_column(old: str, new: str, place: str, says: str) -> None:
    assert old in GOOD
    line, column = place.split(":")
    told = refused(GOOD.replace(old, new, 1))
    assert told.startswith(f"own.yaml, line {line}, column {column}: "), told
    assert says in told


def refused(text: str) -> str:
    with pytest.raises(PathwayFileError) as error:
        read_pathway(text, "own.yaml")
    told = str(error.value)
    assert re.match(r"own\.yaml, line \d+, column \d+: \S", told)
    assert len(told.splitlines()) == 1
    return told


@each_row(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        ("---\n", "a pathway file begins with `id:`"),
        ("just words", "a pathway file begins with `id:`"),
        ("- a\n- list\n", "a pathway file begins with `id:`"),
        ("null", "a pathway file begins with `id:`"),
        ("{}", "'id' is missing"),
        (GOOD + "---\n" + GOOD, "not valid YAML"),
        ("id: x\nversion: 1\ntitle: {en: X}\nsteps: []\n", "at least one step"),
        ("id: x\nversion: 1\ntitle: {en: X}\nsteps:\n", "a list is expected here"),
        ("id: x\nversion: 1\ntitle: {en: X}\nsteps: [walk]\n", "a mapping of"),
        ("id: x\nversion: 1\ntitle: {en: X}\nsteps: {walk: 1}\n", "a list is expected here"),
        ("\x00", "a control character"),
        ("PK\x03\x04", "a control character"),
    ],
)
def test_what_is_no_pathway_at_all(text: str, says: str) -> None:
    assert says in refused(text)


QUESTION = """\
id: visits
version: 1
title: {en: Visits}
steps:
  - key: coming
    anchor: visit
    before: 1d
    between: ["10:00", "12:00"]
    valid_for: 6h
    channels: [sms]
    template: visit_reminder
    ask:
      answers: {1: coming, 2: change}
      again_after: 1d
"""


def test_a_question_of_a_visit_is_not_asked_again_once_the_visit_is_there() -> None:
    told = refused(QUESTION)
    assert told.endswith(
        "line 14, column 20: again_after: 1d would ask once more on the day of the visit or after it; write before: 2d "
        "or more, or leave again_after out"
    )
    assert read_pathway(QUESTION.replace("before: 1d", "before: 2d"), "x").step("coming_again") is not None
    assert "choose a key of at most 57 characters" in refused(
        QUESTION.replace("before: 1d", "before: 2d").replace("key: coming", f"key: {'c' * 58}")
    )
    two_parts = GOOD.replace("answers: {1: back, 2: not_yet}", "scale: [0, 10]\n      parts: [back, leg]")
    two_parts = two_parts.replace("      follow_up: [not_yet]\n", "")
    assert "'work_1' asks for two numbers at once, on which no step can depend" in refused(two_parts)
