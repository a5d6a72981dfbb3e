"""Everyday words one or two slips away from a listed word, which must not be taken for it ("would" is not "wound").

Found by running the 14,000 most frequent English and 11,000 most frequent Spanish words (accents off) through
`word_match`; to be found anew when the tables of words change a lot. A word missing here costs a false alarm, never a
missed flag.
"""

from __future__ import annotations

from typing import Final

REAL_WORDS: Final = frozenset(
    """
    abrazo abrigo abril acaba acaban acabando acabaron acabas accidental acelerar acido acordado acres acting acto
    acusacion addicted addressing adiccion adonde adoptado adquiere afectada afectado affected affection agencias
    agent agrada agregado agresion agresivo aguante aguda aguila ahora aired airways alegando alegria alert alerta
    alice alike alimenta alimento alimentos allah allan allen allergies allowing also altar amas anadiendo analisis
    analizar analyses analysis analyzed analyzing ancha ancho andan andando andar andas angle angles anna ants
    anybody anyone anytime anyway anywhere apartado aparte apelacion apodo apollo apoya apoyan apoyando apoyos
    aprobada aprobado apuesta apuestas arena argumento arise arises arising armando armor armstrong arrestado
    arrested arresto arrests arroyo arroz arruinar arse artes arts asalto ashes asia asiento asientos asistencia
    asses assess ataques atenas atender atentado atentados atlas atrae atrapado attach attacked attacker attained
    attracts aumenta aumentan aumentando aumentar aumentaron aumentos auxiliar aventura aventuras avoided avoiding
    awaiting aware ayudan ayudante ayudar ayudas ayude ayudo azar backdrop backing backs bacteria badge bailando
    bajan bajar bajos baked baking balas bale ball balloons balon banca barata barred barry basa based basica basta
    batallas batallon batch bateria baterias bathrooms batter battle battling beard bearing beast beaten beaver
    becoming bedroom bedtime beef bells belly bending berry beth betting bienestar billing bills bisexual bitches
    bitter blank blasting blend blessing blessings block blockade blocking blocks blond bloom blow blown boarding
    bodas boiled boiling bonita bonito books boot booth borrador botellas bothered bothers bottles bouncing bound
    bounds bout bowl bowls brain brains branding brave bravo brazos breach breaking breasts breathtaking breed
    breeding breeds brent brett brief bright brightness bringing brother brothers brow browns brush brushed budget
    building bulls bullying bunny burned burnt burro busca butter caballero caballos cabello cabezas cabida cabina
    cabrones cada caga cage cairo cajas cakes calcular calderon caldo calido calla calle calles calling calls calvo
    camino camiones camisa camp camping camps canal canales canceled cancelled cancer cancha cannon canon cantando
    canto cantos capilla capped caras carcel carceles cardinal carey cargando cargar cargo carlo carr carro carta
    casar casas casilla castilla catching cater cattle caudal causa causando cave caves ceder celebrado celebran
    celebrar centra centre cerdo cero cerradas cerrado cerrados champ champs chant chanting charging charming chart
    chatting cheapest cheat cheating checa checking checks cheek cheering cheers chefs chic chicago chick childs
    chill chilling chin chinos choosing chose cientos cierran cierre cierta cierto cigar cinturon cite citing clan
    clara clare clark claros clase clave claves clavo cleaning clearing clears clicking cliente clientes clima clips
    clive clone closer closes closet cloth clothing cloud clouds coach coaching cobrar cobre codes coding coffin
    coherent coherente coincidencia colas colocado color colores coloring colts columbia column columnas columns
    comando come comen comentado comer comet comidas comido comiendo comite comoda concedio concesion conclusion
    conclusiones conclusions concurso concussion conde conducting confesar confesion confessed confession confident
    confined confuse conmigo connecting conocen conocer conoces conoci conocimientos conscience consciente
    consecuencia consegui conseguir consenso consiga consiguen consiguio consiste consisted consola constable
    constant constituted constitution consuelo consulting consumed consuming contactar contacted contacto contactos
    contacts contado contador containing contando contar contender contener contiene contienen contigo continental
    continente continents contingent continue conto contract contracting contracts contrast contratar contrato
    controlada controlado controles controller controllers controls conversion convivencia convoy conway cook
    cooking cooks cooperacion copas coping corazones corea coro correa corren cortar cortas corte cortos cosa costa
    costado costas costera costo costs costumes counting cover cracking cracks crank crash crashed crashes crashing
    crawling creacion crean crear creating creation creen creencia creencias creeping crest creyendo criatura crops
    cross crossing crown cruda crust cruz cuanta cubierta cubiertas cubierto cubiertos cuenca cuentan cuentas cuente
    cuento cuero cuerpos cueste cuida culto culturas cultures cumple cunt cupo currently currents curry curse dame
    dare darle darte daylight daytime dear deaths deben debia debieron debio debit decirles decision decisiones
    decisions decreased decreasing dedicacion dedicado dedicated dedication dedico defeated defeating defect defecto
    defectos defining deja dejan dejara dejare dejas deje dejes delegado delegate deleted delicado delicate
    delicious denis dense depend depende dependen depender deposito depositos depresion depressing depth desaparece
    desaparecen desaparecio descarga desconoce describe describen describio describir descripcion descubre desea
    deseamos deseando desee deseos desierto despacho despedida desperate desperation despertado desperte desprecio
    destacada destacado destacar detained detallada detallado detectar detected detection detener determinar detiene
    devices devils devolver diciendole diente dieran dies diferente difference differently differing dificiles ding
    dinner dioses direccion direcciones direction directions dirigido discharged disclosed discovered diving
    division dobles doce doctora doctoral doctores doctors does doing dolar dolares dollar donna donor door dorada
    doris doubles doubling dough dover doyle drafting drawings drawn draws dreaming drifting drilling drinking drone
    dropping drown drowning drugs drying ducha dudas duel duelo duena duracion durar duration durmiendo duros dwell
    dwelling earning earnings earth echo ecuacion eden ediciones edificio edmonton education eggs eight ejecucion
    eleccion elecciones election elections electrica electrical electricas electrico electricos electron electronic
    electrons elephants elimina eliminado eliminate ello elvis embajada emergence emperador empezado empezando
    empleada empleado empleados employing enable enclosed enclosure encuesta ending endless enduring enfermedad
    enfermeria enfermos ensenado ente entender enter entera enterado entere enterrado entiendo entirely entirety
    entran entrando entraron entras entregado entregar entren entrenamiento entrenar entrevista entro entry envia
    enviado enviados envian enviaron envio erica escala escasa escaso escribe escriben escribi escribia escribio
    escribo escrita escritas escritor escudo espacio espacios espada espadas esperaba esperado esperando esquina
    estados estara estaran estare estas esten estimado estimate estimular estos estrella estupendo estupida estupido
    estupidos estuvieron evacuation evaluacion evaluar evaluation eventos ever everythings evil evitando examinar
    excluding execution exigencia exista existe existence existia existian existido existing existio exists exit
    expanding explorar exploring explotar exposing expresion extender externos extranos extras extrema extremo
    extremos faces facing facto failing fails falda fallado fallar fallas fallos fallout falsa falso faltas farming
    fase father favorable favors favour feared fearing feathers feeding feeds fees fellow fence fences fernando
    fewer fiber fibra ficcion fight filled filling fills fire fired flavor flight flint flipped flipping flirting
    flood floors flor flora flota flour flower flujo focal folding forget forgetting forgive forgiven forgot
    formados formal formando formaron formas formed found founding fraccion fraction franco freaking freezing frenar
    frias friction fries frightening fuels fuente fuentes fuera fueran fueras funcion funcional funcionando
    funcionar funcione funciones funciono function functional functions fundo funky futura futuras future futures
    gafas gain gaining gains gallardo galletas gaming gana ganan ganar gangs garantia gases gather gathering gauge
    gaza gaze gender generales generals generous genial geniales gettin gifted gifts giles giveaway gluten goose
    gota gotta gotten grabbing grace grade grain grains granting grape grapes graph graphs grasa grass gravel graves
    greed greek greene greens greet greeting grin gritando grove grown grows guapa guessing guion guitar haber
    haberme habia habiendo habilidad hablan hablando hablarle hablaron hablas hable hablo habra hacen hacerlas
    hacerle hacerles hacerlos hacernos hacerse hacerte haces hacian haciendo hacker hague halftime halfway halla
    hallan hallar halls handed hanna happen happened hardy haria harmless harper harry hart hastings hatch hating
    haya header heading healed healing hearings hears hearts heated heath heather heating heaven heavyweight hecha
    hechos heels height helen hello hence herd heres hides highlight highs highway hills hired hits hitting hojas
    holdings homes honda hooks hoover horse hose hospitals huerta huesos huevo humble humedad hundreds hunting
    iluminacion impaired implying imported imposibles impresion inception inches incident incidente incidentes
    incidents inclusion incoming increase increases increasingly incremento indicada indicador indicando indicate
    indication indications indicator indicios induction inflacion inflammation inflation inflicted informacion
    informado informed infraccion infrared inglesa ingleses ingresar ingresos inherent iniciada iniciado initiate
    injected injection inmensa inmenso inscripcion insect insectos insects inserted insistio inspeccion inspection
    inspections inspiracion inspiration instance instante integrada integrado intencion intenciones intended
    intensive intenta intentado intentan intentando intentar intente intention intentions intento intentos inter
    interesa interesada interesado interino internal internas internos intricate invasion inventado invented
    invention inventions invested investing invitado inyeccion issued izquierda izquierdas jabon jade jamon japon
    jason joder jodido joint jolly jornadas judge junto juntos justice kara karen keeps kelly killer killings kills
    kind kinds kissed kisses kissing kitten knight knocking koch korea labeling labores lacked lacking lacks ladder
    lakes larry later laughing lawful leading leads leafs lean leaning learning leased leasing leaving lecciones
    lecturas leeds legend lema lena lender lending lenguaje lenguas lent letras letter letting levantado levante
    lever libre lifes lifetime lighting lightning lights lightweight liking limitado limiting limpiar limpias
    limpieza linda lining lisa list lista listas listed listing listings listo lists lived lives llegan llegar
    llegas llego llena lleva llevando lleven lobbying locker locks locura logo logramos logran logrando lograr
    lograrlo lograron logre logros look looked loops lords loser losers losses lots loved lover loves loving lowe
    lucha luchas lumber lying made maiden maine major maker makers males malestar malone manchas manda mandado
    mandan mandar mandaron mando manejando manos mantenga mantenia mantiene mantienen manuales marcada marcado
    marcador marcan marcha marching marcho marco mare marginal mario marking marry marte martes martillo marzo masas
    massage masses matan match matching maten material materials materias materna maternal mates meadow medalla
    media mediacion medica medicaid medicare medicion medicos medio medir meditation meetings meets mejora mejorado
    mejorando menciona mencionan menor mens mensajes mensuales mentales mentir mercados mere merida mero metiendo
    mexicana mexicanas mexico miente mighty migrant migrantes migrants mills minded mirada miradas mision mismas
    missed misses missing mistake mistaken moderado modernas modes modifications molesta molestar molestia molesto
    monetary monos month monto montones monument monuments moose mortar morton moses mostrado mother mound mounting
    mourning mouths moviendo movies movistar muchos mudo muera mueren muertes muertos muestras mundos murieron muro
    musculos museo museos nacer nacieron nadar narco necesita necesitan necesitar necesitas necesite necesites
    necessity needle needless negar nego negras negros neither newer nieve nights nintendo noble noises noisy
    nombrado nose notable notables nothin notice noticias notificacion notification noting nowhere nueva nuevas
    numbered numbers numeros numerous nurses oaks obra obras obsesion obtained obtienen occidente ocupa ocupacion
    ocurriendo odia offend office ojos olimpica olimpico olive omar onda oneill oneself oops opener openings
    operaciones operador operation operations operator opina opinar opinas opositor oppression ordenado ordinary
    organism organismo organismos organisms origen origenes original orto oscuras oscuro other otras ouch outcomes
    outgoing outlet output outright outstanding overall overcome overcoming overhead overnight overthrow overtime
    overweight owens paced paciente pacientes packed packing pacto pagando pagar pagina pague paint painted painting
    paintings paints pairing pairs pais paises pana pancakes panel paneles pantalla pantallas paper paradise parados
    paraiso paralelo pare parecian pared parent pares pariente parientes paris parks parrilla partidas partido
    partiendo parties partners parto party partys pasada pasado pasar pasas pase pasen paseo pases passages passions
    passwords paste patch paved pavement payday payne peaks pecado peces pedi pedia pedido pedo pegado pekin penales
    penas pence pending pens pensado pensando pense pentagon perceive percy perdidas perdidos perdieron perdimos
    perfeccion perfection perks perro pesados pescado phase philly pides pidiendo pidieron piensa piensas pier
    pierce pierda pierdas pierden pierdes pierre pieza piezas pilas piles pina pinch pinche pine pint pintura
    pinturas pipes pista pitches pitching pits plains planning plantilla planting plants pleasing pleasure plena
    plots plotting plumbing pobre podes podian podias podra podre podria pointing pointless points poker policing
    polling polls poner ponerle ponerse ponerte ponia pools poppy pops porque porta portada ports posed poses
    posesion posicion posing possible postura posturas pound pounds powder powers prague praise praising preaching
    precio precios preciosa precioso precious precision prefiere prefieren prefieres preliminar premiere preocupados
    preocupan preocupes preparada presente presionar presiones pressing pressures prestado preston pretender
    prevision prime print printing prision prisoner privado privados privately procesion profesion prone props
    pudiendo pudieron pueda puedan puedas puerta puertas puerto pues puesta puff pulgadas pulls pulmones puno punta
    puntas puras purse puse push pushed pushes puto putos putting qatar queda quedan quedaria quedarme quedarse
    quede queden quedes quedo queen queer queja quejarse quemar queres querian querias querida queriendo quien
    quiera quieren quieres quiet quinn quinta quinto quisieron quiso quita quitan quitar quitarle quite quitting
    quiza races rack raging raices raid rain raining rains raised rally ramas ramp raped rapidos rapids rarely raros
    ratas rating raven razas reaccion reacciones reaching reacting reactions read reader readiness reads realizan
    reasonable reasons received receiver receivers receives recesion recibi recibida recibido recibio recibira
    reciente recognise recognised recognized recognizes reconocen reconocer reconocimiento reconocio reconozco recta
    redaccion reduction reef refiero regulaciones rejection relacion relaciona relating relation relations relativa
    religiones religious remainder reminded remote removed removes removing render rent renta rental reparacion
    repeated repeating represion requiere resaltar resistencia resistir resolver respaldo respetar responda
    responded respondents responder respondido respondio responds response responses responsible resto restoration
    resuelto resuelve resultar retained retention reto retrieve returned returning revision rides riendo rights
    rigid rigorous rios rise rises rising robbery robles robos rocas ronda ropas rosas roses ross rotos rough round
    rounds rover rubbed ruining runway rush rushing saben sabiendo sabio sacked sagrado sailed sailing saint saints
    saldo salem sales salga salgo sali salia salido salir salon salt salta saltar salty salvo sand sandra sang
    saving scanning scarlet schooling screaming season seated seating seats secciones sections sedes seeded seeds
    seeking seeks seemed seems sees segui seguia seguira seguiran seguire seleccion selection selections sell
    selling sello sells sending seno senorita senos sensaciones senses sensible sensibles sensing sent sentado
    sentados sentar sentidos sentimos sentirme sentirse separa separacion separadas separado separados separate
    sequence server sets setting settings settling seven several sewer sewing sexist sexto sexuality shady shake
    shale shaping share shared shares sharing shark sharks shave shaving sheet shelf shell shells shifting shifts
    shine shines shiny shipped shipping ships shirt shirts shocking shook shooter shooters shootings shoots shopping
    shops shore shortest shorts shot shots shouldnt shout shouting shutting side sided siendo sienta sientan sientes
    sierra siete sight sillas silly silva sindicato sing singing single singles sings sink sinking sins sintomas
    sirve sirviendo sites sitting sizes sketches skill skins skipped slack slapped sleep sleeps slides slight slip
    slippery sloppy slots slower small smiled smiling sober sobra sobretodo sobrevivir socio sock socks soda sole
    solia somebody someday someone sometime somewhere sonriendo soporta soportar soporte sorry sort sostener
    sounding sounds south spain speaking spec speeches speeding spell spelled spelling spells spending spice spies
    spike spin spiral spite spoiled sport sporting spotlight spots spreads stabbed stable staff stainless stalin
    stalking stall stan standing standpoint stands star starring stars started starting starts starving stationed
    stats stays stealing steering stein stepped stepping steps sterling stern stick stickers sticking sticks sticky
    still sting stint stirring stock stocks stoke stole stolen stood stopping strains strait strand strap streak
    streaming streams strengthen strengths stretches strike striking string strings stripes stripped strokes
    stronger strongly stumbled stunning subido subiendo subieron subir subscribe subsidio subsidios sucesion sucios
    suecia sueldo suele suelen suelos suelto sueno suerte sufriendo suits sunny supe supera superado superb supero
    supervision supper supported supporter supports supresion sure surgieron survival sustained sweaty sweeping
    sweets swimming swinging swings switch switched switches switching swords tabla table tables taco takeover takes
    talkin talla tango tanta tanto tantos tarjetas tasas tasty teaching tearing techo temperatures templos tempting
    tended tendre tener tenga tenido teniendo tenis tense tentacion tents termina terminada terminado terminal
    terminals terminan terminaron terminas terminate terminen terminos testing tests texas texto textos thee theme
    themed theres these theyre thing thinking thinks thorough those though threat thrilled thriving throne
    throughout thus tied tiende tienden tienes tierra ties timed tinder tipped tipping tire tires tissue tissues
    tocado tocando tocar today todays todos toilets token tokio toma tomada tomados toman tomara tomato tomes tone
    tono tool tools topped topping tops toque torch torno torre torta touchdown touching towel towels tower trabaja
    trabajado trabajan trabajar trabajas trabaje trabajos tracing track tracking traction traigo train trained
    training trains trajeron trajo tramo transparency transparent trap trapped traps tras trasera tratados tratando
    tratar trataron tratarse trato treason treasure treaties treating tree tremenda tremendous trending trent
    triangle tried trigo trip trips tronco troop troops troubled trozo trusting tumblr tuned tuning turistas turks
    turner turns tying ultimate underway underwent undo unlocked unto unwanted upcoming uribe usted vaca vacaciones
    vacia vague vaina valen valga valiente valientes valio valve valves vanilla vano vasco veas veces vegas velas
    vencer vencido vende venden vender vendiendo vendio vendo vendra venga vengas vengo venia venice venta ventajas
    ventas venue venus verano veras verdades verdes verduras vere verge verlas verle verlos verme vernos verse
    versos verte victimas viena viene vienen viento vigencia villa vince viniendo vinieron visa visiones visions
    visita visitado visitando visiting vista vistas viste visto viven vives vivia vivid vivienda viviendas vivio
    voces voice voiced volverse volviendo vote voter vuela vuelo vuelta vuelva vuelvas vuestras wages wait waited
    waiter waiting waits wales walls walter wards warming warnings wasted wasting watch watching waters watts waves
    waving weaknesses wearing weaver weekend weekends weeks weigh weighs weighted weights well wellness wells whale
    wheres wherever while whipped wholesale whore whose whove widespread wifes willing wills willy wines winner
    wired wires witches withstand wives wong woods woody word wore workout works world worlds worms worries worrying
    wouldnt wrapped wrapping wright wrist yelled youth zombies
    """.split()
)
