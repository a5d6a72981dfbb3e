"""The words that negate, date, shift or question what follows them, in both languages: data for `red_flag_scope`.

Folded as texts are compared: no accents, no apostrophes. An underscore joins a phrase, braces hold alternatives.
"""

# ruff: noqa: SIM905 - word lists read better as words than as a list of strings
from __future__ import annotations

from typing import Final

from reminders.core.language.word_match import spell_out


def _phrases(listed: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(entry.split()) for entry in spell_out(listed))


LONGEST: Final = 6

NEGATORS: Final = frozenset(
    """
    no not never without zero dont doesnt didnt havent hasnt hadnt havnt isnt arent wasnt werent aint nor neither none
    denies denied nothing nope neg negative wont wouldnt
    ni sin nunca jamas tampoco ningun ninguna ninguno nada cero nop niega
    """.split()
)
AFTER_NEGATOR: Final = frozenset(
    """
    me se le lo la te nos les been be being really even ever quite so too very longer yet still a an the any he ha
    has have had hay habia tenido tenia is are was get getting got de mas ya una un much your my his her mi su
    """.split()
)
BARE_NO: Final = frozenset("no nope nah".split())
SAID_AFTER_NO: Final = frozenset("its it i im ive my she his her the we they".split())
"""After these a "no" is an answer of its own: "no its wet"."""
FEELING_VERBS: Final = frozenset("feel feeling felt siento siente sienten sentido senti sentir sentia".split())
FELT_SYMPTOMS: Final = frozenset(
    """
    any pain pains painful sick dizzy feverish weak weaker short numb numbness tingling tingly hot hurt pressure
    faint lightheaded nauseous ill fever chills sore bad unwell worse
    dolor dolores molestia molestias presion hormigueo fiebre calentura mareo mareos mareado mareada debilidad
    adormecimiento mal debil escalofrios nauseas falta ardor
    """.split()
)
MISSING_IS_SYMPTOM: Final = frozenset(
    """
    able feeling feelings sensation strength power control urine pee peed peeing poop pooped pooping stool bm bowel
    bowels gone go going urge stream flow relief idea longer matter response pulse air breath breathing breathe
    moving move moves movement working work works responding respond responsive waking wake awake answering
    making make makes help helping helps touch touching stop stopping stopped stops better improving eat eating
    drink drinking keep keeping kept know knows knowing recognize hold holding holds stay want wants wanna
    urinated urinating urinate clotting healing closing closed clean dry draining point reason warning energy
    doing done lift standing stand walk walking bear cooperate listen aware conscious conciente there right normal
    himself herself myself itself sleep slept budge wiggle only just sure
    sensibilidad fuerza fuerzas control aire aliento orina orino orina orinar orinado pis pipi popo puedo puede pudo
    pude podido poder pueden aguanto aguanta soporto soporta para paro parar paran deja dejo dejan dejaba quita quitan
    quito baja bajo controlo controla responde despierta reacciona contesta respira come comido duerme dormido camina
    mueve muevo sale salen saldra retengo retiene hace hacen hago hecho sirve sirven evacuo evacua evacuar evacuado
    obro obra obrado obrar ido voy va alcanzo alcanza ve veo reconoce sabe quiero quiere entra llega agarro jalo
    sostiene sostienen aguantan mejora mejoro cierra cerro seca limpia solo efecto ganas gota cuenta
    """.split()
)
COMES_OUT: Final = frozenset("sale salen salio coming comes came".split())
WOUNDS: Final = frozenset("herida heridas cicatriz incision cortada puntos wound scar cut venda parche".split())
"""What does not come out of these is no symptom: "de la herida no sale nada"."""
PROBLEMS: Final = frozenset(
    """
    problem problems problema problemas trouble troubles issue issues difficulty difficulties dificultad dificultades
    complaint complaints complications complicaciones complicacion concerns concern accidents accidentes changes
    symptoms sintomas sign signs senal senales signos novedad novedades queja quejas probs
    """.split()
)
SCOPE_ENDERS: Final = frozenset(
    """
    but except however although though because cuz since now only just then yet still unless besides other
    pero sino aunque excepto porque ahora ahorita solo solamente nomas salvo mas entonces
    """.split()
)
JOINERS: Final = frozenset("and or nor y o ni e u also plus ademas".split())
NEW_SUBJECTS: Final = frozenset(
    """
    my i im ive id he she hes shes we they it its his her our this that there theres today last
    mi mis yo me se ella tengo tiene estoy esta estan siento hoy ayer anoche desde le su
    """.split()
)
SUBJECTS_AFTER_AND: Final = NEW_SUBJECTS | frozenset("the la el las los tiene una un both ambas".split())
VERBS: Final = frozenset(
    """
    is are was were has have had feel feels hurts cant wont started got keeps went gave fell looks feels smells
    es son fue duele duelen puedo puede salio salen sale siente esta estaba
    """.split()
)
UNABLE: Final = frozenset("cant cannot couldnt wont puedo puede".split())

