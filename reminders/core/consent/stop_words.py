"""The words and sentence patterns of a stop, of an unclear one, and of a wish to keep the texts, as data.

`CLASSES` names sets of words; a pattern is written with them in braces. `{F}` is a closed set of little words that may
stand between a verb and its object: another object ("stop the oxycodone… text me") is not one of them, so no pattern
reaches across it. A dot is the end of a sentence (or its beginning), a comma any lesser pause.
"""

from __future__ import annotations

from typing import Final

CLASSES: Final[dict[str, str]] = {
    "END": "stop stp quit cease halt cancel discontinue terminate suspend kill nix ditch",
    "END_ES": (
        "stop pare paren parar parale parenle deje dejen dejar deja detenga detengan detener cese cesen cesar cancele "
        "cancelen cancelar cancela cancelenme terminen terminar suspenda suspendan suspender dejenme dejeme dejenos parenles parenme "
        "dejense dejarme suspendanme cancelame canceleme detenganme desactiven desactive anulen anule apaguen interrumpan"
    ),
    "TXT": (
        "text texts txt txts message messages msg msgs sms reminder reminders notification notifications texto textos "
        "textito textitos mensaje mensajes mensajito mensajitos msj msjs mjs recordatorio recordatorios aviso avisos "
        "notificacion notificaciones correos spam updates subscription suscripcion emails mails checkins "
        "mailings communications alerts alertas surveys questionnaires pings"
    ),
    "THESE": "this these those them it that esto estos esos eso",
    "F": (
        "me us him her my our your ur the a an any all of to with from just now these those this that more anymore mas "
        "de los las el la lo estos estas esos esas sus tus su tu le les nos tanto tantos tanta tantas damn stupid "
        "fucking freaking dumb annoying daily automated robot robo constant silly annoying todo todos con a que ya te "
        "text sms mis mi nuestro eso esto otro otros another such every single own further additional recovery health clinic follow up "
        "already darn freakin goddamn automatic electronic system generated computer endless nonstop bloody dang goddam "
        "out for so many cada diarios dichosos pinches malditos esta este esa ese"
    ),
    "SENDING": (
        "texting txting messaging messing sending contacting bothering bugging spamming harassing emailing writing "
        "pestering notifying pinging blasting annoying reminding nagging hounding stalking"
    ),
    "SEND_INF": (
        "mandar mandarme mandarnos mandarle mandarles mandando mandandome enviar enviarme enviarnos enviarle enviando "
        "enviandome escribir escribirme escribirnos escribirle escribiendo textear textearme texteando mensajear "
        "mensajearme molestar molestarme molestarnos molestando contactar contactarme fastidiar fastidiarme chingar "
        "joder texting"
    ),
    "SEND_SUBJ": (
        "manden mande mandes envien envie envies escriban escriba escribas texteen texteé textee textees tees "
        "contacten contacte molesten moleste molestes mensajeen mensajee fastidien jodan chinguen busquen"
    ),
    "SEND": "text txt message msg contact bother write bug spam pester email harass",
    "TRANSFER": "send sending mandar mandarme mandando enviar enviarme enviando manden mande mandes envien envie envies",
    "NUM": "number phone cell cellphone mobile name contact info numero telefono celular cel tel nombre contacto",
    "LIST": (
        "list lists service system program database group registry records roster thread texting lista listas sistema "
        "programa servicio registro registros grupo base"
    ),
    "REM": "remove take delete erase drop lose pull get scratch leave keep forget took removed",
    "REM_ES": (
        "quiten quite quitar quita saquen saque sacar saca borren borre borrar borra eliminen elimine eliminar elimina "
        "remuevan remover bajen remueva"
    ),
    "REM_ME": (
        "quitenme quiteme quitarme quitame quitenos quitenlo quitenla quitarlo quitarla saquenme saqueme sacarme sacame "
        "saquenos saquenlo saquenla sacarlo sacarla borrenme borreme borrarme borrenos borrenlo borrarlo eliminenme "
        "elimineme eliminarme eliminenlo bajenme removerme remuevanme"
    ),
    "UNSUB": "unsubscribe unsub unsuscribe desuscribir desuscribirme desuscribanme desuscribame desinscribir optout",
    "DONT": "dont never not",
    "DONT_WANT": "dont doesnt never didnt not longer",
    "WANT": "want wanna wants wish wishes care desire desires require",
    "NEED": "need needs",
    "YOU": "you u ya yall youve youre ur youse",
    "WHO": "person guy lady woman man girl patient people dude fella individual",
    "POLITE": (
        "please pls plz plis thanks thank you gracias muchas favor por porfa porfavor ok okay hi hello hey hola sorry "
        "kindly just now so sir maam and then ya buenas buenos dias tardes noches good morning well no yes si look "
        "listen mire miren oiga oigan disculpe perdon i think im afraid un una the this is its it es este esta "
        "uh um you u bro man nene honestly again but"
    ),
    "DET": "the your ur these those all my our this such of daily little getting more",
    "JUNK": "crap junk stuff shit garbage nonsense bs cosas nada tonterias basura mamadas chingaderas babosadas things",
}
"""Sets of words that patterns name. `F` (filler) is closed on purpose."""

