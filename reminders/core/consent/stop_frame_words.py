"""More sentence patterns of a stop and of an unclear one, as data: frames that are not verb and object (see `stop_words`).

How often one has to say it, leaving a program, being struck off a list, a stranger at this number, weariness.
"""

from __future__ import annotations

from typing import Final

FRAME_CLASSES: Final[dict[str, str]] = {
    "NAME": (
        "maria jose juan carlos luis ana rosa carmen pedro miguel jorge manuel francisco antonio roberto ricardo marta "
        "elena teresa guadalupe lupe john james robert bob michael mike william bill david richard joseph thomas tom "
        "charles mary patricia linda barbara susan karen nancy betty helen sandra carol ruth sharon george frank henry "
        "walter harold dorothy margaret maggie donna gloria gladys ernesto hector raul ramon alberto fernando"
    ),
    "WE": "me us him her mom dad mama papa mum mother father",
    "OUT_OF": "off from of out",
    "DETACH": (
        "scrub wipe purge erase scratch cross strike clear yank kick boot cut drop exclude unlist pull remove delete "
        "take strip unenroll withdraw"
    ),
    "LEAVE": "unenroll disenroll deregister unregister unlist delist desubscribe unsubcribe unjoin",
    "LEAVE_ES": (
        "desinscribir desinscribirme desinscribanme desinscribame desinscriban desinscriba desinscribo desuscribo "
        "desuscriban desuscriba desafiliar desafiliarme desafilienme desafilieme desapuntar desapuntarme desapuntenme "
        "desapunteme desanotenme desanoteme desregistrar desregistrarme desregistrenme desactivarme"
    ),
    "ORDER_ES": "salirme salgamos saquen quiten borren eliminen remuevan desinscriban desactiven retiren",
}

