"""English words that are a red flag by themselves, as plain data for a clinician to review.

Each idea has its words: braces hold endings (`swell{,s,ing}`), an underscore joins a phrase. Small words (my, the,
is, so…) inside a phrase may be left out here. Slips of the keyboard are found by `word_match` and need no entry;
short words do, and so do words a phone hears wrong ("chess pain").

Source: the red-flag lists agreed with the clinical notes of this project (cauda equina cards of Royal Free, Torbay
and South Devon, Nuffield Health; Mendelson Orthopedics; NHS lumbar decompression page), widened to everyday speech.
"""

from __future__ import annotations

from typing import Final

ALONE_EN: Final[dict[str, str]] = {
    # --- alone: emergency -----------------------------------------------------------------------------------
    "emergency": """
        911 9_1_1 nine_one_one emergency emergencies ambulance{,s} paramedic{,s} sos mayday medic call_{999,112,988}
        to_er in_er at_er going_er go_er to_the_e_r need_er emergency_room nearest_er to_a_and_e rushed_hospital
        dying im_dying hes_dying shes_dying life_or_death save_me nine_eleven call_nine_one_one
    """,
    "suicide": """
        988 suicide{,s} suicidal suicid{,e}s kill{,ing}_{myself,himself,herself,themselves,themself}
        killmyself kms end{,ing}_{my,his,her}_life end{,ing}_it_all end{,ing}_everything
        {take,taking,took}_{my,his,her}_{own_life,life}
        want_die wants_die wanna_die want_dead wanted_die wanting_die wish_{i,he,she}_{was,were,would}_{dead,die}
        point_{of,in}_{living,life} {no,what,whats}_point_living wish_dead wish_were_dead wish_was_dead
        better_off_dead better_dead rather_{be_dead,die,be_died} ready_die
        gonna_die
        going_die might_die about_die let_me_die just_die
        {dont,not,doesnt,cant,not_wanna,dont_wanna,no}_want_{live,be_alive,be_here,exist,wake_up,go_on}
        dont_wanna_{live,be_alive,be_here,exist,wake_up} no_reason_{live,to_go_on} nothing_live_for cant_go_on
        cant_live_like_this no_point_living
        {hurt,harm,hurting,harming,cut,cutting,shoot,hang}_{myself,himself,herself} self_harm{,ing} unalive{,d}
        selfharm
        {cares,care}_if_{i,he,she}_{live,lives,die,dies} cant_{do,take}_{this,it}_{anymore,any_more,any_longer}
        want_{it,this,everything}_{be_over,over,end}
        without_me_here not_be_here_anymore tired_of_living done_with_life done_living give_up_on_life
    """,
    "overdose": """
        overdose{,d,s} overdosing od od_d odd_on oded ods over_dose{,d} too_many_{pills,meds,tablets,oxys,percs,tabs}
        {took,taken,take,taking,swallowed,had,ate,eaten}_too_{many,much} to_many_{pills,meds,tablets}
        {took,taken,swallowed}_to_{many,much} {took,taken,taking,swallowed}_way_too_{many,much}
        {took,taken,swallowed}_{all,whole,entire}_{pills,meds,tablets,bottle,medicine,oxy}
        too_many_pain_{pills,meds,killers}

        {took,taken,swallowed}_{all,the_whole,whole,entire}_{of_my,my,of_the,the}_{pills,meds,tablets,bottle,medicine,oxy}
        {took,taken}_{double,triple,twice}_dose double_dose{,d} doubled_{my,the,his,her}_dose whole_bottle
        entire_bottle
        {took,taken}_{double,triple} {took,taken}_twice_as_{much,many} extra_{pills,dose,doses} narcan naloxone
        poisoned poisoning
    """,
    "faint": """
        faint{,ed,ing,s} feinted feint fainty pass{,ed,es,ing}_{right_out,out,clean_out} past_out pased_out
        black{,ed,ing,s}_out blackout{,s} blacked unconscious uncontious unconcious unresponsive
        {lost,losing,loses,lose}_consciousness loss_consciousness no_consciousness knocked_out
        {wont,cant,cannot,not,isnt,doesnt,didnt,couldnt}_wak{e,ing}{,_up,_him,_her,_him_up,_her_up,_them} keeled_over
        syncope
        {hard,difficult,impossible}_wake{,_up,_him,_her} not_responding not_responsive isnt_responding collapsed
        {cant,cannot,barely,not,hardly}_{stay,keep}_{awake,eyes_open,conscious} nodding_{off,out}
        barely_{awake,conscious}
        {very,too,so,extremely,super,really,unusually}_{sleepy,drowsy,sedated,groggy} slow_breath{ing,s}
        breathing_slow{,ly}
        shallow_breath{ing,s} barely_breathing {wont,doesnt,not,cant,isnt}_{respond,responding,react}
    """,
    "stroke_or_heart": """
        heart_attack{,s} stroke seizure{,s} seizing convulsi{on,ons,ng} convulsing cardiac_arrest
        pulmonary_embol{ism,us}
        embolism face_{droop,drooping,drooped,drooped_down} slurr{ed,ing}_{speech,words,his_words,her_words}
        slurring slurred lips_{blue,purple,turning_blue,turned_blue} blue_lips turning_blue turned_blue
        anaphyla{xis,ctic}
    """,
    "breathless": """
        breathless out_of_breath short_of_breath shortness_of_breath short_breath shortness_breath shortbreath
        short_breathed
        sob gasping gasp suffocat{e,ing,ed} choking winded wheez{e,ing,y} hyperventilat{e,ing}
        {cant,cannot,couldnt,not}_{get,catch}_{air,breath,enough_air,my_breath,his_breath,her_breath} catch_my_breath
        cant_breath{,e} dyspnea need_air no_air
    """,
    "paralyzed": """
        paraly{zed,sed,sis,ze,ses,zing,tic} paralized paralysed {gone,went}_off_{my,his,her}_legs foot_drop{,ped,s}
        drop_foot dropped_foot dropfoot footdrop
        foot_drag{s,ging} dragging_foot drag_foot
        {cant,cannot,couldnt,unable,not_able,not,cand,caint}_move{,_anything,_at_all}

        {cant,cannot,couldnt,unable,not_able}_{get_up,stand_up,stand_on,get_out_bed,get_out_of_bed,get_off_floor,stand_anymore}
        {cant,cannot,couldnt,unable}_get_off_the_floor cant_stand_without cannot_stand_without
        {cant,cannot,couldnt,unable,not_able}_walk cant_bear_weight cant_hold_{his,her,my}_weight

        {leg,legs,foot,feet}_{dont,doesnt,wont,arent,isnt,not,stopped,quit}_{work,working,move,moving,respond,responding,hold}
    """,
    "control_lost": """
        {lost,lose,loses,losing,no,loss,without,not,cant,cannot,couldnt}_control{,led,ling} incontinen{t,ce,se}
        in_continent
        incontinance {cant,cannot,couldnt,didnt,not}_hold_{it,it_in,my_pee,my_bladder,my_bowels}

        {wet,wetting,peed,pissed,peeing,pissing,soiled,soiling,messed,pooped,crapped,shit,wets,urinated}_{myself,himself,herself,itself}

        {wet,wetting,peed,pissed,soiled,soiling,messed,pooped,crapped,shit,shat,wets}_{my,his,her,the}_{pants,bed,underwear,clothes,sheets}
        wet_bed wetting_bed bedwetting soil{ed,ing} soil_{myself,himself,herself} shart{ed,s}
        didnt_make_it_to_{bathroom,toilet} {cant,didnt,couldnt,dont}_make_it_to_{bathroom,toilet,restroom}
        bathroom_accident{,s}
        had_an_accident had_accident{,s} having_accidents accident_{in_bed,in_my_pants,in_pants} cauda_equina
        {pee,poop}_accident{,s} catheter
    """,
    # --- alone: call today ----------------------------------------------------------------------------------
    "fever": """
        fever{,s,ish} fevr fevor feaver febrile feverous temp_high high_temp{,erature}
        {running,have,has,had,got,ran,run,spiked}_a_temp{,erature}
        running_temp{,erature} burning_up chills chilled the_chills shiver{,s,ing,y} shivers rigors cold_sweat{s,ing}
        night_sweat{s,ing} sweats sweating hundred_{one,two,three,four} hundred_and_{one,two,three,four}
    """,
    "wound_leak": """
        pus puss pusy pussy drain{ing,age,s,ed} drainig oozing ooze{s,d} oozy seep{ing,s,ed,age} weeping
        leak{,s,ing,ed,age,y} leek{ing,s}
        bleed{,s,ing} bled bleedin discharge discharging clear_{fluid,liquid,stuff,water,drainage}
        watery_{fluid,stuff,liquid}
        spinal_fluid csf fluid infect{,ed,ion,ions,s} infectious sepsis septic abscess hematoma gangrene
        blood bloody soaked soaking_through smells_{bad,funny,awful,weird,off,foul,gross,rotten} smelly stinks
        foul_smell
        bad_{smell,odor} odor dehisce{d,nce} stitches_{out,came_out,popped} came_undone splitting_open split_open
        busted_open
        opened_{up,back_up} wide_open popped_{a,some,my}_stitch{,es}
    """,
    "wound_state": """
        its_{red,wet,open,opening,opened,swollen,hot,green,yellow,infected}
        looks_{red,wet,open,infected,bad,swollen,angry,gross,nasty}
        {little,bit,very,really,kinda,all,getting,gone,turned,turning,super,pretty}_{red,wet,swollen,open,bloody,damp}
        redness not_{dry,clean} isnt_{dry,clean} red_streak{s,ing}
        red_{hot,swollen,tender,warm,sore,angry,inflamed} hot_{red,swollen} swollen_{red,hot} warm_to_touch
        hot_to_touch
        {red,swollen,hot,warm,sore}_and_{red,swollen,hot,warm,sore,painful,tender}
    """,
    "clot": "blood_clot{,s} clot{,s,ted} dvt thrombosis thrombus",
    "headache": """
        headache{,s,y} headake hedake headach headaces head_ache{,s}
        head_{hurt,hurts,hurting,pain,pounding,pounds,splitting,splits,killing,throbbing,throbs,exploding}
        migraine{,s} migrane stiff_neck neck_{stiff,stiffness}
    """,
    "fell": """
        fell fall falls falling fallen felled felt_down slipped tripped tumble{,d} took_{spill,tumble} wiped_out
        hit_the_floor
        {went,gone}_down_hard dropped_to_floor faceplant{,ed} on_the_floor landed_on
    """,
    "popped": """
        popped broke_something {heard,felt,feel,hear}_{pop,snap,crack,crunch} popping_{sound,noise} snapped
        something_{pop,popped,snap,snapped,crack,cracked,gave} a_{pop,snap,crack}_in
    """,
    "tingle": "tingl{e,es,ing,y,ed} pins_needles pins_and_needles tingeling pinsandneedles electric_shock{,s} zaps",
    "vomit": """
        vomit{,s,ed,ing} throw{ing,s}_up threw_up throw_up thrown_up thru_up puk{e,ed,es,ing} barf{,ed,ing}
        {cant,cannot,couldnt,not,wont}_keep{ing,}_{anything,food,water,it,stuff,pills,meds,fluids}_down cant_keep_down
    """,
    "confused": """
        confus{ed,ion,ing} disoriented disorientated deliri{um,ous} hallucinat{e,es,ing,ions,ion} delusional
        not_making_{sense,any_sense} isnt_making_sense makes_no_sense talking_{nonsense,crazy,gibberish} seeing_things
        hearing_voices
        doesnt_know_{where,who,me} doesnt_recognize not_herself not_himself incoherent
    """,
    "rash": "rash{,es} hives {red,itchy}_bumps bumps_all_over itching_all_over allergic_reaction allergic",
    "constipated": """
        constipat{ed,ion} constapated constipted
        {cant,cannot,havent,hasnt,not,no,havnt,couldnt}_{poop,pooped,poo,pooing,pooping,bm,go_number_two}
        no_bowel_movement{,s} not_had_bm {havent,hasnt}_had_{bm,bowel_movement} blocked_up backed_up bunged_up
        impacted
    """,
    "dizzy": """
        dizz{y,iness,yness} lightheaded{,ness} light_headed woozy vertigo room_spinning blurr{y,ed}_vision
        double_vision {cant,cannot}_see vision_blurry
    """,
    "very_ill": """
        something_{wrong,isnt_right,not_right,is_not_right}
        {feel,feeling,feels}_{awful,terrible,horrible,deathly,very_sick,really_sick,so_sick,very_ill,really_ill}
        scared frightened terrified very_sick really_sick so_sick deathly_ill
        need_{doctor,nurse,a_doctor,a_nurse,to_see_a_doctor} urgent urgently asap
        hospitalized hospitalised admitted readmitted in_hospital in_the_hospital back_in_hospital weak{,er,ness}
        reinjured
        {heart,pulse}_{racing,pounding,fluttering,skipping,fast} palpitations call_me_{now,asap,right_away,back_now}
        numb numbness nunb nubm num numm nub numbed numbing
        jaundice{,d} skin_yellow trouble_swallowing cant_swallow
    """,
}
