"""Spanish words for what red flags are made of, as plain data for a clinician to review.

The same ideas and marks as in the English file; accents are left off, since people leave them off. Spelling by ear
(b/v, s/z/c, silent h, ll/y) is found by `word_match` and needs no entry.

Source: drafted from the English set with Tua Saude, Redaccion Medica and Infeccion Quirurgica Zero; a native
clinician must review it.
"""

from __future__ import annotations

from typing import Final

WORDS_ES: Final[dict[str, str]] = {
    # --- alone: emergency -----------------------------------------------------------------------------------
    "emergency": """
        emergencia{,s} urgencia{,s} ambulancia{,s} auxilio ausilio auxillio socorro socorran sos nueve_once
        nueve_uno_uno
        me_muero me_estoy_muriendo se_muere se_esta_muriendo se_me_muere me_voy_a_morir se_va_a_morir muriendo
        muriendome de_vida_o_muerte salvenme
    """,
    "suicide": """
        suicid{io,a,ar,arme,arse,o,ios,e} suisidio matarme matarse mematare me_voy_a_matar me_quiero_matar
        se_quiere_matar quiero_matarme
        {quiero,quisiera,quiere,queria,prefiero,preferiria,deseo}_{morir,morirme,morirse,estar_muerto,estar_muerta}
        me_quiero_morir se_quiere_morir ganas_de_morir
        quitar{me,se,le,}_la_vida quitarme_vida {ya_no,no}_{puedo,aguanto}_{mas,esta_vida} no_le_importo_a_nadie
        me_quito_la_vida
        {no,ya_no}_{quiero,quiere,deseo}_{vivir,seguir_viviendo,estar_viva,estar_vivo,estar_aqui,existir,despertar}
        mejor_{muerto,muerta,me_muero,morir} acabar_con_{mi_vida,todo,esto_de_una_vez,mi_existencia}
        {sin,no_tengo}_{ganas_de_vivir,razones_para_vivir}
        no_vale_la_pena_vivir no_tiene_sentido_vivir {hacer,lastimar,danar,cortar}me_dano hacerme_dano lastimarme
        danarme cortarme_las_venas
        terminar_con_mi_vida ya_no_puedo_vivir no_puedo_seguir_viviendo desaparecer_de_este_mundo
    """,
    "overdose": """
        sobredosis sobre_dosis {tome,tomo,tomado,tomaron,trague,trago,tomando,tomar}_demasiad{o,a,os,as}
        demasiadas_{pastillas,medicinas,pildoras,tabletas}
        {tome,tomo,tomado}_{muchas,tantas,todas,un_monton_de}_{pastillas,medicinas,pildoras,tabletas}
        {tome,tomo}_todas_las_{pastillas,pildoras,medicinas,tabletas}
        {tome,tomo,tomado}_{de_mas,doble,el_doble,mas_de_la_cuenta,mas_de_lo_indicado,mas_pastillas} doble_dosis
        todo_el_{frasco,bote} toda_la_botella
        muchas_pastillas pastillas_de_mas intoxicad{o,a} intoxicacion envenen{ado,ada,e}
    """,
    "faint": """
        desmay{e,o,ado,ada,ar,arme,arse,os,a,amos} desmalle desmallo desmaye desmall{ado,ada}
        desvaneci{,o,do,da,miento} desvanezco
        {perdi,perdio,perder,perdido,pierde,pierdo}_{conocimiento,el_conocimiento,la_conciencia,conciencia,el_sentido,la_consciencia}
        inconsciente inconciente
        {no,no_se,no_puedo,no_lo_puedo,no_la_puedo,no_quiere}_{despierta,despertar,despertarlo,despertarla,reacciona,reaccionar}
        dificil_despertar no_responde
        {no,apenas}_{puedo,puede}_{mantenerme_despiert,mantenerse_despiert}{o,a}
        {muy,demasiado,super,bien}_{dormido,dormida,sonoliento,sonolienta,somnoliento,somnolienta,adormilado,adormilada}
        respira{,ndo,cion}_{lento,lenta,despacio,poco,muy_lento,muy_poco,muy_despacio} apenas_respira se_fue_de_lado
        colaps{o,e} colapso
    """,
    "stroke_or_heart": """
        infarto ataque_{corazon,al_corazon,cardiaco,cerebral} derrame derrame_cerebral embolia convulsion{,es}
        convulsiona{,ndo} convulsiones cara_{chueca,torcida,caida}
        labios_{morados,azules} {se_puso,esta,poniendo}_{morado,morada,azul} embolia_pulmonar anafil{axia,actico}
        no_puede_hablar habla_{raro,enredado,arrastrado}
    """,
    "breathless": """
        falta_{aire,de_aire,el_aire,la_respiracion,el_aliento} me_falta_aire falta_respir{o,ar,acion}
        {me,se}_{ahogo,ahoga,asfixio,asfixia} ahogando{,me,se} ahogo asfixi{a,o,ando,andome}
        {no,no_me}_{entra,llega}_aire sin_{aire,aliento,respiracion} corto_de_respiracion
        respiracion_{corta,agitada,cortada,entrecortada} jadea{,ndo} sofoc{o,ada,ado,ando} sofocad{o,a}
    """,
    "paralyzed": """
        paralisis paraliz{ada,ado,o,aron,ar,adas} paralitic{o,a} pie_{caido,pendulo,arrastra,arrastrando}
        arrastr{o,a,ando}_{pie,el_pie,la_pierna,pierna,los_pies}
        {no,no_me,no_se,no_lo,ya_no,no_la}_{puedo,puede,pudo,pude}_{mover,moverme,moverse,mobe,mober,levantarme,levantarse,levantar,parar,pararme,pararse,sostenerme,ponerme_de_pie,caminar,kaminar,camina}
        no_se_{para,levanta,mueve} no_camina no_me_muevo
    """,
    "control_lost": """
        incontinen{cia,te}
        {me,se}_{orine,orino,orina,orinaba,orinado,orine,ando_orinando,orinando,orinaron,mee,meo,mea,hize,mee}
        orin{arme,arse,andome,andose} {me,se}_{estoy,esta,ando,anda}_orinando
        {me,se}_{hice,hizo,hago,hace,ice,iso,ize}_{pipi,pis,chis,popo,caca,del_bano,del_dos,encima,en_la_cama,pupu}
        {me,se}_{cague,cago,ensucie,ensucio,zurro,zurre,moje_la_cama,mojo_la_cama}
        {se_me,se_le}_{sale,salio,salen,escapa,escapo,va}_{orina,la_orina,pipi,el_pipi,popo,el_popo,caca,la_caca,pis,el_pis,excremento,el_excremento,todo,la_pipi,los_orines,orines}
        {no,ya_no}_{controlo,controla} {no_puedo,no_puede,no_pude}_{controlar,controlarme}
        {se_me,se_le}_fue_{orina,la_orina,pipi,la_pipi,el_pipi,popo,el_popo,pis}
        {me,le}_gan{a,o}_{orina,la_orina,bano,del_bano,el_bano,pipi,la_pipi,el_pipi,popo,el_popo}
        {perdi,perdio,perdida,perdido,perder,sin}_{control,el_control,de_control}
        moj{e,o}_la_cama cauda_equina cola_de_caballo sonda
    """,
    "no_feeling": """
        {no,ya_no,no_me,no_le,casi_no,no_se,nada,ni}_{siento,siente,sienten,sentia,sentir,senti,ciento,sento}
        no_{puedo,puede}_sentir adormecid{o,a,os,as} adormesid{o,a} adormecimiento
        adormec{e,en} se_me_{durmio,durmieron,duerme,duermen}_{pierna,la_pierna,las_piernas,el_pie,los_pies,todo}
    """,
    # --- alone: call today ----------------------------------------------------------------------------------
    "fever": """
        fiebre{,s} fievre fibre calentura{,s} calenturiento calenturienta escalofrio{,s} escalofri{a,as}
        {tengo,con,tiene,mucha,alta,subio,sube,mi}_temperatura temperatura_alta
        febril destemplad{o,a} sudor{es,_frio,es_frios} sudoracion tiritando tiemblo_de_frio treinta_y_{ocho,nueve}
        cuarenta_de_{fiebre,temperatura} cuerpo_cortado
    """,
    "wound_leak": """
        pus puz supur{a,ando,o,acion,e} supurando secrecion{,es} secresion secrecione drena{,je,ndo,r,jes} dren
        sangr{a,ado,ando,e,o,amiento,ante} sangrado sangra
        sangre liquido{,_claro,_transparente} agua_de_la_herida sale_{agua,liquido,pus,sangre,materia,aguita}
        saliendo_{agua,liquido,pus,sangre,algo} materia
        infec{cion,tado,tada,to,ta,ciones,tando} infeccion enfectad{o,a}
        huele_{mal,feo,raro,horrible,a_podrido,muy_mal,muy_feo} mal_olor apesta olor_{feo,raro,malo} podrid{o,a}
        absceso hematoma sepsis gotea{,ndo} escurr{e,iendo} empapad{o,a,os,as} se_abrio se_me_abrio se_abrieron
        abrieron_los_puntos se_solto_un_punto fluido
        liqido likido
    """,
    "wound_state": """
        {esta,estan,se_ve,se_puso,anda,poco,muy,como}_{roja,rojo,rojita,rojito,mojada,mojado,abierta,abierto,inflamada,inflamado,hinchada,hinchado,caliente,fea,feo,verde}
        {no,no_esta}_{seca,seco,limpia,limpio} roja_y_{caliente,hinchada,inflamada}
        rojo_y_{caliente,hinchado,inflamado} enrojecimiento enrojecid{o,a}
        {roja,rojo,hinchada,hinchado,caliente}_{caliente,hinchada,hinchado,roja,rojo,inflamada}
    """,
    "clot": "coagulo{,s} cuagulo{,s} tromb{o,os,osis} trombosis",
    "headache": """
        dolor{,es}_cabeza dolor{,es}_de_{cabeza,la_cabeza} duele{,n}{,_mucho}_{cabeza,la_cabeza} dolia_la_cabeza
        cabeza_{duele,duela,explota,estalla,me_duele} jaqueca{,s} migrana{,s} cefalea
        dolor_en_la_cabeza cuello_{tieso,rigido,duro}
    """,
    "fell": """
        cai kai caida{,s} caido caer{me,se} caigo caimos {se,me}_{cayo,cae,callo,caigo,cai,callo} cayo cayendo
        cayendome resbal{e,o,on,ado,ada} tropec{e,on} tropez{o,on,ar} tropese
        me_fui_{de_lado,al_piso,al_suelo,de_boca,de_espaldas} azot{e,o,on} en_el_{piso,suelo}
    """,
    "popped": """
        trono{,_la_espalda} {me,se,algo}_{trono,crujio,trone,truena} senti_un_{tron,chasquido}
        senti_un_{tron,tronido,chasquido,jalon} chasquido tronido
    """,
    "tingle": "hormigu{eo,eos,ea,ean,eando} ormigueo hormigas hormigeo cosquille{o,os} toques",
    "vomit": """
        vomit{o,os,e,a,ar,ado,ando,amos,aba,aron} bomit{o,e,ando,a} vasca basca guacar{a,ear} devolv{i,iendo}
        no_{retengo,retiene}_{nada,comida} arroj{e,ando,o}
    """,
    "confused": """
        confundid{o,a} confus{o,a,ion} desorientad{o,a} delir{a,ando,io} alucin{a,ando,aciones,acion}
        no_sabe_{donde,quien,que_dia} no_{me,nos}_{reconoce,conoce}
        {dice,habla,diciendo}_{incoherencias,cosas_raras,locuras,disparates} incoherente desvaria{,ndo} ve_cosas
        viendo_cosas
    """,
    "rash": "sarpullido{,s} salpullido ronchas urticaria alergia alergic{o,a} erupcion",
    "constipated": """
        estrenid{o,a,os} estrenimiento
        {no,sin,no_puedo,no_he,no_ha,no_podido}_{obrar,obrado,evacuar,evacuado,defecar,defecado,obro,evacuo}
        estrinid{o,a} estrenid{o,a}
        {no,no_puedo,no_he_podido,no_ha_podido,no_puede,no_he,no_ha}_{hacer_popo,hecho_popo,hacer_del_dos,hacer_caca,hacer_del_cuerpo,ir_del_cuerpo,hecho_del_dos,hecho_del_cuerpo,hecho_caca}
        tapad{o,a}_del_estomago
    """,
    "dizzy": """
        maread{o,a} mareo{,s} mareos vertigo vista_{borrosa,nublada} veo_{borroso,doble} da_vueltas
        todo_me_da_vueltas vision_{borrosa,doble}
    """,
    "very_ill": """
        {algo,algo_anda,algo_esta}_mal {me_siento,se_siente}_mal
        {me_siento,se_siente,esta,estoy}_{muy_mal,fatal,pesimo,pesima,grave,muy_enfermo,muy_enferma,re_mal}
        {necesito,ocupo,quiero}_{un_doctor,doctor,medico,un_medico,enfermera,ver_al_doctor}
        tengo_{miedo,mucho_miedo} urgente urge urgentemente grave hospitalizad{o,a} hospital internad{o,a}
        ingresad{o,a} debil{,es} devil debilidad
        palpitaciones {corazon,pulso}_{acelerado,rapido,agitado} taquicardia llamenme_{ya,urgente,por_favor_ya}
        entumecid{o,a,os,as} entumid{o,a,os,as} entumecimiento entumi{o,eron} acalambrad{o,a}
        acorchad{o,a,as,os} no_puedo_tragar
    """,
    # --- parts of the body ----------------------------------------------------------------------------------
    "legs": """
        pierna{,s} piern pirna{,s} piena{,s} pie{,s} rodilla{,s} rodiya{,s} tobillo{,s} muslo{,s} extremidad{,es}
        cintura_{abajo,para_abajo,pa_abajo,hacia_abajo}
    """,
    "both_legs": """
        ambas_piernas las_dos_piernas los_dos_pies ambos_pies cintura_{abajo,para_abajo,hacia_abajo,pa_abajo}
    """,
    "saddle": """
        ingle{,s} ingre entrepierna{,s} entre_{pierna,piernas,las_piernas,mis_piernas} genital{,es} nalga{,s}
        gluteo{,s} trasero sentadera{,s} partes_{intimas,privadas,nobles,bajas} parte_{intima,privada,de_abajo}
        silla_de_montar silla_montar vagina pene testiculo{,s} ano recto perine{o,al} alla_abajo aya_abajo ahi_abajo
        hay_abajo alli_abajo abajo_ahi aqui_abajo pompis pompas pompi culo fundillo cola mis_partes
        limpiar{me,se} me_limpio se_limpia zona_intima coxis asentaderas huevos bajo_vientre
    """,
    "chest": "pecho peccho pechos corazon corason torax esternon brazo_izquierdo",
    "breath": "respir{ar,a,o,acion,ando,e,en,aba} respirasion resp aire aliento resuello resollar",
    "calf": """
        pantorrilla{,s} pantorilla{,s} pantoriya{,s} pantorrila chamorro{,s} canilla{,s} gemelo{,s} batata
        atras_de_la_{pierna,rodilla} detras_de_la_{pierna,rodilla}
    """,
    "feeling": "sensibilidad sensacion tacto",
    "gone": "perdi perdio perdido ido",
    "both": "ambas ambos las_dos los_dos",
    "head": "cabeza",
    "throat": "cara labio{,s} lengua garganta boca",
    "wound": """
        herida{,s} erida{,s} herrida incision{,es} insicion inciscion cortada cortadura cicatriz sicatris punto{,s}
        sutura{,s} grapa{,s} vendaje{,s} bendaje venda{,s} gasa{,s} aposito{,s}
        curita{,s} parche curacion operacion operasion cirugia sirugia donde_me_operaron operaron costura{,s} tapadera
    """,
    "back": "espalda cintura columna",
    # --- what is wrong with them ----------------------------------------------------------------------------
    "numb": """
        entumecid{o,a,os,as} entumesid{o,a} entumid{o,a,os,as} entumecimiento entumi{o,eron} dormid{o,a,os,as}
        adormecid{o,a,os,as} adormecimiento adormilad{a,as} acorchad{o,a,as,os} anestesiad{o,a}
        insensible{,s} hormigu{eo,ea} duerme{,n} durmio durmieron muert{a,as}
    """,
    "cannot_feel": """
        {no,ya_no,no_me,no_le,casi_no,no_se,nada_de,ni,no_las,no_lo,no_la}_{siento,siente,sienten,sentia,sentir,senti,ciento,sento}
        no_{puedo,puede}_sentir
        {perdi,perdio,perdida,sin,perdido,no_tengo,no_tiene,poca,falta,falta_de}_{sensibilidad,la_sensibilidad,de_sensibilidad,sensacion,la_sensacion,el_tacto}
        sin_sentir
    """,
    "cannot": """
        no_{puedo,puede,pueden,pude,pudo,podia,puedes,puedo_ni,logro,logra,consigo,consigue,me_deja,me_sale,le_sale,pued,pudeo,pueo}
        no_{he,ha,e,a}_{podido,logrado} nopuedo nopuede no_poder sin_poder imposible dificult{ad,ades}
        dificil dificl cuesta{,_trabajo,_mucho} batall{o,a,ando,e} problema{,s} apenas trabajo_para tampoco_puedo
        ni_puedo no_me_dan
    """,
    "not": "no nada nunca ni sin tampoco dej{e,o}_de desde",
    "move": """
        mov{er,erla,erlas,erlo,erme,erse} mober mueve{,n} muevo mover levant{ar,arla,arlas,arme,arlo,o,a}
        alz{ar,o,a} dobl{ar,arla} usar mantener parar pararme apoy{ar,arme,o} caminar controlar sentir estirar
    """,
    "walk": "caminar kaminar andar pararme levantarme",
    "weak": """
        debil{,es} devil{,es} debilidad debilitad{a,as,o} deviles floj{a,as,o,os} sin_fuerza{,s}
        no_{tengo,tiene,tienen,hay}_fuerza{,s}
        {perdi,perdio,perdiendo,perdida_de,falta_de,poca,menos}_{fuerza,fuerzas,la_fuerza} dobl{an,a,aron,o,ando}
        fall{an,a,aron,o,ando}
        {no,ya_no}_{responde,responden,aguanta,aguantan,sostiene,sostienen,obedecen,obedece,sirven,funcionan,funciona,dan}
        no_me_{responde,responden,aguantan,aguanta,sostienen,sostiene,funcionan,obedecen,sirven,dan}
        venc{en,e,ieron,io}
        flaque{an,a,aron} tiembl{an,a} temblor{osas,es} de_{gelatina,trapo,hule,papel} guang{a,as} aguad{a,as}
        arrastr{o,a,ando} ced{en,ieron,io} guangas
    """,
    "urine": """
        orin{ar,o,a,e,as,ado,ando,es,aba,amos,en,arme} orrinar hurinar urinar orinr orina pipi pis chis chi mear meo
        mea meando meado miar miccion vejiga begiga vegija hacer_{bano,del_bano,del_uno,aguas,del_1} ir_{bano,al_bano}
        del_uno
        {voy,fui,ido,entrar}_{bano,al_bano} bano pipi
    """,
    "stool": """
        popo caca heces eses excremento evacu{ar,o,a,ando} evacuacion{,es} defec{ar,o,ando} obrar del_dos del_cuerpo
        mierda intestino{,s} diarrea cag{o,ue,ar,ando} ezcremento
    """,
    "leak": """
        sal{e,en,io,iendo,e_sola} sale_solo escap{a,an,o,ando} gote{a,o,ando} tiro accident{e,es}
        chorr{ea,eando} va_sola
    """,
    "on_self": """
        encima ensima ropa pantalon{,es} calzon{,es} cama panal{,es} sabanas
        sin_{darme_cuenta,darse_cuenta,querer,sentir,avisar} controlar controlo controla control aguant{ar,o,a,arme}
        retener sol{o,a}
    """,
    "sex": "sexo sexual{,es} ereccion{,es} orgasmo{,s} relaciones intimidad ereccion eyacular",
    "hurts": """
        dolor{,es,cito} doler duele{,n} duela dolia dolio doliendo lastima presion precion opresion opresivo
        apriet{a,an} apretad{o,a} apreton punzad{a,as} punza ardor arde ardiendo oprime molesta molestia{,s}
        pesad{o,ez} quema
    """,
    "breath_bad": """
        falta falt{ar,o,ando,an} cort{a,o,ada} cuesta dificultad dificil mal duele agitad{a,o} rapid{o,a} lent{o,a}
        lento batall{o,a,ando} trabajo problema{,s} no casi_no apenas poco dej{o,a}_de pesad{o,a} raro ahog{o,a}
    """,
    "cough": "tos tose toso tosi tosio tosiendo tosido escup{o,e,i,io,iendo} vomit{o,e,ando,a} flema{,s} toser",
    "blood": "sangre sangrita sangr",
    "swollen": """
        hinch{ada,adas,ado,ados,o,azon,e} inchad{a,as,o} inchazon inflam{ada,adas,ado,acion,o} caliente{,s}
        roj{a,o,as,os} dolor{,es} duele{,n} calambre{,s} dur{a,o,as} ard{e,or} adolorida{,s} morad{a,o} doliendo
    """,
    "leg_swollen": """
        hinch{ada,adas,ado,ados,o,azon,aron,e} inchad{a,as,o,os} inchazon inflam{ada,adas,ado,ados} caliente{,s}
        roj{a,as,o,os} morad{a,as,o,os} fria azul
    """,
    "wound_bad": """
        abiert{a,o,as,os} abri{o,r,eron,endo} abre roj{a,o,as,os,iza,izo,ita,ito} enrojecid{a,o} caliente
        hinch{ada,ado,o,azon,ados} inchad{a,o} inflam{ada,ado,o,acion,ados} huele{,n} olor oliendo apesta hediond{a,o}
        fea feo raro rara
        supur{a,ando} secrecion dren{a,aje,ando} sangr{a,ado,ando,e,o} sangre pus liquido agua aguita mojad{a,o,as,os}
        empapad{a,o} humed{a,o} morad{a,o} llora{,ndo} amarill{a,o,ento} verd{e,osa,oso} bulto bola bolita
        infec{tada,tado,cion,to}
        gote{a,ando} escurr{e,iendo} manch{a,ada,ado,o} solt{o,aron} salt{o,aron} despeg{o,ada,ando} sali{o,endo,eron}
        sale arde ardor duele dolor comezon pica negr{a,o} preocup{a,ada,ado} sucia sucio separ{o,ada} tronaron
    """,
    "back_bad": """
        mojad{a,o} agua aguita hinchada inflamada roja sale liquido sangr{a,ando,e} trono bola bulto escurr{e,iendo}
        gotea
    """,
    "worst": """
        insoportable inaguantable terrible horrible fuerte fuertes fuertisimo intenso intensa peor peores severo
        severa agudo repentino repentina de_repente de_pronto subito empeor{a,o,ando,ado} espantoso tremendo
        insufrible atroz
        no_aguanto no_soporto no_aguanta no_se_quita aumento aumentado mas_y_mas diez_de_diez
    """,
    "new": "nuevo_dolor dolor_nuevo dolores_nuevos",
    "closing": """
        hinch{ada,ado,o,ados,aron} inchad{a,o,os} inflam{ada,ado,o} cerr{ando,ada,o} cierra entumecida chueca
    """,
    "pill": "pastilla{,s} pastiya{,s} medicina{,s} medicamento{,s} pildora{,s} tableta{,s}",
    "overmuch": "doble triple demasiad{as,os} de_mas dos_veces otra_vez en_vez_de",
    "heavy": "pesad{a,as,o,os} plomo",
    "drowsy": "somnolient{o,a} sonolient{o,a} adormilad{o,a} atontad{o,a}",
    "burning": "arde ardor ardiendo sangre duele dolor quema huele oscura",
}