CLEAR_FRAMES: Final[tuple[str, ...]] = (
    r"how (?:many times|often|many ways) (?:do|must|should|will|have|did|does) (?:i|we) (?:\w+ ){{0,4}}?(?:say|tell|text|type|"
    r"write|ask|send|reply|told|said|asked|repeat)(?: you| u| yall| the word| to)* (?:stop|quit|unsubscribe|no|alto|end)"
    r" (?:[.,?]|{SENDING}|before|for you)",
    r"cuantas veces (?:\w+ ){{0,5}}?(?:decir|decirles|decirle|pedir|pedirles|escribir|mandar|poner|digo|repetir|repetirles)"
    r"(?: que| la palabra)* (?:alto|stop|basta|baja|paren|pare|dejen|que no|ya no)",
    r"(?:stop|quit|enough|cut|knock) (?:it |this |that )(?:out |off )?(?:already |now |please |pls )*(?:with|on) (?:{F} )*"
    r"(?:{TXT}|{SENDING})",
    r"{LEAVE} (?:{WE}|my|this number|from (?:{F} )*(?:{TXT}|{LIST}|this|these|here)|[.,?])",
    r"withdraw (?:{WE} )?from (?:{F} )*(?:{TXT}|{LIST})",
    r"sign (?:{WE} |my \w+ )?(?:out|off) (?:of|from) (?:{F} )*(?:{TXT}|{LIST}|this [.,?]|these)",
    r"{DETACH} (?:{WE}|my|our|this|his)(?: \w+){{0,2}} {OUT_OF}(?: of| from)? (?:{F} )*(?:{LIST}|{TXT}|contacts|computer|there "
    r"[.,?]|here [.,?])(?! for (?:the|my|an|a|mri|pt))",
    r"(?:scrub|purge|wipe|erase|trash|toss|burn|unlist|lose|forget) (?:my|this|our|his|her) (?:phone |cell )?(?:number|digits)",
    r"(?:want|wants|like|love|need|wish|prefer|ask|asking|asked|request|requesting|demand) (?:to )?(?:be )?(?:removed|taken|unsubscribed|"
    r"deleted|dropped|unenrolled|disenrolled|opted out|withdrawn|left out|excluded|off|out)(?: off| out)?"
    r" (?:please |now |asap )?(?:[.,?]|(?:of |from )?(?:{F} )*(?:{LIST}|{TXT}|these [.,?]|here))",
    r"(?:turn|shut|switch|cut) (?:{F} )+(?:bot|robot|thing|things|program|service|system|junk|crap) off",
    r"(?:shut|turn|switch|cut) (?:down|off) (?:{F} )+(?:bot|robot|program|service|texting)",
    r"(?:disable|deactivate|mute|silence|unplug|shut down|axe|scrap|desactiven?|anulen?|apaguen?|apagar) (?:{F} )*{TXT}",
    r"get rid of (?:{F} )*{TXT}(?! from)",
    r"(?:dont|no longer|do not|doesnt|not) (?:really )?(?:want|wants|wish|wishes|need|needs|care) (?:to )?(?:be )?(?:a )?(?:part of|"
    r"in|on|enrolled in|subscribed to|signed up for|included in|using|use|participate in|have|continue with|continue) ?"
    r"(?:{F} )*(?:service|system|list|subscription|texting program|text program|program) (?:any ?more |please |at all )*[.,?]",
    r"(?:dont|do not|never|no longer|doesnt) (?:ever )?(?:want|wanna|wish|need|care|wants) (?:to )?(?:hear|be hearing) (?:anything )?"
    r"from (?:{YOU}|this|your)",
    r"(?:put|add) (?:me|us|this number|my number) (?:on|to) (?:{F} )*(?:do not|dont|no) (?:call|contact|text|texts|disturb) list",
    r"(?:count|leave|keep|cut) (?:me|us) out(?: of (?:{F} )*(?:{TXT}|this|these|it|{LIST}))? (?:please |thanks |from now on )*[.,?]",
    r"no (?:need|reason|point|use) (?:for|of|in) (?:having |getting |sending )?(?:{F} )*(?:{TXT}|these) ?(?! to)",
    r"[.,?] (?:{POLITE} )*{YOU} (?:guys )?(?:can|may|could|should|need to|must|gotta|better|have to) (?:please |now |really )*"
    r"(?:stop|quit|cease) (?:now |please |any ?time |already |thanks )*[.]",
    r"(?:i|we) (?:\w+ )?(?:said|told|asked|texted|wrote|replied|typed) (?:you |u |yall |already )*(?:to )?(?:stop|quit|unsubscribe)"
    r"(?: already| please| now)* [.,?]",
    # Spanish
    r"(?:quiero|quisiera|necesito|deseo|queremos) salir (?:de|del) (?:{F} )*(?:{LIST}|{TXT})",
    r"(?:quiero|quisiera|necesito|pido|solicito|deseo|favor de|agradeceria|queremos) (?:que )?(?:ya )?(?:me |nos |lo |la )?{ORDER_ES}"
    r"(?:me|nos)? (?:de|del) (?:{F} )*(?:{LIST}|{TXT}|esto|aqui|ahi|[.,?])",
    r"(?<!como ){LEAVE_ES}",
    r"(?:cut|get|take|drop|strike|cross) (?:{WE}|my \w+) (?:off|from|out)(?: of| from)? (?:{F} )*(?:mailing list|mailing|thing|{LIST}|{TXT}) ?[.,?]",
    r"(?:appreciate|like|love|prefer|grateful|great|nice) (?:it )?(?:if|that) {YOU} (?:people )?(?:would |could )?(?:just )?(?:stop|stopped|quit|ceased) (?:{F} )*(?:{SENDING}|{TXT})",
    r"no (?:more|further|additional|other) (?:{F} )*{TXT}",
    r"{TXT} (?:are |is )?(?:no longer|not) (?:wanted|needed|necessary|required|welcome)",
    r"(?<! )[.] (?:stop ){{2,}}",
    r"(?:enough|stop|quit) (?:with )?(?:{F} )*check in (?:{TXT}|[.,?])",
    r"como me doy de baja",
    r"(?<!como )(?<!como me )(?:desinscrib|desuscri|desafili|desapunt|desanot|desregistr)\w+",
    r"(?:den|dar|de|dele|denle|denme) de baja (?:a )?(?:mi|este|el|nuestro|su|la|esta) (?:{NUM}|linea|suscripcion)",
    r"(?:my|our|this|his|her|moms|dads) (?:cell |phone )?(?:{NUM}) (?:to be |be )?(?:taken|scrubbed|removed|deleted|erased|wiped|purged|dropped|off)(?: off| out)? ?(?:[.,?]|(?:of |from )(?:{F} )*(?:{LIST}|{TXT}|computer|records))",
    r"{END} (?:all |any |any and all |further |future |more )*(?:further |future )?(?:communications?|correspondence|contact) ?(?:[.,?]|by|via|with me|with us|to|from you|immediately|now)",
    r"{END} (?:blowing|lighting|blasting|burning) up (?:my|our|his|her) (?:phone|cell)",
    r"no more (?:{F} )*(?:check ins?|checkups by text|pings|robo ?texts|questions by text)",
    r"for the (?:\w+ )?(?:\w+ )?time ,? ?(?:please )?(?:stop|quit|unsubscribe)(?= (?:[.,?]|{SENDING}|with))",
    r"por (?:\w+ )?(?:ultima|segunda|tercera|enesima|milesima|cuarta|quinta) vez ,? ?(?:por favor )?(?:alto|basta|stop|paren|dejen|ya no)",
    r"como (?:me|nos|hago|puedo|hacemos) (?:para |hago para )?(?:dar de baja|darme de baja|{LEAVE_ES}|salgo|quito|salirme|quitarme|borro)"
    r" ?(?:de |del )?(?:{F} )*(?:{LIST}|{TXT}|esto|aqui|ahi|[.,?])",
    r"(?:como|que) (?:le )?(?:hago|hacer|puedo hacer)? ?(?:para |pa )?que (?:ya )?(?:no me (?:lleguen|llegue|manden)|dejen de (?:llegar|llegarme|mandar))",
    r"(?:parele|parenle|bajenle|bajele|corten|corte|cortenle|cortele|desactiven|anulen) (?:ya )?(?:a |con |de )*(?:{F} )*{TXT}",
    r"no (?:me |nos |le |les )+(?:anden )?(?:textien|textie|textiees|testeen|texten|texteyen|textiando|frieguen|friegue|esten fregando|mensajien)",
    r"(?:dejen|deje|dejenme|dejeme|paren|pare|basta) (?:ya )?(?:de )?(?:estar |estarme )?(?:fregar|fregarme|fregando|textiar|textiarme|testear|"
    r"textiando|jodiendo|chingando|dar lata|darme lata)",
    r"{TXT} (?:ya )?no (?:me |nos |le |les )*(?:hacen falta|son necesarios|los quiero|los necesito|los ocupo|interesan)",
    r"ya no (?:me |nos |le )?(?:hacen|hace) falta (?:{F} )*{TXT}",
    r"no (?:quiero|queremos|quiere|deseo) (?:ya )?(?:volver a )?(?:saber|recibir) (?:mas |nada |mas nada |ya )*de (?:ustedes|{TXT}|parte de ustedes)",
    r"(?:ya )?(?:les|le|te) (?:dije|pedi|he dicho|he pedido|dijimos) (?:\w+ )?(?:que )?(?:ya )?(?:no me (?:mandaran|escribieran|molestaran|"
    r"textearan|enviaran|manden|escriban)|pararan|dejaran de|alto|basta)",
    r"(?<!por )(?:que|para que) (?:ya )?no me (?:lleguen|llegue|llegan) (?:mas )?(?:{F} )*{TXT}",
)

