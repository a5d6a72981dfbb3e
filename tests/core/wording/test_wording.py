"""What may be said to a patient: each rule with words that pass and words that do not."""

from __future__ import annotations

from reminders.core.wording import wording, wording_html
from tests.tables import each_row

PAGE = (
    '<html lang="en"><head><title>T</title></head><body><div style="display:none">Hidden</div>'
    '<p>Oak Clinic</p><p>Walk a <b>bit</b> today.</p><a href="https://c.example/u/1">Stop</a></body></html>'
)


@each_row(
    "text",
    [
        "Are you back at work?",
        "1 = back at work, 2 = partly back, 3 = not yet",
        "Go back to work only if your care team agrees.",
        "Call back today. Only you can bring them back.",
        "Is your dressing area clean and dry?",
        "If your surgeon agrees, take a short walk.",
        "Cut down your pain pills, as your team planned.",
        "This is a discussion about your backpack.",
    ],
)
def test_english_words_that_may_be_said(text: str) -> None:
    assert wording.names_no_health_detail(text, "en") == []


@each_row(
    "text",
    [
        "How is your back?",
        "Rest your back at home.",
        "Back pain is common.",
        "Is the lower back sore?",
        "Your spine needs rest.",
        "After your surgery, walk.",
        "Your operation is tomorrow.",
        "Is your wound clean?",
        "Keep the incision dry.",
        "Are you off opioids?",
        "After your FUSION, rest.",
        "Your disc is healing.",
        "About your microdiscectomy",
        "Your kyphoplasty visit",
        "Take ibuprofen.",
        "Your X-ray is back.",
        "See the neurosurgeon.",
        "Keep your bones strong.",
        "Your physical therapy starts.",
    ],
)
def test_english_words_that_may_not_be_said(text: str) -> None:
    assert wording.names_no_health_detail(text, "en") != []


@each_row("text", ["¿Ya volvió al trabajo?", "La zona del vendaje", "Su equipo médico", "Descanse en la espera"])
def test_spanish_words_that_may_be_said(text: str) -> None:
    assert wording.names_no_health_detail(text, "es") == []


@each_row(
    "text",
    [
        "Su espalda",
        "SU CIRUGÍA",
        "la columna",
        "la operación",
        "la herida",
        "sus huesos",
        "los opioides",
        "su cadera",
        "fisioterapia",
    ],
)
def test_spanish_words_that_may_not_be_said(text: str) -> None:
    assert wording.names_no_health_detail(text, "es") != []


@each_row(
    ("text", "language"),
    [
        ("This is normal.", "en"),
        ("Some pain is quite normal.", "en"),
        ("Do not worry.", "en"),
        ("You can go back to work.", "en"),
        ("You are cleared.", "en"),
        ("We will read your answer.", "en"),
        ("Esto es normal.", "es"),
        ("No se preocupe.", "es"),
        ("Ya puede manejar.", "es"),
        ("Le responderemos pronto.", "es"),
    ],
)
def test_no_one_is_cleared_or_reassured(text: str, language: str) -> None:
    assert wording.neither_clears_nor_reassures(text, language) != []


@each_row(
    ("text", "language", "fine"),
    [
        ("Drive only if your care team agrees.", "en", True),
        ("Lift nothing, or only if your surgeon agrees.", "en", True),
        ("Drive on Monday.", "en", False),
        ("Are you back at work?", "en", False),
        ("Lifting is next.", "en", False),
        ("Exercises work best each day.", "en", True),
        ("Maneje solo si su equipo médico está de acuerdo.", "es", True),
        ("Maneje el lunes.", "es", False),
        ("¿Volvió al trabajo?", "es", False),
        ("Levántese despacio.", "es", True),
    ],
)
def test_work_driving_and_lifting_name_the_care_team(text: str, language: str, *, fine: bool) -> None:
    assert (wording.asks_the_care_team_first(text, language) == []) is fine


