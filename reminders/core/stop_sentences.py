"""Reads a stop, or a wish to start again, in plain words: a verb of ending close to a word for messages.

Revocation counts "by any reasonable means" (47 CFR 64.1200(a)(10)), so "take me off this list" stops; "should I stop
taking the pills", "stop by the pharmacy?" and "cancel my appointment?" name no messages and do not.
"""

from __future__ import annotations

import re
from typing import Final

from reminders.core.real_words import REAL_WORDS
from reminders.core.reply_text import words
from reminders.core.word_match import Vocabulary, spell_out

_MENDED_WORDS: Final = """
    stop stopped quit cancel unsubscribe texting texts text message messages messaging sending contact contacting
    bother bothering spamming reminders
    reminder notifications alerts remove delete anymore number subscription receive receiving
    mensaje mensajes mensajitos mandar manden mande mandando enviar envien envie enviando escribir escriban escriba
    escribiendo escribirme textear
    texteando recordatorios molestar molesten molestando moleste dejen dejar paren cancelen cancelar borren borrar
    eliminen eliminar quiten quitar
    saquenme quitenme borrenme numero lista recibir suscripcion desuscribir detengan ayuda ayudenme necesito help
"""
_MOST_WORDS: Final = 320
"""More than a text message holds; keeps the patterns cheap on anything."""

_VOCABULARY = Vocabulary(spell_out(_MENDED_WORDS), REAL_WORDS)

_MSG = (
    r"(?:text|texts|texting|texted|txt|txts|txting|textos?|message|messages|messaging|msgs?|msj|msjs|mjs|"
    r"mensajes?|mensajitos?|sms|reminders?|"
    r"recordatorios?|notifications?|notificacion(?:es)?|alerts?|alertas|avisos?|emails?|mails?|correos?|"
    r"spam|spamming|subscription|suscripcion|updates|"
    r"llamadas|calls|robots?|bots?|automated|texteos?)"
)
_DO_TEXT = (
    r"(?:text|texting|txt|txting|message|messaging|msging|contact|contacting|bother|bothering|bug|bugging|"
    r"harass|harassing|spam|spamming|email|emailing|"
    r"e mailing|remind|reminding|write|writing|notify|notifying|pester|pestering|annoy|annoying|hit up|"
    r"blowing up|sending me|messing with me|calling me)"
)
_STOP = (
    r"(?:stop|stops|stpo|sotp|stopp|quit|cease|halt|end|cancel|discontinue|turn off|disable|kill|parar|"
    r"pare|paren|para|alto|basta|detener|detenga|detengan|cancelar|cancele|cancelen|cancela|terminar|"
    r"terminen|termine|suspender|suspendan|suspenda|deten)"
)
_FILL = r"(?:\w+ ){0,3}?"
_SEND = r"(?:send|sending|give|giving|get|getting|receive|receiving)"
_LIST = (
    rf"(?:list|lists|listas?|service|servicio|program|programa|system|sistema|database|base de datos|"
    rf"contacts|contactos|group|grupo|texting|phone list|{_MSG})"
)
_THESE = (
    r"(?:this|these|those|that|it|them|your|ur|the|any|all|all of|all the|all these|all of these|esto|"
    r"estos|sus|los|tus|todos los)"
)

