"""`reminders answers` and `report mips`, against a computation by hand that shares nothing with the product."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.making import csv_file, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Result, Run

PROCEDURES = ("microdiscectomy", "laminectomy", "spinal_fusion", "vertebroplasty_kyphoplasty")
FIRST, LAST = "2024-01-01", "2024-12-31"
ASKED = {"pain_before": -6, "pain_10w": 70, "pain_12m": 365}


def lines(found: Result) -> list[Any]:
    assert (found.code, found.err) == (0, "")
    return [json.loads(line) for line in found.out.splitlines()]


def give(folder: Path, given: list[tuple[str, str, str, date, str]], party: str = "patient") -> None:
    """Store answers (external id, step, code, day, how) as the service keeps them."""
    with closing(sqlite3.connect(folder / "reminders.db")) as database:
        ids = {}
        for enrollment_id, imported in database.execute("SELECT id, surgery_date FROM enrollments"):
            ids.setdefault(imported, []).append(enrollment_id)
        for number, (external_id, step, code, day, how) in enumerate(given):
            first, second = [*map(int, code.split()), None, None][:2]
            (enrollment_id,) = ids[SURGERIES[external_id].isoformat()]
            values = (enrollment_id, step, code, first, second, how, party, f"{day} 17:00:{number % 60:02d}.000000")
            statement = "INSERT INTO answers (enrollment_id, step, anchor, code, score, score_2, how, party, at)"
            database.execute(f"{statement} VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)", values)
        database.commit()


SURGERIES = {f"M{number}": date(2023, 12, 1) + timedelta(days=9 * number) for number in range(50)}


def made_up(dice: random.Random) -> list[tuple[str, str, str, date, str]]:
    given = []
    for number, (name, surgery) in enumerate(SURGERIES.items()):
        after = "pain_12m" if PROCEDURES[number % 4] == "spinal_fusion" else "pain_10w"
        for step in ("pain_before", after):
            if dice.random() < 0.75:
                late = dice.choice((0, 1, 2, 80, 200)) if step != "pain_before" else 0
                day = surgery + timedelta(days=ASKED[step] + late)
                score = f"{dice.randint(0, 10)} {dice.randint(0, 10)}"
                # Kyphoplasty asks for one number only.
                how = "staff" if number % 5 == 0 else "text"
                given.append((name, step, score.split(maxsplit=1)[0] if number % 4 == 3 else score, day, how))
    return given


def by_hand(given: list[tuple[str, str, str, date, str]], place: int) -> dict[str, Any]:
    """The measure, worked out on a calendar: 42 to 140 days, and after a fusion from month 9 to month 15."""
    patients = []
    for number, (name, surgery) in enumerate(SURGERIES.items()):
        procedure = PROCEDURES[number % 4]
        if procedure.startswith("vertebro") or not FIRST <= surgery.isoformat() <= LAST:
            continue
        scores = {day: int(code.split()[place]) for who, _, code, day, _ in given if who == name}
        entered = number % 5 == 0
        before = [scores[day] for day in sorted(scores) if day < surgery]
        if procedure == "spinal_fusion":
            month = surgery.year * 12 + surgery.month
            inside = [day for day in scores if month + 9 <= day.year * 12 + day.month <= month + 15]
            inside = [day for day in inside if day.year * 12 + day.month != month + 9 or day.day >= surgery.day]
            inside = [day for day in inside if day.year * 12 + day.month != month + 15 or day.day <= surgery.day]
        else:
            inside = [day for day in scores if 42 <= (day - surgery).days <= 140]
        after = [scores[day] for day in sorted(inside)]
        better = bool(after and before) and before[-1] - after[-1] >= 5
        outcome = "not_assessed" if not after else "met" if after[-1] <= 3 or better else "not_met"
        patients.append(
            {
                "external_id": name,
                "baseline": before[-1] if before else None,
                "latest": after[-1] if after else None,
                "outcome": outcome,
                "baseline_by_staff": entered and bool(before),
                "latest_by_staff": entered and bool(after),
            }
        )
    met = sum(patient["outcome"] == "met" for patient in patients)
    silent = sum(patient["outcome"] == "not_assessed" for patient in patients)
    counts = {"denominator": len(patients), "met": met, "not_met": len(patients) - met, "not_assessed": silent}
    return counts | {"patients": patients}


def test_the_measures_equal_a_computation_by_hand_and_answers_are_listed(oak: Run, folder: Path):
    people = [
        row(
            external_id=name,
            phone=f"+1202555{1000 + number}",
            email=f"p{number}@example.org",
            procedure=PROCEDURES[number % 4],
            surgery_date=day.isoformat(),
        )
        for number, (name, day) in enumerate(SURGERIES.items())
    ]
    assert oak("enroll", str(csv_file(folder, *people))).code == 0
    given = made_up(random.Random(3))
    give(folder, given)
    answered = {(name, step) for name, step, *_ in given}
    silent = next(name for name in list(SURGERIES)[5::4] if (name, "pain_10w") not in answered)
    theirs = [(silent, "pain_10w", "0 0", SURGERIES[silent] + timedelta(days=70), "text")]
    give(folder, theirs, party="caregiver")  # which measures nothing: a score is the patient's own
    for measure, place in (("459", 0), ("461", 1)):
        found = oak("report", "mips", "--measure", measure, "--from", FIRST, "--to", LAST, "--json")
        expected = by_hand(given, place)
        assert lines(found) == [expected]
        assert min(expected[name] for name in ("met", "not_met", "not_assessed")) > 3, "the year shows every outcome"
    listed = lines(oak("answers", "--json"))
    assert len(listed) == len(given) + 1
    assert [one["external_id"] for one in listed if one["party"] == "caregiver"] == [silent]
    printed = oak("report", "mips", "--measure", "459", "--from", FIRST, "--to", LAST).out
    assert printed.endswith("* entered by staff, who read it in the patient's own words\n")
    shown = [line.split()[0] for line in printed.splitlines() if "*" in line][:-1]
    measured = by_hand(given, 0)["patients"]
    assert shown == [one["external_id"] for one in measured if one["baseline_by_staff"] or one["latest_by_staff"]]
    name, step, code, day, how = given[0]
    mine = lines(oak("answers", "--external-id", name, "--json"))
    assert mine[0] == {
        "external_id": name,
        "step": step,
        "value": [int(part) for part in code.split()],
        "at": mine[0]["at"],
        "how": how,
        "entered_by": None,
        "entered_at": None,
        "party": "patient",
    }
    assert mine[0]["at"].startswith(f"{day}T17:00:")
    assert mine[0]["at"].endswith("+00:00")


def test_scores_by_cohort_count_who_was_asked(oak: Run, folder: Path):
    people = [
        row(
            external_id=f"S{number}", phone=f"+120255501{number:02d}", email=f"s{number}@example.org", language=language
        )
        for number, language in enumerate(("en", "en", "es"))
    ]
    assert oak("enroll", str(csv_file(folder, *people))).code == 0
    with closing(sqlite3.connect(folder / "reminders.db")) as database:
        # Two got the question, the third did not; one answered.
        database.execute(
            "UPDATE messages SET step = 'pain_10w', status = 'accepted', sent_at = due_at WHERE step = 'walk_1' "
            "AND patient_id IN (SELECT id FROM patients WHERE language = 'en')"
        )
        (one,) = database.execute("SELECT enrollment_id FROM messages WHERE step = 'pain_10w' LIMIT 1").fetchone()
        database.execute(
            "INSERT INTO answers (enrollment_id, step, anchor, code, score, score_2, how, party, at) "
            "VALUES (?, 'pain_10w', 1, '3 6', 3, 6, 'staff', 'patient', '2026-05-20 17:00:00.000000')",
            [one],
        )
        database.commit()
    found = oak("report", "scores", "--by", "language", "--from", "2026-01-01", "--to", "2026-12-31")
    assert found.out.split() == [
        "language,procedure,step,day,part,asked,answered,mean,median,by_staff",
        "en,microdiscectomy,pain_10w,70,back,2,1,3.0,3.0,1",
        "en,microdiscectomy,pain_10w,70,leg,2,1,6.0,6.0,1",
    ]


def test_a_measure_that_does_not_exist_is_refused(oak: Run):
    for arguments, says in (
        (("--measure", "460", "--from", FIRST, "--to", LAST), "459 (back pain) or 461 (leg pain)"),
        (("--measure", "459", "--from", "soon", "--to", LAST), "--from takes a date"),
        (("--measure", "459", "--from", LAST, "--to", FIRST), "--to must not be before --from"),
    ):
        found = oak("report", "mips", *arguments)
        assert found.code == 2
        assert says in found.err
