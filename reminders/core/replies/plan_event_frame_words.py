"""More sentence patterns of events that end or suspend a plan, as data (see `plan_event_words`).

Deaths in gentle words, estates; a surgery told by "it" and a date, in two languages at once; stays told by who keeps or moves
the patient; and what makes a stay or a change none: over, denied, somebody else's.
"""

from __future__ import annotations

from typing import Final

FRAME_CLASSES: Final[dict[str, str]] = {
    "MONTH": (
        "jan feb mar apr jun jul aug sep sept oct nov dec january february march april june july august september october november december "
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    "OPER": (
        "surgery operation op procedure fusion laminectomy microdiscectomy discectomy kyphoplasty surgry surgey decompression cirugia operacion procedimiento "
        "cirujia sirugia operada operasion"
    ),
    "PUT_OFF": (
        "cancelled canceled cancled postponed rescheduled delayed pushed bumped scrapped scrubbed moved cancelaron cancelo pospusieron pospuso aplazaron aplazo movieron movio "
        "suspendieron suspendio reprogramaron reprogramo recorrieron recorrio retrasaron retraso atrasaron postergaron cambiaron"
    ),
    "STOPPED": "cancelled canceled postponed rescheduled delayed scrapped scrubbed shelved off aborted",
    "PLACE": ("rehab nursing snf skilled convalescent inpatient hospice asilo rehabilitacion rehabilitation asylum"),
    "WARD": "er ed icu uci hospital hosp ospital emergencias emergencia urgencias emergency",
}

DIED_FRAMES: Final[tuple[str, ...]] = (
    r"(?:took|breathed|drew|dio|tomo) (?:his|her|su|the) (?:last|final|ultimo) (?:breath|suspiro|aliento)",
    r"(?:{KIN}|he|she|hes|shes|{TITLE} \w+|\w+ who) (?:\w+ )?(?:is|s|are|was|went|has gone|hes|shes)? ?(?:now )?(?:in|to|with) (?:heaven|jesus|god|the lord|the angels|our lord|his maker|her maker)",
    r"(?:{KIN}|he|she|{TITLE} \w+) (?:has |have |just |sadly |already )*(?:crossed over|slipped away|departed|left this (?:world|earth)|left us|transitioned|gone on|gone home to)(?! (?:the|a|from the hospital|on|alone|in the|with the) )",
    r"(?:hes|shes|he is|she is|{KIN} is|{KIN} s) gone(?: now)?(?= [.,] (?:\w+ ){{0,4}}?(?:funeral|went in|died|passed|service|buried|heart|she went|he went|we |god|peacefully))",
    r"(?:he|she|{KIN}) went (?:peacefully |quietly )?in (?:his|her) sleep",
    r"(?:lost|loses) (?:his|her|the) (?:fight|battle|life|struggle)",
    r"(?:we|i|family) (?:just |sadly |also |have |already )*(?:lost|buried|cremated|put|laid) (?:my |our )?(?:{KIN})(?= (?:[.,]|on|last|this|yesterday|sunday|monday|tuesday|wednesday|thursday|friday|saturday|in|to|two|a|three|peacefully|to rest))"
    r"(?! in the (?:store|parking|mall|crowd|hospital))",
    r"(?:he|she|{KIN}|{TITLE} \w+|patient) (?:has |just |sadly )*(?:expired|perished|succumbed)(?! (?:card|license|prescription))",
    r"(?:took|called) (?:him|her|{KIN}) home(?= [.,]|on|to be|last)(?! from)|(?:god|lord|jesus) (?:has )?(?:took|taken|called) (?:him|her|my \w+|our \w+)",
    r"(?:se (?:nos|me) (?:adelanto|murio)|nos dejo)(?= (?:[.,]|el|la|ayer|anoche|hoy|en|mi|hace|esta|para|un))(?! el (?:celular|carro|telefono|camion|bus|gato|perro|sueno|dolor|hambre|agua|luz|internet))(?! la (?:luz|pila|bateria|senal|cita|medicina|onda))",
    r"(?:ya )?(?:esta|se encuentra) (?:ya )?(?:en el cielo|con dios|con el senor|en la gloria|en un lugar mejor|descansando)(?= [.,]|con|en)(?! en (?:la )?(?:cama|casa|sofa))",
    r"(?:dios|el senor|diosito|la virgen) (?:ya )?(?:me |nos |se )?(?:lo |la )?(?:recogio|llevo|llamo|quito) (?:a )?(?:mi|nuestr\w|su|el|la|ayer|anoche|hoy|[.,]|consigo|con el)?",
    r"(?:enterramos|sepultamos|velamos|cremamos|enterraron|sepultaron|enterrar|velar) (?:ayer |hoy |ya |apenas )?(?:a )?(?:mi|nuestr\w|su|la|el|don|dona) ?(?:{KIN}|senor\w?|\w+)(?! (?:perr|gat))",
    r"(?:perdimos|perdi) (?:ayer |hoy |ya )?a (?:mi|nuestr\w) {KIN}",
    r"(?:soy|quede|quedo) (?:viud[oa]|su viud[oa]|la viuda de|el viudo de)",
    r"(?:ya )?descansa (?:ya )?(?:en (?:paz|los brazos)|con dios|con el senor|eternamente)|paso a mejor vida",
)
"""Deaths told gently, and those who settle an estate."""

SURGERY_FRAMES: Final[tuple[str, ...]] = (
    r"(?:my|his|her|the|moms|dads|our|{KIN}s) (?:back |spine |neck )?{OPER} (?:\w+ )?(?:is|s|was|got|has been|is now|been|had to be|ended up|ended up getting|getting|being|gets) (?:now |all |just )?(?:{STOPPED}|called off|put off|on hold|pushed (?:back|out)|bumped|not happening|moved (?:back|to|up|until|till)|no longer happening)"
    r"(?! (?:work|the charts?|limits))",
    r"(?<! )[.] (?:\w+ )?{OPER} (?:is |was |s |got )*(?:{STOPPED}|called off|off now|not happen(?:ing|ed)?|no happen|never happen(?:ed)?|no good|cancel)",
    r"{OPER} (?:did|do|does|was|were|is)? ?(?:not|no|never|didnt|dont|wasnt|isnt) (?:happen|happened|happening|take place|done|performed|go through|gone through|going to happen|going forward|se hizo|pasar?)",
    r"(?:surgeon|doctor|doc|dr \w+|dr|they|hospital|office|clinic|insurance|theyve|doctora|cirujano|el doctor|anesthesia) (?:\w+ )?{PUT_OFF} (?:it|la|lo|mine|everything|me|the date|my date|la fecha) ?(?:back |out |off |up )?(?:to|till|til|until|for|para|a|hasta|por|al|on|because|cause|due|again|indefinitely)(?= (?:the |a |an |my |mi |el |la |los |las |\w+ )?(?:next |proxim\w |otro |otra |after |despues |late |early |mid )?(?:{MONTH}|\d+|week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|miercoles|jueves|viernes|mes|semana|ano|thanksgiving|christmas|holidays?|easter|summer|spring|fall|winter|new|covid|blood|sugar|heart|insurance|infection|presion|azucar|notice|fiestas|navidad|verano|enfermo|sick|weather|snow|power))",
    r"(?:me |le |nos |se )?(?:la|lo) (?:pospusieron|aplazaron|movieron|suspendieron|recorrieron|reprogramaron|cancelaron|pospuso|aplazo|movio|cambiaron|retrasaron|postergaron|atrasaron) (?:para|a|al|hasta|por|de fecha|otra vez)(?! (?:otro cuarto|la silla|la cama|otra sala|una silla|piso|otro piso))",
    r"(?:it|its|it has|its been|mine|everything) (?:has |s |was |got |is |been |being )*(?:been )?(?:put off|postponed|called off|cancelled|canceled|delayed|pushed back|rescheduled|on hold|bumped)(?= (?:\w+ ){{0,10}}?, (?:the |my )?{OPER})",
    r"(?:{PUT_OFF}|put off|called off|push|move|postpone|cancel) (?:my|mi|la|the|su|his|her) {OPER}(?! (?:appointment|follow|bill|visit))",
    r"{OPER} (?:was |is |got )?(?:put off|called off|pushed|postponed|cancelled|canceled) ",
    r"(?:went|going|go|gone|decided to go|fuimos|fui) (?:with|to|con|a) (?:a |an |another |otro |otra |un |una )+(?:different |other |otro |otra )?(?:surgeon|doctor|hospital|cirujano|clinic|clinica)(?= (?:\w+ |, ){{0,8}}?(?:did|done|operated|opero|hizo|surgery|back|fixed|performed|operaron))",
    r"(?:hizo|haciendo|hicieron|opero|operaron|hice|opere|operado|operada|termino haciendo)(?:me|la|lo)? (?:\w+ ){{0,3}}?(?:con |por |en )?(?:otr[oa]|un) (?:doctor|cirujano|hospital|doctora|clinica|medico|lado|lugar|pais)",
    r"(?:me|lo|la|le) (?:opere|operaron|opero|operamos|operare) (?:\w+ )?(?:en|con) (?:\w+ )?(?:con|en) (?:otr[oa]|un)",
    r"(?:no|nunca|jamas) se (?:me |le )?(?:hizo|realizo|llevo a cabo|pudo hacer|va a hacer|hara) (?:la |mi |su )?(?:{OPER})?(?= [.,]|y|por|la|porque|ese)",
    r"(?:todavia|aun|ni siquiera|hasta ahora) (?:a mi |yo )?no (?:me |lo |la |le |nos )(?:han operado|operan|opera|operaron|van a operar|toca|hacen la)",
    r"(?:sigo|seguimos|sigue|estoy|esta|estamos|still|waiting) (?:esperando|en espera de|waiting (?:for|on)|for|on) (?:que me den )?(?:la |una |my |a |mi )?(?:fecha|date|new date|surgery date)(?= [.,]|de|for|para|y|to)(?! (?:for|to|de) (?:the |la |my |mi )?(?:therapy|terapia|follow|mri|cita|visit|appointment))",
    r"(?:didnt|did not|havent|hasnt|never|have not|has not|wont be) (?:\w+ )?(?:have|had|having|get|gotten|go through with|went through with|gone through with) (?:the |my |a |any |his |her )?(?:back |spine )?{OPER}(?= (?:[.,]|yet|because|cause|after|insurance|doctor|he|she|they|it|at|on|so|that|till|until|done|since|today|yesterday|as|due|i))",
    r"(?:backed|backing|chickened|opted|wimped) out (?:of (?:the |my |having )?(?:back )?{OPER}|that (?:morning|day)|at the last|the (?:morning|day|night))",
    r"(?:decided|deciding|opted|chose|decidi|decidio|decidimos|resolvi) (?:against|not to|no|que no|to not|mejor no) (?:\w+ )?(?:the |a |my |la |have |do |get |having |going )*(?:{OPER}|operarme|operarse|operar|through with)",
    r"(?:siempre|al final|total|mejor) (?:ya )?no (?:me |se |lo |la )?(?:opere|operaron|opero|operan|operamos|opera|hice|hizo|operé|quise operar|quiso operar)",
    r"(?:sent|send|mandaron|regresaron|turned) (?:me|him|her|us|mom|dad|my \w+) (?:home|away|back home|a (?:mi |la |su )?casa|para la casa) (?:without|sin) (?:doing|having|the|operat\w+|surgery|hacer\w*|it)",
    r"(?:wont|will not|refus\w+ to|not going to|couldnt|could not|didnt|no (?:quiso|quisieron|pudieron|pudo)) (?:operate|operat\w+|operar|operarme|operarlo|operarla|do the {OPER}|do my {OPER})(?! (?:the|a|my) (?:car|tv|phone))",
    r"(?:no|never had|didnt have|cancel) {OPER} (?:yet|after all|happened|for me|was|because|they|[.,] (?:they|my|the|insurance|doctor|he|she|so|i))(?! (?:a breeze|easy|great|fine))",
    r"{OPER} (?:is |was |been |got |has been |s )*(?:delayed|postponed|moved|rescheduled|put off|pushed)(?= [.,]|to|until|till|for|because|by|due|back|again|out)(?! (?:once|twice) , this)",
    r"(?:hospital|doctor|surgeon|they|office|insurance) (?:\w+ )?(?:bumped|pushed|moved|rescheduled|postponed|delayed) (?:me|us|him|her|mom|dad) (?:\w+ )?(?:to|till|until|for|back|out|a)(?= (?:next|the \d|{MONTH}|monday|tuesday|wednesday|thursday|friday|saturday|sunday|a later|another (?:day|date|week)|two|three|\d))",
    r"(?:movieron|movio|cambiaron|cambio|pasaron|paso|pospusieron|recorrieron|cancelled|canceled|postponed|moved|rescheduled|pushed|delayed|cancelaron|cancelo) (?:mi|la|su|my|the|his|her) (?:surgery|operacion|operation|cirugia|procedure)(?! (?:cita|appointment|consulta))",
    r"(?:me |le |nos )(?:cancelaron|movieron|pospusieron|suspendieron|cambiaron|aplazaron) (?:la |mi )?(?:operada|operacion|surgery|op|fecha de (?:la )?\w+)",
)
"""Surgeries that were not done, were done elsewhere, or have another day."""

STAY_FRAMES: Final[tuple[str, ...]] = (
    r"(?:im|i am|hes|shes|he is|she is|still|{KIN} is|we are|am) (?:still |now |currently |back )*(?:an |a )?(?:in ?patient|hospitalized|hospitalised|admitted)(?! (?:person|with))",
    r"(?:checked|checking|check|went|going|gone) (?:back )?in(?:to)? (?:to )?(?:the |a )?(?:hospital|er|emergency room)(?= (?:[.,]|again|this|last|yesterday|today|with|for|because|on|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tonight|by))",
    r"(?:{KIN}|he|she|they|i) (?:\w+ )?(?:got |was |were |is |been |has been |had to be |being |just |been |will be )*(?:moved|transferred|transfered|sent|taken|placed|put|admitted|discharged|released|released) (?:him |her |me |dad |mom |a mi \w+ )?(?:over )?(?:to|in|into|at|a) (?:[\w ]{{1,30}}? )?(?:for (?:\w+ )?)?(?:rehab|rehabilitation|skilled nursing|nursing home|snf|long term care|assisted living|memory care|care home|care facility|care center|hospice)(?! (?:exercises|appointment|class|three times|twice|today|sessions))",
    r"(?:they|family|kids|doctor|hospital|we|children|son|daughter) (?:\w+ )?(?:put|moved|sent|placed|transferred|transfered|moved|admitted|took) (?:me|him|her|mom|dad|a mi \w+|mi \w+|my \w+) (?:here|there|back|in|into|to|a|al) (?:a |the |an |un |una |rehab|nursing|icu|hospital|because|since|for|till)(?=.{{0,40}}(?:rehab|nursing|hospital|icu|facility|home|live alone|asilo))(?! (?:the |a |an )?(?:another room|different room|chair|wheelchair|bed|car|brace))",
    r"(?:havent|hasnt|have not|has not|not|no) (?:even |yet )?been (?:discharged|released) (?:yet)?(?= ?[.,]|from the hosp|day|\w+ in here|still)",
    r"(?:lo|la|me|le|los) (?:volvieron a |tuvieron que |van a |acaban de |quieren |piensan )?(?:internar\w*|hospitaliz\w+|ingresar\w*|reingres\w+|internaron|ingresaron|intern[oó])(?! (?:en el sistema|los datos|al sistema))",
    r"(?:llevamos|llevaron|lleve|metimos|pusimos|pasaron|pasamos|trasladaron|mandaron|movieron|cambiaron|transfirieron|moved|llevo|metieron|ingresamos|internamos|pusieron) (?:\w+ ){{0,3}}?(?:a|al|en|to|in|para) (?:(?:un|una|el|la|a|the) )?(?:\w+ de )?(?:nursing home|nursing|rehab|asilo|centro de rehab\w*|hospital|casa de (?:reposo|ancianos|cuidado)|hogar de (?:ancianos|reposo)|rehabilitacion|convalecencia|icu|er)",
    r"(?:back|again|otra vez|de nuevo|still|todavia) (?:in|en|at) (?:the |el |la )?{WARD}(?! (?:bed|gown|food|room number))",
    r"(?:esta|estoy|estamos|sigue|sigo|sitting|waiting|laying|lying|here|stuck|im|i am|we are|hes|shes|he is|she is|ando|andamos|anda) (?:\w+ )?(?:in|at|en|here at|here in|over at) (?:the |el |la |un |una )?{WARD}(?= (?:[.,]|again|otra|right|now|ahora|ahorita|with|con|since|desde|for|over|waiting|at|de nuevo|because|porque|room|emergency))",
    r"(?:had to|have to|tuve que|tuvo que|tuvimos que) (?:go|come|take (?:him|her)|ir|llevarlo|llevarla|regresar|volver) (?:back )?(?:in|to the hospital|al hospital|a urgencias|a emergencias)(?= (?:[.,]|so|because|por|for|last|this|yesterday|ayer|anoche|and they))(?! (?:for|por|to) (?:a |my |the |una |mi )?(?:follow|check|visit|appointment|xray|cita|stitches))",
    r"(?:keeping|keep|holding|kept|dejando|dejan|van a dejar) (?:me|him|her|us|mom|dad|my \w+|lo|la)? ?(?:here |there |in )?(?:till|until|thru|through|overnight|hasta|another|for (?:observation|the night|a few|two|three|at least|monitoring))(?! (?:the bandage|bandage|dressing|dry))",
    r"(?:been|ive been|hes been|shes been|estado|llevo|lleva) (?:\w+ )?(?:in|at|en) (?:a |the |un |una |el )?(?:\w+ )?(?:nursing home|rehab|rehab center|asilo|hospital|icu|skilled nursing|snf|centro de rehabilitacion)(?= (?:[.,]|since|desde|for|\w+ days|\w+ weeks|\d|now|hace|ya))",
    r"(?:desde|here in|here at|aqui en|aca en|acá en) (?:el |la |the |un |a )?(?:{WARD}|asilo|nursing home|rehab|centro de rehabilitacion)(?= (?:[.,]|les|le|now|where|donde|since|desde|until|till|hasta))",
)
"""A stay in a hospital, a home or a rehabilitation center, now."""

STAY_OVER: Final = (
    r"(?:(?:ya )?no (?:estoy|esta|estamos|estan|sigo|sigue) (?:ya )?(?:en|in|intern|hospital|ingres)|(?:not|no longer|isnt|arent|wasnt|never) (?:\w+ )?(?:in|at) (?:the |a )?(?:hospital|er|icu|rehab|nursing)|"
    r"(?:they |and |er |doctor |but |then )(?:they )?(?:sent|let|released) (?:me|him|her|us|mom|dad) (?:back )?(?:home|go|out)|me mandaron (?:a|para|pa) (?:la |mi )?casa|nos mandaron a (?:la )?casa|"
    r"(?:back|now|safe|finally|already) (?:at )?home|ya (?:esta|estoy|estamos) en (?:la |mi |su )?casa|not admitted|didnt admit|did not admit|no (?:lo|la|me) internaron|no me ingresaron|"
    r"(?:in|at) the hospital for (?:\w+ )?(?:days?|nights?|weeks?) and)"
)
"""A stay that is over or never was."""

ROOM: Final = r"(?:(?:another|different|private|bigger|my|a) room|otro cuarto|otra sala|otro piso|another floor)"
"""A move inside the house."""

NOT_OF_PATIENT: Final = (
    r"(?:my own (?:back|surgery|recovery|wound|incision)|mine is|so im (?:home )?alone|im alone|i am alone|yo (?:de (?:la|mi) espalda|voy bien|estoy bien|ando bien)|por lo de (?:ella|el)|"
    r"a (?:ella|el|mi \w+) (?:la|lo|le) (?:oper|hicier)\w*|mi (?:comadre|compadre|vecin\w|amig\w)|my (?:neighbor|friend|coworker)|for (?:his|her) (?:heart|knee|hip|kidney|kidneys|eye|lung|lungs|cancer|baby|gallbladder)|having (?:a|her|the) baby|dio a luz|tuvo (?:a )?(?:su|el) bebe|going to (?:the|a) funeral|voy (?:al|a un) (?:funeral|entierro|velorio|sepelio))"
)
"""The writer is the patient, and tells of another."""

ESTATE: Final[tuple[str, ...]] = (
    r"(?:executor|executrix|administrator|personal representative) (?:of|for) (?:the )?(?:estate|\w+)|(?:the |his |her )?estate of (?:the late )?(?:{TITLE} )?\w+",
    r"(?:my|our) late (?:husband|wife|mother|father|mom|dad|brother|sister|son|daughter|uncle|aunt)s? (?:phone|cell|number|affairs|estate|things|account|mail|messages|texts|business|line)",
    r"(?:albacea|acta de defuncion|certificado de defuncion|esquela|velorio|funeraria)(?! (?:de mi (?:vecin|tia|tio|amig|comadre|compadre|prim)))(?<!al velorio)",
    r"(?:death certificate|pallbearers?|morgue|funeral home|obituary)",
)
"""Those who settle the affairs of somebody who died."""

STAY_SURE: Final[tuple[str, ...]] = (
    r"(?:writing|texting|write|text|answering|replying|escribo|escribiendo|contesto) (?:to )?(?:you |this |les |le |back )?(?:from|desde|de) (?:my |the |a |mi |la |el |una )?(?:\w+ )?(?:hospital|hosp|nursing home|rehab|er|emergency room|icu|urgencias|emergencias|asilo|bed at)(?! (?:gown|food))",
    r"(?:still|todavia|aun|yet) (?:hasnt|havent|has not|have not|not|no) (?:been |le han |me han |nos han |lo han |la han |le |me |lo |la )?(?:discharged|released|let (?:out|go)|dado de alta|dan de alta|dan el alta|dado el alta|dan salida)(?! (?:from|de) (?:pt|therapy|physical|la terapia|terapia|home health|dr))",
    r"(?:sigue|sigo|seguimos|continua|continuo|permanece|esta|estoy|quedo|anda|ando) (?:\w+ )?(?:internad[oa]|hospitalizad[oa]|encamad[oa]|ingresad[oa])",
    r"no (?:le|me|lo|la|nos|les) (?:dan|han dado|quieren dar|dieron|daran|van a dar) (?:de )?(?:el )?alta(?! (?:de|del) (?:la )?(?:terapia|trabajo))",
    r"(?:they |doctors |hospital )?(?:admitted|readmitted) (?:him|her|me|mom|dad|my \w+)",
)
"""A stay now, whatever else the sentence names."""
