"""The words and sentence patterns of events that end or suspend a plan, as data (see `stop_words` for the notation)."""

from __future__ import annotations

from typing import Final

CLASSES: Final[dict[str, str]] = {
    "KIN": (
        "mom mother mum mama mommy momma dad father papa daddy pop husband wife spouse partner son daughter brother sister "
        "grandma grandpa grandmother grandfather granny nana abuela abuelo abuelita abuelito mami papi madre padre esposo "
        "esposa marido mujer hijo hija hermano hermana tio tia uncle aunt suegra suegro nephew niece cousin primo prima "
        "jefe jefa viejo viejito viejita patient paciente loved friend father-in-law mother-in-law companero companera"
    ),
    "TITLE": "mr mrs ms miss sr sra senor senora don dona dr",
    "SURG": (
        "surgery operation procedure fusion laminectomy microdiscectomy discectomy kyphoplasty surgry surgey cirugia "
        "operacion procedimiento cirujia sirugia fusion"
    ),
    "HOSP": "hospital hosp icu clinica emergencias urgencias er ed uci ospital",
    "FACILITY": (
        "rehab nursing facility snf hospice asilo rehabilitation assisted convalescent skilled rehabilitacion ancianos"
    ),
}

DIED: Final[tuple[str, ...]] = (
    r"{KIN} (?:\w+ |, ){{1,16}}?, (?:\w+ )?(?:died|passed)(?! (?:out|the|his|her|a|my|gas|urine|stool|water|by))",
    r"(?:has |have |just |he |she |they |mom |dad |{KIN} |{TITLE} \w+ |\w+ )?(?:passed away|passed on|pass away|past away|passed "
    r"peacefully|passed in (?:his|her) sleep)",
    r"(?:{KIN}|he|she|\w+ who you|mr \w+|mrs \w+|ms \w+) (?:\w+ |, ){{0,5}}?(?:has |have |just |sadly |unfortunately |also )*"
    r"(?:passed|died|expired)(?! (?:out|the|his|her|a|my|gas|urine|stool|water|by|through|kidney|laughing|down|test|all|physical|over|"
    r"up|it|me|on to|and (?:got|came)|stools?|stones?|wind))",
    r"[.,?] (?:\w+ ){{0,2}}?(?!phone|battery|car|cell|truck|tv|dog|cat|plant|ipad|tablet|laptop|computer|brother|it|i|line|call|wifi|engine)"
    r"\w+ (?:\w+ )?(?:passed|died) (?:on|this|last|yesterday|today|tonight|from|of|at|sunday|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|peacefully|suddenly|in his sleep|in her sleep|in the (?:hospital|night))",
    r"\w+ (?:is|was|has been|be) (?:now )?deceased",
    r"(?:{KIN}|he|she|patient|mr \w+|mrs \w+|ms \w+) (?:is|s|was|has been) (?:now )?(?:deceased|dead(?! weight| tired| set| right)|gone to (?:be with )?(?:the lord|jesus|god))",
    r"(?:hes|shes) (?:dead(?! weight| tired| set| right)|deceased)",
    r"(?:{KIN}|he|she|hes|shes|\w+) (?:is |are )?(?:no longer|not) with us",
    r"(?:is|are) no longer (?:with us|living|alive)",
    r"(?:we|i) (?:\w+ )?lost (?:my |our )?(?:{KIN}|him|her|mr \w+|mrs \w+)(?! (?:in the|at the|on the))(?! (?:number|phone|keys))",
    r"(?:went|gone|going|called|taken) (?:home )?to (?:be with |meet )?(?:the |our |his |her )?(?:lord|jesus|god|heaven|maker|savior)",
    r"(?:didnt|did not|hasnt|wont) make it (?:[.,]|through (?:the )?(?:surgery|night|operation|weekend)|past)",
    r"never woke up(?! (?:in the night|once|to))|(?:didnt|did not) wake up (?:from (?:the )?(?:surgery|anesthesia)|again)",
    r"(?:his|her|{KIN}s|the|dads|moms) (?:funeral|burial|memorial service|memorial|wake|viewing|obituary|ashes)",
    r"(?:funeral|services) (?:is|are|will be|was) (?:on|tomorrow|today|this|saturday|sunday|monday|friday|at|next|wednesday|thursday|tuesday)",
    r"(?:buried|cremated) (?:him|her|my {KIN}|{KIN})",
    r"(?:death of|passing of|death certificate)",
    r"(?:lost (?:his|her) (?:battle|fight|life))",
    r"rest in peace|(?:{KIN}|he|she) (?:is )?(?:now )?resting in peace",
    r"(?:i am|im) (?:his|her) (?:widow|widower)",
    r"(?:fallecio|fallecido|fallecida|fayecio|falecio|fallesio|falleci|difunto|difunta)",
    r"(?:{KIN}|{TITLE} \w+|\w+|se|nos) (?:ya )?(?:se (?:me |nos )?)?murio\b(?! (?:de (?:risa|hambre|sueno|calor|frio|pena)|la bateria|mi telefono|el "
    r"telefono|el celular|el carro|mi perr\w|mi gat\w|el perr\w|el gat\w|la tele|mi celular|la pila|el cel))",
    r"[.,?] (?:ya )?murio (?:mi|el|la|don|dona|[.,])",
    r"ya no vive(?: mas)? [.,]",
    r"(?:{KIN}|ella|[.,?] el) (?:ya )?(?:esta|estan) muert[oa](?! de)",
    r"(?:ya )?descans(?:a|o|ando) en paz|en paz descanse|que en paz|q e p d|qepd",
    r"(?:se (?:nos|me) fue|nos dejo|nos abandono) (?:(?:el|la) (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|dia|mes|"
    r"pasado|semana|otro)|ayer|anoche|hoy|esta (?:manana|noche|madrugada|semana)|en (?:la madrugada|la noche|paz|su sueno)|al cielo|con dios|para siempre|de este|[.,] |hace)",
    r"(?:partio|se fue) (?:con|a la presencia|al cielo|a la casa|de este mundo|a mejor vida)(?: (?:dios|el senor|del senor|del padre|nuestro senor))?",
    r"(?:ya )?no esta (?:mas )?con nosotros|(?:ya )?no (?:esta|se encuentra) entre nosotros",
    r"perdimos a (?:mi|nuestr\w|el|la|{KIN})",
    r"(?:lo|la|le) (?:enterramos|velamos|sepultamos|enterraron|cremamos|vamos a enterrar|estamos velando)",
    r"(?:funeral|velorio|sepelio|entierro|misa de cuerpo) (?:de|es|fue|sera|del)",
    r"(?:dejo de existir|perdio la vida|(?:ya )?no (?:resistio|sobrevivio|aguanto la (?:operacion|cirugia|noche))|no desperto mas|ya no desperto)",
    r"(?:lo|la) tiene (?:dios|el senor) en su gloria|dios (?:lo|la|se lo|se la) (?:llevo|recogio|llamo)",
    r"(?:acaecido|deceso|muerte de mi)",
    r"(?:fallecio|fallecieron|ha fallecido|acaba de fallecer)(?! (?:hace|el perro|el gato|mi perr))",
    r"descans[ae] (?:ya )?en paz|que en paz descanse",
    r"(?:{KIN}s?|his|her|mr \w+s|mrs \w+s) (?:funeral|memorial service|burial|wake|viewing) (?:is|was|will be|on|this|next|today|tomorrow)",
    r"(?:we|i) (?:just |sadly |also )*(?:buried|laid) (?:my |our )?(?:{KIN}|him|her)(?: to rest)?",
    r"rest in peace",
)

