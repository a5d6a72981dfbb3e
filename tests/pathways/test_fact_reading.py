"""Facts that a care plan declares: how they may be written, and every way of being wrong, by line and column."""

from __future__ import annotations

import pytest

from reminders.core.plans.facts.columns import COLUMNS, RESERVED_NAMES
from reminders.core.plans.facts.fact import FACTS, Fact
from reminders.pathways.catalog import Catalog
from reminders.pathways.reading import PathwayFileError, content_hash, read_pathway
from reminders.services.forms import caregiver_form
from tests.tables import each_row

BRACE = """\
id: own_plan
version: 3
title: {en: Own plan}
facts:
  brace:
    labels: {en: Back brace, es: Faja}
    values:
      none: {en: None, es: Ninguna}
      soft: {en: Soft, es: Blanda}
      rigid: {en: Rigid}
  pets: {label: {en: Pets at home}, values: ["yes", "no"]}
steps:
  - key: brace_1
    day: 3
    between: ["10:00", "12:00"]
    valid_for: 6h
    channels: [sms]
    template: walk
    when: {brace: [soft, rigid], job_strain: [desk]}
    unless: {pets: ["no"]}
"""
LIST = BRACE.replace(
    BRACE[BRACE.index("  brace:\n") : BRACE.index("steps:")],
    """\
  - name: brace
    labels: {en: Back brace, es: Faja}
    values: {none: {en: None, es: Ninguna}, soft: {en: Soft, es: Blanda}, rigid: {en: Rigid}}
  - {name: pets, labels: {en: Pets at home}, values: ["yes", "no"]}
""",
)


def test_facts_are_read_by_name_or_as_a_list():
    read = read_pathway(BRACE, "own.yaml")
    brace, pets = read.facts
    assert (brace.name, list(brace.values), pets.is_yes_no) == ("brace", ["none", "soft", "rigid"], True)
    assert (brace.label("es"), brace.label("en"), brace.label("pt")) == ("Faja", "Back brace", "Back brace")
    assert (brace.value_label("soft", "es"), brace.value_label("rigid", "es"), pets.value_label("no", "es")) == (
        "Blanda",
        "Rigid",
        "no",
    )
    assert content_hash(read_pathway(LIST, "own.yaml")) == content_hash(read)


@each_row(
    ("name", "text", "value"),
    [
        ("brace", "Soft", "soft"),
        ("brace", "hard", None),
        ("pets", "true", "yes"),
        ("pets", "0", "no"),
        ("brace", "1", None),
    ],
)
def test_a_cell_means_one_of_the_values(name: str, text: str, value: str | None):
    facts = {fact.name: fact for fact in read_pathway(BRACE, "own.yaml").facts}
    assert facts[name].read(text) == value


@each_row(
    ("old", "new"),
    [("Back brace", "Brace"), ("Blanda", "Suave"), ("      rigid: {en: Rigid}\n", "      rigid: {en: Hard}\n")],
)
def test_what_a_fact_says_counts_in_the_hash(old: str, new: str):
    assert content_hash(read_pathway(BRACE.replace(old, new), "x")) != content_hash(read_pathway(BRACE, "x"))


@each_row(
    ("old", "new", "place", "says"),
    [
        ("[soft, rigid]", "[soft, hard]", "19:26", "'hard' is not a value of 'brace'; write one of: none, soft, rigid"),
        ("[desk]", "[dek]", "19:47", "'dek' is not a value of 'job_strain'; write one of: desk, light_manual"),
        ("{pets:", "{pet:", "20:14", "no fact is named 'pet', so it is never known; declare it under facts:"),
        ("  brace:\n", "  surgeon:\n", "5:3", "'surgeon' is a column or field with another meaning"),
        ("  brace:\n", "  reason:\n", "5:3", "'reason' is a column or field with another meaning"),
        ("  brace:\n", "  smoker:\n", "5:3", "'smoker' is a fact that every care plan has"),
        ("  brace:\n", "  Back Brace:\n", "5:3", "fact 'Back Brace' must be lower-case letters"),
        ("  brace:\n", "  answer.brace:\n", "5:3", "fact 'answer.brace' must be lower-case letters"),
        ("  brace:\n", "  yes:\n", "5:3", "a bare yes"),
        ("  pets:", "  brace:", "11:3", "fact 'brace' stands twice"),
        ('["yes", "no"]', "[yes, no]", "11:46", 'write it in quotes: "yes"'),
        ('["yes", "no"]', "[]", "11:45", "fact 'pets' has no values; list what can be chosen"),
        ('["yes", "no"]', "", "11:44", "values takes a list"),
        ('["yes", "no"]', "maybe", "11:45", "values takes a list of what can be chosen"),
        ('["yes", "no"]', '["yes", "Yes"]', "11:45", "value 'Yes' of 'pets' stands twice"),
        ('["yes", "no"]', '["yes", "yes"]', "11:53", "value 'yes' stands twice"),
        ('["yes", "no"]', f"[{'x' * 41}]", "11:45", "at most 40 characters"),
        ('["yes", "no"]', str(list(range(21))), "11:45", "more than 20 values"),
        ('["yes", "no"]', '["yes", ""]', "11:53", "a word is expected here"),
        (', values: ["yes", "no"]', "", "11:9", "'values' is missing"),
        ("label: {en: Pets at home}, ", "", "11:3", "fact 'pets' has no labels; write labels:"),
        ("{en: Pets at home}", "{}", "11:17", "labels are empty"),
        ("{label: {en: Pets at home}", "{lable: {en: Pets at home}", "11:10", "unknown key 'lable'"),
        ("{en: Pets at home}", "{en: 7}", "11:22", "a word is expected here"),
        ('{label: {en: Pets at home}, values: ["yes", "no"]}', '["yes", "no"]', "11:9", "a fact has labels and values"),
        (BRACE[BRACE.index("  brace:\n") : BRACE.index("steps:")], "  [brace]\n", "5:4", "a mapping of"),
        (BRACE[BRACE.index("\n  brace:\n") : BRACE.index("steps:")], " brace\n", "4:8", "a fact has labels and values"),
        (BRACE[BRACE.index("  brace:\n") : BRACE.index("steps:")], "  - {values: [a]}\n", "5:5", "'name' is missing"),
    ],
)
def test_a_mistake_names_line_and_column(old: str, new: str, place: str, says: str):
    assert old in BRACE
    with pytest.raises(PathwayFileError) as error:
        read_pathway(BRACE.replace(old, new, 1), "own.yaml")
    line, column = place.split(":")
    assert str(error.value).startswith(f"own.yaml, line {line}, column {column}: "), str(error.value)
    assert says in str(error.value)


def test_a_plan_that_patients_are_on_is_read_even_if_a_rule_came_later():
    old = BRACE[: BRACE.index("facts:")] + BRACE[BRACE.index("steps:") :]
    old = old.replace("{brace: [soft, rigid], job_strain: [desk]}", "{job_strain: [dek]}").replace("pets", "pet")
    assert read_pathway(old, "x", kept=True).steps[0].when == {"job_strain": frozenset({"dek"})}
    with pytest.raises(PathwayFileError, match="'dek' is not a value"):
        read_pathway(old, "x")


def test_no_name_of_a_column_can_be_a_fact():
    assert {*COLUMNS, *caregiver_form.COLUMNS, *FACTS} <= RESERVED_NAMES
    assert Catalog().fact_names == ()
    assert Fact("pets", {}, {}).label("en") == "pets"
