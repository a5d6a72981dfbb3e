"""Clauses that phones and offices fill a short reply with, as data: a text of nothing else is automatic.

A person writes each of them too, so one word beside them ("driving, leg went numb") keeps the text a person's.
"""

from __future__ import annotations

from typing import Final

NOW: Final = r"(?: (?:right now|now|at the moment|at this time|currently|en este momento|ahora|ahora mismo|por el momento|ahorita))?"

BUSY: Final[tuple[str, ...]] = (
    r"(?:sorry ,? )?(?:i m |im |i am )(?:currently )?(?:driving|on the road|in a meeting|in a conference|busy|unavailable|not available|away|on another call)"
    + NOW,
    r"(?:driving|in a meeting)(?= [.,] (?:will |ill |cant ))",
    r"(?:lo siento ,? )?(?:estoy|me encuentro) (?:conduciendo|manejando|en una reunion|en una junta|ocupad[oa]|al volante|en otra llamada|fuera de la oficina)"
    + NOW,
    r"(?:en este momento )?no (?:estoy|me encuentro) disponible" + NOW,
    r"(?:sorry ,? )?i (?:missed|just missed) your (?:call|text|message)|(?:lo siento ,? )?(?:no alcance a|no pude) (?:contestar|atender)(?: (?:tu|su) llamada)?",
)
CANNOT: Final[tuple[str, ...]] = (
    r"(?:i )?(?:cant|cannot|am unable to|im unable to) (?:read|see|look at|respond|answer|text|talk|reply|take your call)(?: to| you)?(?: your| my)?(?: (?:message|messages|text|texts|call|phone))?"
    + NOW,
    r"(?:en este momento |ahora |ahorita |por ahora )?no puedo (?:leer|ver|contestar|responder|hablar|atender|escribir)(?:te|le|los|les)?(?: (?:tu|su|el|los|al)? ?(?:mensajes?|textos?|llamadas?|telefono))?"
    + NOW,
)
PROMISE: Final[tuple[str, ...]] = (
    r"(?:i ll |ill |i will |will |can i |let me )?(?:get back to you|reply|respond|call you|call you back|call back|text you|text you back|read your message|see your message|return your call|be in touch)"
    r"(?: (?:back|later|soon|shortly|asap|as soon as i can|as soon as possible|when i can|when i arrive|when i get there|when im done|when i stop|afterwards|right back|once i arrive))*",
    r"(?:te|le|les|lo|la) (?:respondo|respondere|contesto|contestare|llamo|llamare|escribo|escribire|devuelvo la llamada|marco)"
    r"(?: (?:luego|despues|mas tarde|pronto|en cuanto pueda|al llegar|cuando llegue|cuando pueda|en breve|lo antes posible))*",
    r"whats up",
)
COURTESY: Final = (
    r"(?:sorry|please|thanks|thank you|gracias|hi|hello|hola|lo siento|disculpe|perdon|and|but|y|pero|so|que|por eso)"
)

NOTICES: Final[tuple[str, ...]] = (
    r"\( ?auto(?:matic)? ?\)|, auto [.,]",
    r"sent (?:from|by|via|with) (?:my |the )?(?:car|truck|vehicle|drive mode|driving mode|smart ?watch|auto responder|voicemail)",
    r"(?:message|msg|text|sms|mensaje|texto) (?:blocked|rejected|undeliverable|bloqueado|rechazado|refused)\b(?! my)",
    r"(?:recipient|subscriber|destinatario|handset|line|linea|this number|este numero|the number) (?:you \w+ )?(?:cannot|can not|cant|does not|doesnt|is unable to|is not able to|isnt able to|no puede|no) "
    r"(?:accept|receive|support|acepta|recibe|recibir|aceptar|admite|get)(?! (?:calls from you|you))",
    r"(?:person|contact|user|number|subscriber|customer|persona|contacto|usuario|cliente|abonado) (?:you are|youre|that you are|que|al que|a la que|you have) (?:texting|calling|dialed|trying to \w+|messaging|"
    r"usted \w+|llama|marco|intenta \w+|escribe)\w*",
    r"(?:call|text|message) (?:and text )?screening|filtro de llamadas|filtrado de (?:llamadas|mensajes)",
    r"(?:unattended|unmonitored|no reply|noreply|do not reply) (?:mailbox|inbox|address|number|email|line|message)",
    r"(?:mailbox|inbox|voicemail|number|account|buzon|numero|correo|cuenta) (?:is |has |esta |no ha |hasnt |has not |not )*(?:not been set up|been set up|unattended|desatendid\w|no es monitoread\w|configurad\w|"
    r"no se (?:revisa|atiende|monitorea|supervisa))",
    r"(?:este|el) (?:numero|buzon|correo)(?: \w+){{0,2}} no (?:se |esta )(?:revisa|atiende|monitorea|supervisa|lee|en servicio|habilitad\w|disponible)",
    r"(?:este numero|el numero (?:marcado|que marco)|numero) (?:no existe|ya no esta en servicio|esta fuera de servicio|es (?:solo|unicamente) (?:para|de) llamadas|es (?:un )?(?:telefono )?fijo)",
    r"this (?:number|line|phone) is (?:a landline|for (?:voice|outgoing|calls)|voice only|unattended|no longer in service|not (?:set up|enabled|configured) (?:to|for))",
    r"(?:respuesta|contestacion) (?:automatica|automatizada)|mensaje (?:generado|enviado) automaticamente|auto ?respuesta",
)
"""Sentences that only a machine writes, beside `automatic_words.SURE`."""
