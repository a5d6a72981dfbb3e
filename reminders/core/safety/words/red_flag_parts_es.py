"""Spanish words for parts of the body and for what is wrong with them: a red flag only together.

Written as in `red_flag_words_es`, and from the same sources; `red_flag_rules` says what goes together.
"""

from __future__ import annotations

from typing import Final

PARTS_ES: Final[dict[str, str]] = {
    # --- parts of the body ----------------------------------------------------------------------------------
    "legs": """
        pierna{,s} piern pirna{,s} piena{,s} pie{,s} rodilla{,s} rodiya{,s} tobillo{,s} muslo{,s} extremidad{,es}
        piernita{,s}
        talon{,es} patas cadera{,s} medio_cuerpo lado_{derecho,izquierdo} dedos_{pie,del_pie,de_los_pies}
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
        limpiar{me,se} me_limpio se_limpia zona_{intima,genital,baja} coxis asentaderas huevos bajo_vientre posaderas
        cachetes_{cola,de_atras,de_las_nalgas} pubis vulva pito panocha verija{,s} asiento rabo
        partes_de_{abajo,hombre,mujer,varon}
        nachas petacas nalgatorio pandero colita sentaderas alla_atras mis_bajos partes_de_alla
        {por,en}_medio_las_piernas
        los_cachetes_de_abajo cachetes_de_sentarse donde_uno_se_sienta
        mi_parte su_parte {sus,las}_partes donde_me_siento en_medio_de_las_piernas
    """,
    "toilet": "bano inodoro taza excusado retrete vejiga",
    "must_go": "ganas_de_{orinar,ir,hacer} {tengo,tiene}_{ganas,muchas_ganas} vejiga_llena puj{a,o,ando,e}",
    "nothing_comes": """
        no_{sale,le_sale,me_sale,sale_nada,viene,me_viene,le_viene,puedo,puede,orina,orino} nada_{sale,viene}
        {puedo,poder}_vaciar{,la}
        no_hay_{nada,manera}
    """,
    "wet": "mojad{o,a,os} moj{o,a,e} empapad{o,a} ropa_interior calzones calzon chones trusa pantaleta pantaletas",
    "unnoticed": """
        {ni,sin,no,ni_me,no_me,no_se}_{cuenta_doy,doy_cuenta,da_cuenta,darme_cuenta,darse_cuenta,cuenta_me_doy}
        {ni,sin,no,ni_me,no_me,no_se}_{cuenta_se_da,entero,entera,siento,siente,sentir}
        ni_cuenta sin_sentir sin_avisar
    """,
    "seat": """
        {donde,parte,zona,area,lugar}_{me,se,uno,uno_se,me_siento,se_sienta,nos}_{siento,sienta,sentamos,limpio}
        donde_{se_sienta,me_siento,uno_se_sienta}
        silla_caballo montura asiento_de
    """,
    "below_waist": """
        {cintura,ombligo,cadera,caderas,rodilla,rodillas,panza}_{abajo,para_abajo,pa_abajo,hacia_abajo,pabajo}
        {abajo,debajo}_{cintura,ombligo,rodilla,rodillas}
        mitad_de_abajo parte_de_abajo parte_baja
    """,
    "no_strength": """
        {no_tengo,no_tiene,no_tienen,ni_tengo,ni_tiene,ya_sin}_{fuerza,fuerzas,la_fuerza,las_fuerzas}
        {sin,no_hay,perdi,perdio,le_falta,me_falta}_{fuerza,fuerzas,la_fuerza,las_fuerzas}
    """,
    "cannot_bear": """
        no_{aguanta,aguantan,sostiene,sostienen,soporta,soportan}_{peso,el_peso,mi_peso,su_peso,nada}
        entre_dos_{me,lo,la}
    """,
    "arm": "brazo{,s} mano{,s}",
    "no_waking": """
        no_{despierta,despertarlo,despertarla,reacciona,responde,contesta,abre_los_ojos,se_mueve,respira}
        {forma,manera,modo}_de_{despertar,despertarla,despertarlo,que_despierte} ronc{a,ando}
    """,
    "chest": "pecho peccho pechos corazon corason torax esternon brazo_izquierdo quijada mandibula",
    "breath": "respir{ar,a,o,acion,ando,e,en,aba} respirasion resp aire aliento resuello resollar pulmon{,es}",
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
        curita{,s} parche curacion operacion operasion cirugia sirugia
        donde_{me,lo,la,le}_{operaron,cortaron,abrieron} operaron
        costura{,s} tapadera rajada rajadura cortadita heridita puntitos esparadrapo tela_adhesiva micropore aposito
        gasas tajo
    """,
    "back": "espalda cintura columna",
    # --- what is wrong with them ----------------------------------------------------------------------------
    "numb": """
        entumecid{o,a,os,as} entumesid{o,a} entumid{o,a,os,as} entumecimiento entumi{o,eron} dormid{o,a,os,as}
        adormecid{o,a,os,as} adormecimiento adormilad{a,as} acorchad{o,a,as,os} anestesiad{o,a}
        insensible{,s} hormigu{eo,ea} duerme{,n} durmio durmieron muert{a,as} dormirse ties{a,as,o}
        de_{corcho,palo,madera}
        entume{,n,ce,cen} entumio amortiguad{a,as,o,os} anestesia tullid{a,as,o} congelad{a,as,o}
    """,
    "cannot_feel": """
        {no,ya_no,no_me,no_le,casi_no}_{siento,siente,sienten,sentia,sentir,senti,ciento,sento}
        {no_se,nada_de,ni,no_las,no_lo,no_la}_{siento,siente,sienten,sentia,sentir,senti,ciento,sento}
        no_{puedo,puede}_sentir
        {perdi,perdio,perdida,sin,perdido}_{sensibilidad,la_sensibilidad,de_sensibilidad}
        {no_tengo,no_tiene,poca,falta,falta_de}_{sensibilidad,la_sensibilidad,de_sensibilidad}
        {perdi,perdio,perdida,sin,perdido,no_tengo,no_tiene,poca,falta,falta_de}_{sensacion,la_sensacion,el_tacto}
        sin_sentir no_siento_que no_la_siento no_las_siento no_lo_siento se_fue_la_sensibilidad
    """,
    "cannot": """
        no_{puedo,puede,pueden,pude,pudo,podia,puedes,puedo_ni,logro}
        no_{logra,consigo,consigue,me_deja,me_sale,le_sale,pued,pudeo,pueo}
        no_{he,ha,e,a}_{podido,logrado} nopuedo nopuede no_poder sin_poder imposible dificult{ad,ades}
        dificil dificl cuesta{,_trabajo,_mucho} batall{o,a,ando,e} problema{,s} apenas trabajo_para tampoco_puedo
        {trato,trata,intento,intenta,quiero,quiere}_{de,}_{y_no,pero_no} no_{sale,salen,viene} no_hay_manera
        ganas_pero_no
        ni_puedo no_me_dan
    """,
    "not": "no nada nunca ni sin tampoco dej{e,o}_de",
    "move": """
        mov{er,erla,erlas,erlo,erme,erse} mober mueve{,n} muevo mover levant{ar,arla,arlas,arme,arlo,o,a}
        alz{ar,o,a} dobl{ar,arla} usar mantener parar pararme apoy{ar,arme,o} caminar controlar sentir estirar
    """,
    "walk": "caminar kaminar andar parar{me,se} levantar{me,se} sostener{me,se}",
    "weak": """
        debil{,es} devil{,es} debilidad debilitad{a,as,o} deviles floj{a,as,o,os} sin_fuerza{,s}
        no_{tengo,tiene,tienen,hay}_fuerza{,s}
        {perdi,perdio,perdiendo,perdida_de,falta_de,poca,menos}_{fuerza,fuerzas,la_fuerza} dobl{an,a,aron,o,ando}
        fall{an,a,aron,o,ando}
        {no,ya_no}_{responde,responden,aguanta,aguantan,sostiene,sostienen}
        {no,ya_no}_{obedecen,obedece,sirven,funcionan,funciona,dan}
        no_me_{responde,responden,aguantan,aguanta,sostienen,sostiene,funcionan,obedecen,sirven,dan}
        venc{en,e,ieron,io}
        flaque{an,a,aron} tiembl{an,a} temblor{osas,es}
        {de,como}_{gelatina,trapo,hule,papel,hilacha,espagueti,chicle} guang{a,as} aguad{a,as}
        afloj{a,an,aron,o,ando} {se_me,se_le}_{va,van,fue,traba,tuerce,vence,vencen,quiebra,quiebran}
        no_{me_agarra,me_da,me_dan,me_jala,me_jalan,jala,agarra}
        muert{a,as,o,os} tembelequ{e,es,ea,ean} temblando arrastrando cuelga colgando
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
        pesad{o,ez} peso quema estruja ahorca ladrillo
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
        hinch{ada,ado,o,azon,ados} inchad{a,o} inflam{ada,ado,o,acion,ados} huele{,n} olor oliendo apesta
        hediond{a,o} hiede peste
        colorad{a,o} chorre{a,ando} babos{a,o} pegajos{a,o} revent{o,ada,aron} zaf{o,aron} despegad{a,o} hoyo agujero
        materia
        fea feo raro rara
        supur{a,ando} secrecion dren{a,aje,ando} sangr{a,ado,ando,e,o} sangre pus liquido agua aguita mojad{a,o,as,os}
        empapad{a,o} humed{a,o} morad{a,o} llora{,ndo} amarill{a,o,ento} verd{e,osa,oso} bulto bola bolita
        infec{tada,tado,cion,to}
        gote{a,ando} escurr{e,iendo} manch{a,ada,ado,o} solt{o,aron} salt{o,aron} despeg{o,ada,ando} sali{o,endo,eron}
        sale arde ardor duele dolor comezon pica negr{a,o} preocup{a,ada,ado} sucia sucio separ{o,ada} tronaron
    """,
    "back_bad": """
        mojad{a,o} agua aguita hinchada inflamada roja sale liquido sangr{a,ando,e} trono bola bulto escurr{e,iendo}
        gotea chorrea empapada huele hoyo
    """,
    "worst": """
        insoportable inaguantable terrible horrible fuerte fuertes fuertisimo intenso intensa peor peores severo
        severa agudo repentino repentina de_repente de_pronto subito empeor{a,o,ando,ado} espantoso tremendo
        insufrible atroz
        no_aguanto no_soporto no_aguanta no_se_quita aumento aumentado mas_y_mas diez_de_diez
    """,
    "unrelieved": """
        {baja,quita,calma,alivia,pasa,cede,bajo,quito,mejora,controla}_con_nada
        nada_{me_quita,me_calma,me_ayuda,me_baja,me_alivia}
        nada_{le_quita,le_calma,le_ayuda,le_baja,le_alivia,sirve,funciona,lo_calma,lo_quita,lo_baja}
        {ni_con,con}_{pastillas,medicina,medicinas}_{se_me_quita,se_me_calma,se_quita,se_calma,baja,me_baja}
        ni_{pastillas,medicina,morfina}_{me_hacen,me_hace,me_calma,me_quita,lo_quita,lo_calma}
    """,
    "new": "nuevo_dolor dolor_nuevo dolores_nuevos",
    "closing": """
        hinch{ada,ado,o,ados,aron} inchad{a,o,os} inflam{ada,ado,o} cerr{ando,ada,o} cierra entumecida chueca
    """,
    "pill": "pastilla{,s} pastiya{,s} medicina{,s} medicamento{,s} pildora{,s} tableta{,s} dosis",
    "overmuch": """
        doble triple demasiad{as,os} de_mas dos_veces otra_vez en_vez_de por_{error,equivocacion} equivoque
        {tome,tomo,tomado,trague}_{5,6,7,8,9,10,12,15,20,30,cinco,seis,siete,ocho,nueve,diez,doce,quince,veinte,como}
    """,
    "heavy": "pesad{a,as,o,os} plomo",
    "drowsy": """
        somnolient{o,a} sonolient{o,a} adormilad{o,a} atontad{o,a} dop{ado,ada} drogad{o,a} mucho_sueno
        {duerme,dormida,dormido,durmiendo}_todo_el_dia
    """,
    "burning": "arde ardor ardiendo sangre duele dolor quema huele oscura",
    "bleeding": """
        sangr{e,a,ando,ado,o}
    """,
    "streaming": """
        chorr{o,os,eando,ea} borbotones brota{,ndo} charco{,s} empap{e,o,a,ada,ado,adas,ados,ando,aron}
        traspas{a,o,ando} llen{a,o,as,os}_de se_llena{,n}_de {le,me,se}_corre llave_abierta sigue_saliendo
    """,
}
