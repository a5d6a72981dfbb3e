"""More words that may mean a stop, as data (see `stop_words` for the notation): weariness, doubt, strangers, too many."""

from __future__ import annotations

from typing import Final

UNCLEAR_KINDS: Final[tuple[str, ...]] = (
    # How often, how long
    r"(?:text|texts|texting|message|write|send|mandan|escriben|textean) (?:me |us |\w+ )?(?:a lot|alot|constantly|nonstop|non stop|all the time|way too much|mucho|demasiado|a cada rato|cada rato)(?! (?:of (?:pain|blood)|sangr))",
    r"(?:once|twice|one|two|una|dos) (?:\w+ )?(?:a|per|every|por|a la|cada) (?:\w+ )?(?:week|month|day|semana|mes|dia) (?:would|will|is|seria|es|esta|basta) (?:be )?(?:plenty|enough|better|fine|nice|suficiente|bueno|mejor|bastante)",
    r"(?:cut|scale|dial|tone|slow|ease|bring) (?:it |them |things )?(?:back|down|up|off) (?:a bit |a little |some )?(?:on )?(?:{F} )*(?:{TXT}|a bit|a little)",
    r"(?:fewer|less|not so many|so many fewer|menos) (?:of )?(?:{F} )*(?:{TXT}|these|those|them)",
    r"(?:send|text|get|getting|mandar|manden|escribir|mandarme|recibir|enviar) (?:{F} )*(?:fewer|less|menos|not so many|not so much)(?! (?:pain|dolor|pastillas|pills|sangre))",
    r"(?:way|any way|how|possible) (?:for me |i can )?to (?:not )?(?:get|receive|have) (?:not |fewer |less |so )+(?:many|much|of|{TXT}|these)",
    r"(?:escribir|mandar|textear) (?:solo |nomas |solamente )?una vez (?:por|a la|al|cada)",
    r"(?<! )[.] (?:{POLITE} |ugh |oh )*every (?:[.] )?(?:single|damn|darn|blessed|freaking) (?:[.] )?(?:day|morning|night|time) [.]",
    r"(?:am|are) (?:i|we) (?:\w+ )?(?:going to|gonna) (?:be )?(?:get|getting|keep|receive|receiving) (?:{F} |one )*(?:{TXT}|these|those|this)",
    r"(?:is|isnt|are) there (?:an |any |no )?end to (?:{F} )*(?:{THESE}|{TXT}|all)",
    r"(?:thought|supposed|figured|told|creia|pense|pensé) (?:\w+ ){{0,5}}?(?:these|this|{TXT}|they) (?:\w+ ){{0,5}}?(?:over|done|finished|stop|stopped|end|ended|through)(?! (?:bleeding|hurting|when))",
    r"(?:ever|even) (?:going to |gonna )?(?:stop|quit) asking|(?:dont|do) (?:you|yall|u) (?:people |guys |ever )*(?:sleep|rest|quit|stop|give up)",
    r"(?:cada cuanto|hasta que dia|cuanto tiempo mas|por cuanto tiempo|hasta que fecha|cuando se acaba) (?:\w+ ){{0,4}}?(?:esto|{TXT}|mandar|mandando|escribir|recibir)(?! (?:de )?(?:tomar|usar))",
    r"(?:mucho|mucha|muchisimos?|tantisimos?|tanta) (?:{TXT}|preguntadera|insistencia|pregunta)(?! (?:de|muscular))",
    r"(?:llenando|llenan|llena|llenaron|saturan|filling|fills|clogging|clog) (?:up )?(?:el |la |mi |me |my |the )*(?:celular|cel|telefono|memoria|buzon|phone|inbox|cell|memory)",
    # Doubt whether they are needed
    r"(?:dont think|do not think|dont believe|doubt|not sure|creo que|no creo que|pienso que|a lo mejor|tal vez|quizas?|probably|might|may|maybe|perhaps|guess|starting to think) (?:\w+ ){{0,4}}?(?:not |no |dont |ya )*(?:need|needs|want|necesito|necesita|necesitemos|ocupo|quiero|hagan?|hacen?)"
    r" (?:falta |really )?(?:{F} |much )*(?:{THESE}|{TXT}|los|las)(?= (?:[.,?]|any|much|mas|longer|ya|lol|do|for|tant|{TXT}))",
    r"[.,] (?:{POLITE} )*(?:creo que )?ya no (?:los|las) (?:necesito|ocupo|necesitamos) [.,]",
    r"(?:is|es|son|sera|are|seria) (?:it |this |these |all this |de veras |realmente |really )*(?:necesari[oa]s?|necessary|mandatory|needed|required|a fuerzas|obligatorio) (?:que (?:me |nos )?(?:sigan|manden|escriban)|that|for you|to keep|tant|tod|all|seguir|recibir|contestar|responder)(?! (?:dieta|ejercicio))",
    r"[.,] (?:{POLITE} |so )*(?:do|must|should|gotta) (?:i|we) (?:really |even |still |always )*(?:have to |gotta |need to )?(?:do|answer|reply to|respond to|keep doing|keep answering|fill out) (?:{F} )*(?:this|these|that|{TXT}|every|all)(?= (?:[.,?]|every|each|day|again|all|thing))",
    r"(?:whats|what is|what s|wheres|dont see|see no|cual es|que caso|que sentido) (?:\w+ )?(?:the )?(?:point|use|purpose|sense|tiene|caso|objeto) (?:of|in|to|de) (?:all )?(?:(?:{F} )*{TXT}|(?:this|these|it|esto) [.,?]|answering|contestar)",
    r"(?:nobody|no one|nadie|anybody|anyone|does someone) (?:\w+ )?(?:reads|read|answers|looks at|lee|leen|contesta|checks) (?:what i|these|this|them|it|lo que|esto|estos|los)",
    r"(?:maybe|perhaps|tal vez|quiza|quizas|a lo mejor|time|hora de) (?:\w+ ){{0,3}}?(?:not at all|wrapped|wrap|we stop|we stopped|ended this|stop this|pararle|dejarlo|terminar con esto|ya no)",
    # Weary, angry
    r"(?:getting|get|gets|got|gettin|it|grating) (?:on )(?:my|our) (?:last )?(?:\w+ )?nerves?",
    r"(?:{YOU}|{TXT}|these|ustedes|this) (?:\w+ )?(?:people |guys )?(?:are|r|son) (?:\w+ )?(?:something else|a lot|too much|relentless|unbelievable|necios|pesados|insoportables|intensos)",
    r"(?:{YOU}|{TXT}|phone|thing|ustedes|beeping|dinging|ruid\w+) (?:\w+ )?(?:wake|wakes|waking|woke|despiertan?|asustan?|interrumpen?|scares?|startles?) (?:me|us|him|her|nos|my \w+|the \w+|mi \w+)",
    r"(?:me |nos |le |la |lo )(?:despiertan?|asustan?|molestan?|interrumpen?) con (?:el |ese |sus |tanto |los |la )+(?:ruid\w+|timbr\w+|sonid\w+|pitid\w+|celular|telefono|{TXT})",
    r"(?:tired|sick|weary|bothered|harta|harto|cansad[oa]|cansa) (?:of|by|de|con) (?:hearing|listening|answering|my phone|this phone|the phone|contestar|contestando|oir|que suene|responder)",
    r"(?:ya )?(?:les |le )?(?:conteste|respondi|dije|he contestado|he dicho) (?:\w+ ){{0,3}}?(?:mil|cien|muchas|varias|tantas|\d+) veces",
    r"(?:ya )?me (?:aburrieron|hartaron|cansaron|enfadaron|fastidiaron|enojaron|marearon|colmaron|choca|chocan|desesperan|cayeron mal)",
    r"hasta (?:el (?:gorro|copete)|la (?:coronilla|madre)|las narices|los huevos)",
    r"[.,] (?:{POLITE} |nope |ugh |ok |ya )*(?:im |i am |all |totally |ya )*(?:done|finished|through|termine|acabe|terminado) (?:with |con |here )?(?:this |these |it |you |yall |ya |all this |esto |eso |ustedes |you people |you all )*[.]",
    r"[.] (?:nope|no|nah) [.,] (?:im )?(?:done|over it|enough|finished) [.]",
    r"(?<! )[.] (?:{POLITE} |no |, )*(?:hush|hush up|zip it|give it up|no hay de que|no quiero nada|nada gracias|all set|im all set|im good|im fine|were good|no thank you|paso|ya asi)"
    r"(?: (?:thanks|thank you|gracias|already|now|por favor|, all set|, im good|, gracias|here|please|all set))* [.]",
    r"(?<! )[.] (?:{POLITE} |, )*(?:ugh|uff?|ay|ush|argh|sigh|geez|jeez|good lord|lord have mercy|ay no|ay dios|dios mio|oh no|oh great|great) ?,? (?:\w+ )?(?:again|otra vez|not again|de nuevo|another|y otra vez|no otra vez)(?! (?:the|my|it|i|me duele|el dolor|la herida|se))",
    r"(?:cut|knock) it out(?! of)|(?:leave|let) (?:me|us) (?:be|sleep|rest)(?= (?:[.,]|please|im|i am|for|now))",
    r"(?:no (?:me|nos)|dont|do not) (?:molest\w+|bother|disturb|bug)(?: me| us)? (?:ahorita|hoy|today|now|right now|tonight|at work|when|while|after|before|estoy|im|ando|manana|durante)",
    r"[.] (?:ya )?(?:no )?(?:molesten?|chinguen?|frieguen?|jodan?|insistan?) (?:ya |mas |tanto |por favor )*[.]",
    r"(?:basta|ya estuvo|enough) (?:ya )?(?:con|de|with) (?:tant[oa]s?|so many|so much) ",
    r"(?:para|pa) que (?:tant[oa]s?|nos|me|le)? ?(?:tant[oa]s? )?(?:mandan |escriben |preguntan )?(?:tant[oa]s? )?(?:{TXT}|pregunta|preguntas|preguntan)",
    r"(?:ya )?parale(?:n)? (?:ya |tantito |un poco |tantita )+|(?:ya )?parenle (?:tantito|un poco|un rato)",
    # Who is this, where did you get the number
    r"(?:howd|how|where|who|donde|quien|como|de donde) (?:d |did |do |gave |the heck |in the world |on earth |diablos |les |le |te )*(?:you |u |yall |somebody |someone )*(?:get|got|find|found|give|dio|dieron|sacaron|consiguieron|saco|pass) (?:you |u )?(?:hold of )?(?:my|this|mi|este|el) (?:cell |phone )?(?:number|phone|cell|info|numero|telefono|celular|cel)(?! (?:for|of|de la|from the))",
    r"(?:never|havent|have not|not|nunca) (?:even )?(?:heard of|oido (?:de|hablar)|he oido) (?:{YOU}|your|this|this clinic|that clinic|esta clinica|ustedes|su)",
    r"(?:dont|do not|no) (?:know|recognize|conozco|reconozco|los conozco|se quien) (?:{YOU}|this number|who (?:this|you)|quien (?:es|habla|son)|este numero|(?:you|u) dont|a ustedes|que es esto|esto)(?! (?:can|could|are|have|had|said|need))",
    r"(?:no |dont |do not )(?:recuerdo|me acuerdo|acuerdo|remember|recall) (?:de )?(?:\w+ )?(?:haber|haberme|giving|signing|agreeing|asking|registering|joining|enrolling|dar|darles)(?:me|les|los)? ?(?:\w+ )?(?:registrad\w|inscrit\w|apuntad\w|dado|firmado|aceptado|up|my|this|to|anyone|permission|mi)?",
    r"[.] (?:{POLITE} )*(?:de parte de quien|quien (?:habla|escribe|manda)|con quien hablo|quien me escribe|kien es|q quien)(?: \w+){{0,3}} [.,?]",
    r"(?:we|i|she|he|mom|dad|nobody|no one|nadie) (?:never|didnt|did not|hasnt|havent) (?:\w+ )?(?:asked|asks?|requested|request|wanted|sign|signed|agreed|subscribed|subscribe) (?:up )?(?:for|to) (?:this|these|any|anything|your|you|it|be)(?! (?:bleed|hurt))",
    r"(?:must have|somebody|someone|daughter|son|wife|husband|alguien|mi hij\w) (?:must have |me |had )?(?:put|signed|enrolled|apunto|inscribio|metio|added) (?:me|us|him|her|en)? ?(?:on|up|in|into|for|esto|en) (?:this|these|it|that|your|for|esto)?(?= (?:[.,?]|i |not|yo))",
)
"""Beside `unclear_words.UNCLEAR`."""