HARMLESS_ES: Final[dict[str, str]] = {
    "fell": "caido_bien cai_{bien,en_cuenta} {me_cae,cae}_bien caido_el_veinte",
    "no_feeling": """
        no_siento_{dolor,dolores,molestia,molestias,malestar,nada_malo,nada_de_dolor,ningun_dolor,ya_dolor,mucho_dolor,tanto_dolor}
        ya_no_siento_{dolor,tanto_dolor,molestias,dolores}
        no_me_siento_{mal,bien,muy_bien,listo,lista,tan} no_me_he_sentido no_se_siente_{mal,bien}
        casi_no_siento_{dolor,molestia,molestias} no_me_sentia
    """,
    "cannot_feel": "no_me_siento_{mal,bien,listo,lista,tan}",
    "wound": "{a,en}_punto_de {en,las,a_las}_puntos punto_de_{vista,partida} estoy_a_punto tapadera_de",
    "blood": """
        presion_{sangre} presion_de_la_sangre {analisis,prueba,examen,muestra,pruebas,examenes}_de_sangre
        azucar_{en_la_sangre}
    """,
    "wound_leak": "{analisis,prueba,examen,muestra,pruebas,examenes}_de_sangre liquidos azucar_en_la_sangre",
    "very_ill": """
        cuando_sali_del_hospital sali_del_hospital salio_del_hospital {me,nos}_dieron_de_alta_del_hospital
        alta_del_hospital no_urgente no_es_urgente
    """,
    "hurts": "presion_{arterial,alta,baja}",
    "numb": """
        {me,se,estaba,quede,esta,estoy,ya}_{duerme_bien,durmio_bien,dormido_bien,duermo} durmio_{bien,toda_la_noche}
        duerme_{bien,toda_la_noche,mejor} he_dormido ha_dormido dormido_{bien,mejor,poco,mal} durmio_{mal,mejor}
    """,
    "saddle": "hace_un_ano cada_ano este_ano un_ano al_ano cola_de_{espera} en_la_cola de_pies",
    "weak": "me_fallo_el_{telefono,carro,internet}",
    "urine": "cuarto_de_bano",
    "faint": "no_responde{,n}_{el_telefono,la_clinica,el_doctor,en_la_clinica} nadie_responde",
}