_STOPS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # English: the messages
        rf"\b{_STOP} {_FILL}{_DO_TEXT}\b",
        rf"\b{_STOP} (?:{_THESE} )?(?:\w+ )?{_MSG}\b",
        rf"\b{_STOP} (?:with )?{_THESE} (?:\w+ )?{_MSG}\b",
        r"\b(?:stop|quit) sending\b",
        rf"\b(?:stop|quit) (?:me )?(?:from )?(?:getting|receiving|with) {_THESE}(?: \w+)?$",
        rf"\bget (?:{_THESE} )?{_MSG} to stop\b",
        (
            r"\b(?:please|pls|plz|just) (?:please )?stop(?: (?:now|it|this|these|that|already|ok|thanks|thank you|"
            r"immediately|please))*$"
        ),
        r"^(?:please|pls|plz) (?:stop|quit|cancel|end)$",
        r"\b(?:wrong number|wrong person)(?: \w+){0,5}$",
        r"^(?:\w+ ){0,4}?(?:wrong number|wrong person)\b",
        (
            rf"\b(?:dont|do not|never|not) (?:ever |you |u |dare )*{_DO_TEXT}(?: (?:me|us|my|this|him|her|any|no|"
            rf"again|here|anymore|please|ever|at)\b|$)"
        ),
        (
            rf"\b(?:dont|do not|never) (?:ever )?send (?:me |us |him |her )?(?:{_THESE} |any more |no more |more |"
            rf"anymore |another |anything )*(?:\w+ )?(?:{_MSG}|anything|this|these|more|again|anymore)\b"
        ),
        (
            rf"\bno (?:more )?(?:of )?(?:{_THESE} )?(?:\w+ )?{_MSG}(?: (?:please|pls|thanks|now|ok|por favor|to me|"
            rf"to this number|anymore))*$"
        ),
        rf"\bno (?:more|mas) (?:of )?(?:{_THESE} )?(?:\w+ )?{_MSG}\b",
        rf"\benough (?:with |of )?(?:{_THESE} )?(?:\w+ )?{_MSG}\b",
        (
            rf"\b(?:dont|do not|no longer|didnt|did not|never) (?:want|wanna|wish|need|like|care)(?: to)? (?:\w+ "
            rf"){{0,4}}?{_MSG}\b"
        ),
        (
            r"\b(?:dont|do not|no longer) (?:want|wanna|wish) (?:to )?(?:be )?(?:texted|messaged|contacted|"
            r"reminded|bothered|hear from you|on this list|on your list)"
        ),
        (
            r"\b(?:dont|do not|no longer) want (?:this|these|this anymore|these anymore|any more of these|any of "
            r"this|any of these)$"
        ),
        r"\b(?:never|didnt|did not|dont|do not) sign(?:ed)?(?: me)? up for (?:this|these|that|it|your|any)\b",
        r"^(?:who|wrong|not|im not|i am not|this isnt|this is not|no soy|quien)\b.* (?:stop|alto|basta|unsubscribe)$",
        r"\b(?:this|that) (?:isnt|is not|aint) (?:his|her|their|my|the right|the correct|\w+) (?:number|phone)\b",
        r"\b(?:doesnt|does not|no longer) (?:has|have|own|owns|use|uses) this (?:number|phone)\b",
        # English: off the list
        (
            rf"\b(?:take|remove|delete|get|drop|pull|cut|keep|scratch|leave) (?:me|us|my|this|him|her|the|our)(?: "
            rf"\w+){{0,3}}? (?:off|from|out of|of|offa) (?:\w+ ){{0,3}}?{_LIST}\b"
        ),
        (
            r"\b(?:take|remove|get) (?:me|us|my number|this number|him|her) (?:off|off of|from|out)(?: of)?(?: "
            r"(?:this|here|please|now|it))*$"
        ),
        (
            r"\b(?:remove|delete|erase|lose|forget|block|drop) (?:my|this|our|his|her|the) (?:\w+ )?(?:number|"
            r"phone|name|info|contact)\b"
        ),
        r"\btake (?:my|this|our|his|her) (?:\w+ )?(?:number|name|phone) (?:off|out|down)\b",
        r"\b(?:remove|delete|unsubscribe|unsub|unsuscribe) (?:me|us)\b",
        r"(?<!not )(?<!dont )(?<!to )\b(?:unsubscribe|desuscribir\w*|unsuscribe|unsubscibe)\b",
        (
            r"\b(?:want|like|need|how|please|going|trying|tried)(?: do i| can i)? to (?:unsubscribe|opt out)\b|"
            r"\bhow (?:do|can) i (?:unsubscribe|opt out|get out of this)\b"
        ),
        r"(?<!dont )(?<!not )\bopt(?:ing|ed)? (?:me |us )?out\b",
        (
            r"\b(?:revoke|revoking|withdraw|withdrawing|retract|take back) (?:my |all |the )*(?:consent|"
            r"permission|authorization)\b"
        ),
        r"\b(?:leave|let) (?:me|us) (?:alone|be|in peace)\b",
        r"\b(?:blocking|block|will block|reporting|report) (?:you|u|this number|your number|ur number)\b",
        r"\b(?:fuck|piss|bug|buzz) off\b|\bdo not contact\b|\bdo not disturb me\b",
        # Spanish: the messages
        (
            rf"\bno (?:me |nos |le |les |lo |la )?(?:vuelvan a |vuelva a |sigan |siga )?(?:mand(?:en|e|es|ar|ando|"
            rf"eis)|envi(?:en|e|es|ar|ando)) (?:\w+ ){{0,3}}?(?:{_MSG}|nada|mas|esto|estos|este numero)\b"
        ),
        r"\bno (?:me |nos |le |les )?(?:mand(?:en|es|e)|envi(?:en|es|e))(?: mas)?(?: por favor| porfavor| porfa)?$",
        (
            r"\bno (?:me |nos |le |les |lo |la )(?:vuelvan a |vuelva a |sigan |siga |esten |este )?(?:escrib(?:an|"
            r"a|as|ir|irme|iendo)|tex(?:teen|tee|tees|tear|teando|ten)|"
            r"contact(?:en|e|es|ar)|molest(?:en|e|es|ar|ando)|llam(?:en|es)|mensaje(?:en|e|es|ando)|marquen|"
            r"busquen|fastidien|jodan|chinguen)\b"
        ),
        r"\bno (?:molest(?:en|e|es|ar)|jodan|escriban(?: mas)?$|texteen)\b",
        (
            r"\b(?:dej(?:en|e|a|es|ar)|par(?:en|e|a|ar)|det(?:engan|enga|ener|engase)|ces(?:en|e)|termin(?:en|e|"
            r"ar))(?:me|nos|le)? (?:ya )?(?:de |con )?(?:estar )?(?:me )?"
            r"(?:mand(?:ar|arme|ando|arnos|arle)|envi(?:ar|arme|ando|arnos)|escrib(?:ir|irme|iendo|irnos)|"
            r"tex(?:tear|tearme|teando)|molest(?:ar|arme|ando|arnos)|"
            r"mensajear|mensajearme|llamar|llamarme|contactar|contactarme|fastidiar|chingar|joder)\b"
        ),
        (
            rf"\b(?!deje un )(?:stop|quit|dejen|deje|paren|pare|para|basta|alto|cancel\w*|deteng\w*|detener|terminen|"
            rf"suspend\w*) (?:ya )?(?:con |de |a |el |la |los )*(?:{_THESE} )?(?:\w+ )?{_MSG}\b"
        ),
        rf"\b(?:ya )?no (?:quiero|deseo|queremos|quisiera|necesito|gusto|quiere)(?: de)? (?:\w+ ){{0,4}}?{_MSG}\b",
        (
            r"\b(?:ya )?no (?:quiero|deseo|queremos|quiere) (?:que )?(?:me |nos )?(?:sigan |esten )?(?:mand(?:en|"
            r"ando|e)|envi(?:en|e|ando)|escrib(?:an|a|iendo)|texteen|texteando|contacten|molest(?:en|ando)|"
            r"llamen)\b"
        ),
        r"\b(?:ya )?no (?:quiero|deseo) (?:recibir(?:los|las)?|seguir recibiendo|estar recibiendo)\b",
        rf"\bno mas (?:de )?(?:\w+ )?{_MSG}\b",
        # Spanish: off the list
        (
            r"\b(?:den|de|da|dar|dame|darme|deme|denme|darnos|denos|dennos|quiero)(?:me| me| nos)? de baja(?: "
            r"(?:de|por|mi|este|el|la|del|ya|please)\b|$)"
        ),
        r"\b(?:dame|darme|deme|denme|denos|dennos|darnos|den me|me (?:puede|pueden) dar) (?:de )?baja\b",
        (
            rf"\b(?:quit|sac|elimin|borr|remuev|saqu|quiten|baj)(?:e|en|a|ar|as|an)?(?:me|nos|lo|la)? (?:\w+ "
            rf"){{0,3}}?(?:numero|telefono|tel|celular|contacto|nombre|{_LIST})\b"
        ),
        r"\b(?:saquen|quiten|borren|eliminen|saque|borre|elimine)(?:me|nos)(?: (?:de|por|ya|please)\b|$)",
        r"\b(?:dej(?:en|e|a)(?:me|nos)) (?:en paz|tranquil[oa]s?|ya en paz|sol[oa])\b",
        (
            r"\b(?:retiro|revoco|cancelo|anulo|retirar|revocar) (?:mi |el )?(?:consentimiento|permiso|"
            r"autorizacion|suscripcion)\b"
        ),
        (
            r"\b(?:se equivoc(?:o|aron)|esta equivocad[oa]|numero equivocado|numero incorrecto|persona equivocada|"
            r"no es el (?:numero|telefono)|equivocad[oa] de (?:numero|persona))\b"
        ),
    )
)
_STOP_FIRST: Final = re.compile(
    r"^\W*(?:stop|stpo|stopp|unsubscribe|alto|basta)(?:\s*[,:;\u2013\u2014-]|\s+(?:i|im|ive|id|we|were|u|"
    r"you|youre|who|not|no|thank|thanks|dont|already|mi|yo|ya|me|estoy|tengo|quien)\b)"
)
"""STOP as the opening of a longer text ("STOP I can't feel my legs"), but not "stop by the pharmacy?"."""

