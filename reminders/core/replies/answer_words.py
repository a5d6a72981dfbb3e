"""Words around and for coded answers in both languages, as data."""

# ruff: noqa: SIM905 - word lists read better as words than as a list of strings
from __future__ import annotations

from typing import Final

NUMBER_WORDS: Final = {
    "zero": 0, "cero": 0, "one": 1, "uno": 1, "una": 1, "two": 2, "dos": 2, "three": 3, "tres": 3, "four": 4,
    "cuatro": 4, "five": 5, "cinco": 5, "six": 6, "seis": 6, "seven": 7, "siete": 7, "eight": 8, "ocho": 8,
    "nine": 9, "nueve": 9,
}  # fmt: skip

SOUND_ALIKES: Final = {
    "to": 2, "too": 2, "tow": 2, "tu": 2, "won": 1, "on": 1, "oen": 1, "tree": 3, "thre": 3, "free": 3, "for": 4,
    "fore": 4, "unos": 1, "hun": 1, "does": 2, "doz": 2, "trez": 3,
}  # fmt: skip
"""What a phone writes for a spoken number; counts only when it is the whole text."""

LEADS: Final = frozenset(
    """
    hi hello hey hola ok okay yes yeah yep si no good morning afternoon evening buenos buenas dias tardes noches
    thanks thank you gracias well um
    so i im am ive a the la el es its it is that that's this estoy ya he thumbsup dr doctor pues bueno just please mi
    my un
    """.split()
)

CUES: Final = frozenset(
    """
    option options opcion answer answers respuesta resp ans number numero num no nr choice choose chose pick picked
    say id
    would its be contesto elijo escojo
    digo diria seria creo think guess probably maybe reply replying press respondo is es im a the la el my i that
    pongo marco code codigo que
    """.split()
)

ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "primero": 1, "primera": 1, "primer": 1,
    "segundo": 2, "segunda": 2, "tercero": 3, "tercera": 3, "tercer": 3,
}  # fmt: skip
ORDINAL_COMPANY: Final = frozenset("the la el option opcion choice answer respuesta one thanks gracias please".split())
"""All that may stand beside an ordinal that is the answer: "the second one", not "first of all"."""

NAMING_CUES: Final = frozenset("option opcion answer respuesta choice choose chose pick elijo escojo".split())
"""Words after which a digit is the answer wherever they stand."""

FOLLOWERS: Final = frozenset(
    """
    but pero and y though thanks thank gracias please por because porque since so i im ive its it still no not yes si
    ok okay aunque todavia aun
    ya me mi my the la el los las estoy tengo thumbsup sir maam doctor dr doc hi hello we he she however just only que
    with con is es
    """.split()
)

DIGIT_FOLLOWERS: Final = FOLLOWERS | frozenset(
    """
    there theres they this that these those when where what how all very really kind kinda feeling feel
    feels looks look smells smell hurts hurt leaking leaks some a little bit everything nothing have has had got doing
    going sorry good great bad unfortunately hope been was were are do dont did didnt cant would will
    hay esta estan sale huele duele tiene tengo cuando muy poco poquito algo todo toda pues creo he fui ayer anoche desde
    aqui sigo voy le lo un una se te mucho mucha al a nada gracias bien mal saludos buenos buenas
    """.split()
)
"""What goes on after a digit without counting anything: "2 there is yellow stuff"."""

ANSWER_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "back": (
        "back at work",
        "back to work",
        "fully back",
        "i am back",
        "i am back at work",
        "ya regrese",
        "ya volvi",
        "regrese",
        "de vuelta",
        "ya estoy de vuelta",
        "ya trabajo",
    ),
    "partly back": (
        "partly",
        "part",
        "part time",
        "back part time",
        "back half time",
        "back half days",
        "partially",
        "partially back",
        "i am partly back",
        "half days",
        "medio tiempo",
        "en parte",
        "parcial",
        "parcialmente",
        "a medias",
    ),
    "part": ("partly", "part time", "partially", "half days", "medio tiempo", "en parte", "parcial", "parcialmente"),
    "not yet": (
        "not yet",
        "not back yet",
        "todavia no",
        "aun no",
        "no todavia",
        "not back",
        "not working yet",
        "i am not back yet",
        "todavia no vuelvo",
        "aun no vuelvo",
        "no he vuelto",
        "todavia no regreso",
        "aun no regreso",
        "no yet",
    ),
    "fine": (
        "clean and dry",
        "dry and clean",
        "it is fine",
        "limpio y seco",
        "limpia y seca",
        "seco y limpio",
        "seca y limpia",
        "esta bien",
        "fine",
        "all fine",
        "all good",
        "looks good",
        "good",
        "bien",
        "todo bien",
        "muy bien",
    ),
    "worried": (
        "i am worried",
        "worried",
        "concerned",
        "preocupado",
        "preocupada",
        "me preocupa",
        "estoy preocupado",
        "estoy preocupada",
    ),
    "started": ("started", "empece", "comence", "ya empece", "ya comence", "empezado"),
    "booked": ("booked", "scheduled", "tengo cita", "ya tengo cita", "cita hecha", "agendada", "agendado"),
    "not for me": ("not for me", "no es para mi", "not needed", "no lo necesito"),
    "as i hoped": ("as i hoped", "as hoped", "como esperaba", "lo que esperaba", "as expected"),
    "as hoped": ("as i hoped", "como esperaba", "lo que esperaba", "as expected"),
    "better": ("mejor", "better than i hoped", "mejor de lo que esperaba"),
    "same or worse": ("same", "worse", "igual", "peor", "igual o peor", "about the same"),
    "yes": ("yes", "si"),
    "no": ("no",),
}
"""Other ways to say the names that the shipped pathways give their answers."""

DEFAULT_NAMES: Final[dict[tuple[int, ...], dict[str, int]]] = {
    (1, 2): {"fine": 1, "worried": 2},
    (1, 2, 3): {"back": 1, "partly back": 2, "not yet": 3, "started": 1, "booked": 2, "not for me": 3},
}
"""The answers of the shipped questions by their codes, for when only the codes are known."""