CLEAR: Final[tuple[str, ...]] = (
    r"(?:knock|cut|lay|give) (?:it |us a break )?(?:off |out )?(?:with|on) (?:{F} )*{TXT}",
    r"no thank(?:s| you| u) (?:to|on|for) (?:{F} )*{TXT}",
    r"(?:no longer|not) (?:to )?(?:text|contact|message|bother|be texting|send) (?:me|us|this|my|him|her|any|these)",
    r"(?:no longer|not|aint|isnt|arent) (?:\w+ )?(?:interested|want|wants) (?:in |to )?(?:get|getting|receive|receiving|having|be) (?:{F} |no )*{TXT}",
    r"(?:discontinue|cancel|end|terminate) (?:the |this |your |my |text )*(?:service|subscription|program) (?:please |now )*[.,?]",
    r"(?:rather|prefer|prefiero|preferiria|preferimos) (?:to )?(?:not|no) (?:to )?(?:get|receive|be texted|recibir|que me (?:manden|escriban)) ?(?:{F} )*(?:{TXT}|[.,?])?",
    r"(?:bajame|bajeme|sacame|saqueme|elimineme|eliminame|eliminenme|borrame|quiteme|remuevame|remuevanme|quitenos) (?:de|del) (?:{F} )*(?:{LIST}|contactos|{TXT}|[.,?])",
    r"(?:pueden|puede|podrian|podria) (?:ya )?(?:quitar|parar|cancelar|detener|suspender|dejar)(?:me|nos)? (?:de )?(?:{F} )*(?:{TXT}|{SEND_INF})",
    r"no (?:me|le|nos) interesan? (?:seguir |ya )?(?:recibir|recibiendo) (?:{F} )*{TXT}",
    # English: stop texting, stop these texts, turn these off, make them stop
    r"{END} (?:{F} )*{SENDING}",
    r"{END} (?:getting|receiving|with) (?:{F} )*(?:{TXT}|{JUNK})",
    r"{END} (?:getting|receiving|with) (?:these|those|them) [.,?]",
    r"{END} (?:{F} )*{TXT}(?! me| us| back)",
    r"(?:[.,?]|please|pls|to|and|just|you|then|now) end (?:with )?(?:{F} )*{TXT}",
    r"{END} (?:with )?(?:these|those|them) (?:now |already |please |pls |ok |today |for me )*[.,?]",
    r"(?:turn|shut|switch|cut) (?:{F} )*(?:{TXT}|{THESE}) off",
    r"(?:turn|shut|switch|cut) off (?:{F} )*{TXT}",
    r"(?:make|get|want|need|like|love) (?:{F} )*(?:{TXT}|these|them|those) (?:to )?(?:stop|end|cease|quit)",
    r"(?:want|need|like) (?:{YOU} )(?:people |all |guys )?to (?:stop|quit) (?:{F} )*(?:{SENDING}|{TXT})",
    # English: do not want, do not send, no more
    r"{DONT_WANT} (?:really |even |wish to |want to |to |i )*{WANT} (?:to |be |get |getting |receive |receiving |have "
    r"|keep |continue |go on )*(?:{F} )*{TXT}",
    r"{DONT_WANT} {NEED} (?:to |be |get |getting |receive |receiving |have )*(?:{F} )*{TXT}",
    r"(?:dont|doesnt|do not|no longer) {WANT} (?:any (?:more )?(?:of )?|to (?:get|receive) )?(?:these|those|them)"
    r"(?: no more| any ?more| please)* [.,?]",
    r"(?:dont|doesnt|not|longer) (?:want|wanna|wish|wants) (?:to )?(?:be )?(?:texted|messaged|contacted|bothered"
    r"|on (?:this|your|the) list|hear from you)",
    r"(?:not|longer) (?:interested in|want any part of) (?:{F} )*(?:{TXT}|these)",
    r"(?<!i )(?<!we )(?<!they )(?<!he )(?<!she )(?:dont|do not|never|not to|not) (?:ever |you |u |dare |{YOU} )*{SEND} "
    r"(?:me|us|my|this|him|her|them|here|again|anymore)",
    r"(?<!i )(?<!we )(?<!they )(?<!he )(?<!she )(?:dont|do not|never|not to|no need to|stop) (?:ever |you |u )*"
    r"(?:send|sending|keep sending|keep texting) (?:{F} )*(?:{TXT}|{JUNK}|anything|anymore|again|these|[.,?])",
    r"no need (?:to|for you to) (?:keep |continue )?(?:text|texting|send|sending|message|messaging|remind|reminding)",
    r"(?<!get )(?<!getting )(?<!got )(?<!are )(?<!be )no (?:more|mas) (?:of )?(?:{F} )*(?:{TXT}|{JUNK})",
    r"no (?:more|mas) of (?:these|this|those)",
    r"(?:[.,?]) (?:please )?no {TXT} (?:please |pls |anymore |thanks |por favor )*[.]",
    r"(?:enough|basta|alto) (?:with|of|de|con|a) (?:{F} )*{TXT}",
    r"ya basta (?:{F} )*{TXT}",
    r"{TXT} (?:are|is|arent|isnt) (?:not |no longer )?(?:needed|necessary|wanted|required|welcome)(?: any ?more| any "
    r"longer)? [.,?]",
    r"(?:let|make|hope|if|want) (?:this|that|it) (?:to )?(?:be|is|was|were|would be) the last (?:{F} )*(?:{TXT}|one|of"
    r"|time|[.,?])",
    r"(?:want|wants|get me|let me|like) out of (?:{F} )*(?:{TXT}|thing|{LIST}|[.,?])",
    # English: off the list, my number, unsubscribe
    r"{REM} (?:\w+ ){{1,5}}?(?:off|from|out of|offa|off of) (?:{F} )*(?:{LIST}|{TXT})(?! for (?:the|my|an|a|mri|pt))",
    r"(?:take|get|remove|leave) (?:me|us|my number|this number|him|her|mom|dad|it) (?:off|out)(?: of)?"
    r"(?: this| here| it| that| there)?(?: please| now| pls| thanks)* [.,?]",
    r"(?:take|taking|took|get) (?:my|her|his|our|this|moms|dads|my moms|my dads) {NUM} off",
    r"(?:remove|delete|erase|lose|forget|drop) (?:my|this|our|his|her|the|moms|dads) (?:cell |phone |home |mobile |text )?"
    r"{NUM}(?! (?:from|off|out|of) (?:{F} )*(?:chart|file|bill|account|form|portal|pharmacy|record))",
    r"(?:remove|delete|unsubscribe|unsub|unsuscribe) (?:me|us)(?: please| pls| now| thanks| immediately| today| asap"
    r"| from (?:this|these|here|it|everything|all|your|the {TXT}))* [.,?]",
    r"(?:unsubscribe|unsub) (?:me|us) from (?:{F} )*(?:{TXT}|{LIST}|this|these|everything)",
    r"{UNSUB} (?:please |pls |por favor |now |this number |my number |all |it |this |these )*[.,?]",
    r"{UNSUB} (?:from|de) (?:{F} )*(?:{TXT}|{LIST}|this|these|it|here|everything)",
    r"(?:opt|opting) (?:me |us |him |her )?out (?:please |now |pls |completely |altogether )*[.,?]",
    r"(?:opt|opting) (?:me |us |him |her )?out (?:of|from) (?:{F} )*(?:{TXT}|{LIST}|these|it|this [.,?])",
    r"(?:revoke|revoking|withdraw|withdrawing|retract|take back) (?:my |all |the |any )*(?:consent|permission"
    r"|authorization)",
    r"(?:im|i am|ill|i will|gonna|going to|have to) (?:be )?(?:block|blocking|report|reporting) (?:you|this number|your number|this|yall)",
    # A stop that was said before and did not work
    r"(?:texted|sent|typed|replied|said|asked|told|put|puse|mande|pedi|dije) (?:you |u |it |les |le |the word )*(?:to )?"
    r"(?:stop|alto|baja)(?: \w+)? (?:times|twice|already|before|veces|now|again)",
    r"(?:if|unless|since) (?:you|u|yall) (?:people )?(?:dont|wont|cant|do not|will not)? ?stop (?:{F} )*{SENDING}",
    r"(?:why )?(?:wont|dont|cant) (?:you|u|yall|they) (?:people )?(?:just )?stop (?:{F} )*(?:{SENDING}|{TXT})",
    # Spanish: dejen de mandar, paren los mensajes
    r"{END_ES} (?:ya |de |con |estar |estarme |me |favor )*(?:de )?(?:estar |me |estarme )*{SEND_INF}",
    r"{END_ES} (?:ya )?(?:de |con |a )?(?:recibir )?(?:{F} )*{TXT}",
    r"(?:[.,?]|ya|please|y) para (?!que )(?:ya )?(?:de (?:estar )?{SEND_INF}|(?:con )?(?:{F} )+{TXT} (?:ya |por favor )*[.])",
    r"(?:alto|basta) (?:ya )?(?:de |con |a )*(?:{F} )*{TXT}",
    # Spanish: no me escriban, ya no quiero
    r"no (?:me |nos |le |les |lo |la |se )*(?:vuelvan a |vuelva a |sigan |siga |esten |este |anden )*"
    r"(?:{SEND_SUBJ}|texteen|tees|teen)",
    r"no (?:me |nos |le |les |lo |la )*(?:vuelvan a|vuelva a|vayan a volver a) {SEND_INF}",
    r"no (?:me |nos |le |les )*(?:sigan|siga|esten|este|anden) (?:mandando|enviando|escribiendo|texteando|molestando"
    r"|contactando)",
    r"(?:favor de|hagan el favor de|haga el favor de|pido|ruego|agradeceria) (?:ya )?no (?:{F} )*{SEND_INF}",
    r"no (?:{F} )*(?:mandarme|enviarme|escribirme|textearme|mandar|enviar) (?:{F} )*(?:{TXT}|nada|[.,?])",
    r"no se (?:le|me|les|nos) (?:envie|mande|escriba)",
    r"no (?:autorizo|doy permiso|acepto) (?:que |a que )?(?:me )?(?:sigan|siga|manden|escriban|contacten)",
    r"(?:no|sin) (?:lo |la |los |las )?(?:quiero|deseo|queremos|quiere|desea|quisiera|necesito|ocupo|deseamos) "
    r"(?:que |de |mas |ya |seguir |estar |continuar |recibir |recibiendo |participar |en )*(?:{F} )*{TXT}",
    r"no (?:quiero|deseo|queremos|quiere|desea|quisiera|deseamos) (?:ya )?(?:seguir recibiendo|recibir|recibirlos"
    r"|recibirlas|resivir|estar recibiendo)",
    r"no (?:los|las|lo) (?:quiero|queremos|quiere|deseo) (?:mas |recibir |ya |por favor |gracias |porfa )*[.,?]",
    r"no (?:quiero|deseo|queremos|quiere|desea) (?:ya )?(?:que )?(?:me |nos |le )?(?:sigan |esten )?"
    r"(?:{SEND_SUBJ}|mandando|enviando|escribiendo)",
    r"no (?:hace falta|es necesario|hay necesidad de|necesito|ocupo) que (?:me|le|nos|les) (?:sigan |esten )?"
    r"(?:{SEND_SUBJ}|{SEND_INF}|{TXT})",
    r"no mas (?:de )?(?:{F} )*{TXT}",
    # Spanish: off the list
    r"{REM_ME} (?:ya |por favor |porfa |porfavor |please |gracias )*[.,?]",
    r"{REM_ME} (?:de|del) (?:{F} )*(?:{LIST}|{TXT}|ahi|aqui|aca|esto|aqui|ahi|[.,?])",
    r"(?:me|nos|lo|la) (?:quiten|quite|saquen|saque|borren|borre|eliminen|elimine) (?:de|del) (?:{F} )*(?:{LIST}|{TXT}|ahi|aqui)",
    r"{REM_ES} (?:a )?(?:\w+ ){{0,3}}(?:de|del) (?:{F} )*(?:{LIST})(?! de espera)",
    r"(?:borren|borre|borrar|eliminen|elimine|eliminar|quiten|quite|saquen|saque|bajen|remueva|remuevan) (?:ya )?"
    r"(?:mi|este|nuestro|su|el|ese) {NUM}",
    r"(?:den|denme|deme|dame|dar|darme|darnos|denos|darse|denlo|denla|quiero|dennos|pueden dar|puede dar)(?: me| nos)?"
    r"(?: de)? baja (?:por favor |ya |porfa |gracias |please |del? (?:{F} )*(?:{TXT}|{LIST}|esto|aqui) ?)*[.,?]",
    r"(?:retiro|revoco|cancelo|anulo|retirar|revocar) (?:mi |el )?(?:consentimiento|permiso|autorizacion|suscripcion)",
)
"""A clear wish that these texts end, unless its frame (negation, condition, another speaker) says otherwise."""

