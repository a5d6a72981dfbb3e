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
        va_{respiracion,aire} {me,se}_{ahogo,ahoga,asfixio,asfixia} ahogando{,me,se} ahogo asfixi{a,o,ando,andome}
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
        febril destemplad{o,a} sudor{es,_frio,es_frios} sudoracion tiritando {tiemblo,tiembla,temblando}_de_frio
        treinta_y_{ocho,nueve}
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
        cabeza_{duele,duela,explota,estalla,me_duele} {parte,parto,revienta,explota,estalla}_la_cabeza jaqueca{,s}
        migrana{,s} cefalea
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
}