@each_row(
    ("text", "language", "fine"),
    [
        ("Reply with a number: 1 = clean", "en", True),
        ("Reply STOP to end. HELP for help.", "en", True),
        ("Reply YES to confirm.", "en", False),
        ("Reply STOP.", "en", False),
        ("Text END if done.", "en", False),
        ("1 = yes, 2 = later", "en", False),
        ("1 = no change or worse", "en", True),
        ("Responda con un número: 3 = no es para mí", "es", True),
        ("Responda ALTO para terminar.", "es", True),
        ("Responda SÍ para confirmar.", "es", False),
        ("Responda SÍ.", "es", False),
        ("Responda si tiene dudas.", "es", True),
        ("1 = sí, 2 = luego", "es", False),
    ],
)
def test_answers_are_digits(text: str, language: str, *, fine: bool) -> None:
    assert (wording.asks_with_digits(text, language) == []) is fine


def test_every_answer_of_the_pathway_is_shown_and_no_other() -> None:
    assert wording.shows_every_answer("1 = a, 2 = b", {1: "a", 2: "b"}, "en") == []
    assert "answer 2" in wording.shows_every_answer("1 = a", {1: "a", 2: "b"}, "en")[0]
    assert "answer 3" in wording.shows_every_answer("1 = a, 3 = c", {1: "a"}, "en")[0]
    assert wording.shows_every_answer("A fever of 100.4 F", {}, "en") == []


def test_texts_are_short_and_in_the_cheap_alphabet() -> None:
    assert wording.short_enough("a" * 306) == []
    assert "3 segments" in wording.short_enough("a" * 307)[0]
    assert wording.short_enough("a" * 459, wording.MAX_SEGMENTS_WITH_OPT_IN) == []
    assert "'á' (U+00E1)" in wording.cheap_alphabet("más á")[0]


def test_reading_is_graded_by_language() -> None:
    hard = "Postoperative rehabilitation necessitates individualized considerations."
    assert "reading grade" in wording.easy_to_read(hard, "en")[0]
    assert "INFLESZ" in wording.easy_to_read("La rehabilitación posoperatoria requiere consideraciones.", "es")[0]
    assert wording.easy_to_read(hard, "fr") == []


def test_small_rules() -> None:
    assert wording.clinic_first("Oak: hi", "Oak") == []
    assert wording.clinic_first("Hi from Oak", "Oak") != []
    assert wording.plain_spaces("9\u00a0am") != []
    assert wording.plain_spaces("9&nbsp;am") != []
    assert wording.one_line("a\nb") != []
    assert wording.one_line("") != []
    assert "{{ clinic.phone }}" in wording.tells_how_to_reach("Call us.", "555")[0]
    assert wording.names_keyword("Reply STOP to end", "stop_words", "en") == []
    assert wording.names_keyword("Do not stop", "stop_words", "en") != []


def test_an_email_that_says_the_same_passes() -> None:
    text = "Walk a bit today.\n\nStop: https://c.example/u/1"
    assert wording_html.says_the_same(text, PAGE, "Oak Clinic") == []
    assert wording_html.loads_nothing(PAGE) == []
    assert wording_html.names_its_language(PAGE, "en") == []
    assert wording_html.preheader(PAGE) == "Hidden"


def test_an_email_that_says_something_else_is_told_where() -> None:
    wrong = wording_html.says_the_same("Walk a lot today. Stop", PAGE, "Oak Clinic")
    assert wrong == [
        'text says "walk a lot today stop" where the HTML says "walk a bit today stop"; let both say the same'
    ]
    assert wording_html.names_its_language(PAGE, "es") != []


@each_row(
    "tag",
    [
        '<img src="https://x.example/a.png">',
        "<script>1</script>",
        '<link rel="stylesheet" href="https://x.example/a.css">',
        '<td background="https://x.example/a.png">',
        '<p style="background:url(https://x.example/a.png)">',
        "<style>@import 'https://x.example/a.css';</style>",
        "<iframe></iframe>",
    ],
)
def test_nothing_is_loaded_from_elsewhere(tag: str) -> None:
    assert wording_html.loads_nothing(PAGE.replace("<p>", tag + "<p>", 1)) != []