WRONG_FRAMES: Final[tuple[str, ...]] = (
    r"(?:esta|tienen|tiene) (?:mal|equivocado|incorrecto) (?:el|mi|este) (?:numero|telefono|celular)(?! (?:de|en|del) (?!ustedes))",
    r"{YOU} (?:have |ve |must have |just )*(?:reached|got|gotten|texted|texting|contacted|messaging|messaged) (?:somebody|someone|some "
    r"one|a different|another|a complete|a total) (?:else|other|person|stranger|number)",
    r"(?:there is |theres |there aint |there isnt )?(?:no|nobody|no one|not any|any) \w+ (?:at|on|with) this (?:number|phone|cell)",
    r"(?:there is |theres |aint |isnt )?(?:no|not any|any) {NAME} (?:here|lives|living|at this|that i know)",
    r"dont know (?:any|anyone named|anybody named|anyone called|a|no|who) {NAME}",
    r"(?:just|recently|only) (?:got|bought|was given|was assigned|inherited) this (?:new )?(?:number|phone number|phone|line)",
    r"(?:this|that) (?:number|phone) (?:used to (?:be|belong)|(?:no longer|doesnt|does not|dont|didnt|never) (?:belong|belongs|belonged))",
    r"(?:number|phone) (?:now )?belongs? to (?:someone|somebody|another|a different|me now)",
    r"(?:im|i am|this is|its) not (?:who|the (?:person|one|patient|guy|lady|man|woman)) (?:{YOU}|that you)",
    r"(?:must|may) (?:have|be) (?:me )?(?:looking for (?:someone|somebody) else|mixed up|confused (?:me )?with|me mixed up|me confused)",
    r"aqui (?:ya )?no (?:vive|hay|esta|es|conocemos a|existe|trabaja) (?:ningun |ninguna )?{NAME}",
    r"no conozco a (?:ningun |ninguna )?(?:{NAME}|nadie con ese nombre|nadie llamad[oa]|esa persona|esa senora|ese senor)",
    r"(?:se )?(?:equivoc\w+|confundi\w+) de (?:numero|persona|celular|telefono|cel)",
    r"(?:escribiendo|mandando|texteando|enviando)(?:le)? a (?:otra persona|la persona equivocada|un extrano|un desconocido)",
    r"no soy \w+ (?:[.,] )?(?:usted |ustedes )?se (?:equivoc|confund)\w+",
    r"(?:not|isnt|aint) \w+ (?:[.,] )?(?:you|u) (?:have |ve |got )?(?:made a mistake|the wrong|mistaken|mixed up)",
    r"(?:soy|es de) otra persona(?! que)",
)

