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
    aaron abogada abogado abrazo abrazos abrigo abril abro acaba acaban acabas acabe acabo accidental acercarse
    acido acierto aclaro acordaron acostarme acres acting acto acudieron acusacion addressing adonde afectando
    afecto affection agent agotado agrada aguante aguda aguila agujas ahora ahorro aired airways ajenas alambre alan
    alegria alert alerta alice alike alimento alimentos allah allan allen allergies also altar alto altogether amaba
    amas amos anadiendo anales analyzing ancha ancho andan andando andar andas angle angles anna anos anoto anterior
    ants anybody anyone anytime anyway anywhere apaga aparte apelacion apelaciones apodo apollo apoya apoyan apoye
    apoyos aprendido apuesta apunta apunto arena arenas argumento arise arises arising armando armor armstrong
    arrestado arresto arrests arroyo arroz arse arte artes arts asalto ashes asia asiento asistencia asses assess
    ataques atenas atender atentado atentados atlas atrae attach attention aumenta aumentando aumentaron aumentos
    aveces aventuras avoided avoiding award aware ayudan ayudar ayudarme ayudas ayude ayudo azar backdrop backing
    backs badge bajada bajan bajar bajarme bajos baked baking balas bale ball balon banarlo banarme banarse banca
    banco bands banging banned banos barata barca bares baron barred barry basa based basica basta batallas batallon
    batch bateria bathrooms batter battle battling beard bearing bears beast beaten beaver bedroom bedtime beef bell
    bella belle bello bells belly belts bench bending berry beth betting bienestar billing bills billy bing bitches
    bitter blank blend blessings block blocking blocks bloke blond bloom blow blown boats bocas bodas boeing boiled
    boiling bolas bond bonds bone bonita bonito bonos bonus books boot booth boots botas botellas botes bother
    bothers bottles bound bounds bout bowl bowls boxer boxes brace brain brains brake brave bravo brazos breach
    breasts breathtaking breed breeding breeds brent brett bride brief bright brightness bring brock broken broker
    bronca brooke brother brothers brow browns brush brushed budget bueno bulls bully bunny burned burnt burro
    burton busca butter button caballero caballos cabana cabello cabezas cabida cabina cada cadena cadenas caes
    cafes caga cagan cage caiga cairo cajas cakes caldera caldo calentamiento calido calla callao calle calles
    calling calls calvo camera cameras camila camino camioneta camisa camp camping camps canal canales cancelado
    canceled cancelled cancer cancha candle cannon canon cantando canto cantos capilla capped caras carcel cards
    cared careless carey cargando cargar cargo carla carlo carnes caro caros carpa carr carro cars carta casar casas
    casera cases casilla casillas casos castilla castillos cater catering cattle cauca caudal causa cave caves cazar
    ceder cedido celebrado centra centre cerdo cero cerradas cerrado certified champ champs changing chant charming
    chart cheat checa checks cheek cheers chefs cheque chic chicago chick childs chile chili chill chin chinos choke
    chose chunk cientos cierran cierre cierta cierto cigar circo cite citing clan clara clare clark claros clase
    clave claves clavo clears clero cliente clientes clima clips clive clock clone closer closes closet cloth cloud
    clouds coach cobrado cobrar cobre codes coding coffin cogio coherente coincidencia coke colas colocado color
    colores colts column columnas columns comando comas combo come comen comentado comer comet comfortable comia
    comic comico comidas comido comite comoda concedio concesion concha conclusion conclusiones conclusions
    concussion conde condenada condenado conducting confesion confeso confessed confession confident confuse conmigo
    connecting conocen conocer conoces conoci conocimientos conscience consciente consecuencia conseguir consiga
    consiguen consiguio consisted consola constable constituted constitution consuelo consulado consulting consuming
    contactar contacted contacto contactos contacts contado containing contar contaron contender contenta
    contestarme contiene contienen contigo continental continente continents contingent conto contract contracting
    contracts contratar controlada controlado controles controller controllers controls conversion converted
    convivencia convoy conway cook cooked cooking cooks cooperacion copas coping corazones corea coro corporate
    correa corren cortar cortas corte cortos cosa costa costado costas costera costillas costo costs cover cracks
    crank crash crashed crashes crashing creaciones crean crear crecieron creen creencias crest cresta cried crops
    cross crown cruda crust cruz cuanta cuanto cubiertas cubiertos cubriendo cuenca cuentan cuentas cuente cuento
    cuerno cuero cuerpos cuervo cueste cuida culto cumple cunado cunt cupo curas currently curry curse dados dame
    danos danza dare darle darte daylight daytime dear deaths deben debia debio debit decirme decisiones decisions
    declarando decreased decreasing dedicacion dedicated dedication dedico deeds defeated defeating defect defecto
    deja dejan dejara dejare dejas deje dejes deleted delicious demos denis dense depend depende depositos depresion
    depressing depth derivadas desaparece desaparecen desaparecio descartar desconoce describen describio describir
    descripcion descubriendo desea desearia desee deseos desierto despacho despedida despedido desperate desperation
    despertado desprecio destacada destacado detallada detallado deteccion detectado detection detencion detener
    detention determinar detiene devaluacion devices devils diaz diciendole diente dieran dieta diferente difference
    differently differing dificiles ding dinner dioses direccion direcciones direction directions disappear
    disappears discharged disclosed discovered diving dobles doce doctora doctors does doing dolar dolares dollar
    donna donor door dorada dorado doris dotado doubles dough dover doyle drawn draws dried drink drone dropping
    drown drugs drying ducha ducharme dudas duel duelo duena dueno duracion duran durar durmiendo duros dwell
    dwelling earning ears earth echo eden ediciones education eggs eight ejecucion eleccion elecciones election
    elections electo electrica electrical electricas electrico electricos electronic electronico electronicos
    electrons elena elephants elimina eliminado eliminate ello elvis emergence emergentes emperador empezando
    empleadas empleados employing enable enclosure ending endless enero enfermedad enfermeria enfermos ente enter
    entera entere enterrado entran entras entregado entren entrenado entrenamiento entrevista entro entry envia
    enviado envian enviarle enviarme envio epocas erica escala escasa escaso escribe escriben escribi escribia
    escribio escribo escrita escudo espacio espada espadas esperando esquina estaban estados estara estaran estare
    estas esten estero estetica estimular estos estupendo estupidos estuvieron evacuation evaluacion evaluar
    evaluation evento eventos ever everythings evil excluding execution exigencia exista existe existence existia
    existido existio exists exit expanding explorar explores exploring explotar expresion expulsado extranos extras
    extrema extremo faces facing facto failing fails falda fallado fallar fallas fallos fallout falsa falso faltas
    falte fares farming fase faster father favorable favors favour feared fearing fears feeding feeds fees fellow
    fence fences fewer fiber fibra ficcion fight fights filled filling fills fingers fire fired firma fitting flavor
    flick flight flights flint flipped flipping flood floors flor flora flota flour flower flows flujo flujos focal
    folding forge forget forgetting forgive forgiven forgot formal forman formar formas formed formo forms forth
    found founding franco frank freaking frenar fresco frias fridge fried fries frightening frito fuels fuente
    fuentes fuera fueran fueras fuero funcion funcional funcionando funcionar funcione funciones funciono functional
    functions fundo funky futura futuras future futures gafas gain gaining gains galan gallo gaming ganan ganar
    gangs gases gather gathering gauge gaza gaze gears gender generales genial geniales gettin ghana gifted gifts
    giles giveaway gluten goats goofy goose gota gotta gotten graba grace grade grain grains grandkids grape grapes
    graph graphs grasa grasas grass gratuitos gravel graves greed greek greene greens greet grin grita grove grown
    grows guapa guion guitar habana haber haberme habia habilidad hablan hablarme hablas hable hablo habra habre
    hacen hacerlas hacerle hacerlos hacernos hacerse hacerte haces hacian hacker hague halftime halfway hall halla
    hallan hallar halls halo hambre handed handing handy hanged hanna hans happen haras hardy haria harmless harper
    harry hart hatch hating haya hazlo header heading healed healing hearings hears hearts heated heath heather
    heating heaven heavyweight hecha hechos heels height helen hello hence herd heres hide hides highlight highs
    highway hills hired hits hitting hojas holdings homeless homes honda hooks hoover horse hose hospitals hour
    hueco huecos huelga huerta huerto huesos huevo humble humedad hundreds hungary hunter hunting iluminacion import
    importa importe imports imposibles impresion inception inches incidente incidentes incidents inclusion increase
    increases increasingly incremento indicada indicador indicando indicated indication indications indicator indies
    induction inestable inferior infinidad inflacion inflammation inflation inflicted informacion informado
    informados infraccion infracciones inglesa ingresos iniciacion injected injection inmensa inmenso inscripcion
    insect insects insercion inspeccion inspection inspections inspiracion inspiration integrada integrado intencion
    intenciones intensive intent intenta intentado intentando intente intention intentions intento inter interesada
    interesado intervalo intervino intricate intuicion invencion inventado invention inventions invento inversion
    investing inyeccion irme issued izquierda izquierdas jabon jade jamon japan japon jason jodas joder jodido joint
    jolly jones judge jugar juicy jumps junta junto juntos justice kara karen keeps kelly killer killings kilos kind
    kinds kings kissed kisses kissing kitten knight koch korea labores lace lacked lacking lacks ladder lakes lands
    lanza laps larga large larry latas later latter lawful leading leads leafs lean leaning leased leasing leave
    leaving lecciones lecho leeds lees legend lego lema lena lender lending lenguas lent lente letras letter letting
    levantado levantando levante lever libre lick lies lifes lifetime lighting lightning lights lightweight likes
    liking lime limpiar limpias linda lines lining lisa list lista listas listed listening listing listo lists lived
    liver llamarle llamarles llamarme llave llegan llegar llegas llego llena lleno lleva llevar lleven llevo llorar
    llueve locas locker locking locks locura logo logran logrando lograr logre logros lomo look looked loop loops
    lords loser losers losses lots loved lover loves loving lowe lucha luchas lucho lucia luego lumber lunar lunch
    lunes lying machado macho made madura magos maiden maine major maker makers males malestar malone malos mames
    manchas manda mandado mandan mandar mandarle mandarme mandarnos mando mandos maneja manejando manor manos mans
    mantienen mapping marcada marcado marcan marcha marcho marco marcos mare marea mares mario marking marry marte
    martes marzo masas massage masses matan matas match matches matching maten mateo material materials materias
    materna mates matter mature meadow medal medalla medals media mediacion medica medicaid medicos medida medina
    medio medir meditacion meditation meds meets mejia mejora mejorando mencionan menor mens mensuales mentir mere
    merida mero messing metio mexicanas mexico microphone miedos miente mienten miento mighty migraciones migrant
    migrantes migrants milla mills minded minera mirad mirada miradas mirado mision mismas missed misses mist
    mistake mistaken moderacion modes modifications molesta molestar molesto monos month monto monuments moore moose
    morelos moreover mortar morton moses most mother mothers mound mourning mouths movido movie movies movil muchos
    mudo muera mueren muertes muertos mundos muro museo museos nacen nacer nadar narco natal naval naves necesita
    necesitan necesitar necesitas necesite necesites necessity needle needless needy negar nego negras negros
    neither neta neto newer niega niego nieve nights nivel noble noises noisy nombre norma norman normas north nose
    notable notas nothin notice notificacion notification noting novel novio nowhere nuca nueva nuevas nulo numbers
    numeros nurses oaks obligo obra obras obtencion occidente ocupa ocupacion ocurriendo odia oeste offend office
    ojos olive omar onda oneill ones oneself oops opener openings operaciones operation operations opina opinar
    opinas opino oppression ordinaria organismo organismos organisms orientado origen orto oscuras oscuro other
    others otras ouch ours outcomes outgoing outlet output outright outstanding overall overcoming overhead
    overnight oversight overthrow overtime overweight owens pace paced pacientes packed packing pacto pagando pagar
    pagas pagina pago pagos pague paint painted painting paintings paints pairing pairs pais paises palace palos
    pana pancho panda panel paneles pantallas papas paper paquetes parados paraiso paran pare pared parent parenting
    pares parientes paris parks parra partido partiendo parties parto party partys pasada pasadas pasado pasados
    pasar pasas pase pasen paseo pases passwords paste patch patches paths patty pautas paved payday payne peace
    peak peaks pecado pecados peces pedi pedia pedido pedo pedro pegado pekin penal penales penas pence pending pens
    pensado pense pepe percy perdidas perdidos perdieron perfeccion perfection perks perra perro perry pertinente
    pesar pescado pese pesos pest pete petro petty phase phelps philly phones pickup pides piensa piensas pier
    pierce pierda pierdas pierden pierdes pierre pieza piezas pilar pilas piles pina pinch pinche pine pint pinta
    pinto pintura pipes pisos pista pitches pitching pits placa placed placer places plains plane plantilla planting
    plants plasticas plate plena plots pobre pocos podamos podes podian podias podio podra podre podremos podria
    pointless points poker polling polls ponemos poner ponerle ponerse ponerte pones ponia pools poppy pops porque
    porta portada porte porto ports posada posed poses posing poste postura posturas pots pound pounds powder powers
    prague praise praising prank preaching precio precios precision predio prefiere prefieren prefieres preliminar
    preocupados preocupan preocupes preparada presentada presentar presentaron presionar presiones pressing
    pressures preste preston pretender prevencion prevention prevision priceless prick prime primo print prision
    privado privados privately procesion profesion promo prone props pubs pueda puedan puedas puerta puertas puerto
    pues puesta puff pulls pumps punch puno punos punta puntas puras puros purse puse push pushed pushes puta putas
    puto putos putting qatar queda quedan quedarme quedarse quede queden quedes quedo queen queer queja quemar
    queres querian querias querida queriendo querria queso quien quiera quieran quieren quieres quiet quinn quinta
    quinto quisieron quiso quita quitan quite quiza races rack raging raices raid rain raining rains raised rally
    ramas ramos ramp rancho ranged ranging rank raped rapidos rapids rarely raros rata ratas rating rato ratones
    ratos raven rayas rays razas reaccion reacciones reach reactions reacts read reader readiness reads reasonable
    reasons rebuilding received receiver receivers receives recepcion reception recibi recibio recibira recital
    recognise recognised recognized recognizes reconocen reconocer reconocimiento reconocio reconozco recovered
    recreacion recta rector redaccion reduction reef refiero refill refills regresar regulaciones rejas rejection
    relaciona relations religiones religious remainder reminded remote removed removes render rendering rent renta
    rental reparacion repeating represion resistencia resisting respetado responda responded respondents responder
    respondido respondio responds response responses responsible resto restoration resuelto retention reto returning
    rhode rick rides ridge riendo rights rigid rigor ringing rings rios rise rises rising rito robbery robles robos
    roca rocas roller ronda ropas rosas roses ross rotas rotos rough round rounds rover rubbed rubio ruining runway
    rusa rush rushing rust rusty saben sabiendo sabio sabios sacked sacks sacred sadly sagrado sailed sailing saint
    saints saldo salem sales salga salgas salgo sali salia salido salir salon salones salt salta saltar salty salve
    salvo sancho sand sanders sandra sands saneamiento sang sanos santo saquenme savannah saving says scare scares
    scarlet scars schooling scored scores scoring scots scratching scream screaming screening season seated seating
    seats secciones sedes seeded seeds seeking seeks seemed seems seen sees segui seguia seguira seguire seleccion
    selecciones selection selections sell selling sello sells senas senda sending seno senores senos sensaciones
    senses sensibles sensing sent sentado sentados sentar sentarme sentidos sentimos separa separacion separadas
    separado separados separarse server seth sets setting seven several sewer sewing sexist sexto sexuality shady
    shake shale shaping share shared shares sharing shark sharks shave shaving sheep sheer sheet shelf shell shells
    shift shifting shifts shine shines shiny shipped shipping ships shirt shirts shook shooter shootings shoots
    shops shore shores shorts shot shots shout shouting shutting side sided siege siendo sienta sientan sientes
    sierra siesta siete sight sights sillas silly silva sindicato sing singers singing single singles sings sink
    sinking sins sirve sirviendo sites sitting sizes skill skills skins skipped skirt slack slams slap slapped
    slaughter sleep sleeps slice slick slide slides slight slim slip sloppy slots slower small smart smiled smiling
    snaps sneak sober sobra sobretodo sobrevivir socio sock socks soda sole solia somebody someday someone sometime
    somewhere sonia sonriendo soporta soporte sorry sort soto sounding sounds south spain spared spear spec spell
    spelled spelling spells spending spice spies spike spin spiral spite spoiled sport spotlight spots spreads
    stabbed stable staff stainless stairs stakes stalin stalking stall stan standpoint stands star stare stared
    stark stars started starts stat stationed stats stays steak steam steep stein stems stepped steps stern steven
    stick sticking sticks sticky still sting stint stock stocks stoke stole stolen stood stores storing strains
    strait strand strap streak streaming streams strengthen strengths stretches strike string strings stripes
    stripped strokes stuart stumbled subido subir subirme subo subscribe subsidio subsidios sucios suecia sueco
    sueldo suele suelen suelos suelto suena suene sueno suero suerte sufriendo suits sunny supe supera superacion
    superando superb supero supervision suponiendo supper supported supporter supports supresion supuso sure
    surgieron sustained sutton sweaty sweep sweeping sweet sweets swinging swings switch switches switching swords
    tabla table tables taco takeover takes tales talkin talla tango tanta tanto tantos tapes tapping tarta tasa
    tasas tasty taxes teams tearing tech techo tell temperatures templos tended tendre tener tenga tenido tenis
    tense tentacion tenth tents tercio termina terminada terminado terminal terminals terminan terminaron terminas
    terminate terror testified testing tests texas texto textos thee theme themed theres these theyre thing thinks
    thorough those though threat throne throughout thus tied tiende tienden tienes tierna tierra ties timed tinder
    tipped tipping tips tire tires tissue tissues tocado tocando tocar today todays todos toilets token tokio toma
    tomada tomados toman tomara tomas tomato tomes tone toneladas tones tono tool tools topped topping tops toque
    torch torno torre torta touchdown tours towel towels tower trabaja trabajado trabaje trabajos tracing track
    tracked traia traigo train trained training trains trajo trama tramo transparency transparent trap trapped traps
    tras trasera tratar trate trato treason tree tremenda tremendous trent trick tricks tried tries trigo trip trips
    tronco troop troops troubled trozo trunk trust tumblr tuned tuning turks turner turns tying uncovered underwent
    undo unto urged uribe usado usted vaca vacaciones vacia vague vaina valen valga valido valiente valientes valio
    valla valve valves vanilla vano variar vasco vasos veas vegas velas vena vencer vencido vende venden vender
    vendiendo vendieron vendio vendo vendra venga vengas vengo venia venice venta ventas venue venus verano veras
    verdes verduras vere verge veria verlas verle verlos verme vernos verse versos verte vestirme viena viene vienen
    viento villa vince vine viniendo visa visions visita visitando visitarme vista vistas viste visto viven vives
    vivia vivid vivienda viviendas vivio voces voice voiced volver volviendo votando votaron vote voter voters voto
    vuela vuelo vuelta vuelva vuelvas wages wait waited waiter waiting waits wakes wales walls walter wards warming
    warnings wasted wasting watch watches watching waters watt watts waves waving weaknesses wearing wears weaver
    weekend weeks weigh weighs weights well wells whale wheels wheres wherever while whipped whites wholesale whore
    whose whove widespread wifes wildly willing willow wills willy wines wings winner wired wires witches withstand
    wives wondering wonders wong woods woody word wore workout works world worlds worms worries worthy wouldnt
    wrapped wright wrist write wrote years yelled yours youth zombies zones zorro
    """.split()
)
