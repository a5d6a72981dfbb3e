"""Every reply in the tables reads as it should: no red flag or stop missed, false alarms counted and bounded."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.core.language.reply_text import fold
from reminders.core.language.word_match import spell_out
from reminders.core.replies.replies import Reading, RedFlag, is_small_talk, read
from reminders.data import book
from tests.core.replies.rows import ROWS
from tests.core.replies.table_clinical import LISTED_A, LISTED_B
from tests.tables import each_row

MAX_FALSE_ALARMS = 0.03
OWN_TEXTS = (
    "Oak Street Clinic: hi Ana, are you back at work? Reply 1 back, 2 partly, 3 not yet. Questions? Call 202-555-0100.",
    "Your text may describe an emergency. Call 911 or go to the ER now. Nobody watches this. Clinic: 202-555-0100.",
    "Su mensaje puede indicar una urgencia. Llame al 911 o vaya a emergencias ahora. Nadie vigila estos mensajes.",
    "This number is not watched. Emergency: 911. Clinic: 202-555-0100. Reply STOP to end.",
    "Responda ALTO para terminar. Si tiene fiebre o la herida está roja, llame al 202-555-0100.",
)
NOTHING = Reading(stop=False, start=False, help=False, red_flag=None, answer=None)


def _words_read(reading: Reading) -> set[str]:
    read_as = {name for name in ("stop", "start", "help") if getattr(reading, name)}
    read_as |= {"unclear"} if reading.unclear_stop else set()
    return read_as | ({str(reading.answer)} if reading.answer is not None else set())


@each_row(("text", "expected"), ROWS)
def test_stop_start_help_and_answer_are_read_exactly(text: str, expected: str) -> None:
    assert _words_read(read(text)) == set(expected.split()) - {"A", "B"}


def test_no_red_flag_is_missed_or_taken_too_lightly() -> None:
    wanted = [
        (text, "A" if "A" in expected.split() else "B") for text, expected in ROWS if set(expected.split()) & {"A", "B"}
    ]
    wrong = [(text, tier, found) for text, tier in wanted if (found := read(text).red_flag) is None or found > tier]
    assert not wrong


def test_every_emergency_the_clinical_notes_list_is_an_emergency() -> None:
    told = [form for text in LISTED_A for form in (text, f"Hi, {text.upper()}!! please call")]
    assert not [text for text in told if read(text).red_flag is not RedFlag.A]


def test_every_call_today_the_clinical_notes_list_is_flagged() -> None:
    assert not [text for text in LISTED_B if read(text).red_flag is None]


def test_false_alarms_are_few_and_counted() -> None:
    harmless = [text for text, expected in ROWS if not set(expected.split()) & {"A", "B"}]
    alarms = [text for text in harmless if read(text).red_flag is not None]
    higher = [text for text, expected in ROWS if "B" in expected.split() and read(text).red_flag is RedFlag.A]
    rate = len(alarms) / len(harmless)
    print(f"\n{len(ROWS)} replies, {len(harmless)} harmless, {len(alarms)} false alarms ({rate:.1%}): {alarms}")  # noqa: T201 - the figures are the point
    print(f"{len(higher)} flagged one tier higher than need be: {higher}")  # noqa: T201 - the figures are the point
    assert rate <= MAX_FALSE_ALARMS


@given(st.text())
def test_no_text_fails(text: str) -> None:
    read(text)
    read(text, {1: "back", 2: "partly_back"}, OWN_TEXTS)
    is_small_talk(text)


@given(st.text(alphabet=" .,!?1239abcdehilmnoprstuñáé“”\"'>\n👍STOP", max_size=300))
def test_no_text_made_of_usual_signs_fails(text: str) -> None:
    read(text, None, OWN_TEXTS)


_AROUND = st.text(alphabet=" \t\n.!¡?¿,;:-*()\"'", max_size=6)


@given(
    st.sampled_from(sorted(set().union(*map(book("keywords").words, ("stop_words", "stop_slips", "stop_bodies"))))),
    _AROUND,
    _AROUND,
    st.sampled_from([str.lower, str.upper, str.title]),
)
@settings(max_examples=600)
def test_a_listed_stop_always_stops(keyword: str, before: str, after: str, case: type[str]) -> None:
    assert read(f"{before}{case(keyword)}{after}").stop


@given(st.sampled_from([text for text, expected in ROWS if "stop" in expected.split()]), st.booleans())
@settings(max_examples=200)
def test_a_stop_stops_in_any_case(text: str, upper: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    assert read(text.upper() if upper else text.lower()).stop


@given(st.integers(min_value=0, max_value=999), _AROUND, _AROUND)
def test_a_digit_never_stops_starts_or_asks_for_help(number: int, before: str, after: str) -> None:
    reading = read(f"{before}{number}{after}")
    assert (reading.stop, reading.start, reading.help) == (False, False, False)


@each_row("own", OWN_TEXTS)
@each_row(
    "copy",
    [
        "Liked “{}”",
        'Loved "{}"',
        'Reacted 👍 to "{}"',
        "👍 to “{}”",
        "👍 a “{}”",
        "Removed a like from “{}”",
        "Laughed at “{}”",
        "Le gustó “{}”",
        'Le encantó "{}"',
        "A Ana le encantó “{}”",
        "A Ana María le gustó «{}»",
        "Reaccionó con 👍 a “{}”",
        "> {}",
        "On Mon, Nov 3, 2026 at 10:00 AM Oak Street Clinic <hello@clinic.example> wrote:\n> {}",
        "On Mon, Nov 3, 2026 at 10:00 AM Oak Street Clinic <hello@clinic.example> wrote:\n{}",
        "El lun, 3 de nov de 2026 a las 10:00, Clínica <hola@clinica.example> escribió:\n> {}",
    ],
)
def test_our_own_words_are_not_the_patients(copy: str, own: str) -> None:
    quoted = copy.format(own)
    # A reaction was written by the phone, a quotation by the patient: neither says anything.
    nothing = NOTHING if copy.startswith((">", "On ", "El ")) else replace(NOTHING, automatic=True)
    assert read(quoted) == nothing
    assert read(quoted, own_texts=OWN_TEXTS) == nothing
    assert is_small_talk(quoted)
    assert read(copy.format(own[:60] + "…"), own_texts=OWN_TEXTS) == nothing


@each_row("own", OWN_TEXTS)
def test_a_bare_copy_of_a_known_text_is_not_read(own: str) -> None:
    assert read(own, own_texts=OWN_TEXTS) == NOTHING
    assert read(f"{own}\n2 thanks", own_texts=OWN_TEXTS) == Reading(
        stop=False, start=False, help=False, red_flag=None, answer=2
    )


def test_what_the_patient_adds_to_a_quote_is_read() -> None:
    assert read("Liked “Reply STOP to end” but I can't feel my legs").red_flag is RedFlag.A
    assert read("STOP\n\nOn Mon, Nov 3, 2026 at 10:00 AM Clinic <c@d.example> wrote:\n> Reply 1 or 2").stop
    assert read('He said "I can\'t feel my legs"').red_flag is RedFlag.A
    assert read("> 101.5").red_flag is RedFlag.B


@each_row(
    ("text", "answer"),
    [
        ("not yet", 3),
        ("Not yet, maybe next week", 3),
        ("back", 1),
        ("I'm back at work", 1),
        ("partly", 2),
        ("todavía no", 3),
        ("Back hurts", None),
        ("not yet but partly back", 3),
        ("4", None),
    ],
)
def test_the_name_of_an_answer_is_an_answer(text: str, answer: int | None) -> None:
    assert read(text, {1: "back", 2: "partly_back", 3: "not_yet"}).answer == answer


def test_only_open_answers_count() -> None:
    assert read("3", [1, 2]).answer is None
    assert read("5", range(1, 6)).answer == 5
    assert read("1", []).answer is None


@each_row(
    "text",
    [
        "ok",
        "OK!",
        "Thanks",
        "gracias",
        "👍",
        "👍🏾",
        "🙏🙏",
        "muchas gracias!",
        "Thank you so much",
        "",
        "Liked an image",
    ],
)
def test_small_talk_needs_no_answer(text: str) -> None:
    assert is_small_talk(text)


@each_row("text", ["who is this?", "2", "my leg hurts", "STOP", "puedo bañarme?"])
def test_other_words_are_no_small_talk(text: str) -> None:
    assert not is_small_talk(text)


@each_row(
    "text", ["no siento my leg " * 600, "1 " * 5000, "“" * 10_000, "\n>" * 5000, "aé9 ﷽" * 2000, "no mas " * 1400]
)
def test_a_very_long_text_is_read_like_any_other(text: str) -> None:
    assert isinstance(read(text), Reading)


def test_the_word_tables_are_spelled_as_texts_are_compared() -> None:
    flags, harmless = book("red_flags").texts(), book("red_flag_harmless").texts()
    for table in (flags, harmless):
        for listed in table.values():
            for entry in spell_out(listed):
                assert fold(entry) == entry
                assert entry.replace(" ", "").isalnum()
    assert set(harmless) <= set(flags)
    assert {idea for entry in book("red_flag_rules").entries.values() for idea in entry.values} <= set(flags)