WRONG_NUMBER: Final[tuple[str, ...]] = (
    r"[.,?] (?:{POLITE} )*wrong (?:number|phone|{WHO}|num)\b(?! (?:for|on|of|in|to|from|i (?:put|meant|hit|typed|pressed|sent)|marque|puse|yo |llame|el que|que (?:di|puse)))",
    r"{YOU} (?:\w+ ){{0,3}}?(?:have|got|reached|texted|dialed|contacted|contacting|texting|messaged|messaging|had|hav) "
    r"(?:\w+ )?(?:the |a )?wrong (?:\w+ )?(?:number|phone|{WHO})(?! for (?:my|the|our|your|his|her)\b)",
    r"(?:this|it|its|thats|that) (?:\w+ )?(?:is |has to be |must be )?(?:the |a )?wrong (?:number|{WHO})(?! for)",
    r"(?:have|got|reached|texting) (?:someone|somebody|some one|another person|anyone) elses? (?:number|phone|cell)",
    r"(?:this|that) (?:isnt|is not|aint|is no longer|isn t) (?:his|her|their|the right|the correct|\w+|\w+ \w+) "
    r"(?:number|phone|cell)",
    r"(?:doesnt|does not|no longer) (?:has|have|own|owns|use|uses|got) this (?:number|phone)(?! (?:with|on|at|every|much|often|around|when))",
    r"(?:no one|nobody|noone|nobody here|theres no|there is no|there is nobody|no) (?:here )?(?:named|called|by the name of"
    r"|by that name|with that name|of that name) ?(?:\w+ )?(?:here|at this|lives|[.,?])",
    r"{YOU} (?:\w+ )?(?:texting|messaging|contacting) (?:a|some|the wrong) (?:stranger|total stranger|random)",
    r"(?:numero|telefono|celular) (?:equivocado|incorrecto|ekivocado|equibocado|errado)(?! (?:de|para|del|en)\b)",
    r"(?:se )?equivoc(?:o|aron|aste|ado|ada|ados) de (?:numero|persona|telefono|celular)",
    r"[.,?] (?:{POLITE} )*(?:esta|estan) equivocad[oa]s? [.,?]",
    r"[.,?] (?:{POLITE} )*persona equivocada",
    r"(?:este|ese) (?:numero|telefono|celular|cel) (?:ya )?(?:no es|no pertenece|no corresponde|no le pertenece) "
    r"(?:de|a|del|al)",
    r"no (?:es|era) el (?:numero|telefono|celular) de",
    r"aqui (?:ya )?no (?:vive|hay|esta) (?:ningun|ninguna|nadie|ese|esa)",
    r"(?:este|el) (?:numero|telefono|celular|cel) (?:ahora |ya )?(?:es mio|es de (?:una|un|otra|otro)|lo (?:compre|tengo))",
    r"(?:le|les) (?:dio|dieron) mi numero por error",
)
"""The number is not the patient's. "The pharmacy has the wrong number for me" says that of another."""

