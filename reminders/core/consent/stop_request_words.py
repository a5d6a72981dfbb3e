"""Ways to ask for the end of texts beside verb and object, as data (see `stop_words` for the notation).

Consent taken back, a passive ("would like them turned off"), a repeated request, the keyword that did not work, speech of
people who learned the language late, a number that changed hands.
"""

from __future__ import annotations

from typing import Final

REQUEST_CLASSES: Final[dict[str, str]] = {
    "ENDED": (
        "stopped ended canceled cancelled discontinued disabled deactivated terminated suspended halted ceased "
        "removed blocked silenced"
    ),
    "OFF": "turned switched shut cut taken",
    "WISH": "want wants like need needs prefer please request requesting ask asking appreciate love wish wishes",
    "KEYWORD": "stop alto baja unsubscribe cancelar cancel quit parar",
    "SAID": "put puse pongo sent texted typed hit pressed replied wrote answered mande escribi aplaste apreto apreté conteste respondi",
    "GO_ON": "keep keeps kept still siguen sigue continue continuan again nothing nada",
    "RELATIVE": "wife husband mother father mom dad son daughter brother sister friend aunt uncle grandson neighbor",
}

REQUESTS: Final[tuple[str, ...]] = (
    # Consent and the program
    r"(?:removed|taken|deleted|dropped|struck) (?:from|off) (?:of )?(?:whatever|whichever|any|every|{F})(?: \w+){{0,2}} ?(?:{LIST})",
    r"(?:do not|dont|never|no longer|didnt|not) (?:have|had|got|gave|given) (?:you )?(?:my|our) (?:permission|consent|authorization)",
    r"(?:go ahead and|please|just) (?:end|stop|quit|kill) (?:em|them|these|it all)(?: now| please| already| for good)* [.,?]",
    r"(?:take|get) (?:me|us|him|her|my \w+) off of (?:this|these|here)(?! (?:pain|med|drug|brace|pill))",
    r"(?:one more|another one) of (?:{F} )*{TXT} (?:\w+ |, ){{0,3}}?(?:calling|call|contacting|reporting|suing) ",
    r"(?:put|putting) (?:an |a )?(?:end|stop) to (?:{F} )*{TXT}",
    r"(?:have |has |had )?no (?:further |more )?use for (?:{F} )*(?:{TXT}|texting)",
    r"(?:nobody|no one|none of us|nadie) (?:here |aqui )?(?:wants|needs|quiere|necesita) (?:{F} )*{TXT}",
    r"(?:please|pls|just|can you|could you|would you|will you) (?:stop|quit) with (?:{F} )*(?:every|morning|this|these|all|daily|that)",
    r"no (?:quiero|queremos|deseo) (?:ver|saber) (?:ni )?(?:un|nada|mas)? ?(?:{F} )*{TXT}|ni un (?:{F} )*{TXT} mas",
    r"{TXT} (?:\w+ )?(?:need|needs|have|has|got) to (?:go away|stop|end|quit|cease)",
    r"(?:do not|dont|no longer|not|never|didnt|did not) (?:authorize|authorise|consent to|agree to|permit|allow|approve of) "
    r"(?:{F} )*(?:{TXT}|texting|being texted|{SENDING}|communications?)",
    r"no (?:les |le )?(?:autorizo|autorice|doy permiso|doy autorizacion|doy consentimiento|acepto|permito|consiento) (?:a |para )?(?:que )?"
    r"(?:me |nos |le )?(?:sigan |esten |anden )?(?:{F} )*(?:{SEND_SUBJ}|{TXT}|{SEND_INF})",
    r"(?:ya )?no doy (?:mas )?(?:mi |el )?(?:consentimiento|permiso|autorizacion)",
    r"(?:request|honor|wish|asking|decision|right|choosing|choose|electing|elect|like|want|ask) (?:my )?(?:\w+ )?(?:to )?opt(?:ing)? out(?! of (?:the )?(?:surgery|therapy|generic|pt))",
    r"opt(?:ing|ed)? out (?:of|from) (?:{F} )*(?:{TXT}|communications?|everything|contact|mailings?|program|thing)",
    r"(?:bow|bowing|drop|dropping|back|backing|get|getting) out (?:of (?:{F} )*(?:{TXT}|{LIST}|this|these) )?(?:now )?, (?:please )?(?:end|stop|cancel)",
    r"unsubscribe (?:me|us|him|her|my \w+|this number)(?: from (?:the |this |your |all )*(?:\w+ )?(?:thing|things|stuff|notes|everything|surgery))?"
    r"(?: please| now| thanks| por favor| ya| pls)* (?:[.,?]|por|ya)",
    r"(?:finish|end|stop) to (?:send|text|write|message)",
    r"(?:[.,]|please|kindly|pls|sir|madam) (?:\w+ )?no (?:send|text|write|message) (?:me |us |more |any |to )+",
    r"no (?:send|text) me (?:more |any )?(?:{F} )*{TXT}",
    # To be left out, blocked, not used
    r"(?:leave|keep|cut) (?:my|our|this|his|her) (?:cell |phone |mobile )?{NUM} (?:out|off) (?:of )?(?:{F} )*(?:mailings?|{TXT}|{LIST}|it|this|these)",
    r"(?:block|ban|remove|drop|strike) (?:me|us|him|her|my number|this number) (?:from|off|out of|on) (?:{F} )*(?:{LIST}|{TXT}|end|side)",
    r"(?:bloqueen|bloquee|bloqueenme|bloqueeme|quiten|saquen|borren) (?:a )?(?:me |mi |este |nuestro )*(?:{NUM} )?(?:de|del|en) (?:{F} )*(?:{LIST}|{TXT})",
    r"(?:do not|dont|stop|quit) (?:use|using|keep using) (?:this|my|our) (?:cell |phone )?{NUM}",
    r"(?:no usen|dejen de usar|no use|no utilicen) (?:mas )?(?:este|mi) {NUM}",
    r"(?:put|have|get) (?:me|us|my name|my number|this number) (?:down )?(?:as|for) (?:no texts?|do not text|no contact)",
    # Passive
    r"{WISH} (?:to (?:have|get|see) )?(?:{F} )*(?:{TXT}|{THESE}) (?:to be )?(?:{ENDED}|{OFF} (?:off|out))",
    r"{WISH} (?:to have )?(?:{F} )*(?:{TXT}) (?:to )?(?:be )?(?:{ENDED}|{OFF} off)",
    r"(?:can|could|may|will|would) (?:{F} )*(?:{TXT}|these) (?:please )?be (?:{ENDED}|{OFF} off)",
    r"{TXT} , (?:me |se |le )*(?:los |las )(?:pueden|puede|podrian) (?:quitar|cancelar|desactivar|suspender|apagar)",
    # Not to get them any longer
    r"(?:like|prefer|rather|love|want|ask|wish|choose) (?:it )?(?:to )?not (?:to )?(?:be )?(?:get|getting|receive|receiving|have|having|be sent|sent) (?:{F} )*"
    r"(?:{TXT}|{THESE}|any)",
    r"(?:like|love|prefer|ask|wish|want) (?:to )?(?:no longer|not) (?:get|receive|be getting|be receiving|have) (?:{F} )*(?:{TXT}|{THESE})",
    r"{DONT_WANT} (?:wish|want|wants|care|desire) (?:to )?(?:receive|get|have|see) (?:{F} |further |additional |future )*(?:{TXT}|communications?|anything)",
    r"(?<!i )(?<!we )(?<!they )(?<!he )(?<!she )(?:please |pls |so |just |kindly |and |records )(?:dont|do not|stop) (?:{SEND}|send them|sending them|sending those|send these|send those|keep sending)"
    r"(?: please| anymore| any more| again| thanks)* [.,?]",
    r"[.,] (?:{POLITE} )*(?:dont|do not) (?:text|txt|message|write)(?: please| anymore| any more| again| here| this number| thanks)* (?:[.,?]|call)",
    r"[.,] (?:{POLITE} )*no (?:texting|texts|more texting)(?: please| thanks| to this (?:number|phone))* [.,]",
    r"(?:but|and|just|please|pero|y) no (?:texting|texts|textos|more texts|mensajes)(?: please| por favor)* [.,]",
    r"(?<! )[.] (?:{POLITE} |but |pero |and |thx |so )*(?:no more|no mas|ya no mas)(?: please| thanks| gracias| por favor)* [.]",
    r"(?:pero |mejor )?(?:{TXT}) (?:ya )?no(?: mas)?(?: por favor| gracias| please)* [.]",
    r"no need (?:to|for you to|for yall to) (?:keep |continue )?(?:{SENDING}|{SEND}|send|sending|reminding|reminders)(?! (?:a |an |the )?(?:bill|copy|refill|form|nurse))",
    r"no need for (?:you|yall|them|anyone) to (?:keep |continue |be )?(?:{SENDING}|{SEND}|reminding|checking)",
    r"(?:you|yall|u) (?:dont|do not|no longer) (?:need|have) to (?:keep |continue |be )?(?:{SENDING}|{SEND}) (?:me|us|him|her|my \w+|anymore|any more|any longer|again|[.,?])",
    # Said before, to no effect
    r"(?:ive |i have |i |we )(?:already |just )?(?:told|asked|begged|said) (?:you |u |yall )?(?:people )?(?:\w+ ){{0,3}}?to (?:stop|quit)(?: texting| sending| now)? [.,?]",
    r"{SAID} (?:in |the word |la palabra |el )?{KEYWORD} (?:\w+ ){{0,2}}?(?:y|and|but|pero|yet|,) (?:\w+ ){{0,3}}?{GO_ON}",
    r"(?:por ley|by law|legally) (?:\w+ ){{0,3}}?(?:quitar|sacar|borrar|remove|stop|take|dejar)",
    r"(?:si|if) (?:me |you |yall |i get |they )*(?:siguen|sigue|keep|continue|get|vuelven a|receive) (?:\w+ ){{0,4}}?(?:mandando|{TXT}|{SENDING}|mandar|one more|another one) (?:\w+ |, ){{0,4}}?"
    r"(?:demandar\w*|denunci\w+|report\w+|suing|sue|lawyer|attorney|abogad\w|fcc|acusar)",
    r"(?:one more|another) (?:{TXT}|one) (?:\w+ |, ){{0,5}}?(?:calling|call|contacting|report|reporting|sue|suing|lawyer|attorney|fcc|block|blocking)",
    r"(?:for the love of|in the name of) (?:god|pete|christ|all \w+) (?:please )?(?:stop|quit)",
    # Spanish
    r"(?:ya )?no (?:los |las |me )?(?:necesitamos?|ocupamos?|quieren|queremos|requiero|requerimos|necesitan) (?:{F} )*{TXT}",
    r"no (?:necesita|ocupa|requiere) (?:mas |ya |de )*(?:{F} )*{TXT}",
    r"no (?:me |nos |le |les )*(?:interesa|gustaria|apetece) (?:seguir |continuar )?(?:recibiendo|recibir|con) (?:{F} )*{TXT}",
    r"(?:ya )?no (?:me |nos |le |les |se )*(?:los |las )?(?:enviaran?|mandaran?|escribieran?|textearan?|molestaran?|contactaran?|envien|manden) ?(?:mas )?(?:{F} )*(?:{TXT}|nada|[.,?])",
    r"(?:pongan(?:le|les)?|ponga(?:le|les)?|poner(?:le|les)?|den(?:le)?|dar(?:le)?) (?:un )?(?:fin|alto|paro|termino) (?:a|con|de) (?:{F} )*(?:{TXT}|esto)",
    r"fin (?:de|a|con|del) (?:{F} )*{TXT}",
    r"(?:me (?:salgo|retiro|borro|desapunto|salí)|salgo) (?:de|del) (?:{F} )*(?:{LIST}|{TXT}|esto|aqui)",
    r"(?:cancelar|cancelen|cancele|cancelenme|quiten|suspender) (?:{F} )*{TXT}(?! (?:de|del) (?:la )?(?:farmacia|seguro|voz))",
    r"(?:quiero|necesito|pido|favor de|pueden|solicito) (?:que )?(?:me |nos )?(?:quitar|quitarme|sacar|sacarme|borrar|borrarme|bajen|quiten|saquen) ya [.,?]",
    r"[.] (?:{POLITE} )*(?:ya )?(?:nomas|no mas) {TXT}(?: ya)? [.]",
)

