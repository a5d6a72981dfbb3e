"""Composes texts from verbs, objects and frames, in both languages: what is to end decides how the text must read."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS_EN = (
    "these texts",
    "the messages",
    "your reminders",
    "all these text messages",
    "the daily texts",
    "the texts to my mom",
)
OTHERS_EN = (
    "the oxycodone",
    "my appointment",
    "physical therapy",
    "the blood thinner",
    "smoking",
    "the brace",
    "the ice packs",
    "my husbands antibiotics",
    "the pharmacy calls",
    "my gym membership",
)
WISHES_EN = (
    "please stop {}",
    "stop {} now",
    "can you stop {}",
    "i want you to cancel {}",
    "hi this is his wife please stop {} thank you",
    "i need to cancel {}",
    "discontinue {} please",
    "my husband says to stop {}",
    "ok im better now so you can stop {}",
    "how do i stop {}",
)
KEEPING_EN = (
    "please dont stop {}",
    "never cancel {}",
    "i do not want to stop {}",
    "please do not discontinue {}",
    "no reason to stop {}",
    "im not trying to cancel {}",
    "what happens if i stop {}",
    "when do i stop {}",
    "should i ever need to stop {} i will call",
)
TEXTS_ES = ("los mensajes", "estos recordatorios", "los mensajitos", "todos estos textos", "sus mensajes", "los avisos")
OTHERS_ES = (
    "la oxicodona",
    "mi cita",
    "la terapia",
    "las pastillas",
    "el cigarro",
    "la faja",
    "el hielo",
    "el seguro",
    "la gabapentina",
)
WISHES_ES = (
    "por favor paren {}",
    "cancelen {}",
    "quiero cancelar {}",
    "pueden detener {} por favor",
    "hola soy su hija cancelen {} gracias",
    "ya basta de {}",
    "suspendan {}",
    "deseo suspender {}",
)
KEEPING_ES = (
    "no cancelen {}",
    "no quiero cancelar {}",
    "por favor nunca paren {}",
    "no vayan a suspender {}",
    "cuando puedo parar {}",
    "si despues quiero cancelar {} les aviso",
    "que pasa si cancelo {}",
)


def composed() -> Iterator[tuple[str, bool]]:
    """Each composed text with whether it must stop; the others are neither stops nor unclear."""
    for wishes, texts, stops in (
        (WISHES_EN, TEXTS_EN, True),
        (WISHES_EN, OTHERS_EN, False),
        (KEEPING_EN, TEXTS_EN, False),
        (KEEPING_EN, OTHERS_EN, False),
        (WISHES_ES, TEXTS_ES, True),
        (WISHES_ES, OTHERS_ES, False),
        (KEEPING_ES, TEXTS_ES, False),
        (KEEPING_ES, OTHERS_ES, False),
    ):
        for wish, text in product(wishes, texts):
            said = wish.format(text)
            yield from ((said, stops), (said.upper(), stops), (f"{said}!", stops))
            if text not in TEXTS_EN and text not in TEXTS_ES:
                yield f"{said} text me back", False
                yield f"{said}. mandeme un mensaje", False
