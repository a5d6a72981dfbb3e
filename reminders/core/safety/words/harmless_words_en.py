"""English everyday phrases in which a word of a red flag means something else. Written as in `red_flag_words_en`."""

from __future__ import annotations

from typing import Final

HARMLESS_EN: Final[dict[str, str]] = {
    # Everyday phrases in which one word of the idea means something else.
    "fell_down": """
        {bandage,tape,strip,strips,scab,dressing,glue,staple,phone,remote,walker,hair,leaves}_{fell,falling}_off
        {bandage,tape,strip,strips,scab,dressing,glue,staple,phone,remote,walker,hair,leaves}_{fell,falling}
        {fall,fell,falling,falls,fallen}_{asleep,behind,in_love,back_asleep} slid_{in,into}_my
        {phone,keys,remote,hat,glasses,cane,ring,picture,tree,rain,snow}_fell
        {sit,sitting,lie,lay,sleep,exercise,exercises,play,stretch,kneel}_on_the_floor
        fell_on_{a,monday,tuesday,wednesday,thursday,friday,saturday,sunday}
        fall_{weather,season,semester,colors,leaves,break,day,air,cleaning,clothes,here,is_my,is_our,festival,sports}
        {dr,doctor,mr,mrs,ms,nurse}_fall {favorite,fav}_season_fall
        this_fall in_the_fall last_fall next_fall early_fall fall_is_{nice,here,beautiful} love_fall
        slipped_{disc,disk,my_mind} pulled_{fall}
        falling_{leaves,into_place} fall_in_line fell_into_a_routine
    """,
    "fell": """
        {bandage,tape,strip,strips,scab,dressing,glue,staple,phone,remote,walker,hair,leaves}_{fell,falling}_off
        {bandage,tape,strip,strips,scab,dressing,glue,staple,phone,remote,walker,hair,leaves}_{fell,falling}
        {fall,fell,falling,falls,fallen}_{asleep,behind,in_love,back_asleep} slid_{in,into}_my
        {phone,keys,remote,hat,glasses,cane,ring,picture,tree,rain,snow}_fell
        {sit,sitting,lie,lay,sleep,exercise,exercises,play,stretch,kneel}_on_the_floor
        fell_on_{a,monday,tuesday,wednesday,thursday,friday,saturday,sunday}
        fall_{weather,season,semester,colors,leaves,break,day,air,cleaning,clothes,here,is_my,is_our,festival,sports}
        {dr,doctor,mr,mrs,ms,nurse}_fall {favorite,fav}_season_fall
        this_fall in_the_fall last_fall next_fall early_fall fall_is_{nice,here,beautiful} love_fall
        slipped_{disc,disk,my_mind} pulled_{fall}
        falling_{leaves,into_place} fall_in_line fell_into_a_routine
        {cane,stick,crutch,phone,cup,spoon,remote,pen,book}_slipped {foot,feet}_off_the_gas
    """,
    "faint": """
        {so,very,really}_sleepy_{after,from}_{lunch,dinner,eating,big,thanksgiving,supper,church,meal}
        {passed,pass,passing}_out_{candy,flyers,cards,cookies,treats,gifts,papers,programs,on_the_couch,in_the_recliner}
        {faint,fainter}_{line,smell,mark,scar,odor,bruise,hope,memory} slept_like knocked_out_by
    """,
    "weak": """
        gave_{me,him,her,us,you} giving_{me,him,her,you} gives_{me,him,her} gave_up_{on,smoking} gave_it giving_it
        dead_{battery,phone,car,tired} {phone,battery,car}_{is_dead,dead,was_dead}
        hang{ing}_{out,up,in_there,with,around}
    """,
    "popped": "popped_{in,by,over,round,out_to} popped_{a,an,my,one,some}_{pill,tylenol,advil}",
    "blood": "blood_{pressure,test,tests,work,thinner,thinners,sugar,draw,drawn,type,drive} bloodwork",
    "wound_leak": """
        blood_{pressure,test,tests,work,thinner,thinners,sugar,draw,drawn,type,drive} leak_{in_the_roof}
        discharge_{papers,instructions,paperwork,summary,date,day,nurse,packet,sheet}
        drain_{the,cleaner} roof_leak{,s,ing} {faucet,sink,pipe,toilet,roof}_leak{s,ing} soaked_in_the_sun
        bleeding_heart fluid_intake after_discharge since_discharge bloody_{mary,marys,traffic,weather,brilliant}
        {get,take,taken,taking,have,having}_{stitches,staples}_out
        bleed{ing,}_{money,cash,green,blue} blood_{drive,donation,orange,brothers} bleeding_{us,me}_dry
    """,
    "wound": """
        cut_{back,down,the_grass,out,off} cut_my_{hair,hours,nails} web_site job_site work_site construction_site
        your_site hair_cut
    """,
    "wound_bad": """
        {so,too,very}_hot_{driving,outside,today,out,here,weather}
        hot_{tub,tea,coffee,chocolate,dog,dogs,shower,bath,pack,water_bottle,day,weather,outside,meal,soup,pad}
        open_{house,the_door,the_link,late,today,at,until,enrollment}
        {get,getting,keep}_{wound,incision,bandage,dressing,it,stitches,site,scar,tape,staples,this,them}_wet
    """,
    "swollen": """
        hot_{tub,tea,coffee,shower,bath,pack,water_bottle,day,weather,outside} hard_{work,day}
        red_{light,wine,cross,sox}
    """,
    "leg_swollen": """
        hot_{tub,tea,coffee,shower,bath,pack,water_bottle,day,weather,outside} red_{light,wine,cross,sox}
        cold_{pack,packs,compress}
    """,
    "saddle": """
        left_behind fell_behind behind_the_wheel bottom_line bottom_of sit_behind private_{insurance,message,number}
        fell_behind falling_behind behind_{schedule,on,me,us} bottom_line aw_nuts
    """,
    "paralyzed": """
        {cant,cannot}_{stand,walk}_{it,the,this,these,long,far,for_long,too_far,very_far}
        {cant,cannot}_{stand,walk}_{very_long,fast,that_far,too_long,much,that,as_far,the_dog,my_dog}
        {cant,cannot,couldnt}_{stand,walk}_{daytime,past,tv,by_a,loud,people,waiting,this_weather,the_heat,heat}
        {cant,cannot}_move_{appointment,my_appointment,the_appointment,date,visit}
    """,
    "call_for_help": """
        {is,have}_emergency_{contact,contacts,number,fund,brake,exit,kit,plan,room} {what,whats}_is_emergency
        {called,calling,dialed}_911_{on,because_of_the_neighbor} urgent_care
    """,
    "wound_state": """
        its_hot_{as,here,out,outside,today,in,and_humid,weather} its_{wet,open}_{out,outside,today}
        {so,too,very}_hot_{driving,outside,today,out,here,weather}
    """,
    "emergency": """
        {im_,}dying_{of_boredom,from_boredom,of_laughter,laughing,to_get,to_go,to_see,to_know,to_eat,to_play,to_drive,to_try,for_a}
        emergency_{contact,contacts,number_on_file,coverage,fund} no_emergency not_an_emergency non_emergency
        dying_to_{get,go,know,see,hear,try,eat,drive,play,walk} dying_{of_laughter,laughing}
    """,
    "stool": "bar_stool step_stool foot_stool no_shit",
    "urine": "pissed_off",
    "on_self": "by_{myself,himself,herself} out_of_bed in_bed_early",
    "control_lost": """
        car_accident {bathroom,toilet}_remodel
        {lost,lose,losing}_control_{remote,tv,thermostat,kitchen,kids,dog,diet,schedule} few_drops_{blood,bloody}
    """,
    "breathless": """
        out_of_breath_{laughing,from_laughing} {cant,cannot}_breathe_without
        {couldnt,cant,cannot}_breathe_{for,from}_laughing
    """,
    "overmuch": "twice_{day,daily,week,per_day} {not,no}_more_than instead_of_{going,the_gym,coming,driving}",
    "head": "head_{to,over,out,back,start}",
    "confused": "confused_about_{the,my}_{appointment,time,date,address,form,bill,schedule}",
    "numb": """
        numb_to_{it,it_all,them,everything,all,this}
        asleep_{by,at,early,all_night} {was,am,fast,sound,half,fell,fall,were}_asleep dead_{battery,phone,car}
        phone_dead {battery,phone}_{is_dead,dead,was_dead}
    """,
    "chest": """
        chess_{game,club,board,match} {play,played,playing}_chess love_with_all_my_heart chest_of_drawers heart_full
    """,
    "very_ill": """
        not_urgent no_rush weak_{coffee,tea,signal} admitted_that
        numb_to_{it,it_all,them,everything,all,this}
    """,
    "breath": """
        fresh_air air_{conditioning,conditioner,port}
        breathe_{for,from}_laughing {in,with}_{that,the,a}_mask takes_my_breath_away easy
    """,
    "headache": """
        head_to
        headache_from_{no_coffee,the_forms,paperwork,all_this}
        head_{hurts,spins}_from_{all,these,the}_{forms,paperwork,bills}
    """,
    "fever": """
        cabin_fever {fever}_{pitch,dream} night_fever
        {sweating,sweat,sweats,chilly,chilled}_{in,from,with,like}_{this,the,here,humidity,heat,sun,summer}
        chilly_in_here hot_flash{,es}
        {skin,back}_sweat{,s}
    """,
    "rash": "rash_{decision,move,choice}",
    "clot": "clotted_cream",
    "vomit": "throw_up_my_hands",
    "stroke_or_heart": """
        heart_attack_{when,with_the,over,at_the,from_the,just_looking}
        {gave,give,giving}_{me,him,her,us}_{heart,heart_attack}
        stroke_of_{luck,genius,midnight} {nearly,almost}_gave_{me,us}_heart stroke_{survivor,risk}
    """,
    "overdose": """
        {overdose,overdosed,overdosing}_{of,on}_{tv,daytime,cookies,candy,pie,turkey,news,christmas,chocolate,sugar,football}
    """,
    "dizzy": """
        light_headed_comedy
    """,
    "suicide": """
        better_off_with_{a,an,my,the,recliner} {giving,gave}_away_old
        want_{it,this,these}_{be_over,over}_{when,with,so_i_can}
        {dont,not}_want_wake_up_{at,so_early,early,my,him,her,the,to} want_end_things_with_texts
        {end,ending}_{it,them,these,everything}_with_the_texts
        {want,wanna}_give_up_{coffee,smoking,texts,sugar,soda,chair}
    """,
    "hemorrhage": """
        {nose,gums}_bleed{,s,ing} bleeding_{a_little,little,a_bit,slightly,barely}
    """,
    "bleeding": """
        blood_{pressure,test,tests,work,thinner,thinners,sugar,draw,drawn,type,drive,clot,clots,donation,orange,brothers}
        bloody_{mary,marys} bleeding_{a_little,little,a_bit,tiny,slightly,barely}
        bled_{a_little,little,tiny,a_bit,once}
        {little,tiny,bit_of,spot_of,drop_of,drops_of,speck_of,smear_of,dried,old,dry,dab_of}_{blood,bleeding}
    """,
    "cough": """
        spotting
    """,
    "drowsy": "sleepy_{after,from}_{lunch,dinner,eating,supper,church,big,thanksgiving}",
}
