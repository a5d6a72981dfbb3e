"""The parts of the sentence that tells how to stop, as patients copy it: keyword, verb of sending, aim. Data."""

from __future__ import annotations

KEYWORD = r"(?:stop|stopall|alto|baja|cancelar|cancel|end|quit|unsubscribe|parar|basta|salir|terminar|detener)"
SAY = (
    r"(?:(?:please |just |por favor |favor de |to |para )*(?:reply|replying|replied|respond|text|txt|texting|send|answer|type|"
    r"responda|responder|responde|respondan|envie|enviar|envia|envien|mande|mandar|manda|texto|escriba|escribir|escribe|"
    r"conteste|contestar|contesta|ponga|poner|diga)"
    r"(?: with| back| with the word| the word| la palabra| con| con la palabra| un)?)"
)
AIM = (
    r"(?:(?:to|2|para|y|and|if you|si|if)\s+(?:you\s+)?(?:(?:end|stop|opt out|opt-out|cancel|quit|unsubscribe|leave|discontinue|"
    r"no longer|not|terminar|parar|cancelar|salir|dejar|detener|no|ya no|darse de baja|finalizar|want|wish)\b)"
    r"(?:[ \t]+(?:to|get|getting|receive|receiving|be|these|this|the|all|any|more|from|texts?|messages?|reminders?|of|texting|"
    r"de|recibir|recibirlos|los|las|estos|mas|mensajes?|recordatorios?|textos?|avisos|enviar|quiere|desea|service|sms|"
    r"wish|our|alerts|list|subscription))*)"
)
