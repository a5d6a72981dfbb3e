"""English words for what red flags are made of, as plain data for a clinician to review.

Each idea has its words: braces hold endings (`swell{,s,ing}`), an underscore joins a phrase. Small words (my, the,
is, so…) inside a phrase may be left out here. Slips of the keyboard are found by `word_match` and need no entry;
short words do, and so do words a phone hears wrong ("chess pain").

Source: the red-flag lists agreed with the clinical notes of this project (cauda equina cards of Royal Free, Torbay
and South Devon, Nuffield Health; Mendelson Orthopedics; NHS lumbar decompression page), widened to everyday speech.
"""

from __future__ import annotations

from typing import Final

WORDS_EN: Final[dict[str, str]] = {
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
        wish_dead wish_were_dead wish_was_dead better_off_dead better_dead rather_{be_dead,die,be_died} ready_die
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
    "rash": "rash{,es} hives itching_all_over allergic_reaction allergic",
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
        hoo_ha wip{e,es,ing} pelvi{c,s} backside behind tush{,y} dick cock undercarriage nuts
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
        floppy slap{s,ping}
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
        number_one yurinate urinat peeing_on emptying_my
    """,
    "stool": """
        poop{,s,ed,ing,y} poo{,s,ed,ing} stool{,s} bowel{,s} feces fecal faeces crap{,ped} shit{,s,ting} bm{,s}
        defecat{e,ed,ing} number_two diarrhea turd{,s}
        {go,going,gone,went}_number_two
    """,
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
        off_the_charts crazy
    """,
    "new": "new_{pain,back_pain,pains,numbness,symptoms,symptom,weakness}",
    "closing": "swell{,s,ing} swollen swole clos{e,ed,ing} puff{y,ed} droop{,s,ing,y} numb tight",
    "pill": """
        pill{,s} tablet{,s} medicine{,s} med{,s} medication{,s} oxy{,s} oxycodone hydrocodone percocet{,s} norco
        tramadol vicodin painkiller{,s} opioid{,s} morphine gabapentin tylenol fentanyl
    """,
    "overmuch": """
        twice double doubled triple tripled extra too_{many,much} to_many instead whole_bottle more_than all_of
    """,
    "heavy": "heavy heaviness lead dead_weight stiff_as",
    "drowsy": "sleepy drowsy drowsiness groggy sedated zombie wont_wake sleeping_all_day",
    "burning": "burn{,s,ing} blood{,y} smell{,s,y} cloudy dark hurts stings stinging painful pain",
}

HARMLESS_EN: Final[dict[str, str]] = {
    # Everyday phrases in which one word of the idea means something else.
    "fell": """
        {fall,fell,falling,falls,fallen}_{asleep,behind,in_love,back_asleep}
        fall_{weather,season,semester,colors,leaves,break,day,air,cleaning,clothes,here}
        this_fall in_the_fall last_fall next_fall early_fall fall_is_{nice,here,beautiful} love_fall
        slipped_{disc,disk,my_mind} pulled_{fall}
        falling_into_place fall_in_line fell_into_a_routine
    """,
    "weak": """
        gave_{me,him,her,us,you} giving_{me,him,her,you} gives_{me,him,her} gave_up_{on,smoking} gave_it giving_it
    """,
    "popped": "popped_{in,by,over,round,out_to} popped_{a,an,my,one,some}_{pill,tylenol,advil}",
    "blood": "blood_{pressure,test,tests,work,thinner,thinners,sugar,draw,drawn,type,drive} bloodwork",
    "wound_leak": """
        blood_{pressure,test,tests,work,thinner,thinners,sugar,draw,drawn,type,drive} leak_{in_the_roof}
        discharge_{papers,instructions,paperwork,summary,date,day,nurse,packet,sheet}
        drain_{the,cleaner} roof_leak{,s,ing} {faucet,sink,pipe,toilet,roof}_leak{s,ing} soaked_in_the_sun
        after_discharge since_discharge
    """,
    "wound": """
        cut_{back,down,the_grass,out,off} cut_my_{hair,hours,nails} web_site job_site work_site construction_site
        your_site hair_cut
    """,
    "wound_bad": """
        hot_{tub,tea,coffee,chocolate,dog,dogs,shower,bath,pack,water_bottle,day,weather,outside,meal,soup,pad}
        open_{house,the_door,the_link,late,today,at,until,enrollment}
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
        {cant,cannot}_{stand,walk}_{it,the,this,these,long,far,for_long,too_far,very_far,very_long,fast,that_far,too_long,much,that,as_far,the_dog,my_dog}
    """,
    "emergency": "emergency_{contact,contacts,number_on_file} no_emergency not_an_emergency non_emergency",
    "stool": "bar_stool step_stool foot_stool no_shit",
    "urine": "pissed_off",
    "on_self": "by_{myself,himself,herself} out_of_bed in_bed_early",
    "control_lost": "car_accident",
    "overmuch": "twice_{day,daily,week,per_day} {not,no}_more_than instead_of_{going,the_gym,coming,driving}",
    "head": "head_{to,over,out,back,start}",
    "confused": "confused_about_{the,my}_{appointment,time,date,address,form,bill,schedule}",
    "numb": """
        asleep_{by,at,early,all_night} {was,am,fast,sound,half,fell,fall,were}_asleep dead_{battery,phone,car}
        phone_dead {battery,phone}_{is_dead,dead,was_dead}
    """,
    "chest": "chess_{game,club,board,match} {play,played,playing}_chess love_with_all_my_heart",
    "very_ill": "not_urgent no_rush weak_{coffee,tea,signal} admitted_that",
    "breath": "deep_breath{,s,ing} fresh_air air_{conditioning,conditioner,port}",
    "headache": "head_to",
    "vomit": "throw_up_my_hands",
}
