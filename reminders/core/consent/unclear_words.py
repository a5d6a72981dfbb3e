"""The sentence patterns of words that may mean a stop, and of a wish to keep the texts, as data (see `stop_words`)."""

from __future__ import annotations

from typing import Final

UNCLEAR: Final[tuple[str, ...]] = (
    r"(?:too|so|to) many (?:{F} )*(?:{TXT})",
    r"(?:too|way too|so) (?:much|often) (?:{TXT}|texting|messaging)|{TXT} (?:me )?(?:way )?too (?:much|often|many)",
    r"(?:text|texting|message|texted|messaging) (?:me |us )?(?:\w+ )?(?:too|way too) (?:much|often|many)",
    r"(?:text|texted|texting|messaged) (?:me |us )?(?:(?:ten|20|10|twenty|a hundred|100|a million|like \w+|\w+) times)",
    r"{TXT} in (?:one|a|1) (?:day|hour)",
    r"(?:do|must|am|will|how long do) i (?:\w+ ){{0,2}}?(?:have|need|got|supposed|gotta|obligated) to (?:\w+ )?"
    r"(?:keep |continue |still |always |to )*(?:getting|get|receive|receiving|answer|answering|respond|responding|reply"
    r"|replying)",
    r"how (?:many|much) (?:more|longer) (?:of |\w+ )?(?:{F} )*(?:{TXT}|these|am i|are you|do i|will i)",
    r"(?:why|how come) (?:\w+ ){{0,3}}?(?:keep|still|always) (?:on )?(?:texting|sending|getting|messaging|bothering|asking|"
    r"writing|bugging|receiving)",
    r"why (?:are|r) (?:you|u) (?:texting|messaging|sending|bothering|writing)",
    r"(?:does|will|do|would|can) (?:this|these|it|they|the {TXT}) ever (?:end|stop|quit)",
    r"are (?:you|u|yall) (?:\w+ )?(?:going to|gonna) (?:keep )?(?:text|texting|message|bother|send|sending)",
    r"(?:sick|tired|fed up|over|done|had it|through|finished|enough|annoyed|bored) (?:\w+ )?(?:of|with|by) (?:{F} )*"
    r"(?:{TXT}|these|texting|all of this|all this|my phone)",
    r"(?:im|i am|so|totally) over (?:{F} )*(?:{TXT}|these|it [.]|this [.])",
    r"[.,?] (?:{POLITE} |ugh )*(?:im|i am|i m) (?:so |just |totally |all )?(?:done|over|sick|tired|through|finished)"
    r"(?: with| of| con)? (?:this|it|that|esto|eso|all this|you|you people) [.,?]",
    r"(?:i|we) (?:dont|do not|no longer|didnt|did not) (?:really )?(?:need|like|see the point of|see why i need|care for|get "
    r"the point of) (?:{F} )*(?:{THESE}|{TXT})(?: any ?more| no more| anyway| at all)* [.,?]",
    r"(?:dont|doesnt|do not|no longer|not) (?:need|want) (?:this|that|it)(?: any ?more| no more| please)* [.]",
    r"(?:never|didnt|did not|dont remember|dont recall|do not remember|not remember) (?:\w+ )?(?:sign|signed|signing|agree|"
    r"agreed|agreeing|ask|asked|asking|consent|consented)(?: me)? ?(?:up|to|for) (?:for |to )?(?:{F} )*(?:{THESE}|anything|"
    r"{TXT}|[.,?]|be texted)",
    r"(?:never|didnt|did not) signed? up",
    r"(?:how did|where did|who gave|how do|how you|how d) (?:you|u|they|yall) (?:people )?(?:get |got |have )?(?:this|my|"
    r"our) (?:number|phone|cell)",
    r"[.,?] (?:{POLITE} )*(?:who|whos|who is|who are) (?:the \w+ )?(?:is |are )?(?:this|you|u|texting me|texting|these|dis)"
    r"(?: people| again| and \w+)? [.,?]",
    r"how (?:did|do|you|have) (?:you |u )?(?:get|got|have) (?:my|this) number",
    r"(?<!wont )(?<!doesnt )(?<!didnt )leave (?:me|us|him|her|mom|dad) (?:the \w+ )?alone",
    r"[.,?] (?:{POLITE} |ugh |ok )*(?:thats |its |ive had |i had |that is )?(?:enough|plenty)(?: already| now| for today"
    r"| please| is enough)* [.]",
    r"(?:{YOU}|{TXT}|these|people|phone|thing|ustedes) (?:\w+ )?(?:driving|drive) (?:me|us) (?:up the wall|crazy|nuts|insane|bananas)",
    r"(?:you|yall|these) (?:\w+ )?(?:people )?(?:are|r) (?:\w+ )?(?:persistent|annoying|relentless|bothering me|too much"
    r"|a pest|pests)",
    r"[.,?] (?:{POLITE} |ugh |seriously )*(?:this|it|all this|these) (?:is|are|its) (?:getting |so |really |just |all )*"
    r"(?:old|annoying|ridiculous|too much|silly|absurd|a nuisance|irritating|tiresome|enough|harassment)(?: \w+)? [.]",
    r"(?:about|had) (?:all|as much as) i can (?:take|stand)",
    r"not answering (?:any|no|anymore|this|these)",
    r"(?:cant|cannot|can not) keep up with (?:{F} )*(?:questions|{TXT}|these|this)",
    r"(?<!was )not interested(?= (?:[.,?]|thank|any ?more|in (?:{F} )*(?:{TXT}|this|these|it|your)))",
    r"[.] (?:seriously|again|really|bye|bye bye|goodbye|adios|whatever|enough|otra vez|ya|go away|shut up|get lost)"
    r"(?: [.,?])* (?:seriously |again |already |really |ya |with (?:the|this) \w+ |im over it |con lo mismo )*[.?]",
    r"otra vez (?:con )?(?:lo mismo|ustedes|esto|los mensajes)",
    r"no otra vez",
    r"(?:what a|such a) (?:pain|nuisance|bother|hassle|annoyance)(?: \w+)? (?:{F} )*(?:{TXT}|these|[.])",
    r"(?:{TXT}|these|this) (?:are|is) (?:\w+ )?(?:a |such a |really )*(?:pain|nuisance|bother|hassle|annoyance|annoying|bothersome|intrusive|excessive|pointless|useless|a waste)",
    r"(?:do|does|must|why do) (?:you|u|yall|they|this|it) (?:people |guys )?(?:have to|need to|gotta|really need to) (?:text|message|send|bother|ask|keep|contact|be texting)",
    r"(?:blowing|blow|blew) (?:up )?(?:my|our|this) (?:phone|cell)|blowing me up",
    r"(?:im|i am|we are|were|getting|got|so|really|kind of|kinda) (?:getting |so |really |just |pretty |a little |kind of |kinda )*(?:tired|sick|annoyed|irritated|fed up|weary|exhausted)"
    r" (?:of|with|by) (?:this|it|that|these|all this|all of this|all these|them|you|being asked|being texted) ?[.,?]",
    r"(?:not sure|dont think|doubt|dunno|not certain|dont know|unsure|wonder) (?:if |that |whether |why )?i (?:even |still |really )*(?:want|need|should get|get|am getting) (?:these|this|them|any of this|{TXT})",
    r"(?:can|could|may|are) we (?:\w+ )?(?:be )?(?:done|finished|through) (?:with )?(?:this|these|it|yet|already|now)?",
    r"(?:why am i|how come i am|how come im|why do i|why did i|why are we) (?:\w+ )?(?:getting|get|receiving|receive) (?:{F} )*(?:{TXT}|this|these|[.?])",
    r"(?:que|q) (?:fastidio|lata|molestia|flojera|cansado|molesto|necios?|insistentes?|intensos?)",
    r"(?:son|esta|estan) (?:muy |bien |re )?(?:intensos?|insistentes?|molestos?|necios?|pesados?) (?:con )?(?:{F} )*(?:{TXT}|[.,])",
    r"(?:leave|let) (?:me|us) (?:be|in peace)",
    r"(?:did not|didnt|never|dont remember|dont recall) (?:\w+ )?(?:opt|opting|give|giving|gave) (?:in|you|my|permission|consent|anyone|anybody)",
    r"(?:necesito|quiero|denme|dame|need|want|give me) (?:a |un )?(?:break|descanso|respiro) (?:from|de) (?:{F} )*(?:{TXT}|this|esto|these)",
    r"(?:already|ya) (?:answered|told you|said|conteste|les dije|respondi) (?:\w+ ){{0,4}}?(?:times|twice|veces|already|enough|stop asking)",
    r"stop asking(?: me)?",
    r"(?:i |we )(?:dont|do not) (?:have time|want to|wanna) (?:for|do|answer|deal with|bother with) (?:{F} )*(?:{TXT}|this|these|questions|anymore)",
    r"(?:are these|is this|are the {TXT}) (?:texts |messages )?(?:really |even )?(?:necessary|mandatory|required|optional|obligatory|needed)",
    r"(?:when|cuando) (?:will|does|do) (?:{F} )*(?:{TXT}|this|these|it) (?:ever|finally) (?:end|stop)",
    r"(?:cuanto|how much) (?:tiempo )?(?:mas |longer |more )(?:of |de |con |must i |do i )?(?:{F} )*(?:esto|this|these|{TXT}|put up)",
    r"no me (?:gusta|gustan|agradan|agrada) (?:{F} )*(?:{TXT}|que me (?:escriban|manden))",
    r"(?:no|nunca) (?:les |le )?(?:di|he dado|dimos) (?:mi |el |ningun )?(?:permiso|consentimiento|autorizacion|numero)",
    r"(?:de donde|como) (?:\w+ )?(?:sacaron|consiguieron|obtuvieron|agarraron|tienen|saco|consiguio) (?:mi|este) (?:numero|telefono|celular)",
    r"(?:ya )?me (?:aburri|harte|fastidie|desespere|desesperan|estresan|enfadan|enfade|choca|chocan) (?:de|con|esto|{TXT}|estos)? ?",
    r"does (?:anyone|anybody) (?:even )?(?:read|check) (?:these|this)",
    r"(?:my|the|este|mi) (?:phone|telefono|celular|aparato) (?:keeps |no para de |no deja de |wont stop |is always )*"
    r"(?:going off|sonar|buzzing|ringing|dinging|sonando)",
    r"(?:sick|tired) of my phone",
    r"stop (?:bothering|calling|bugging|annoying|harassing) (?:me|us)",
    r"(?:dont|not) (?:know|sure) if i (?:still )?(?:want|need) (?:these|this|them|{TXT}|your)",
    # Spanish
    r"(?:demasiad[oa]s|tant[oa]s?|muchos|too many|diez|cuantos) (?:{F} )*(?:{TXT})(?! de)",
    r"cuant[oa]s (?:{TXT} )?(?:mas )?(?:{TXT} )?(?:mas )?(?:me )?(?:van|va|faltan|siguen)",
    r"hasta cuando(?= (?:[.,?]|van|va|voy a (?:recibir|estar)|siguen|sigo recib\w+|me van|piensan|estar|seguir|les|{TXT}|con))",
    r"(?:tengo que|hay que|debo|es obligatorio|son obligatorios|es obligacion|obligatorios) (?:seguir |estar )*(?:contestar|"
    r"contestando|recibir|recibiendo|responder|respondiendo|o que)",
    r"(?:son|es) obligatorios?",
    r"(?:me )?(?:tienen|tiene|traen) (?:ya )?(?:hart[oa]|cansad[oa]|hasta (?:aqui|la madre|el gorro|el copete)|fastidiad[oa])",
    r"(?:estoy|toy) (?:ya )?(?:hart[oa]|cansad[oa]|fastidiad[oa]) (?:de|con) (?:{F} )*(?:{TXT}|esto|ustedes)",
    r"me (?:canse|hartaron|harte|cansaron|aburri|marean|fastidian|fastidiaron|cansan) (?:ya )?(?:de|con)? ?(?:{F} )*(?:esto|"
    r"{TXT}|[.,?]|sus|que)",
    r"(?:ya )?(?:no )?(?:estuvo|esta) bueno (?:no |ya )*[.,?]",
    r"[.,?] (?:{POLITE} |ugh |ay |ya )*(?:basta|ya basta|suficiente|es suficiente|ya estuvo|ya ya|ya ya ya) (?:ya )*[.,?]",
    r"ya basta(?! (?:de|con|del) )",
    r"(?:deje|deja|dejen)(?:n?me|nos|nme) (?:ya )?(?:en paz|tranquil[oa]s?|descansar|dormir|sol[oa]|un rato)",
    r"(?:quien|kien) (?:es|son|eres|le|les|te) (?:usted|ustedes|este|esto|dio|dieron)(?: mi numero)? ?(?:[.,?]|yo|no|"
    r"mi numero)",
    r"(?:como|donde) (?:consiguieron|obtuvieron|tienen|sacaron|consiguio) mi (?:numero|telefono|celular)",
    r"(?:nunca|jamas|no) (?:\w+ )?(?:me )?(?:apunte|inscribi|anote|registre|firme|autorice|pedi)(?: \w+){{0,3}}? "
    r"(?:en|para|esto|estos|ningun|nada|a|{TXT})",
    r"no (?:recuerdo|me acuerdo) (?:\w+ )?(?:haber|de haber) (?:\w+ )?(?:dado|firmado|apuntado|inscrito|pedido|autorizado)",
    r"por que (?:me )?(?:siguen|sigue|tanto|estan|mandan|escriben)(?: \w+)? ?(?:mandando|escribiendo|molestando|{TXT}|"
    r"[.,?])",
    r"(?:pa|para) que (?:me |tanto )*(?:mandan|manda|escriben) (?:{F} )*(?:{TXT})",
    r"(?:esto|estos {TXT}|esos {TXT}) (?:ya )?no (?:me )?(?:sirve|sirven|ayuda|interesa)",
    r"(?:no se|not sure|dont know|no estoy segur[oa]) (?:if|si) (?:i |we |yo )?(?:{F} )*(?:quiero|queremos|necesito|want|need)",
    r"(?:honestly |ya )*no (?:me )?interesan?",
    r"siempre es lo mismo",
    r"(?:hace|haga) falta tanto",
    r"ya ,? ?ya ,? ?ya",
    r"(?:have|got|has) me (?:confused|mixed up) with",
    r"(?:ya )?callense",
    r"im done (?:con|with (?:{DET} )*{TXT})",
)
"""May mean that the texts should end, or only that the day is bad; the patient is asked."""