PAST: Final = _phrases(
    """
    before_{surgery,operation,the_surgery,the_operation,my_surgery,my_operation,his_surgery,her_surgery,the_procedure}
    before_{you_operated,you_fixed,you_did,i_had_surgery,all_this,the_op,my_op,i_got_operated}
    back_in_{january,february,march,april,may,june,july,august,september,october,november,december}
    {long,well,way,right,just,weeks,months}_before_{you,the,my,surgery,i_had,they,y_all} before_you_{folks,guys,all}
    mucho_antes_de antes_de_{que_me,que_lo,que_la}
    {years,year,decades,ages,months}_{ago,back} last_year in_{2000,2005,2008,2009,2010,2011,2012,2013,2014,2015}
    in_{2016,2017,2018,2019,2020,2021,2022,2023,2024,98,99,1998,1999} back_in_{college,high,98,the,20,2009,2019}
    used_to in_high_school as_a_{kid,child,teenager} when_{i,he,she}_was_{a,young,little,younger} first_night_in
    while_i_was_in_the_hospital in_the_recovery_room pre_op preop {the,my}_first_{day,night,week,few} at_first
    the_day_after al_principio el_primer_dia
    {in,at}_{the_hospital,the_er,the_emergency,hospital} en_el_hospital en_{urgencias,emergencias} primera_semana
    los_primeros_dias
    antes_de_{operarme,operarse,operarnos,la_cirugia,la_operacion,mi_operacion,mi_cirugia,su_cirugia,que_me_operaran}
    antes_de_{la_sirugia,la_cirujia,la_opracion,su_operacion} antes_del_procedimiento
    hace_{anos,muchos_anos,meses,un_ano,tiempo,mucho_tiempo,dos_anos,tres_anos,diez_anos,unos_anos,varios_anos}
    el_ano_pasado de_{joven,chico,chica,nino,nina} cuando_era_{joven,chico,chica,nino,nina}
    hace_{2,3,4,5,6,7,8,9,10,15,20}_anos {cinco,cuatro,seis,diez,quince,veinte}_anos {2,3,4,5,6,7,8,10,15,20}_anos_atras
    en_el_{2008,2009,2010,2015,2018,2019,2020,2021,2022,2023,2024}
    """
)
SOLVED: Final = _phrases(
    """
    {is,are,was,its,all,has,have,now,long}_gone went_away {has,have,had}_gone_away gone_now gone_since all_gone
    {is,has,have,it,all}_{resolved,cleared} cleared_up resolved {has,have,it,already,finally,bleeding}_stopped
    stopped_{days,already,on,by,yesterday,after,within,right} is_over got_better all_better disappeared vanished
    {are,is}_a_thing_of never_came_back {much,so_much}_better {is,its,are}_less went_down_to back_to_normal
    {se,ya}_{me_quito,me_quitaron,me_paso,le_quito,quito,paso,le_paso,fue,acabo} ya_{paro,se_paro,se_me_quito}
    ya_se_{me_quito,me_paso,le_quito,le_paso,fue,acabo,quito} desaparecio desaparecieron ya_paso ya_estoy_bien
    se_me_fue ya_se_me_{quito,fue,paso}
    """
)
GONE_BAD: Final = _phrases(
    """
    to_sleep all_{numb,dead,limp,cold} completely_{numb,dead,limp,weak} numb dead limp weak cold asleep blue purple black
    bad crazy gray grey pale white stiff
    """
)
"""After "has gone" these are the symptom, and no end of it: "have gone to sleep"."""
ENDS_SOLVED: Final = _phrases(
    """
    but_not_{anymore,now,any_more,since} not_{anymore,any_more,since,now} not_once_since none_since nothing_since
    pero_ya_no ya_no y_ya_no desde_entonces_no fine_{now,since} ok_now ya_estoy_bien y_ya ya_bien since_then_nothing
    """
)
DISCLAIMERS: Final = _phrases(
    """
    none_of_{that,those,this,them} {any,anything}_of_{that,those,it} nothing_like_that i_dont_have_that
    dont_have_{those,that}
    nada_de_{eso,lo_que} ninguno_de_{esos,eso} ninguna_de_{esas,eso} nothing_has_happened nothing_happened
    no_es_{eso,mi_caso}
    esto_no_lo_es
    """
)
LOST_NOT_SOLVED: Final = frozenset(
    """
    feeling feelings sensation sense strength control erection power fuerza fuerzas sensibilidad aire air breath pulse
    dead wasnt werent urge movement appetite
    """.split()
)
HIGH_MARKS: Final = frozenset("over above past up below under beyond higher lower".split())
COMPARERS: Final = frozenset(
    """
    than like as never not didnt wasnt werent no wasn worse unlike dont nothing que como nunca peor habia pasaba
    tampoco tenia even
    """.split()
)
BACK_AGAIN: Final = _phrases(
    """
    {came,come,comes,is,its,are,coming}_back came_right_back back_again again back_now returned worse_now
    {volvio,regreso,volvieron,regresaron} otra_vez de_nuevo {me,le,se}_volvio but_now pero_ahora pero_ahorita
    """
)
TURNS: Final = frozenset("but now today since pero ahora ahorita hoy desde however although aunque , then".split())
OTHERS: Final = frozenset(
    """
    neighbor neighbors neighbour friend friends buddy coworker coworkers boss cousin niece nephew
    roommate dog dogs cat cats kitten puppy pup horse cow goat chickens hamster parrot bird pet kid kids toddler baby
    grandbaby grandkids grandson granddaughter grandchild grandchildren guy lady actor
    actress movie tv show soap novel character newscast news player players quarterback team mailman pastor
    vecino vecina vecinos amigo amiga comadre compadre companero companera primo prima sobrino sobrina cunado
    cunada yerno nuera nieto nieta nietos bebe nino nina ninos perro perra perrito perrita
    gato gata gatito gatita caballo vaca gallina mascota tele television pelicula novela noticias actor jefe
    bisnieto
    car truck fridge roof sink faucet toilet battery phone cell laptop computer tree fence
    carro camioneta techo llave refri telefono celular compu arbol
    """.split()
)
KIN: Final = frozenset(
    """
    dad mom mother father husband wife spouse grandma grandpa grandmother grandfather nana papa mama mami papi esposo
    esposa marido mujer abuela abuelo abuelita abuelito suegra senora partner
    """.split()
)
TELLERS: Final = frozenset(
    """
    i im ive id ill my me mine myself mom dad mother father husband wife he she his her
    yo mi mis me mama papa esposo esposa marido abuela abuelo mami papi estoy tengo siento ando
    """.split()
)
BEFORE_OBJECT: Final = frozenset(
    """
    over with by from to at for chasing past after behind walking holding petting feeding
    con por del al a tras para contra sobre
    is this soy s su
    """.split()
)
REPORTS: Final = frozenset(
    """
    says said thinks saw sees noticed found told is_worried texting here checked measured took helped hears heard
    dice dijo vio ve cree noto encontro me mando midio tomo revisa escribe escribiendo nota
    """.split()
)
ASKS: Final = _phrases(
    """
    what_if if_i_{get,have,start,see,notice,fall,feel,run,develop,had,got,ever,cant,spike}
    if_{it,he,she,there,they,my,the,anything,any,something,we,you}_{gets,get,starts,is,was,has,feels,looks,turns,opens}
    if_{my,the,her,his}_{temp,temperature,incision,wound,fever,leg,legs,pain,dressing,bandage,oxygen}
    in_case {how,what}_{do,would,will,can}_{i,we,you}_{know,tell,look} what_{does,do,would}_{a,an,the,infected,bad}
    what_{temp,temperature,fever,number} what_{counts,qualifies}_as {when,whens}_{should,do,would,does}
    {which,what}_{symptoms,signs} signs_of {watch,look,watching,looking}_{out_for,for}
    {can,could,does,do,will,would}_{this,that,these,it,the,my,tylenol}_cause
    {scared,afraid,terrified,worried,nervous,fear,fearful}_{of,ill,i_will,that_ill,i_might,id,about_falling,i_could}
    {avoid,prevent,risk}_{of,falling,a,getting,infection,falls,clots} to_{avoid,prevent} so_i_dont so_that_i_dont
    risk_of
    {is,are}_{there,it,they}_a_risk side_effect{,s}
    the_{sheet,paper,booklet,handout,instructions,packet,pamphlet}_{says,said,say}
    should_i_{worry,call}_if only_if unless
    people_{can,get,may,who} i_read {pamphlet,leaflet,booklet,brochure,warnings}
    que_{hago,pasa,hacemos,pasaria,hacer}_si
    si_{me,le,se_me,se_le,llego}_{da,sale,sube,pone,abre,infecta,a,fiebre,caigo,cae}
    si_{llega,tengo,tiene,veo,siento,noto}_{da,sale,sube,pone,abre,infecta,a,fiebre,caigo,cae}
    si_{me,le}_{duele,diera,pasa,llega} si_tengo_fiebre si_hay en_caso_de por_si
    {cuando,cuanta,cuanto,a_que}_{debo,tengo_que,temperatura,fiebre,grados}
    a_partir_de como_{se,puedo_saber,sabre,saber,sabemos}_{si,cuando} que_{sintomas,senales} senales_de
    {miedo,temor}_{de,a,que}
    para_{no,evitar,prevenir} {evitar,prevenir} riesgo_de {efecto,efectos}_secundario{,s} el_papel
    la_hoja_{dice,decia} me_preocupa_que_{se,me}
    """
)
ASK_ENDERS: Final = frozenset("but well pues pero because porque yo and_i i im ive tengo estoy".split())
