"""Red flags by kind on texts written before the rules were looked at; the score of each kind is printed."""

from __future__ import annotations

import time
from collections import defaultdict

from reminders.core.replies.reply_quotes import own_words_off
from reminders.core.safety.red_flags import red_flag, red_flag_unsure
from tests.core.replies.kind_texts import HeldOut, held_out_rows

MIN_FLAGGED, MAX_FALSE_ALARMS, MAX_TOO_LOW = 0.96, 0.10, 0.02


def _found(row: HeldOut) -> str:
    return red_flag(own_words_off(row.text)) or ""


def test_each_kind_of_red_flag_is_read_and_its_near_misses_are_not():
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    missed, alarms, low = [], [], []
    for row in held_out_rows():
        found, count = _found(row), kinds[row.kind]
        count[0 if row.tier else 2] += 1
        if row.tier:
            count[1] += bool(found)
            missed += [] if found else [(row.kind, row.text, red_flag_unsure(own_words_off(row.text)))]
            low += [row.text] if found == "B" and row.tier == "A" else []
        elif found:
            count[3] += 1
            alarms.append((row.kind, row.text))
    for kind, (flags, heard, harmless, alarmed) in kinds.items():
        print(f"{kind:15} {heard:3} of {flags:3} flags read, {alarmed:2} of {harmless:3} near misses flagged")  # noqa: T201 - the score is the point
    print(f"missed {missed}\nfalse alarms {alarms}\ntier too low {low}")  # noqa: T201
    flags, harmless = sum(count[0] for count in kinds.values()), sum(count[2] for count in kinds.values())
    assert 1 - len(missed) / flags >= MIN_FLAGGED
    assert len(alarms) / harmless <= MAX_FALSE_ALARMS
    assert len(low) / flags <= MAX_TOO_LOW


def test_a_flag_beside_something_negated_still_counts():
    texts = (
        "no fever but my leg is numb",
        "no chills, no redness, but i can't pee",
        "sin fiebre pero no siento la pierna",
        "I haven't fallen and my incision is oozing pus",
        "No pain. Chest is tight though, feels like an elephant on it",
        "my neighbor had a stroke last year and now my face is drooping too",
        "what if i get a fever? also I fell last night",
        "the numbness went away but it came back and now my foot drags",
    )
    assert not [text for text in texts if not red_flag(own_words_off(text))]


def test_what_is_missing_can_be_the_symptom():
    texts = (
        "can't feel my legs",
        "no siento las piernas",
        "no puedo orinar",
        "no strength in my leg",
        "not breathing right, lips are blue",
        "won't stop bleeding",
        "no para de vomitar",
        "hasn't peed since yesterday",
    )
    assert not [text for text in texts if not red_flag(own_words_off(text))]


def test_unsure_is_neither_an_alarm_nor_said_of_an_alarm():
    for row in held_out_rows():
        folded = own_words_off(row.text)
        assert not (red_flag(folded) and red_flag_unsure(folded))


def test_a_huge_text_is_read_in_bounded_time():
    for text in (
        "no siento my leg " * 6000,
        "a" * 100_000,
        "9 out of 10 " * 9000,
        "no, " * 25_000,
        "one hundred and " * 7000,
    ):
        started = time.process_time()
        red_flag(own_words_off(text))
        assert time.process_time() - started < 2