LONG_AGO: Final = (
    r"(?:years ago|year ago|last year|ano pasado|long ago|back in (?:19|20)\d\d|when i was|anos atras|hace (?:\w+ )?anos|hace mucho|cuando yo era|"
    r"in (?:19|20)\d\d|late (?:husband|wife|mother|father|mom|dad)|used to|since (?:he|she|my \w+) (?:died|passed)|ever since)"
)
"""Another death, or one that is long past."""

NOT_DEATH: Final = (
    r"(?:thought i (?:was going to|would|almost|had)|almost|nearly|casi|like i|feel like|going to|gonna|laugh\w*|risa|joke|"
    r"dog|dogs|cat|puppy|pet|perro|perra|perrito|gato|gata|bird|fish|phone|battery|car|truck|tv|movie|show|novela|pelicula|character|"
    r"celebrity|neighbor|neighbors|vecino|vecina|actor|president|celular|bateria|pila|carro|telefono|laptop|tablet|engine|"
    r"(?:my|his|her|our) (?:friend|best friend|boss|coworker)|"
    r"mi (?:amiga|amigo|compadre|comadre)|"
    r"if (?:i|he|she)|si me|afraid|scared|miedo|dont want to|no quiero|me muero|estoy muert\w|i died|could have|pain died|swelling died|thinks|asking where|keeps asking|of \d+ years|"
    r"ringer|line went|conversation|plant|planta|passed (?:the|my|his|her) (?:test|exam|kidney|stone|physical|class))"
)
"""Idioms, animals, things, people other than the patient."""