NEW_OWNER: Final[tuple[str, ...]] = (
    r"(?:my name|mi nombre) (?:is |es )?(?:not|no|isnt|aint) (?:es |is )?\w+",
    # A number that changed hands, texts for somebody else
    r"(?:this|it|that|thats|its) (?:is |was )?(?:his|her|their) (?:old|former|previous|ex) {NUM}",
    r"(?:this|that) (?:isnt|is not|aint|is no longer|no es|no longer) (?!my |the |a |an |your |our |me )\w+(?: \w+)? (?:number|phone|cell|line|celular)",
    r"no longer (?!my |the |a |an |your |our )(?:mr |mrs |ms )?\w+s? (?:number|phone|cell|line)",
    r"(?:changed|switched) (?:phones|numbers|his|hers)(?: \w+){{0,4}} (?:this is (?:my|mine)|i get|im getting|now (?:its )?(?:my|mine))",
    r"{YOU} (?:\w+ )?(?:have |made |make |got )(?:a |an |the )?(?:mistake|error|mixup|mix up|confusion) (?:\w+ )?(?:with|in|of|about) (?:the |my |your |this )?(?:number|person|phone|name)",
    r"(?:not|no) (?:a |the |your |su |un |una )?(?:patient|paciente|client|cliente) (?:of (?:you|yours|this|your)|here|there|de ustedes|de esa|de su|suya|suyo|[.,])",
    r"(?:these|those|this|{TXT}) (?:arent|isnt|are not|is not|werent|wasnt) (?:meant |intended )?(?:for me|for us|mine)(?= [.,?])",
    r"{YOU} (?:\w+ )?meant (?:to send )?(?:this |these |that |it )?(?:to|for) (?:someone|somebody|some one|another|a different)",
    r"(?:estan|esta|siguen|sigue|andan|anda) (?:mandando|enviando|escribiendo|texteando)(?:le|me|les)? (?:{F} |{TXT} )*(?:a la persona equivocada|a otra persona|a un numero|al numero)",
    r"este (?:numero|telefono|celular|cel) (?:ya no es|ya no pertenece|no pertenece|no corresponde)",
    r"(?:compre|me dieron|acabo de (?:comprar|sacar|agarrar)|tengo) (?:\w+ )?(?:este|esta) (?:numero|linea|celular|chip)(?: nuev\w)?(?: hace| la semana| el mes| apenas| nuevo)",
    r"(?:busquen?|revisen?|chequeen?|verifiquen?) (?:bien )?(?:su|el) numero",
)
"""The number is not the patient's, or the texts are for somebody else."""
