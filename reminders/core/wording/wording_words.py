r"""The words behind `reminders.core.wording.wording`, as data: one table per language.

Patterns are matched lower-case and without accents, between word boundaries; a trailing `\w*` takes the endings.
Emails may say more than texts and subjects, so `FORBIDDEN` binds only those two.
"""

from __future__ import annotations

import re
from typing import Final

# "back" is a body part and also half of "back at work". It is allowed where the words around it show the second:
# after these ...
_BACK_AFTER = "".join(
    rf"(?<!\b{word} )"
    for word in ("partly", "fully", "call", "come", "go", "get", "be", "bring", "write", "text", "you", "them", "not")
)
# ... or before these.
_BACK_BEFORE = r"(?! (?:at|to|in|with|from|home|on|again|soon|up)\b)"
_OWN_BACK = r"(?:your|my|his|her|their|the|a|lower|upper|middle|mid|low|sore|bad|stiff) back"

FORBIDDEN: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        "a procedure": (
            r"surger(?:y|ies)",
            r"surgical\w*",
            r"operat(?:ion|ions|ed|ing)",
            r"procedures?",
            r"post-?op\w*",
            r"pre-?op\w*",
            r"fusion\w*",
            r"fused",
            r"\w*discectom\w*",
            r"\w*diskectom\w*",
            r"laminectom\w*",
            r"\w*plast(?:y|ies)",
            r"decompress\w*",
            r"implants?",
            r"screws?",
            r"injections?",
            r"(?:hardware|rods?) in",
        ),
        "a body part": (
            r"spin(?:e|es|al)",
            r"lumbar",
            r"vertebra\w*",
            r"dis[ck]s?",
            r"bones?",
            r"nerves?",
            r"necks?",
            r"hips?",
            r"legs?",
            r"calf|calves",
            r"groin",
            r"bowels?",
            r"bladder",
            r"chest",
            r"skin",
            r"muscles?",
            _OWN_BACK,
            rf"{_BACK_AFTER}back{_BACK_BEFORE}",
            r"backaches?",
        ),
        "a wound": (r"wounds?", r"incisions?", r"scars?", r"stitch\w*", r"sutures?", r"staples?", r"drain(?:s|age)?"),
        "a drug": (
            r"opioids?",
            r"opiates?",
            r"narcotics?",
            r"oxycod\w*",
            r"hydrocod\w*",
            r"tramadol",
            r"morphine",
            r"percocet",
            r"vicodin",
            r"gabapentin",
            r"ibuprofen",
            r"naproxen",
            r"aspirin",
            r"acetaminophen",
            r"tylenol",
            r"nsaids?",
            r"antibiotics?",
            r"blood thinners?",
            r"calcium",
            r"vitamin\w*",
            r"nicotine",
        ),
        "a diagnosis or result": (
            r"diagnos\w*",
            r"fractur\w*",
            r"hernia\w*",
            r"stenosis",
            r"spondyl\w*",
            r"osteopor\w*",
            r"tumou?rs?",
            r"cancer",
            r"infect\w*",
            r"degenerat\w*",
            r"sciatica",
            r"arthritis",
            r"test results?",
            r"x-?rays?",
            r"mri",
        ),
        "a speciality": (
            r"neurosurg\w*",
            r"orthop(?:a)?ed\w*",
            r"spine \w+",
            r"pain clinic",
            r"physical therap\w*",
            r"physio\w*",
            r"rehab\w*",
        ),
    },
    "es": {
        "a procedure": (
            r"cirugias?",
            r"quirurgic\w*",
            r"operaci(?:on|ones)",
            r"operad[oa]s?",
            r"operar\w*",
            r"procedimientos?",
            r"pos(?:t)?operatori\w*",
            r"preoperatori\w*",
            r"fusi(?:on|ones)",
            r"\w*discectomia\w*",
            r"laminectomia\w*",
            r"\w+plasti[ao]s?",
            r"descompresi\w*",
            r"implantes?",
            r"tornillos?",
            r"inyecci\w*",
        ),
        "a body part": (
            r"columna",
            r"espaldas?",
            r"espina\w*",
            r"lumbar\w*",
            r"vertebra\w*",
            r"discos?",
            r"huesos?",
            r"nervios?",
            r"cuello",
            r"caderas?",
            r"piernas?",
            r"pantorrillas?",
            r"ingle",
            r"vejiga",
            r"intestinos?",
            r"pecho",
            r"piel",
            r"musculos?",
            r"cintura",
        ),
        "a wound": (
            r"heridas?",
            r"incisi(?:on|ones)",
            r"cicatri\w*",
            r"puntos de sutura",
            r"suturas?",
            r"grapas?",
            r"drenajes?",
        ),
        "a drug": (
            r"opioides?",
            r"opiaceos?",
            r"narcoticos?",
            r"oxicod\w*",
            r"hidrocod\w*",
            r"tramadol",
            r"morfina",
            r"gabapentina",
            r"ibuprofeno",
            r"naproxeno",
            r"aspirina",
            r"acetaminofen",
            r"paracetamol",
            r"antibioticos?",
            r"anticoagulantes?",
            r"calcio",
            r"vitaminas?",
            r"nicotina",
        ),
        "a diagnosis or result": (
            r"diagnostic\w*",
            r"fractur\w*",
            r"hernia\w*",
            r"estenosis",
            r"espondil\w*",
            r"osteopor\w*",
            r"tumor\w*",
            r"cancer",
            r"infecci\w*",
            r"infectad\w*",
            r"degenerativ\w*",
            r"ciatica",
            r"artritis",
            r"resultados?",
            r"radiografias?",
            r"resonancia",
        ),
        "a speciality": (
            r"neurociruj\w*",
            r"ortoped\w*",
            r"traumatolog\w*",
            r"fisioterap\w*",
            r"terapia fisica",
            r"rehabilita\w*",
        ),
    },
}