KEEP: Final[tuple[str, ...]] = (
    r"(?<!dont )(?<!not )(?<!doesnt )(?<!longer )(?<!never )(?<!if )(?<!se if )(?<!sure )(?<!think )(?<!doubt )"
    r"(?:i|we|she|he|they|mom|dad|really|surely|do|still) "
    r"(?:really |do |still |sure |actually |surely |just |would )*(?:like|love|enjoy|want|need|appreciate) (?:to (?:keep|stay|"
    r"continue|still) )?(?:getting |receiving |hearing |having )?(?:{DET} )*(?:{TXT}|these|them|those)"
    r"(?! (?:{TXT} )?(?:to )?(?:stop|end|to end|off|gone|to quit|cease|removed|out|canceled|cancelled|discontinued|turned|shut|switched|stopped|taken|ended|disabled|deactivated|"
    r"blocked|suspended|terminated|halted|silenced|to be|not))",
    r"(?<!dont )(?<!not )(?:like|love|enjoy|enjoying) (?:getting|receiving) (?:{DET} )*(?:{TXT}|these|them|those)?",
    r"(?<!to )(?<!do i have to )(?<!you )(?<!still )(?<!they )(?<!why )keep (?:sending|texting|them coming|em coming|these "
    r"coming|the {TXT}|your {TXT}|these {TXT})",
    r"(?:happy|glad|want|like|wish|love) to (?:keep|continue|stay|remain) (?:\w+ )?(?:with|getting|on|receiving|going|signed)",
    r"(?:they|these|texts|messages|reminders) (?:really |do |all |are |have been )*(?:help me|help us|help a lot|helping|help "
    r"him|help her|useful|helpful|the best|keep me|keeping me|helped)",
    r"{TXT} (?:are|is) (?:\w+ )?(?:fine|perfect|good|great|ok|okay|better|helping|wonderful|helpful)",
    r"(?:yours|those|the {TXT}) (?:are|is) (?:fine|ok|perfect|good)",
    r"leave (?:those|these|them|the {TXT}) (?:alone|on)",
    r"(?:still|want to be|sure im) (?:signed up|subscribed|on the list)",
    r"(?:hit|pressed|sent|typed|texted|answered|said|put) (?:\w+ )?(?:stop |it |the \w+ \w+ |the \w+ )?by (?:accident|mistake)",
    r"(?:hit|pressed) the wrong (?:button|key|thing)(?! if)",
    r"dont (?:plan|want|intend) to(?: just| wondering)* [.,?]",
    r"(?:no rush|just curious|just wondering|just asking|por ahora|asking for later|not yet)",
    r"(?<!no )(?<!no los )(?:si|sí) (?:los|las|lo) (?:quiero|queremos|quiere|ocupo|necesito|leo|deseo)",
    r"(?:los|las) (?:si )?(?:ocupo|quiero seguir|queremos seguir|quiere seguir|necesito mucho)",
    r"(?<!no )(?<!se si )(?<!segura si )(?<!seguro si )(?<!ya )(?:quiero|queremos|quiere|deseo|prefiero) (?:seguir|que sigan|continuar)(?! (?:sin|asi))",
    r"(?<!no )(?:me|le|nos) (?:sirven|ayudan|gustan|sirve mucho|gusta que|hacen compania)",
    r"(?<!no )(?:al contrario|(?<!que )sigan mandando|siganme mandando|que siga igual|estan bien)",
    r"(?:no los|no me los|no los quiero|no les quiero|a ustedes no los quiero) (?:quiero )?(?:quitar|quiten)",
    r"{TXT} (?:si|no) (?:los quiero|eso que siga)",
    r"lo de los {TXT} no",
    r"yo si (?:quiero|los|lo)",
    r"(?:quiero|queremos) saber de ustedes",
    r"dejelo asi|dejenlo asi|asi dejelo",
    r"ojala no",
    r"no (?:quiero|queremos|quisiera) que (?:los |las |me |se )*(?:paren|pare|dejen|terminen|acaben|quiten|cancelen|suspendan)(?! de molestar)",
    r"(?:por que|why|how come) (?:ya )?(?:no me (?:llegan|llega|mandan|escriben)|(?:did|have|has|are) (?:{F} )*(?:{TXT} )?(?:not coming|stopped|stop coming|stop|quit coming)|i (?:dont|havent|didnt) (?:get|got|gotten|received?))",
    r"(?<!dont )(?<!not )(?<!stop )(?:please|better|instead|rather) (?:text|message|write|send) (?:me |us |him |her |them |it )*(?:at|on|to|a) (?:this|my|the|his|her) (?:new |other )?(?:one|number|phone|cell)",
    r"(?:are|is) (?:{F} )*(?:{TXT} |you |this )?(?:an? |automated |from )*(?:\w+ )?(?:or )?(?:a )?(?:real person|real human|live person|human being|robot|bot)",
    r"(?:para|pa) que (?:sirven|son) (?:{F} )*{TXT}",
    r"(?:off|out of) (?:{DET} )*(?:crutches|brace|bed|house|walker|meds|pills|wheelchair|cast|chair|hospital|rehab)",
)
"""Says that the texts are wanted: nothing else in the text then reads as a stop, except a keyword alone."""