OTHER_ENDINGS: Final[tuple[str, ...]] = (
    r"(?:{END}|{END_ES}|basta de|cancelo|end) (?:the|my|his|her|our|a|an|el|la|los|las|mi|mis|un|una) "
    r"(?!(?:{F} )*(?:{TXT}|{SENDING}|{JUNK}|{LIST}|{NUM}|thing|things|bot|robot|calls?))\w+",
    r"{END} (?:physical|therapy|smoking|taking|using|drinking|eating|bleeding|hurting|itching|wearing|doing|driving|lifting|coughing|"
    r"walking|sweating|by|in|at|and|signs?|for|worrying|crying|snoring|here|there)",
    r"(?:dej\w+|par[aeoé]\w*) de (?!{SEND_INF}|estar|me|andar|dar|molest\w+)\w+r\b",
    r"(?:es|son) para (?:{F} )*{TXT}",
    r"(?:end|rest|beginning|middle|part|half) of (?:{F} )*{TXT}|{TXT} (?:\w+ ){{0,3}}?(?:cut off|cut short|garbled|cortad[oa]|incomplet[oa]|a medias)",
    r"(?:el|la|los|las|mi|mis) (?!{TXT})\w+ me (?:tienen?|traen?) (?:ya )?(?:hart[oa]|cansad[oa])",
    r"(?:waiting|wait|guest|grocery|medication|med|prayer) list|lista de (?:espera|medicinas|compras)",
    r"wrong (?:\w+ )?(?:number|phone) (?:for|on|in|of|i) |(?:numero|telefono) (?:equivocado|mal|incorrecto) (?:de|para|en) ",
)
"""Something else than texts is to end, or another number is wrong: nothing to ask the patient about."""