SURGERY_CHANGED: Final[tuple[str, ...]] = (
    r"{SURG} (?:for \w+ |date |on \w+ |that was \w+ |\w+ )?(?:was |got |has been |is |has |had been |had to be |were |just |being |ended up |"
    r"getting |will be |wasnt |is being |fue |ha sido |quedo |se |me la |la |esta |dr |they |me )*(?:been |be )?(?:cancelled|canceled|cancled|"
    r"canclled|postponed|pushed|moved|rescheduled|delayed|called off|put off|off for now|on hold|put on hold|bumped|changed|not happening|"
    r"not going to happen|didnt happen|never happened|denied|scrapped|scratched|cancelada|cancelado|cancelaron|cancelo|pospuso|"
    r"pospuesta|aplazo|aplazaron|aplazada|movieron|movio|cambiaron|cambio|cambiada|suspendida|suspendio|suspendieron|"
    r"reprogramada|reprogramaron|reprogramo|pasaron|pospusieron|retrasaron|retraso|negaron|atrasaron|no se hizo|recorrieron|nunca se hizo)"
    r"(?! (?:my life|everything|mi vida|me|to a (?:bigger|smaller)|la vida))",
    r"(?:cancelled|canceled|cancled|postponed|moved|pushed|rescheduled|delayed|changed|called off|put off|bumped|denied|nixed|scrubbed|"
    r"backed out of|decided against|decided not to (?:have|do|get|go through with)|opted out of having|scratched|cancelling|canceling)"
    r" (?:back |off )?(?:on )?(?:having )?(?:my|his|her|the|mom s|moms|dads|our|this|their|back|spine|having|{KIN}s) (?:\w+ )?(?:{SURG})"
    r"(?! (?:appointment|follow|consult|bill|paperwork))",
    r"(?:didnt|did not|never|havent|hasnt|have not|has not|havnt|wasnt|not) (?:yet |actually |even |end up |go through with |wind up |going to |gonna |"
    r"doing |do |did |able to )*(?:have|had|get|got|having|getting|do|did|doing|go|went|going through with|done|through with) "
    r"(?:to have |having |through with |to get )?(?:my|his|her|the|any|that|it done|this|a|no|back) ?(?:back |spine |the )?(?:{SURG}|done)",
    r"(?:ended up|wound up) (?:not (?:doing|having|getting|going)|having it|getting it|having the {SURG}|doing it|having his|having her|going with another)",
    r"(?:had|having|did|got|getting) (?:it|the {SURG}|my {SURG}|his {SURG}|her {SURG}|my back) (?:done )?(?:done |performed )?(?:instead )?(?:at|by|with|in|over at) "
    r"(?:a |an |the |another |other |some |different |\w+ )?(?:different|another|other|else|va|somewhere|instead|tijuana|mexico|florida|houston|mayo)"
    r"(?: \w+)?",
    r"(?:had|having|did|got) (?:it|the {SURG}|my {SURG}) (?:\w+ ){{0,6}}?instead",
    r"(?:different|another|other) (?:surgeon|hospital|doctor|clinic) (?:did|performed|operated|is doing|will do|is going to do) ",
    r"(?:sent|send) (?:us|me|him|her) home (?:because|cause|without|before|no {SURG}|they)",
    r"(?:surgeon|doctor|dr \w+|doc|they|insurance|cardiologist|anesthesiolog\w*) (?:\w+ )?(?:cancelled|canceled|postponed|called off|wont approve|"
    r"denied|turned down|refused|moved|pushed|rescheduled|put off|bumped) (?:my |the |his |her |it |on )*(?:{SURG}|it |me |back |till |until )",
    r"insurance (?:\w+ )?(?:denied|refused|wouldnt approve|didnt approve|wont cover|wouldnt cover|rejected|turned (?:it|us|me) down)(?: (?:it|the|my|his|her|us|me))*"
    r"(?: {SURG}| [.,]| (?:so|for the|for my) {SURG}| so)",
    r"(?:new|my) (?:{SURG} date|date for my (?:back|{SURG})|date for (?:the )?{SURG}|date for surgery)",
    r"{SURG} (?:(?:is |s |date )+(?:now |not till |not until |isnt till |isnt until |in |on |set for |moved to )?|(?:now |not till |not until |isnt till |isnt until |set for |moved to ))(?:now )?(?:in |on |till |until |for |set )*(?:jan|feb|mar|apr|"
    r"may |jun|jul|aug|sep|oct|nov|dec|next|later|enero|febrero|marzo|abril|mayo|junio|julio|agosto|octubre|noviembre|diciembre)\w*",
    r"(?:havent|hasnt|have not|has not|wasnt|never|didnt get|not) (?:been |had |even |yet |getting )*operated",
    r"(?:havent|have not|hasnt) (?:had|gotten) (?:it|the {SURG}|my {SURG}|{SURG})(?: done)?(?: yet)?",
    r"(?:i|we|he|she) (?:chickened out|backed out|changed (?:my|his|her|our) mind)(?: \w+){{0,6}} (?:{SURG}|operation|day before|before)",
    r"[.] (?:it |its |it got |it was |they )?(?:got |was )?(?:cancelled|canceled|postponed|called off|rescheduled) [.,] (?:the |my )?(?:surgeon|doctor|doc|dr|new date|"
    r"insurance|they|he|she|blood)",
    r"there (?:was|is|has been|wasnt) (?:no|any|never any|not any|never a|not a|never been a|going to be no) {SURG}",
    r"(?:no|without) {SURG} (?:yet|happened|took place|was done|for (?:me|him|her))|no (?:hubo|ha habido) {SURG}",
    r"no longer (?:having|getting|doing|need) (?:the |my |his |her )?{SURG}|not (?:having|getting) (?:the |my |his |her )?{SURG}(?! (?:pain|done))",
    r"(?:surgeon|doctor|doc|they|hospital|insurance) (?:\w+ )?(?:bumped|pushed|moved|rescheduled|postponed|cancelled|canceled) (?:me|him|her|us|it|mom|dad)"
    r" (?:back |out |off |up )?(?:to|until|till|for|a|another|two|three|at the last|again)(?! (?:a different room|another room|a room|the chair|another floor))",
    r"(?:had|have|decided) to (?:push|move|postpone|reschedule|cancel|delay|call off|put off) (?:my|his|her|our|moms|dads) (?:back |spine )?{SURG}",
    r"(?:says|said) no {SURG} (?:for now|yet|until|till|this)",
    # Spanish
    r"(?:operacion|cirugia|sirugia|cirujia) (?:ahora |ya |me |la |va a ser |sera |quedo |es |seria )*(?:es |sera |seria |quedo |queda |va a ser )(?:para )?(?:el|hasta el|en) (?:(?:proximo|otro) )?(?:\d+|lunes|martes|"
    r"miercoles|jueves|viernes|sabado|domingo|mes|ano|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)",
    r"(?:al final|siempre|total que|resulta que) (?:ya )?no me (?:opere|operaron|operan|voy a operar|opero|operare|hice)",
    r"(?:me |le |la |lo )+(?:operan|operaran|van a operar) (?:hasta|ahora hasta|mejor) (?:el|en|la)",
    r"(?:me |le |la |lo )*(?:cancele|cancelaron|pospusieron|aplazaron|movieron|recorrieron|suspendieron) (?:la|mi|su|de) (?:fecha|operada)",
    r"(?:me |le |nos |se |ya )*(?:la |lo )?(?:cancelaron|cancelo|pospusieron|pospuso|aplazaron|aplazo|movieron|movio|cambiaron|pasaron|suspendieron|reprogramaron|"
    r"retrasaron|atrasaron|negaron|recorrieron|suspendio|postergaron|cancele|cancelamos|recorrio) (?:de fecha )?(?:otra vez |de nuevo )?(?:la |mi |su |lo de (?:la |mi |su )?|mi fecha de (?:la )?)"
    r"(?:fecha de (?:la |mi )?)?(?:{SURG}|espalda|columna)",
    r"(?:operacion|cirugia|sirugia|cirujia) (?:de (?:mi )?\w+ |de la espalda )?(?:me |le |se |nos )?(?:la )?(?:pasaron|movieron|cambiaron|cancelaron|pospusieron|recorrieron|quedo|paso)",
    r"(?:no|nunca|todavia no|aun no) (?:me |la |lo |le )?(?:(?:han|ha|ha sido|fue|fui|he sido) )?(?:operaron|operado|operada|opero|opere|operarme|hicieron la {SURG}|hizo la "
    r"{SURG}|hice la {SURG}|han hecho la {SURG})(?! de (?:urgencia|otra|la rodilla|nada))",
    r"(?:me|lo|la|le) (?:opere|operaron|opero|operamos|operare|van a operar) (?:en|con) (?:otr[oa]|mexico|tijuana|cuba|colombia|guadalajara|monterrey|el (?:otro|seguro)|mi pais)",
    r"(?:otro|otra) (?:doctor|hospital|clinica|cirujano) (?:me|lo|la|le) (?:opero|operaron|va a operar|hizo)",
    r"(?:ya )?no (?:me voy a|se va a|me van a|lo van a|la van a|vamos a) operar(?:me|se|lo|la)?",
    r"se (?:cancelo|pospuso|aplazo|suspendio|movio|atraso|postergo|cambio) (?:la |mi |lo mio|lo de la |su |lo de )(?:fecha de (?:la |mi )?)?(?:{SURG}|espalda)?",
    r"(?:decidimos|decidi|decidio|decidieron|mejor) (?:ya )?no (?:hacer|hacerme|hacerse|hacernos|operarme|operarse|operarlo|operarla|me opero|operar)",
    r"(?:no (?:la|lo|me) (?:aprobo|aprobaron|autorizo|autorizaron)|seguro (?:me |la |lo )?(?:no (?:la |lo |me |quiso )*(?:aprobo|cubre|cubrio|autorizo|aprobar|cubrir|pagar)|nego|rechazo)) ?(?:(?:la|mi|el) )?(?:{SURG}|[.,])",
    r"me (?:regresaron|mandaron|devolvieron) (?:a|pa|para) (?:la |mi )?casa (?:sin|porque|xq|por la presion|por)",
    r"(?:me pasaron|pasaron lo mio|me movieron|me la movieron|me recorrieron) (?:para|a|al|hasta) (?:el |la |otro |otra )?(?:enero|febrero|marzo|abril|mayo|junio|"
    r"julio|agosto|septiembre|octubre|noviembre|diciembre|mes|proxim\w|ano|semana|\d+)",
)