UNCLEAR_BODIES: Final = frozenset(
    line.strip()
    for line in """
    leave me alone
    leave us alone
    no longer interested
    not interested
    im not interested
    i am not interested
    go away
    shut up
    get lost
    enough
    enough already
    thats enough
    ya estuvo
    dejenme
    dejeme
    callense
    ya callense
    callense ya
    no me interesa
    ya no me interesa
    no estoy interesado
    no estoy interesada
    """.splitlines()
    if line.strip()
)
"""May mean these texts, or only that the day is bad: the patient is asked."""

WEAK_BODIES: Final = frozenset(
    line.strip()
    for line in """
    remove
    no more
    no mas
    nomas
    ya no mas
    ya nomas
    ya no
    ya no quiero
    no quiero
    no quiero mas
    ya no quiero mas
    ya no quiero nada
    no quiero esto
    la baja
    de baja
    para ya
    para esto
    stop it
    stop this
    stop that
    stop me
    stop today
    stop right
    quit it
    quit this
    end it
    end this
    end all
    cancel it
    cancel this
    cancel all
    i want to quit
    i want to stop
    i want out
    quiero terminar
    quiero parar
    quiero salir
    can you stop
    will you stop
    would you stop
    could you stop
    can we stop this
    i want to cancel
    i would like to cancel
    quiero cancelar
    cancelar esto
    terminar esto
    equivocado
    salirme
    pare esto
    quitar
    quitarme
    borrar
    borrarme
    eliminar
    eliminarme
    delete me
    dame de baja
    me doy de baja
    doy de baja
    sending stop
    text stop
    send stop
    reply stop
    """.splitlines()
    if line.strip()
)
"""A stop as the whole text, but not as one clause of a longer one ("no, ya no. The pain is gone")."""