CLEARS_OR_REASSURES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        "never call a sign normal": (
            r"(?:is|are|it's|be) (?:\w+ )?normal",
            r"nothing to worry about",
            r"(?:do not|don't) worry",
            r"no need to worry",
            r"to be expected",
            r"you are (?:fine|healed)",
        ),
        "only the surgeon clears a patient": (
            r"you (?:can|may) (?:now )?(?:go back to work|return to work|drive|lift)",
            r"you are (?:now )?(?:cleared|ready for work|fit for work)",
            r"safe to (?:drive|work|lift)",
        ),
        "do not promise that replies are read": (
            r"(?:we|someone) (?:will|are going to) (?:read|answer|reply|get back|text you back|call you)\w*",
        ),
    },
    "es": {
        "never call a sign normal": (
            r"(?:es|son|sea) (?:\w+ )?normal(?:es)?",
            r"no se preocupe",
            r"no hay (?:de )?que preocuparse",
            r"no pasa nada",
            r"usted (?:ya )?esta (?:bien|sano|sana)",
        ),
        "only the surgeon clears a patient": (
            r"(?:ya )?puede (?:volver|regresar) al trabajo",
            r"ya puede (?:trabajar|manejar|conducir|cargar|levantar)",
            r"(?:tiene|le damos) el alta",
        ),
        "do not promise that replies are read": (
            r"le (?:responderemos|contestaremos|llamaremos)",
            r"alguien (?:leera|respondera|le llamara)",
        ),
    },
}

NEEDS_AGREEMENT: Final = {
    "en": re.compile(
        r"\b(?:driv(?:e|es|ing)|lift(?:s|ing)?|(?:at|to|hard|heavy|light) work|work(?:ing|place)|your job)\b"
    ),
    "es": re.compile(
        r"\b(?:manej(?:e|ar|ando)|conduc(?:ir|e|iendo)|conduzca|levant(?:e|ar)|cargu?(?:e|ar)|trabajo|trabajar|trabaje)\b"
    ),
}
AGREEMENT: Final = {
    "en": (re.compile(r"\bif your (?:surgeon|care team|surgical team|doctor) agrees\b"), "if your care team agrees"),
    "es": (
        re.compile(r"\bsi su (?:equipo medico|cirujan[oa]|medic[oa]|doctora?) esta de acuerdo\b"),
        "si su equipo médico está de acuerdo",
    ),
}
# "Reply STOP to end" and "HELP for help" tell of a keyword; they do not ask for it as an answer.
WORD_ANSWERS: Final = {
    "en": re.compile(
        r"\b(?:reply|answer|text|send|respond)(?: us| with| back|:)* ['\"]?(?:yes|no|y|n|ok|end|cancel|quit|info)\b"
        r"|\b(?:reply|answer|text|send|respond)(?: us| with| back|:)* ['\"]?(?:stop|help)\b(?! (?:to|for|if)\b)"
        r"|\d\s*=\s*['\"]?(?:yes|no|stop|end|cancel|quit|help|info|ok)\b(?! \w)",
    ),
    "es": re.compile(
        r"\b(?:responda|conteste|envie|escriba|mande)(?: con| la palabra|:)* ['\"]?"
        r"(?:(?:si|no)\b(?! (?!para\b)\w)|(?:ok|fin|cancelar|salir|info)\b|(?:alto|stop|ayuda)\b(?! (?:para|si)\b))"
        r"|\d\s*=\s*['\"]?(?:si|no|alto|fin|cancelar|ayuda|info|ok)\b(?! \w)",
    ),
}
# What a text must name so that a patient can end, restart or ask: any of the words does.
STOP_WORDS: Final = {"en": ("STOP",), "es": ("ALTO", "STOP")}
START_WORDS: Final = {"en": ("START",), "es": ("INICIO", "START")}
HELP_WORDS: Final = {"en": ("HELP",), "es": ("AYUDA", "HELP")}