NOT_ME_FRAMES: Final[tuple[str, ...]] = (
    r"(?:i|we) (?:never|havent|have not|didnt|did not|havnt) (?:ever )?(?:had|have) (?:a|an|any|no) (?:back |spine )?(?:surgery|operation|"
    r"procedure) (?:in my life |ever )?[.,?]",
    r"a mi (?:nunca|no|jamas) me (?:han )?(?:operaron|operado|opero)",
)

UNCLEAR_FRAMES: Final[tuple[str, ...]] = (
    r"(?<! )[.] (?:{POLITE} |seriously |really |omg |ugh |wow |great |oh |, |[?] )*(?:yet )?another (?:one|{TXT})(?: of these| again| already| today| really)* [.?]",
    r"(?<! )[.] (?:{POLITE} |ugh )*how (?:much )?long(?:er)? (?:will|is|are|does|do|must|am|can|should) (?:this|these|they|{TXT}|i|you|we) (?:gonna |going to |have "
    r"to |need to |keep |be |still )*(?:go on|going on|keep coming|keep up|coming|texting|sending|getting|receiving|put up|get these|continue)",
    r"(?:get|getting|got|receive|receiving) (?:\w+ )?(?:too|way too|so) many (?:of )?(?:{F} )*(?:these|those|them)",
    r"(?<! )[.] (?:{POLITE} |ugh |oh |, )*(?:give me a break|give it a rest|lay off|back off|buzz off|beat it|knock it off|cut it out|take a hike|scram|get off my back|dont bother|not another (?:one|{TXT})(?: of these)?"
    r"|not this again|here we go again|you again|good grief|oh brother|for crying out loud|for (?:god|gods|heavens|pete|petes) sake"
    r"|no need|all better(?: now)? , no need|im (?:all )?better(?: now)? , no need) (?:already |please |now |anymore |any more |thanks )*[.?!]",
    r"[.,?] (?:{POLITE} |so |and )*(?:there is |theres )?no (?:more )?need (?:any ?more |now |for this |for it )+[.]",
    r"(?:nag|nagging|hounding|hound|stalking|pestering) (?:me|us)",
    r"(?:dont|no longer|do not|not) (?:need|want) (?:to be |any |your |a |you to )*(?:reminding|reminded|babysit\w*|nagging|nagged|check(?:ed|ing) (?:up )?on|hand holding|pestered)",
    r"(?<! )[.] (?:{POLITE} |so |ugh |, )*(?:sick|tired|fed up|over) (?:of|with) (?:it|this|you|all this|you people) [.]",
    r"(?<! )[.] (?:{POLITE} |, )*(?:ay ya|ay no ya|ay basta|do you (?:people |guys )?ever (?:stop|quit|give up)|dont you (?:people |guys )?ever (?:stop|quit|give up)) (?:ya )*[.?!]",
    r"why (?:am i|are we|do i|do we|did i) (?:getting|get|receiving|receive) (?:it|this|these|{F} {TXT})",
    r"(?:fewer|less) (?:{F} )*{TXT}|(?:pause|hold|snooze|slow down|tone down|ease up on) (?:on )?(?:{F} )*{TXT}",
    r"(?:is this|this is|looks like|sounds like|seems like|are you|must be|smells like)(?: \w+){{0,2}} (?:scam|scammers?|spam|spammers?|phishing|fraud)",
    r"no (?:tengo|hay|tenemos) (?:tiempo|paciencia|ganas) (?:para|de) (?:contestar )?(?:{F} )*(?:esto|{TXT}|tantas|sus)",
    r"(?:es|esto es|sera|parece|es esto|son|esto) (?:una |un )?(?:estafa|fraude|spam)",
    r"(?:go )?(?:bother|bug|pester|annoy|text|message|harass) (?:someone|somebody|anybody|some one) else|(?:someone|somebody) else to (?:bother|text|bug|pester)",
    r"(?:no|not) (?:have )?(?:time|patience) for (?:{F} )*(?:{TXT}|this|these)",
    r"ya (?:chole|chale|cansan|aburren|hartan|fastidian|molestan|enfadan|me tienen|me traen|me cayeron gord\w+|ni los leo)",
    r"(?<! )[.] (?:{POLITE} |ay |uy |, )*(?:otro mas|otra vez|otro {TXT}|y dale|dale con lo mismo|no manchen|no frieguen|que quieren|no hace falta|ya no hace falta|ya no es necesario)"
    r" (?:otra vez |mas |ya |gracias |con (?:{F} )*{TXT} )*[.?]",
    r"(?:por que|porque|xq|pq|porq) (?:me |nos )?(?:llegan|llega|mandan|escriben|siguen|textean|estan) (?:mandando |escribiendo |llegando )?(?:{F} )*(?:{TXT}|esto|[?])",
    r"(?:a cada rato|todo el (?:santo )?dia|todos los (?:benditos )?dias|cada ratito) (?:con )?(?:{F} )*(?:{TXT}|lo mismo|molestando|mandando|escribiendo)",
    r"me (?:estan|esta|traen|tienen) (?:volviendo|atosigando|acosando|fastidiando|molestando|bombardeando|saturando|loc[oa])",
)
"""As `stop_words.CLEAR`, `WRONG_NUMBER` and `NOT_ME`, and `unclear_words.UNCLEAR`."""

FOR_LATER: Final = (
    r"(?:how (?:would|do|does|can|could|will|might|should)|^(?:[.] )?(?:y )?como) (?:\w+ ){0,8}(?:later|someday|some day|down the road|eventually|in the future|one day|at some point|"
    r"if |once |when |despues|mas adelante|algun dia|en el futuro|cuando |si )"
)
"""A question how it works, for another day."""