NOT_ME: Final[tuple[str, ...]] = (
    r"[.,?] (?:{POLITE} )*(?:im|i am) not (?!a |an |the |able|sure|going|in |at |feeling|ok|so|very|your|really|that|"
    r"doing|having|taking|too|as |back|ready|worried|good|well|happy|getting|interested|on |with |allowed|supposed|"
    r"comfortable|there|yet|working|home|using|being|even|quite|done|bleeding|seeing|for |to |dying)\w+ [.,?]",
    r"[.,?] (?:{POLITE} )*(?:yo )?no soy (?:la senora|el senor|esa persona|ese|esa|dona|don|(?!de |muy |tan |un |una |yo |el "
    r"|la )\w+)",
    r"[.,?] (?:{POLITE} )*(?:this|that) (?:isnt|is not|aint) (?!a |an |the |my |me |good|right|normal|what|how|ok|fair|working"
    r"|going|from|bad|about|for|helping|better|it |clear|healing|easy|worth)\w+ (?:and |, )?[.,?]",
)
"""Another person than the one we write to; a stop when more of the text says so, else unclear."""

NEGATED: Final = (
    r"(?:dont|do not|never|not|wont|didnt|did not|no|nunca|jamas|ni|tampoco|cant|cannot|without|sin) "
    r"(?:(?:ever|you|u|want|wanna|wants|wanted|to|me|us|need|quiero|quiere|quisiera|queremos|deseo|que|vayan|vaya|a|pedi|dije|"
    r"said|asked|i|please|like|hace|falta|por|favor|se|nos|le|les|lo|la|the|these|messages|texts|my|puedo|pueden|"
    r"puede|vas|let|them|him|her|try|trying|mean|meant|dare|just|quise|went|way|los|it|going|decide|plan|even|"
    r"think|we|should|it|people|also|wish|reason|point|intention|hurry|rush|desire|real|for) )*$"
)
"""Before a verb of ending: it is not wanted. "If you don't stop" is met by a pattern of its own."""