NOT_SURGERY: Final = (
    r"(?:if|can|could|should|may|might|want to|would like to|need to|possible to|have to|wish|thinking (?:of|about)|si|puedo|"
    r"pueden|podria\w*|puede|se puede|podemos|quiero|quisiera|quiere|necesito|should we|hay que|gustaria|when will|when is|cuando|how do|how can|what happens|que pasa|will (?:my|the|his|her|it|this)|would|"
    r"will they|going to ask|debo|deberia)"
)
"""A question or a wish: nothing has changed yet."""

OTHER_SURGERY: Final = (
    r"(?:my (?:wifes|husbands|brothers|sisters|friends|sons|daughters|neighbors|moms|dads) (?:\w+ )?(?:surgery|knee|hip|eye|cataract)|"
    r"(?:knee|hip|eye|cataract|dental|tooth|teeth|shoulder|gallbladder|hernia|rodilla|cadera|catarata\w*|vesicula|"
    r"ojos?|dientes?|muelas?|hombro|dogs?|cats?|perr\w|gat\w|bariatric|heart|plastic|second) (?:\w+ )?(?:surgery|operation|procedure|replacement|cirugia|operacion)|"
    r"(?:cirugia|operacion|operaron|operado|operada) (?:de|del|de la|de las|de los) (?:rodilla|la rodilla|cadera|la cadera|ojos?|los ojos|"
    r"cataratas|vesicula|la vesicula|hombro|muela)|(?:never|no|nunca) (?:had |have )?(?:a |been )?(?:sick|back surgery before))"
)
"""Another operation, or another person's."""

