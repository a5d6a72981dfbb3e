"""Every red-flag word the clinical notes list, written out: the least that must flag, at the tier given there."""

from __future__ import annotations

from typing import Final

LISTED_A: Final[tuple[str, ...]] = (
    *("can't pee", "cannot pee", "cant pee", "can't urinate", "wet myself", "leaking urine", "leaking pee", "lost control", "incontinent"),
    *("bowel accident", "poop accident", "soiled", "numb groin", "numb saddle", "numb private", "numb genitals", "numb butt", "numb between my legs"),
    *("no feeling when i wipe", "can't move my leg", "can't feel my leg", "can't move legs", "can't feel my foot", "can't move my foot", "leg weak"),
    *("legs weaker", "leg gave out", "legs giving out", "foot drop", "paralyzed", "chest pain", "chest tightness", "can't breathe", "short of breath"),
    *("trouble breathing", "coughing blood", "passed out", "fainted", "overdose", "took too many", "suicide", "kill myself", "want to die", "911"),
    *("ambulance", "emergency", "no puedo orinar", "no puedo hacer pipi", "no puedo hacer del bano", "me orine", "me orino", "se me sale la orina"),
    *("incontinencia", "se me sale el popo", "entumecida ingle", "entumecido entrepierna", "entumecidos genitales", "entumecidas nalgas"),
    *("entumecida silla de montar", "adormecido", "adormecida", "no siento", "no puedo mover la pierna", "no puedo mover las piernas"),
    *("no puedo mover el pie", "pierna debil", "piernas debiles", "se me doblan las piernas", "paralisis", "dolor en el pecho", "presion en el pecho"),
    *("no puedo respirar", "falta de aire", "me falta el aire", "toso sangre", "me desmaye", "sobredosis", "tome demasiado", "tome demasiadas"),
    *("suicidio", "suicidarme", "matarme", "quiero morir", "ambulancia", "emergencia", "urgencia", "auxilio", "socorro", "new sexual numbness"),
    *("cannot hold urine", "cannot start urine", "stool leak", "very sleepy", "slow breathing"),
)

LISTED_B: Final[tuple[str, ...]] = (
    *("fever", "chills", "100.4 temp", "101 degrees", "38 temp", "pus", "draining", "drainage", "oozing", "leaking", "clear fluid", "bleeding"),
    *("wound open", "wound red", "wound hot", "wound smell", "incision open", "incision red", "incision hot", "incision smell", "stitch open"),
    *("stitches red", "infected", "calf pain", "calf swollen", "leg swollen", "leg hot", "blood clot", "bad headache", "worst headache"),
    *("headache when i stand", "headache when i sit", "fell", "fall", "popped", "new numbness", "new tingling", "throwing up", "confused", "rash"),
    *("not pooped", "constipated 4 days", "fiebre", "calentura", "escalofrios", "supura", "secrecion", "drena", "drenaje", "liquido claro", "sangra"),
    *("sangrado", "herida abierta", "herida roja", "herida caliente", "herida huele", "infeccion", "infectado", "infectada", "pantorrilla hinchada"),
    *("pantorrilla dolor", "pierna hinchada", "coagulo", "dolor de cabeza fuerte", "dolor de cabeza al pararme", "dolor de cabeza al sentarme"),
    *("me cai", "caida", "hormigueo", "vomito", "confundido", "confundida", "estrenido", "estrenida", "dressing soaked", "severe headache"),
    *("sudden back pain", "calf heat", "new weakness"),
)