CONDITION: Final = (
    r"(?:^|[.,?] |\b)(?:if|in case|should|when|whenever|once|until|til|till|unless|si|cuando|hasta que|para cuando|"
    r"aunque|que pasa si|said you can|read that|reads|means|significa|"
    r"mean) (?:(?!please|pls|por favor|you dont|wont|you could|you would|you can|you took|you people|you removed|"
    r"youd|ud|i could be|i can be|we could be|possible|puede|pueden|me hace|es tan|son tan|fuera)\w+ ){0,5}$"
)
"""Opens the clause that holds the verb: a case that may come, or what somebody else says."""

OTHER_SPEAKER: Final = (
    r"(?:tell|told|telling|asked|ask|get|getting|make|wants?|wanted|have|let) "
    r"(?:my|the|his|her|our|la|el|mi|al|that|those|insurance|pharmacy|him|her) (?:\w+ ){0,4}?(?:to |que )?$"
)
"""Somebody else is to stop: "I told my sister to stop texting me". The texts themselves may be named."""

OTHER_OWNER: Final = (
    r"(?:pharmac\w*|walgreens|cvs|insurance|billing|bill|propaganda|newsletter|farmacia|seguro|tienda|(?<!es el )banco|(?<!its the )(?<!is the )(?<!like the )bank|"
    r"ads|advice|otra clinica|other clinic|other doctor|sister in law|otro doctor|theirs|(?:keeps|keep|kept) calling|\w+ company|telemarketer\w*|scammers?|collectors?|appointment reminder)"
)
"""Whose calls or texts these are, when they are not ours."""