IN_HOSPITAL: Final[tuple[str, ...]] = (
    r"(?:readmitted|re admitted|readmited|admitted|rehospitalized|hospitalized|hospitalised|reingres\w+|ingresad[oa]|"
    r"ingresaron|internad[oa]|internaron|internar|ingresar|hospitalizar|hospitalizad[oa]|hospitalizaron|encamad[oa]|encamaron|rehospitalizaron)",
    r"(?:back|still|again|currently|now|been|staying|stuck|right now|here|im|hes|shes|is|am|are|was|were|sitting|waiting|we|he|she|i|lying|laying|up|over|dad|mom|"
    r"{KIN}) (?:\w+ ){{0,3}}?(?:in|at) (?:the |a |another |an )?(?:\w+ |\w+ \w+ )?(?:{HOSP}|emergency room|intensive care)",
    r"(?:back|still|again|now|currently|stuck|up) (?:in|at|on) (?:st \w+|saint \w+|mercy|memorial|the \w+ floor|general|regional|baptist|methodist|room \d+)",
    r"(?:in|on) (?:the )?(?:icu|intensive care|critical care|cardiac unit|cuidados intensivos|terapia intensiva|telemetry)",
    r"(?:took|taken|brought|rushed|bringing|sent|ambulance|carried|transported|transferred|airlifted|transfered|moved|put|drove|went) (?:him|her|me|us|dad|mom|my \w+|{KIN}|back|"
    r"them|by ambulance|\w+)? ?(?:back )?(?:by ambulance )?(?:to|in|into|at|a|al) (?:the |a |another |an |el |la |some )?(?:\w+ )?(?:{HOSP}|emergency|emergency room|icu|another hospital)",
    r"(?:transferred|transfered|moved|sent|discharged|released|placed|put|went|going|admitted|checked) (?:him|her|me|mom|dad|{KIN}|my \w+|them|\w+)? ?(?:from the hospital )?"
    r"(?:to|in|into) (?:a |an |the |another )?(?:\w+ ){{0,3}}?(?:rehab|nursing|skilled|snf|assisted living|care home|long term care|hospice|acute care|inpatient|care facility|care center)",
    r"(?:in|at) (?:a |an |the )?(?:\w+ ){{0,2}}?(?:rehab|nursing home|nursing facility|skilled nursing|snf|assisted living|hospice|care home|inpatient rehab|"
    r"rehab (?:center|facility)|convalescent)(?! (?:today|at (?:\d|noon|the gym)|class|session|appointment|exercise|exercises|program|twice|every|and they|gym|three|mon))",
    r"(?:theyre|they are|theyve|they|doctors|doctor|hospital) (?:still )?(?:keeping|kept|keep|have|got|holding) (?:him|her|me|mom|dad|my \w+|us) (?:\w+ )?(?:in|here|there|overnight|for|on|through|thru|"
    r"another|until|till|a few|a couple|since)(?! (?:pain|meds|antibiotics|the brace|a brace|oxy\w*|a diet|track|the same|schedule|touch|line|\w+ medicine))",
    r"(?:havent|hasnt|didnt|have not|has not|not|wont|never) (?:yet |been |let |even |going to |gonna )*(?:let|released|discharged|left|sent|gone|come|got|gotten|coming|been) (?:him|her|me|mom|dad|out|home)?"
    r" ?(?:go )?(?:home )?(?:yet )?(?:from |of )?(?:the )?(?:hospital)",
    r"(?:they )?(?:wont|havent|hasnt|not) let(?:ting)? (?:him|her|me|mom|dad) (?:go home|out|leave|come home)",
    r"(?:kept|keeping|keep|holding) (?:him|her|me|mom|dad|us|my \w+) (?:for (?:the )?(?:night|observation)|overnight|another night|a few more days|for a few)",
    r"(?:in|at) (?:the )?(?:er|e\.r|emergency room) (?:right )?now|(?:right )?now (?:in|at) (?:the )?er",
    r"went back in (?:by|to|for|on|this|last|yesterday|today|thursday|friday|monday|tuesday|wednesday|saturday|sunday)",
    r"(?:he|she|i|we|mom|dad|{KIN}) (?:is |am |are |was |were )?(?:back in|in) (?:for|with) (?:an |a )?(?:infection|another|complications|pneumonia|blood clot|clot|sepsis)",
    # Spanish
    r"(?:esta|estoy|estamos|estan|sigo|sigue|seguimos|anda|ando|quedo|regreso|regrese|volvio|volvi|toy|ta|continua|tengo|tenemos|permanece|encuentra|encuentro|vine|venimos|vinimos|"
    r"estuvo|tienen) (?:\w+ |, ){{0,4}}?(?:en|al|a|in) (?:el |la |los |las |un |una |otro |otra |the )?(?:\w+ (?:de )?)?(?:hospital|ospital|emergencias?|urgencias?|uci|cuidados intensivos|terapia "
    r"intensiva|asilo|rehab|centro de rehabilitacion|rehabilitacion|casa de reposo|hogar de ancianos|hospicio|sala de emergencia\w*|er)"
    r"(?! (?:ahorita no|de mi esposa))",
    r"(?:llevaron|llevamos|llevar|trajeron|trajimos|pasaron|mandaron|trasladaron|metieron|regresaron|regresar|regresamos|cambiaron|transfirieron|movieron|lleve|traje) "
    r"(?:\w+ |, ){{0,4}}?(?:al|a|en|para|pal) (?:el |la |un |una |otro |otra |los |las )?(?:\w+ (?:de )?)?(?:hospital|ospital|emergencias?|urgencias?|asilo|rehab|centro de rehabilitacion|"
    r"rehabilitacion|uci|cuidados intensivos|casa de reposo|hogar de ancianos|hospicio|clinica)",
    r"(?:centro|casa|clinica) de (?:rehabilitacion|reposo|ancianos|convalecencia)(?: \w+){{0,3}} (?:lo|la|me|esta|desde|por|donde)",
    r"(?:no|todavia no|aun no) (?:lo|la|me|nos|le) (?:han |quieren |dan |van a )*(?:dado|dan|dar|dieron|dejan|dejado|dejar) (?:de alta|de el alta|el alta|salir|ir|irme)(?! (?:de|del) (?:la terapia|trabajo|terapia))",
    r"(?:todavia|aun) no (?:sale|salgo|salimos|sali)(?: del hospital)?(?! (?:al|a la|sangre|el|de casa|nada|popo))",
    r"(?:lo|la|me) (?:dejaron|van a dejar|tienen|volvieron a (?:internar|ingresar|llevar)|van a internar|estan internando) (?:\w+ )?(?:internad\w|hospitalizad\w|ingresad\w|en observacion|en el hospital|"
    r"al hospital|en el|con suero)",
)

