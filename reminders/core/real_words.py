"""Everyday words one or two slips away from a listed word, which must not be taken for it ("would" is not "wound").

Found by running the 14,000 most frequent English and 11,000 most frequent Spanish words (accents off) through
`word_match`; to be found anew when the tables of words change a lot. A word missing here costs a false alarm, never a
missed flag.
"""

# ruff: noqa: SIM905 - word lists read better as words than as a list of strings
from __future__ import annotations

from typing import Final

REAL_WORDS: Final = frozenset(
    """
    abrazo abrigo abril acaba acaban acabas accidental acido acostarme acres acting acto acusacion addressing adonde
    affection agent agrada aguante aguda aguila ahora aired airways alegria alert alerta alice alike alimento
    alimentos allah allan allen allergies also altar amas anadiendo analyzing ancha ancho andan andando andar andas
    angle angles anna ants anybody anyone anytime anyway anywhere aparte apelacion apodo apollo apoya apoyan apoyos
    apuesta arena argumento arise arises arising armando armor armstrong arrestado arresto arrests arroyo arroz arse
    artes arts asalto ashes asia asiento asistencia asses assess ataques atenas atender atentado atentados atlas
    atrae attach aumenta aumentando aumentaron aumentos aventuras avoided avoiding aware ayudan ayudar ayudarme
    ayudas ayude ayudo azar backdrop backing backs badge bajan bajar bajarme bajos baked baking balas bale ball
    balon banarlo banarme banarse banca barata bares barred barry basa based basica basta batallas batallon batch
    bateria bathrooms batter battle battling beard bearing beast beaten beaver bedroom bedtime beef bells belly
    bending berry beth betting bienestar billing bills bitches bitter blank blend blessings block blocking blocks
    bloke blond bloom blow blown bodas boiled boiling bonita bonito books boot booth botellas bothers bottles bound
    bounds bout bowl bowls brace brain brains brake brave bravo brazos breach breasts breathtaking breed breeding
    breeds brent brett brief bright brightness broken broker brooke brother brow browns brush brushed budget bulls
    bunny burned burnt burro busca butter button caballero caballos cabello cabezas cabida cabina cada caga cage
    cairo cajas cakes caldo calido calla calle calles calling calls calvo camino camisa camp camping camps canal
    canales canceled cancelled cancer cancha cannon canon cantando canto cantos capilla capped caras carcel cards
    cared careless carey cargando cargar cargo carlo carnes caros carr carro cars carta casar casas cases casilla
    castilla cater cattle caudal causa cave caves ceder celebrado centra centre cerdo cero cerradas cerrado
    certified champ champs chant charming chart cheat checa checks cheek cheers chefs chic chicago chick childs
    chill chin chinos chose cientos cierran cierre cierta cierto cigar cite citing clan clara clare clark claros
    clase clave claves clavo clears cliente clientes clima clips clive clone closer closes closet cloth cloud clouds
    coach cobrar cobre codes coding coffin coherente coincidencia colas color colores colts column columnas columns
    comando come comen comentado comer comet comidas comido comite comoda concedio concesion conclusion conclusiones
    conclusions concussion conde conducting confesion confessed confession confident confuse conmigo connecting
    conocen conocer conoces conoci conocimientos conscience consciente consecuencia conseguir consiga consiguen
    consiguio consisted consola constable constituted constitution consuelo consulting consuming contactar contacted
    contacto contactos contacts contado containing contar contender contestarme contiene contienen contigo
    continental continente continents contingent conto contract contracting contracts contratar controlada
    controlado controles controller controllers controls conversion convivencia convoy conway cook cooking cooks
    cooperacion copas coping corazones corea coro correa corren cortar cortas corte cortos cosa costa costado costas
    costera costo costs cover cracks crank crash crashed crashes crashing crean crear creen creencias crest crops
    cross crown cruda crust cruz cuanta cubiertas cubiertos cuenca cuentan cuentas cuente cuento cuero cuerpos
    cueste cuida culto cumple cunt cupo currently curry curse dame dare darle darte daylight daytime dear deaths
    deben debia debio debit decirme decisiones decisions decreased decreasing dedicacion dedicated dedication dedico
    defeated defeating defect defecto deja dejan dejara dejare dejas deje dejes deleted delicious denis dense depend
    depende depositos depresion depressing depth desaparece desaparecen desaparecio desconoce describen describio
    describir descripcion desea desee deseos desierto despacho despedida desperate desperation despertado desprecio
    destacada destacado detallada detallado detection detener determinar detiene devices devils diciendole diente
    dieran diferente difference differently differing dificiles ding dinner dioses direccion direcciones direction
    directions disappear disappears discharged disclosed discovered diving dobles doce doctora doctors does doing
    dolar dolares dollar donna donor door dorada doris doubles dough dover doyle drawn draws drone dropping drown
    drugs drying ducha ducharme dudas duel duelo duena duracion durar durmiendo duros dwell dwelling earning earth
    echo eden ediciones education eggs eight ejecucion eleccion elecciones election elections electrica electrical
    electricas electrico electricos electronic electrons elephants elimina eliminado eliminate ello elvis emergence
    emperador empezando empleados employing enable enclosure ending endless enfermedad enfermeria enfermos ente
    enter entera entere enterrado entran entras entregado entren entrenamiento entrevista entro entry envia enviado
    envian enviarle enviarme envio erica escala escasa escaso escribe escriben escribi escribia escribio escribo
    escrita escudo espacio espada espadas esperando esquina estados estara estaran estare estas esten estimular
    estos estupendo estupidos estuvieron evacuation evaluacion evaluar evaluation eventos ever everythings evil
    excluding execution exigencia exista existe existence existia existido existio exists exit expanding exploring
    explotar expresion extranos extras extrema extremo faces facing facto failing fails falda fallado fallar fallas
    fallos fallout falsa falso faltas fares farming fase father favorable favors favour feared fearing feeding feeds
    fees fellow fence fences fewer fiber fibra ficcion fight filled filling fills fire fired flavor flight flint
    flipped flipping flood floors flor flora flota flour flower flujo focal folding forget forgetting forgive
    forgiven forgot formal formas formed found founding franco frenar frias fries frightening fuels fuente fuentes
    fuera fueran fueras funcion funcional funcionando funcionar funcione funciones funciono functional functions
    fundo funky futura futuras future futures gafas gain gaining gains gaming ganan ganar gangs gases gather
    gathering gauge gaza gaze gender generales genial geniales gettin ghana gifted gifts giles giveaway gluten goose
    gota gotta gotten grace grade grain grains grandkids grape grapes graph graphs grasa grass gravel graves greed
    greek greene greens greet grin grove grown grows guapa guion guitar haber haberme habia habilidad hablan
    hablarme hablas hable hablo habra hacen hacerlas hacerle hacerlos hacernos hacerse hacerte haces hacian hacker
    hague halftime halfway halla hallan hallar halls handed hanna happen hardy haria harmless harper harry hart
    hatch hating haya header heading healed healing hearings hears hearts heated heath heather heating heaven
    heavyweight hecha hechos heels height helen hello hence herd heres hides highlight highs highway hills hired
    hits hitting hojas holdings homes honda hooks hoover horse hose hospitals huerta huesos huevo humble humedad
    hundreds hunting iluminacion import importa importe imports imposibles impresion inception inches incidente
    incidentes incidents inclusion increase increases increasingly incremento indicada indicador indicando
    indication indications indicator induction inflacion inflammation inflation inflicted informacion informado
    infraccion inglesa ingresos injected injection inmensa inmenso inscripcion insect insects inspeccion inspection
    inspections inspiracion inspiration integrada integrado intencion intenciones intensive intenta intentado
    intentando intente intention intentions intento inter interesada interesado intricate inventado invention
    inventions investing inyeccion irme issued izquierda izquierdas jabon jade jamon japon jason joder jodido joint
    jolly judge junto juntos justice kara karen keeps kelly killer killings kind kinds kissed kisses kissing kitten
    knight koch korea labores lacked lacking lacks ladder lakes laps larry later lawful leading leads leafs lean
    leaning leased leasing leaving lecciones leeds legend lema lena lender lending lenguas lent letras letter
    letting levantado levante lever libre lies lifes lifetime lightning lights lightweight likes liking limpiar
    limpias linda lines lining lisa list lista listas listed listing listo lists lived liver llamarle llamarles
    llamarme llegan llegar llegas llego llena lleva lleven llorar locker locks locura logo logran logrando lograr
    logre logros look looked loops lords loser losers losses lots loved lover loves loving lowe lucha luchas lumber
    lying made maiden maine major maker makers males malestar malone manchas manda mandado mandan mandar mandarle
    mandarme mandarnos mando manejando manos mantienen marcada marcado marcan marcha marcho marco mare mario marking
    marry marte martes marzo masas massage masses matan match maten material materials materias materna mates meadow
    medalla media mediacion medica medicaid medicos medio medir meditation meds meets mejora mejorando mencionan
    menor mens mensuales mentir mere merida mero messing mexicanas mexico miedos miente mighty migrant migrantes
    migrants mills minded mirada miradas mision mismas missed misses mistake mistaken modes modifications molesta
    molestar molesto monos month monto monuments moore moose morelos moreover mortar morton moses mother mound
    mouths movies muchos mudo muera mueren muertes muertos mundos muro museo museos nacer nadar narco necesita
    necesitan necesitar necesitas necesite necesites necessity needle needless negar nego negras negros neither
    newer nieve nights noble noises noisy nose notable nothin notice notificacion notification noting nowhere nueva
    nuevas numbers numeros nurses oaks obra obras occidente ocupa ocupacion ocurriendo odia offend office ojos olive
    omar onda oneill oneself oops opener openings operaciones operation operations opina opinar opinas oppression
    organismo organismos organisms origen orto oscuras oscuro other otras ouch outcomes outgoing outlet output
    outright outstanding overall overcoming overhead overnight overthrow overtime overweight owens paced pacientes
    packed packing pacto pagando pagar pagina pague paint painted painting paintings paints pairing pairs pais
    paises pana panel paneles pantallas paper parados paraiso pare pared parent pares parientes paris parks partido
    partiendo parties parto party partys pasada pasadas pasado pasados pasar pasas pase pasen paseo pases passwords
    paste patch paved payday payne peaks pecado pecados peces pedi pedia pedido pedo pegado pekin penales penas
    pence pending pens pensado pense percy perdidas perdidos perdieron perfeccion perfection perks perro pescado
    petty phase philly pickup pides piensa piensas pier pierce pierda pierdas pierden pierdes pierre pieza piezas
    pilas piles pina pinch pinche pine pint pintura pipes pista pitches pitching pits plains plantilla plants plena
    plots pobre podes podian podias podra podre podria pointless points poker polling polls poner ponerle ponerse
    ponerte ponia pools poppy pops porque porta portada ports posed poses posing postura posturas pound pounds
    powder powers prague praise praising preaching precio precios precision prefiere prefieren prefieres preliminar
    preocupados preocupan preocupes preparada presionar presiones pressing pressures preston pretender prevision
    prime print prision privado privados privately procesion profesion promo prone props pueda puedan puedas puerta
    puertas puerto pues puesta puff pulls puno punta puntas puras purse puse push pushed pushes puto putos putting
    qatar queda quedan quedarme quedarse quede queden quedes quedo queen queer queja quemar queres querian querias
    querida queriendo quien quiera quieren quieres quiet quinn quinta quinto quisieron quiso quita quitan quite
    quiza races rack raging raices raid rain raining rains raised rally ramas ramp raped rapidos rapids rarely raros
    ratas rating raven razas reaccion reacciones reach reactions reacts read reader readiness reads reasonable
    reasons received receiver receivers receives recibi recibio recibira recognise recognised recognized recognizes
    reconocen reconocer reconocimiento reconocio reconozco recta redaccion reduction reef refiero refill refills
    regresar regulaciones rejection relaciona relations religiones religious remainder reminded remote removed
    removes render rent renta rental reparacion repeating represion resistencia responda responded respondents
    responder respondido respondio responds response responses responsible resto restoration resuelto retention reto
    returning rides riendo rights rigid rios rise rises rising robbery robles robos rocas ronda ropas rosas roses
    ross rotos rough round rounds rover rubbed ruining runway rush rushing saben sabiendo sabio sacked sacred
    sagrado sailed sailing saint saints saldo salem sales salga salgo sali salia salido salir salon salt salta
    saltar salty salvo sand sandra sang saquenme saving scare scares scarlet schooling scored screaming season
    seated seating seats secciones sedes seeded seeds seeking seeks seemed seems sees segui seguia seguira seguire
    seleccion selection selections sell selling sello sells sending seno senos sensaciones senses sensibles sensing
    sent sentado sentar sentarme sentidos separa separacion separadas separado separados server sets setting seven
    several sewer sewing sexist sexto sexuality shady shake shale shaping share shared shares sharing shark sharks
    shave shaving sheet shelf shell shells shifting shifts shine shines shiny shipped shipping ships shirt shirts
    shook shooter shootings shoots shops shore shorts shot shots shout shouting shutting side sided siendo sienta
    sientan sientes sierra siete sight sillas silly silva sindicato sing singing single singles sings sink sinking
    sins sirve sirviendo sites sitting sizes skill skills skins skipped slack slams slap slapped sleep sleeps slides
    slight slip sloppy slots slower small smiled smiling snaps sober sobra sobretodo sobrevivir socio sock socks
    soda sole solia somebody someday someone sometime somewhere sonriendo soporta soporte sorry sort sounding sounds
    south spain spared spec spell spelled spelling spells spending spice spies spike spin spiral spite spoiled sport
    spotlight spots spreads stabbed stable staff stainless stalin stalking stall stan standpoint stands star stared
    stars started starts stationed stats stays stein stepped steps stern stick sticking sticks sticky still sting
    stint stock stocks stoke stole stolen stood strains strait strand strap streak streaming streams strengthen
    strengths stretches strike string strings stripes stripped strokes stumbled subido subir subirme subscribe
    subsidio subsidios sucios suecia sueldo suele suelen suelos suelto sueno suerte sufriendo suits sunny supe
    supera superb supero supervision supper supported supporter supports supresion sure surgieron sustained sweaty
    sweeping sweets swinging swings switch switches switching swords tabla table tables taco takeover takes talkin
    talla tango tanta tanto tantos tasas tasty tearing techo temperatures templos tended tendre tener tenga tenido
    tenis tense tentacion tents termina terminada terminado terminal terminals terminan terminaron terminas
    terminate testified testing tests texas texto textos thee theme themed theres these theyre thing thinks thorough
    those though threat throne throughout thus tied tiende tienden tienes tierra ties timed tinder tipped tipping
    tire tires tissue tissues tocado tocando tocar today todays todos toilets token tokio toma tomada tomados toman
    tomara tomato tomes tone tono tool tools topped topping tops toque torch torno torre torta touchdown towel
    towels tower trabaja trabajado trabaje trabajos tracing track traigo train trained training trains trajo tramo
    transparency transparent trap trapped traps tras trasera tratar trato treason tree tremenda tremendous trent
    tried trigo trip trips tronco troop troops troubled trozo tumblr tuned tuning turks turner turns tying underwent
    undo unto uribe usted vaca vacaciones vacia vague vaina valen valga valiente valientes valio valve valves
    vanilla vano vasco veas vegas velas vencer vencido vende venden vender vendiendo vendio vendo vendra venga
    vengas vengo venia venice venta ventas venue venus verano veras verdes verduras vere verge verlas verle verlos
    verme vernos verse versos verte vestirme viena viene vienen viento villa vince viniendo visa visions visita
    visitando visitarme vista vistas viste visto viven vives vivia vivid vivienda viviendas vivio voces voice voiced
    volver volviendo vote voter vuela vuelo vuelta vuelva vuelvas wait waited waiter waiting waits wakes walls
    walter wards warming warnings wasted wasting watch waters watts waving weaknesses wearing weaver weekend weeks
    weigh weighs weights well wells whale wheres wherever while whipped wholesale whore whose whove widespread wifes
    willing wills willy wines winner wired wires witches withstand wives wong woods woody word wore workout works
    world worlds worms worries wouldnt wrapped wright wrist yelled youth zombies
    """.split()
)