OTHER_OBJECT: Final = (
    r"(?:(?:the|my|a|any|more|mas|las|los|la|el|mis|me|esas|esos|otra|otro|un|una|more of the|al|a) )*"
    r"(?:frascos?|botellas?|bottles?|boxes|box|cajas?|supplies|equipment|bandages?|vendas?|gasas?|gauze|pills?|pastillas?|medicinas?|medicines?|medicamentos?|bills?|checks?|refills?|recetas?|ads|advice|"
    r"hospital|emergencias|letters?|cartas?|papers?|forms?|nurse|enfermera|therapist|casa|prescriptions?|cuentas?|"
    r"cobros?|flowers|food|pictures|fotos?|links?|doctor)\b"
)
"""What is sent, when it is no text: "don't send more pills"."""

FOR_NOW: Final = (
    r"(?:(?!\.)\w+ ){0,6}?(?:todavia|aun|por ahora|por hoy|hasta|for now|for today|yet|until|till|tonight|so late|"
    r"so early|this late|this early|at night|at this hour|before|tan tarde|tan temprano|de noche|a esta hora|during)\b"
)
"""After a wish to end: only for a while, or at this hour."""

NOT_NOW: Final = (
    r"(?:.*\b(?:molest\w+|bother|bug|disturb|chingu\w+|frieg\w+)(?: me| us)?,? (?:ahorita|hoy|today|estoy|ando|im|i am|right now)\b"
    r"|(?:stop|quit) (?:texting|messaging|bothering)? ?(?:me )?today\b|.*\b(?:enough|basta) (?:con|with) tant[oa]s?\b)"
)
"""A wish to be left in peace at this moment, or a sigh over how many."""

HEDGE: Final = (
    r"(?:maybe|perhaps|i guess|might|probably|a lo mejor|tal vez|quiza|quizas|puede que|creo que ya|starting to think|"
    r"not sure|no estoy segur[oa]|no se si|dont think|do not think)"
)
"""Before a wish to end: the sender is not sure."""
