"""Spanish everyday phrases in which a word of a red flag means something else. Written as in `red_flag_words_es`."""

from __future__ import annotations

from typing import Final

HARMLESS_ES: Final[dict[str, str]] = {
    "fell_down": """
        {se_me_cayo,se_cayo,me_cayo}_{pelo,el_pelo,vendaje,el_vendaje,celular,el_celular,telefono,plato,un_plato,internet}
        {vendaje,costra,curita,parche,telefono,celular,andador,internet,senal}_se_cayo {costra,vendaje}_cayo
        caido_bien cai_{bien,en_cuenta} {cai,me_cai}_{de,muerto_de,muerta_de}_risa
        {me_cae,cae,cayo,me_cayo}_{bien,mal,super,de_maravilla} caido_el_veinte
        cayo_{celular,telefono,el_celular,el_telefono,plato,un_plato,pelo,el_pelo,internet,senal,la_senal,costra,la_costra}
        cayo_{salsa,la_salsa,vendaje,el_vendaje,andador,el_andador,el_veinte,sol,encima} me_cai_de_la_risa
        se_cayo_{la_luz,el_sistema,la_llamada,la_red,la_sopa,el_cafe} {me_cai,me_caigo,cai}_de_sueno cayo_la_sopa
        resbalo_{el_baston,baston,el_celular,el_vaso,la_taza}
    """,
    "fell": """
        caido_bien cai_{bien,en_cuenta} {cai,me_cai}_{de,muerto_de,muerta_de}_risa
        {me_cae,cae,cayo,me_cayo}_{bien,mal,super,de_maravilla} caido_el_veinte
        cayo_{celular,telefono,el_celular,el_telefono,plato,un_plato,pelo,el_pelo,internet,senal,la_senal,costra,la_costra}
        cayo_{salsa,la_salsa,vendaje,el_vendaje,andador,el_andador,el_veinte,sol,encima} me_cai_de_la_risa
        se_cayo_{la_luz,el_sistema,la_llamada,la_red,la_sopa,el_cafe} {me_cai,me_caigo,cai}_de_sueno cayo_la_sopa
        resbalo_{el_baston,baston,el_celular,el_vaso,la_taza}
    """,
    "fever": "{mi_,la_,}temperatura{,_es,_esta,_sigue}_{normal,bien}",
    "no_feeling": """
        {ni,no}_siento_{nervios,miedo,pena}
        no_siento_{dolor,dolores,molestia,molestias,malestar}
        no_siento_{nada_malo,nada_de_dolor,ningun_dolor,ya_dolor,mucho_dolor,tanto_dolor}
        ya_no_siento_{dolor,tanto_dolor,molestias,dolores}
        no_me_siento_{mal,bien,muy_bien,listo,lista,tan} no_me_he_sentido no_se_siente_{mal,bien}
        casi_no_siento_{dolor,molestia,molestias} no_me_sentia
        no_siento_{que,la_menor,necesidad,duda}
    """,
    "cannot_feel": "no_me_siento_{mal,bien,listo,lista,tan}",
    "wound": "{a,en}_punto_de {en,las,a_las}_puntos punto_de_{vista,partida} estoy_a_punto tapadera_de",
    "blood": """
        presion_{sangre} presion_de_la_sangre {analisis,cita,prueba,examen,muestra,pruebas,examenes}_de_sangre
        azucar_{en_la_sangre}
    """,
    "wound_leak": """
        {dono,donar,donando,donador_de}_sangre
        {analisis,cita,prueba,examen,muestra,pruebas,examenes}_de_sangre liquidos azucar_en_la_sangre
        {donacion,banco,tipo}_de_sangre sangre_{de_cristo,fria,pesada,ligera} gotera{,s}
        {bano,llave,techo}_{goteando,gotea}
    """,
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
    "weak": "muerto_de_{hambre,sueno,risa} muerta_de_{hambre,sueno,risa} me_fallo_el_{telefono,carro,internet}",
    "urine": "cuarto_de_bano",
    "control_lost": """
        {unas,pocas,solo,una,apenas}_{gota,gotas,gotitas,gotita}_de_sangre
        gota_de_{sangre,leche,agua,dolor} una_gota_de_sangre
        aguanto_las_ganas_de_{manejar,salir,verlos,bailar,caminar,volver,trabajar,comer,viajar}
    """,
    "breathless": """
        aliento_de_{reir,risa} ahogo_de_risa
        sin_aire_{acondicionado,de_tanto} ahogad{o,a}_en_{deudas,trabajo,papeles} sin_aire_de_tanto_{reir,reirme}
    """,
    "faint": "no_responde{,n}_{el_telefono,la_clinica,el_doctor,en_la_clinica} nadie_responde",
    "paralyzed": """
        {asi_que,por_eso}_no_camine
        no_{puedo,pude,podemos}_mover_{la_cita,cita,la_fecha,mi_cita} no_{pude,puedo}_parar_de_{la_mesa,reir,comer}
    """,
    "emergency": """
        {me_,}muero_{por,de_aburrimiento,de_hambre,de_risa,de_la_risa,de_ganas,de_calor,de_sueno}
        {me_muero,muero,muerta,muerto}_{de,por}_{ganas,risa,hambre,sueno,aburrimiento,pena,verguenza,sed}
        {cuenta,factura,contacto,salida}_de_{emergencias,emergencia,urgencias}
    """,
    "stroke_or_heart": """
        infarto_{con_la_cuenta,cuando_vi,de_risa,del_susto} {casi_me_da,casi_me_dio}_{infarto,un_infarto}
        ataque_de_{risa,tos_de}
    """,
    "suicide": """
        {ya_,}no_{puedo,aguanto}_mas_{con_,}{estos,tantos,los}_{mensajes,textos}
        {ya_,}no_quiero_{despertar,despertarme}_{a_mi,al,temprano,tan}
        {ya_,}no_quiero_seguir_{recibiendo,con,en_la_lista,usando,tomando}
        {ya_,}no_quiero_estar_{aqui_en_casa,aqui_en_la_casa,aqui_encerrado,aqui_encerrada,en_casa,en_la_lista}
        {ya_,}no_le_{veo,hallo,encuentro}_{sentido,caso,chiste}_{recibir,mensajes,tantos,textos,faja,ejercicios}
    """,
    "bleeding": """
        {poca,poquita,gota_de,gotas_de,gotita_de,gotitas_de,algo_de,manchita_de,mancha_de,poco_de}_sangre sangre_seca
        sangr{a,ando,o}_{poco,poquito,tantito,apenas} {analisis,prueba,examen,presion}_de_sangre dono_sangre
    """,
}
