"""English words for parts of the body and for what is wrong with them: a red flag only together.

Written as in `red_flag_words_en`, and from the same sources; `red_flag_rules` says what goes together.
"""

from __future__ import annotations

from typing import Final

PARTS_EN: Final[dict[str, str]] = {
    # --- parts of the body ----------------------------------------------------------------------------------
    "legs": """
        leg{,s,gs} legz lgs foot feet feets fet knee{,s} ankle{,s} toe{,s} thigh{,s} limb{,s} waist_down lower_body
        lower_half
    """,
    "both_legs": "both_{legs,feet,sides,my_legs,of_my_legs,my_feet} waist_down legs_and",
    "saddle": """
        saddle groin groins grion crotch crouch private{,s} private_{area,part,parts} genital{,s,ia,es}
        butt{,s,ocks,ock,ox} but_cheeks buttcheek{,s} bottom
        bum rear_end rectum rectal anus anal vagina{,l} viginal penis penile testicl{e,es} testicular balls scrotum
        perineum perineal between_legs
        between_{my,his,her,the}_{legs,thighs} inner_thigh{,s} down_there down_below where_{i,he,she}_{sit,sits}
        nether{,s} lady_{parts,bits} vulva
        hoo_ha wip{e,es,ed,ing} pelvi{c,s} backside behind tush{,y} dick cock undercarriage nuts
    """,
    "chest": "chest chess cheast chst breastbone sternum heart ribcage breast left_arm",
    "breath": "breath{,e,es,ing,s,in} brethe breth breaths brething breef air respiration",
    "calf": """
        calf calves calfs caff calve lower_leg{,s} back_of_leg back_of_{my,his,her}_{leg,knee} behind_knee
        behind_{my,his,her}_knee shin{,s}
    """,
    "both": "both",
    "feeling": "feeling{,s} sensation sense",
    "gone": "gone lost lose losing missing disappeared no",
    "head": "head",
    "throat": "face lip lips tongue throat mouth airway",
    "wound": """
        wound{,s} wund wond incision{,s} insision insicion incission incesion stitch{,es} stiches stich staple{,s}
        suture{,s} scar dressing{,s}
        bandage{,s} bandaid{,s} band_aid gauze steri_strip{,s} surgery_site surgical_site surgery_{area,spot} site cut
        closure skin tape glue zipper
    """,
    "back": "back spine lower_back surgery_spot",
    # --- what is wrong with them ----------------------------------------------------------------------------
    "numb": """
        numb numbness nunb nubm num numm nub numbed numbing dead deadened asleep tingl{e,es,ing,y} pins_needles
        novocaine no_feelings
    """,
    "cannot_feel": """
        {cant,cannot,can_not,couldnt,dont,doesnt,didnt,not,barely,hardly,never,unable,cand,caint,kant,cnt,cant_even,cant_really,stopped}_{feel,fell,feal,fill,feeling}
        {no,lost,lose,losing,loss,lack,lost_all,lost_the,zero,less,without}_{feeling,sensation,feelings,sensitivity}
        {feel,feels,feeling}_{nothing,dead,different,weird}
        nothing_when_i feeling_is_{gone,lost} feeling_gone no_longer_feel
    """,
    "cannot": """
        cant cannot can_not canot caint kant kannot cnt cand cannt couldnt could_not cudnt unable not_able isnt_able
        wasnt_able trouble truble troubles difficult{,y,ies}
        struggl{e,es,ing,ed} hard harder hard_time barely hardly impossible nothing_{comes,coming,happens} wont
        will_not problem{,s} issue{,s}
        strain{,ing} tough blocked
    """,
    "not": """
        not no none never havent havnt hasnt hadnt haven didnt dont doesnt aint isnt wasnt arent nothing stopped
        stop stops zero without last since
    """,
    "move": """
        move{,s,d} moving lift{,s,ing,ed} rais{e,es,ing} wiggl{e,es,ing} budge bend stand walk use control feel
        put_weight pick_up
    """,
    "walk": "walk walking stand standing get_up",
    "weak": """
        weak weaker weakness weakend weakened wek gave giving gives give_out give_way gived gave_{out,way,in,up}
        gaveout giv{e,ing,en}_{out,way}
        buckl{e,es,ed,ing} collaps{e,es,ed,ing} wobbl{y,es,ing} jell{y,o} rubber{,y} limp noodle{,s}
        no_{strength,power} lost_{strength,power}
        {wont,dont,cant,doesnt,cannot}_{hold,support,carry}{,_me,_him,_her,_up,_me_up} drag{,s,ging,ged}
        floppy slap{s,ping} drop{s,ping} {doesnt,dont,wont}_come_up
        shak{y,ing} unstable useless not_responding
        went_out go_out goes_out going_out crumpl{e,ed} not_strong losing_{strength,power} loss_strength
    """,
    "week_heard": """
        {leg,legs,foot,feet,knee,knees}_{week,feel_week,feels_week,went_week,got_week,getting_week,feeling_week}
        week_{leg,legs} numb_week {getting,so,too}_week_{to_stand,to_walk}
    """,
    "urine": """
        pee{,s,d,ing,in} peepee pea pees peed wee weeing urin{e,al} urinat{e,es,ed,ing,ion} urinating piss{,ed,ing,es}
        tinkl{e,ed} void{,ing,ed} bladder
        {go,going,gone,goin,went}_{bathroom,restroom,toilet,number_one,pee,loo}
        {use,using}_{bathroom,restroom,toilet,loo} pass{,ing}_{water,urine} pp
        number_{one,1} yurinate urinat peeing_on emptying_my
    """,
    "stool": """
        poop{,s,ed,ing,y} poo{,s,ed,ing} stool{,s} bowel{,s} feces fecal faeces crap{,ped} shit{,s,ting} bm{,s}
        defecat{e,ed,ing} number_two diarrhea turd{,s}
        {go,going,gone,went}_number_two
    """,
    "toilet": "toilet bathroom restroom potty loo commode",
    "nothing_comes": "nothing_{comes,coming,happens,will_come} wont_{start,come_out,come} not_a_drop",
    "leak": """
        leak{,s,ed,ing,age,y} leek{ing,s} dribbl{e,es,ing,ed} drip{,s,ping} accident{,s} comes_out coming_out
        came_out escap{e,es,ing} slip{s,ping}_out soak{ed,ing} wet
    """,
    "on_self": """
        myself himself herself themself themselves pants underwear bed diaper{,s} depends clothes couch sheets
        without_{knowing,feeling,realizing,noticing,warning}
        dont_know_when didnt_know by_accident accidentally control controlling hold holding held myself_again all_over
        numb
    """,
    "sex": """
        sex sexual sexually orgasm{,s} climax erection{,s} erectile intercourse intimacy get_hard get_it_up intimate
        libido sexually
    """,
    "hurts": """
        pain{,s,ful,ing} pane payn pian paine hurt{,s,ing} hurtin tight{,ness,ening} tite pressure heavy heaviness
        squeez{e,ing} crush{,ing,ed} ach{e,es,ing,y}
        burn{,s,ing} stab{,bing,s} sharp discomfort killing kills sore elephant weird tingl{e,ing}
    """,
    "breath_bad": """
        short{,er,ness} fast rapid gasp{,ing,s} shallow slow slowly labor{ed,ing} heavy hard harder hurts hurt pain
        painful catch struggl{e,es,ing} out_of stopped
        stops difficult{,y} trouble problem{,s} issue{,s} worse funny weird not cant cannot couldnt barely tight
        rattl{e,ing} bad less
    """,
    "cough": """
        cough{,s,ed,ing,in} coff{,ing} spit{,s,ting} hack{ing,ed} vomit{,ed,ing} throw{ing,s}_up threw_up
        throwing_up phlegm
    """,
    "blood": "blood{,y} blud bloody",
    "swollen": """
        swell{,s,ing,ed} swole swolen swollen swolle heat puff{y,ed,iness} bigger twice_the_size balloon{ed,ing}
        inflamed hot red warm tight hard tender lump cramp{,s,ing} throb{bing,s}
    """,
    "leg_swollen": """
        swell{,s,ing,ed} swole swolen swollen puff{y,ed} twice_the_size balloon{ed,ing} red hot purple cold warm
        bigger blue discolored
    """,
    "wound_bad": """
        open{,s,ed,ing} split{,s,ting} came_{apart,open,undone,out,off,loose} coming_{apart,open,undone,out,off}
        pull{ed,ing}_apart red redder reddish redness hot warm warmth heat
        swell{,s,ing,ed} swole swollen puff{y,ed} smell{,s,y,ing,ed} stink{,s,y,ing} odor foul gross nasty ugly angry
        green greenish yellow yellowish brown pink
        looks_{bad,weird,worse,infected,funny} leak{,s,ed,ing,y} leek{ing,s} ooz{e,es,ing,ed,y} drain{,s,ing,ed,age}
        discharge weep{,s,ing,y} wet damp
        soak{,ed,ing,s} stain{,ed} bleed{,s,ing} bled blood{,y} pus{,s,y} fluid liquid lump bump bulg{e,es,ing}
        gap{,s,ing} hole infect{,ed,ion} burst bust{,ed} rip{ped,ping}
        tore torn popped tender throb{bing,s} worse hurts sore painful itch{y,es,ing} rash black purple spread{,ing}
        inflamed hard worried worry fell_{off,out}
    """,
    "back_bad": """
        leak{,s,ed,ing} ooz{e,ing} wet red swollen soaked bleeding drain{ing,age} gave_{out,way} went_out locked_up
        snapped popped bulg{e,ing} lump water coming_out
    """,
    "worst": """
        worst severe sever unbearable unbareable excruciating excrutiating horrible terrible awful extreme intense
        agony agonizing sudden{,ly} all_of_a_sudden out_of_control
        insane worsening increas{ed,ing} worse shooting 10_{10,out_of_10} 9_{10,out_of_10} ten_out_of_ten uncontrolled
        off_the_charts crazy {went,gone,jumped,shot}_{up,from}
    """,
    "new": "new_{pain,back_pain,pains,numbness,symptoms,symptom,weakness}",
    "closing": "swell{,s,ing} swollen swole clos{e,ed,ing} puff{y,ed} droop{,s,ing,y} numb tight",
    "pill": """
        pill{,s} tablet{,s} medicine{,s} med{,s} medication{,s} oxy{,s} oxycodone hydrocodone percocet{,s} norco
        tramadol vicodin painkiller{,s} opioid{,s} morphine gabapentin tylenol fentanyl
    """,
    "overmuch": """
        twice double doubled triple tripled extra too_{many,much} to_many instead whole_bottle more_than all_of
        {by,my}_{mistake,accident} accidentally mistakenly wrong_{amount,dose}
    """,
    "heavy": "heavy heaviness lead dead_weight stiff_as",
    "drowsy": "sleepy drowsy drowsiness groggy sedated zombie wont_wake sleeping_all_day",
    "burning": "burn{,s,ing} blood{,y} smell{,s,y} cloudy dark hurts stings stinging painful pain",
}
