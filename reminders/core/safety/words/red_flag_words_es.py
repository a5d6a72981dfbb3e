"""Spanish words that are a red flag by themselves, as plain data for a clinician to review.

The same ideas and marks as in the English file; accents are left off, since people leave them off. Spelling by ear
(b/v, s/z/c, silent h, ll/y) is found by `word_match` and needs no entry.

Source: drafted from the English set with Tua Saude, Redaccion Medica and Infeccion Quirurgica Zero; a native
clinician must review it.
"""

from __future__ import annotations

from typing import Final

ALONE_ES: Final[dict[str, str]] = {
    # --- alone: emergency -----------------------------------------------------------------------------------
    "emergency": """
        emergencia{,s} urgencia{,s} urgente ambulancia{,s} auxilio ausilio auxillio socorro socorran sos nueve_once
        nueve_uno_uno
        me_muero me_estoy_muriendo se_muere se_esta_muriendo se_me_muere me_voy_a_morir se_va_a_morir muriendo
        muriendome de_vida_o_muerte salvenme
    """,
    "call_for_help": """
        {llamen,llame,llama,marquen}_{911,al_911,una_ambulancia}
        {manden,mande,necesito,ocupo,pidan}_{ambulancia,una_ambulancia}
        {llamo,llamamos,llame,marco,marcamos,marque,hable,hablamos,hablando,llamando}_{al_911,911,ambulancia}
        {es,tengo,tenemos,hay}_{una_emergencia,emergencia,urgencia,una_urgencia,urgente}
        {muy,urgente}_{urgente,por_favor}
        {llamando,hable,hablamos,viene,vino}_{a_la_ambulancia,la_ambulancia,una_ambulancia}
        urgente_{ayuda,llamen,necesito}
        vengan_{rapido,ya,pronto,por_favor} {ayudenme,ayudeme}_{me,por_favor,no}
    """,
    "suicide": """
        ojala_{no_despertara,no_despierte,no_despertar,me_muera,me_muriera,me_hubiera_quedado_en,nunca_despertara}
        no_{encuentro,veo,tengo,hay}_razon{,es}_{para,de}_{seguir,vivir}
        {que_caso,que_sentido}_tiene_{vivir,seguir_viviendo} para_que_{sigo_viviendo,seguir_viviendo,vivir}
        nadie_me_{extranaria,extranara,va_a_extranar} si_me_muero_nadie pastillas_{guardadas,juntadas}
        {regala,regalando,repartiendo}_{sus_cosas,mis_cosas,todo_lo_suyo,sus_pertenencias}
        despidiend{ose,ome}_de_todos cartas_{de_despedida,para_mi_familia} carta_de_despedida cuiden_a_mis_hijos
        {quiero,quiere,quisiera}_que_todo_{termine,acabe} si_{yo_no,ya_no,no}_estuviera quiere_ir_{al_cielo,con_dios}
        no_{quiero,quiere}_{estar,seguir}_en_este_mundo
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
        {soy,ser}_{carga,estorbo,una_carga,un_estorbo} {mejor,estarian_mejor,estaran_mejor}_sin_mi quiero_desaparecer
        no_{quiero,quisiera}_{despertar,seguir,seguir_asi} dormir{,me}_y_no_despertar no_despertar_nunca
        {ahorcar,colgar}{me,se} pegarme_un_tiro {tirar,aventar,lanzar}me_{de,del}_{puente,edificio,techo}
        mejor_me_mato
        {no_tengo,sin,perdi}_ganas_de_{nada,vivir,seguir} quitarse_la_vida mejor_{estar,estaria}_{muerto,muerta}
        {no,ni}_le_{veo,hallo,encuentro,hayo,ayo}_{sentido,caso,chiste}
        no_vale_la_pena{,_vivir,_seguir} que_dios_me_lleve me_lleve_dios
        {quiero,quiere,pienso,piensa}_hacer_dano {dar,pegar,meter}{me,se}_un_{tiro,balazo}
        {voy,va}_a_dar_un_{tiro,balazo}
        {tomar,tragar}{me,se}_{todas,todas_las,todo_el,todo}_{pastillas,frasco,bote}
        {pensado,pienso,quiero}_tomarme_todas
        {matar,morir}me_{ya,hoy,esta_noche} {ya_,}descansar_para_siempre me_despedi_de_mis_hijos me_hubiera_muerto
    """,
    "overdose": """
        sobredosis sobre_dosis {tome,tomo,tomado,tomaron,trague,trago,tomando,tomar}_demasiad{o,a,os,as}
        demasiadas_{pastillas,medicinas,pildoras,tabletas}
        {tome,tomo,tomado}_{muchas,tantas,todas,un_monton_de}_{pastillas,medicinas,pildoras,tabletas}
        {tome,tomo}_todas_las_{pastillas,pildoras,medicinas,tabletas}
        {tome,tomo,tomado}_{de_mas,doble,el_doble,mas_de_la_cuenta,mas_de_lo_indicado,mas_pastillas} doble_dosis
        todo_el_{frasco,bote} toda_la_botella
        muchas_pastillas pastillas_de_mas intoxicad{o,a} intoxicacion envenen{ado,ada,e}
        me_pase_{de,con}_{pastillas,medicina,dosis}
        {se,me}_{tomo,tome}_{todas,todo,el_frasco,el_bote} se_le_fue_la_mano
    """,
    "faint": """
        desmay{e,o,ado,ada,ar,arme,arse,os,a,amos} desmalle desmallo desmaye desmall{ado,ada}
        desvaneci{,o,do,da,miento} desvanezco
        {perdi,perdio,perder,perdido,pierde,pierdo}_{conocimiento,el_conocimiento,la_conciencia}
        {perdi,perdio,perder,perdido,pierde,pierdo}_{conciencia,el_sentido,la_consciencia}
        inconsciente inconciente
        {no,no_se,no_puedo,no_lo_puedo,no_la_puedo,no_quiere}_{despierta,despertar,despertarlo}
        {no,no_se,no_puedo,no_lo_puedo,no_la_puedo,no_quiere}_{despertarla,reacciona,reaccionar}
        dificil_despertar no_responde
        {no,apenas}_{puedo,puede}_{mantenerme_despiert,mantenerse_despiert}{o,a}
        {muy,demasiado,super,bien}_{dormido,dormida,sonoliento,sonolienta,somnoliento,somnolienta,adormilado,adormilada}
        respira{,ndo,cion}_{lento,lenta,despacio,poco,poquito,muy_lento,muy_poco,muy_despacio} apenas_respira
        se_fue_de_lado
        {perdi,perdio}_el_sentido {se_me,se_le}_{nublo,apago}_{todo,la_vista} todo_negro se_puso_todo_negro
        {se_quedo,quedo}_{ido,ida,tieso,tiesa} no_vuelve_en_si se_privo {le,me}_dio_un_{patatus,soponcio,vahido}
        no_{lo,la}_podemos_despertar no_podemos_despertar{lo,la,} no_hay_quien_lo_despierte desfallec{i,io,er}
        no_abre_los_ojos no_contesta_ni_se_mueve amaneci_en_el_piso desperte_en_el_piso
        colaps{o,e} colapso
    """,
    "stroke_or_heart": """
        infarto ataque_{corazon,al_corazon,cardiaco,cerebral} derrame derrame_cerebral embolia convulsion{,es}
        convulsiona{,ndo} convulsiones cara_{chueca,torcida,caida}
        labios_{morados,azules} {se_puso,esta,poniendo}_{morado,morada,azul} embolia_pulmonar anafil{axia,actico}
        no_{puede,puedo}_hablar{,_bien} habla_{raro,enredado,arrastrado} se_le_traba_la_lengua
        boca_{chueca,torcida,ladeada}
        {mitad_de_la,media}_cara se_le_{torcio,chueco}_la_{cara,boca}
    """,
    "breathless": """
        falta_{aire,de_aire,el_aire,la_respiracion,el_aliento} me_falta_aire falta_respir{o,ar,acion}
        {me,se}_{ahogo,ahoga,asfixio,asfixia} ahogando{,me,se} ahogo asfixi{a,o,ando,andome}
        {no,no_me}_{entra,llega}_aire sin_{aire,aliento,respiracion} corto_de_respiracion
        respiracion_{corta,agitada,cortada,entrecortada} jadea{,ndo} sofoc{o,ada,ado,ando} sofocad{o,a} ahog{ada,ado}
        {no_alcanzo,no_agarro,no_jalo}_{aire,el_aire,a_respirar}
        {se_me,se_le}_{va,corta,acaba,cierra}_{aire,el_aire,la_respiracion}
        {poco,falta_de}_oxigeno oxigeno_bajo agitad{a,o}_al_{caminar,hablar}
    """,
    "paralyzed": """
        paralisis paraliz{ada,ado,o,aron,ar,adas} paralitic{o,a} pie_{caido,pendulo,arrastra,arrastrando}
        arrastr{o,a,ando}_{pie,el_pie,la_pierna,pierna,los_pies}
        {no,no_me,no_se,no_lo,ya_no,no_la}_{puedo,puede,pudo,pude}_{mover,moverme,moverse,mobe}
        {no,no_me,no_se,no_lo,ya_no,no_la}_{puedo,puede,pudo,pude}_{mober,levantarme,levantarse,levantar}
        {no,no_me,no_se,no_lo,ya_no,no_la}_{puedo,puede,pudo,pude}_{parar,pararme,pararse,sostenerme}
        {no,no_me,no_se,no_lo,ya_no,no_la}_{puedo,puede,pudo,pude}_{ponerme_de_pie,caminar,kaminar,camina}
        no_se_{para,levanta,mueve} no_camina no_me_sostengo no_me_muevo
        {cae,caen,cai,caia}_{pie,el_pie,los_pies,la_punta_del_pie}
        {no_siento,no_siente}_{piso,el_piso,el_suelo,los_pasos}
        {pierna,piernas,pie,pies}_{no_me_jala,no_me_jalan,no_jala,no_jalan}
        no_{doy,puedo_dar}_{paso,un_paso,ni_un_paso}
        no_{puedo,puede}_{apoyar,pisar,asentar,sostenerse,mantenerme_en_pie}
        no_me_{puedo,pude}_{levantar,parar,mover}
    """,
    "control_lost": """
        incontinen{cia,te}
        {me,se}_{orine,orino,orina,orinaba,orinado,orine,ando_orinando,orinando,orinaron,mee,meo,mea,hize,mee}
        orin{arme,arse,andome,andose} {me,se}_{estoy,esta,ando,anda}_orinando
        {me,se}_{hice,hizo,hago,hace,ice,iso,ize}_{pipi,pis,chis,popo,caca,del_bano,del_dos,encima,en_la_cama,pupu}
        {me,se}_{estoy,esta,anda,ando}_haciendo{,_encima,_pipi,_popo,_del_bano} hacerse_encima
        {me,se}_{cague,cago,ensucie,ensucio,zurro,zurre,moje_la_cama,mojo_la_cama}
        {se_me,se_le}_{sale,salio,salen,escapa,escapo,va}_{orina,la_orina,pipi,el_pipi,popo,el_popo,caca,la_caca}
        {se_me,se_le}_{sale,salio,salen,escapa,escapo,va}_{pis,el_pis,excremento,el_excremento}
        {se_me,se_le}_{sale,salio,salen,escapa,escapo,va}_{todo,la_pipi,los_orines,orines}
        {no,ya_no}_{controlo,controla} {no_puedo,no_puede,no_pude}_{controlar,controlarme}
        {se_me,se_le}_fue_{orina,la_orina,pipi,la_pipi,el_pipi,popo,el_popo,pis}
        {me,le}_gan{a,o}_{orina,la_orina,bano,del_bano,el_bano,pipi,la_pipi,el_pipi,popo,el_popo}
        {perdi,perdio,perdida,perdido,perder,sin}_{control,el_control,de_control}
        moj{e,o}_la_cama cauda_equina cola_de_caballo retencion_{urinaria,de_orina}
        {ni,solo,unas,pocas,apenas}_{gota,gotas,gotitas,una_gota,unas_gotas,unas_gotitas}
        {uso,usa,usando,usar,necesito,necesita}_{panal,panales,pampers} chorro_{debil,delgadito,lento}
        {me,se}_zurr{o,e}
        no_{me_doy,se_da}_cuenta_{cuando,que,de_que}_{orino,me_orino,se_orina,voy_al_bano,hago}
        no_{aguanto,aguanta}_{ganas,las_ganas,el_bano}
        no_{alcanzo,alcance,alcanzo_a_llegar,llego,llegue}_{bano,al_bano}
        no_siento_{ganas,las_ganas}_de_{orinar,ir,hacer}
    """,
    "no_feeling": """
        {no,ya_no,no_me,no_le,casi_no,no_se,nada,ni}_{siento,siente,sienten,sentia,sentir,senti,ciento,sento}
        no_{puedo,puede}_sentir adormecid{o,a,os,as} adormesid{o,a} adormecimiento
        adormec{e,en}
        se_me_{durmio,durmieron,duerme,duermen}_{pierna,la_pierna,las_piernas,el_pie,los_pies,todo,todo_abajo}
    """,
    # --- alone: call today ----------------------------------------------------------------------------------
    "has_fever": "{tengo,tiene,trae,traigo,dio,amaneci_con,ando_con,anda_con}_{fiebre,calentura,mucha_fiebre}",
    "fever": """
        fiebre{,s} fievre fibre calentura{,s} calenturiento calenturienta escalofrio{,s} escalofri{a,as}
        {tengo,con,tiene,mucha,alta,subio,sube,mi}_temperatura temperatura_alta
        febril destemplad{o,a} sudor{es,_frio,es_frios} sudoracion tiritando {tiemblo,tiembla,temblando}_de_frio
        treinta_y_{ocho,nueve}
        cuarenta_de_{fiebre,temperatura} cuerpo_cortado
        {ardo,arde,ardiendo,hirviendo,prendido,prendida,volando}_en_{fiebre,calentura}
        {ardiendo,hirviendo} mucho_frio_y_{tiemblo,temblor} no_dejo_de_temblar no_para_de_temblar temblorina
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
        liqido likido sale_{algo,baba,agua,cosa,un_agua}
        {algo,agua,cosa,baba}_{amarillo,amarilla,verde,blanca,blanco,pegajoso}
        {camisa,camiseta,sabana,sabanas,ropa,cama}_{manchada,manchadas,mojada,mojadas,con_sangre}
        {se_me,se_le}_{boto,zafo,revento,reventaron,botaron,zafaron}
        {herida,operacion}_fea pestilente peste hiede huele_a_{muerto,rayos,perro_muerto}
    """,
    "wound_state": """
        {esta,estan,se_ve,se_puso,anda,poco,muy,como}_{roja,rojo,rojita,rojito,mojada,mojado,abierta,abierto}
        {esta,estan,se_ve,se_puso,anda,poco,muy,como}_{inflamada,inflamado,hinchada,hinchado,caliente,fea,feo,verde}
        {no,no_esta}_{seca,seco,limpia,limpio} roja_y_{caliente,hinchada,inflamada}
        rojo_y_{caliente,hinchado,inflamado} enrojecimiento enrojecid{o,a}
        {roja,rojo,hinchada,hinchado,caliente}_{caliente,hinchada,hinchado,roja,rojo,inflamada}
    """,
    "clot": "coagulo{,s} cuagulo{,s} tromb{o,os,osis} trombosis",
    "headache": """
        dolor{,es}_cabeza dolor{,es}_de_{cabeza,la_cabeza} duele{,n}{,_mucho}_{cabeza,la_cabeza} dolia_la_cabeza
        cabeza_{duele,duela,explota,estalla,me_duele} jaqueca{,s} migrana{,s} cefalea
        dolor_en_la_cabeza cuello_{tieso,rigido,duro} {molesta,lastima}_la_luz
        {parte,revienta,truena,estalla,explota}_la_cabeza
        cabeza_{revienta,va_a_explotar,va_a_reventar,va_a_estallar,parte}
        {la_,}cabeza_{me_explota,me_revienta,me_truena,me_estalla,tronando,reventando}
    """,
    "fell_down": """
        {me,se}_{cai,cayo,resbale,resbalo,tropece,tropezo} tuve_{caida,una_caida}
        {me_fui,se_fue}_de_{boca,espaldas,senton}
        {mama,papa,esposo,esposa,abuela,abuelo,senora}_{se_cayo,cayo}
        {rodo,rode}_{de,por} {pegue,pego,azoto,azote}_{con,en}_{la_espalda,el_piso,la_cadera,la_escalera}
        fui_de_sentaderas
    """,
    "barely_walks": "{apenas,casi_no}_{puedo,puede}_{caminar,pararme,pararse,moverme}",
    "fell": """
        cai kai caida{,s} caido caer{me,se} caigo caimos {se,me}_{cayo,cae,callo,caigo,cai,callo} cayo cayendo
        cayendome resbal{e,o,on,ado,ada} tropec{e,on} tropez{o,on,ar} tropese
        {me_fui,se_fue}_{de_lado,al_piso,al_suelo,de_boca,de_espaldas,de_nalgas,para_atras} azot{e,o,on}
        en_el_{piso,suelo}
        {perdi,perdio}_el_equilibrio {me,se}_di{,o}_un_{golpe,porrazo,trancazo,senton,golpazo} {me,se}_golpe{e,o}
        senton
        rod{e,o}_{por,las,escaleras} me_pegue_en_la_{espalda,cabeza} me_tropece
    """,
    "popped": """
        trono{,_la_espalda} {me,se,algo}_{trono,crujio,trone,truena} senti_un_{tron,chasquido}
        {senti,oi,escuche}_un_{tron,tronido,chasquido,jalon,crujido,desgarre,trueno} chasquido tronido crujido
        algo_{se_rompio,se_quebro,se_zafo,se_movio}
    """,
    "tingle": """
        hormigu{eo,eos,ea,ean,eando} ormigueo hormigas hormigeo cosquille{o,os} toques corrientazo{s,}
        choque{s,}_electrico{s,}
        agujitas alfileres calambrazo{s,} piquetes
    """,
    "vomit": """
        vomit{o,os,e,a,ar,ado,ando,amos,aba,aron} bomit{o,e,ando,a} vasca basca guacar{a,ear} devolv{i,iendo}
        no_{retengo,retiene}_{nada,comida} arroj{e,ando,o} {regreso,regresa,devuelvo,devuelve,saco}_{todo,la_comida}
        todo_lo_que_{como,come}_lo_{devuelvo,devuelve,vomita,regreso}
        {devolver,devuelvo,devuelve,devolviendo}_{estomago,el_estomago}
    """,
    "confused": """
        puras_{incoherencias,locuras,tonterias} incoherencias
        confundid{o,a} confus{o,a,ion} desorientad{o,a} delir{a,ando,io} alucin{a,ando,aciones,acion}
        no_sabe_{donde,quien,que_dia} no_{me,nos}_{reconoce,conoce}
        {dice,habla,diciendo}_{incoherencias,cosas_raras,locuras}
        {dice,habla,diciendo}_{disparates,puras_tonterias,tonterias,cosas_sin_sentido} incoherente
        desvari{a,ando} ve_cosas cosas_que_no_{tienen_sentido,existen,estan} no_tiene{,n}_sentido_lo_que
        sin_sentido_habla
        {anda,esta}_{como_ido,como_perdida,como_perdido,perdido,perdida,ido,ida,desubicado,desubicada}
        no_sabe_{que_dice,ni_donde}
        viendo_cosas
    """,
    "rash": """
        sarpullido{,s} salpullido ronch{a,as,itas} urticaria alergia alergic{o,a} erupcion granitos brote
        comezon_en_todo ampollas
    """,
    "constipated": """
        estrenid{o,a,os} estrenimiento
        {no,sin,no_puedo,no_he,no_ha,no_podido}_{obrar,obrado,evacuar,evacuado,defecar,defecado,obro,evacuo}
        estrinid{o,a} estrenid{o,a}
        {no,no_puedo,no_he_podido}_{hacer_popo,hecho_popo,hacer_del_dos,hacer_caca}
        {no_ha_podido,no_puede,no_he,no_ha}_{hacer_popo,hecho_popo,hacer_del_dos,hacer_caca}
        {no,no_puedo,no_he_podido,no_ha_podido,no_puede,no_he,no_ha}_{hacer_del_cuerpo,ir_del_cuerpo}
        {no,no_puedo,no_he_podido,no_ha_podido,no_puede,no_he,no_ha}_{hecho_del_dos,hecho_del_cuerpo,hecho_caca}
        tapad{o,a}_del_{estomago,vientre} estitic{o,a} {dado,dar,doy}_del_cuerpo {no_he,no_ha}_ido_del_{dos,cuerpo,2}
        {dias,semana}_{sin,que_no}_{obrar,ir_del_dos,hacer_popo,evacuar,obro,hago_popo} ensuciad{o,a}_en_dias
    """,
    "dizzy": """
        maread{o,a} mareo{,s} mareos vertigo vista_{borrosa,nublada} veo_{borroso,doble} da_vueltas
        todo_me_da_vueltas vision_{borrosa,doble}
        {me,se}_{mareo,marea,mareas}_{cada,cuando,al,si,mucho,todo} {me,se}_marea
    """,
    "very_ill": """
        {algo,algo_anda,algo_esta}_mal {me_siento,se_siente}_mal
        {me_siento,se_siente,esta,estoy}_{muy_mal,fatal,pesimo,pesima,grave,muy_enfermo,muy_enferma,re_mal}
        {necesito,ocupo,quiero}_{un_doctor,doctor,medico,un_medico,enfermera,ver_al_doctor}
        tengo_{miedo,mucho_miedo} urgente urge urgentemente grave hospitalizad{o,a} hospital internad{o,a}
        ingresad{o,a} debil{,es} devil debilidad
        palpitaciones {corazon,pulso}_{acelerado,rapido,agitado} taquicardia llamenme_{ya,urgente,por_favor_ya}
        entumecid{o,a,os,as} entumid{o,a,os,as} entumecimiento entumi{o,eron} acalambrad{o,a}
        acorchad{o,a,as,os} no_puedo_tragar no_{puedo,aguanto}_con_{dolor,el_dolor,este_dolor}
        {llorando,grito,gritando}_{de,del}_dolor
        {pastillas,medicinas,medicina}_no_{me_hacen,hacen,me_quita,me_quitan,sirven,me_hace}{,_nada,_efecto}
        nada_me_quita_el_dolor
    """,
    "hemorrhage": """
        hemorragia emorragia desangr{a,ando,ar,andose} sangr{a,ando}_{mucho,muchisimo,demasiado,bastante}
        {mucha,muchisima,tanta,demasiada}_sangre no_{para,deja,dejo,paro}_de_{sangrar,salir_sangre,salirle_sangre}
        sangr{e,a,ado,ando}_no_{para,se_detiene,se_corta,se_quita,deja,cesa} no_puedo_parar_{la_sangre,el_sangrado}
    """,
}