PLANNED_VISIT: Final = (
    r"(?:(?:will they|next time|la proxima vez|going to|go to|headed|heading|need to go|have to go|want to go|should i go|should we go|do i (?:need|have) to|with my (?:husband|wife|"
    r"mom|dad|son)|done (?:at|in)|having it|operated (?:at|in)|opere|operar\w*|operaron|voy|vamos|tengo que ir|tengo (?:una )?cita|ir a|"
    r"debo ir|have (?:a|an) (?:appointment|xray|x ray|mri|appt)|appointment|appt|cita|x ?ray|radiografia|mri|visit|visiting|visita\w*|volunteer\w*|work(?:s|ing|ed)? (?:at|in)|trabaj\w+|"
    r"lives|park\w*|gift shop|(?:the|my|a|this|your|hospital) bill|billed|cuenta|pharmacy|farmacia|follow up|checkup|next to|near|across|if|si|would|when i (?:was|left)|cuando (?:estuve|estaba|sali|me)|while i was|"
    r"used to|was in|were in|estuve|estaba|estuvo|got home|came home|out of|left the|sali|ya sali|salio|salimos|discharged from|released from|home from|de alta del|"
    r"hospital food|hospital gown|hospital bed|cama de hospital|socks|billing|staff|nurses? (?:at|in)|wheelchair|at the hospital (?:said|told|gave)|"
    r"years ago|anos|last year|el ano pasado|my (?:sister|brother|friend|neighbor|cousin|coworker|boss|dog|cat|sister in law|aunt|grandson|granddaughter|grandbaby)|"
    r"mi (?:hermana|hermano|vecina|vecino|amiga|amigo|prima|primo|cunada|nieta|nieto|perro|comadre)))"
)
"""A visit, a stay that is over, a place of work, another person: the patient is in no hospital now."""

