"""Red flags in plain words, and harmless texts beside them: kinds that a blind reading had missed or alarmed about."""

from __future__ import annotations

from reminders.core.replies.reply_quotes import own_words_off
from reminders.core.safety.red_flags import red_flag
from tests.tables import each_row

TIERS = {
    "es una emergencia contesten": "A",
    "es urgente necesito que me llamen ya": "A",
    "we called 911 they are on the way": "A",
    "This is an emergency please somebody answer": "A",
    "my whole seat feels asleep like when the dentist numbs you, both cheeks": "A",
    "el dolor no me baja con nada estoy en un 9": "B",
    "el dolor esta en 10 ya no aguanto": "B",
    "nothing i take touches this pain": "B",
    "nada me quita este dolor": "B",
    "bleeding like a faucet from my back": "A",
    "bright red blood is streaming out of the wound": "A",
    "I'm bleeding a lot from the incision": "A",
    "estoy sangrando a chorros de la operación": "A",
    "está perdiendo mucha sangre por la herida": "A",
    "few drops of blood on my shirt from the incision": "B",
    "salieron unas gotitas de sangre de los puntos": "B",
    "I keep looking at all these pain pills and thinking everyone would be better off": "A",
    "I wish I had died on that operating table": "A",
    "ya no encuentro razón para seguir adelante": "A",
    "qué caso tiene vivir así": "A",
    "ya no quiero seguir recibiendo textos": None,
    "no le veo sentido a recibir tantos mensajes": None,
    "no quiero despertar a mi esposo con el teléfono, manden más tarde": None,
    "the bills keep coming and I'm numb to them": None,
    "no es urgente cuando puedan": None,
    "Paul is my emergency contact": None,
    "temp 36.7 pulso 72": None,
    "thermometer reads 98.9 is that ok": None,
    "its hot as blazes here 101 today can i still walk": None,
    "Had a fever of 102 back in January, over it in two days and long before you folks operated.": None,
    "la herida ya cerro no tiene nada rojo ni le sale nada": None,
}


@each_row(("text", "tier"), TIERS.items())
def test_plain_words_have_their_tier(text: str, tier: str | None):
    assert red_flag(own_words_off(text)) == tier