_KEEP_GOING: Final = re.compile(
    r"\b(?:dont|do not|please dont|never|not|wont|didnt|no) (?:\w+ )?(?:stop|quit|end|cancel|unsubscribe|"
    r"remove|opt out|opt me out)\b"
    r"|\bno (?:quiero (?:que )?)?(?:dejen|deje|paren|pare|cancelen|cancele|detengan|borren|quiten|me "
    r"quiten|me saquen|se detengan)\b"
)

_STARTS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        (rf"^(?:i want (?:you )?to |can you |could you |ok )?(?:start|restart|resume|begin|turn on) (?:sending |"
        rf"getting )?(?:me )?(?:{_THESE} |my )?(?:{_MSG}|texting)(?: me)?(?: (?:again|back|back on|on))?$"),
        (rf"^(?:i want to )?(?:re ?subscribe|opt (?:me )?(?:back )?in|sign me (?:back )?up)(?: to (?:{_THESE} "
        rf")?{_MSG})?(?: again)?$"),
        (rf"^(?:quiero )?(?:iniciar|inicien|reanudar|reanuden|comenzar|comiencen|empezar|empiecen|activar|"
        rf"activen) (?:a )?(?:otra vez |de nuevo )?(?:los |mis |sus )?{_MSG}(?: (?:otra vez|de nuevo|"
        rf"nuevamente))?$"),
        (rf"^(?:si )?quiero (?:volver a )?recibir (?:otra vez |de nuevo )?(?:los |mis |sus )?{_MSG}(?: (?:otra "
        rf"vez|de nuevo|nuevamente))?$"),
    )
)  # fmt: skip


def mended(said: list[str]) -> list[str]:
    """The words with the slips in those that matter here put right ("mesages" is "messages")."""
    meanings = _VOCABULARY.meanings(said)
    return [meanings[word][0] if meanings[word] else word for word in said]


def asks_to_stop(folded: str) -> bool:
    """Whether plain words ask that the messages end."""
    if _STOP_FIRST.match(folded):
        return True
    said = words(folded)
    if len(said) > _MOST_WORDS:
        said = [*said[: _MOST_WORDS // 2], *said[-_MOST_WORDS // 2 :]]
    spoken = _KEEP_GOING.sub(" keepgoing ", " ".join(mended(said)))
    return any(pattern.search(spoken) for pattern in _STOPS)


def asks_to_start(folded: str) -> bool:
    """Whether the whole text asks for the messages to begin again."""
    spoken = re.sub(r"\b(?:please|pls|por favor|thanks|gracias|hi|hello|hola)\b", " ", " ".join(mended(words(folded))))
    return any(pattern.search(" ".join(spoken.split())) for pattern in _STARTS)