OTHER_KIN: Final = (
    r"(?:(?:my|his|her|our) (?:brother|sister|cousin|aunt|uncle|niece|nephew|sister in law|brother in law)|"
    r"mi (?:hermano|hermana|prima|primo|tia|tio|cunado|cunada|sobrino|sobrina))"
)
"""Kin who are seldom the patient's voice: their death is the patient's only where the writer tells nothing of their own."""

OWN_NEWS: Final = (
    r"(?:can i|may i|so i|ill|i cant|i will|i wont|i need|i have|i had|im (?!sorry|his|her|writing|the)|i am (?!sorry|his|her|writing|the)|"
    r"my (?:back|surgery|incision|wound|therapy|appointment|leg|legs|pain|dressing|own)|yo (?:voy|estoy|sigo|no)|puedo|estoy|tengo|ando|"
    r"voy (?:a|al|en)|mi (?:espalda|herida|cirugia|operacion|terapia|cita|pierna|dolor))"
)
"""What the patient tells of themselves."""

THE_PATIENT: Final = (
    r"(?:(?:had|got|having) (?:his|her) (?:back|spine|surgery|operation)|your patient|(?:you|ustedes) (?:operated|operaron)|su paciente|"
    r"(?:his|her) (?:surgery|texts|messages|phone|number)|have (?:his|her) phone|(?:la|lo) operaron|this is (?:his|her)|"
    r"(?:no (?:me |le |les |nos )?(?:manden|escriban|envien)|(?:stop|dont|do not|not) (?:send|text|texting|sending)\w*)|su (?:telefono|numero|celular)|soy su|writing for|text(?:ing|s)? (?:him|her))"
)
"""Whoever died is the one we write to, whatever kin of the writer."""
