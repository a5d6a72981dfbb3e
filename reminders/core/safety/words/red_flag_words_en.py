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
    "call_for_help": """
        {should,do,can,could,shall,must}_{i,we}_{call,dial,phone}_{911,an_ambulance,ambulance}
        {need,send,get,want}_{ambulance,an_ambulance,paramedics,the_paramedics}
        {send,get}_{help_now,somebody,someone_here}
        {called,calling,dialed,dialing,phoned}_{911,nine_one_one,ambulance,an_ambulance,paramedics,ems}
        {is,its,this_is,have,having}_{emergency,an_emergency} {is,its,it_is,this_is,very}_urgent
        urgent_{please,call,help,need,answer} ambulance_{is,on,here,coming,now,please} {ems,paramedics}_{here,coming}
        call_911_{for,please,now,my} help_im_{scared,afraid,dying,alone}
        {somebody,someone}_call_911 {please,somebody,someone}_help_{me,us}_i
    """,
    "suicide": """
        {everyone,everybody,family,kids,they,wife,husband,yall}_{would,d,will}_be_{better_off,fine_without_me,happier_if_i,happier_without}
        {would,will}_be_better_off_without {everyone,everybody,family,kids}_better_off not_be_on_{earth,planet}
        {wish,wished}_{i,he,she}_{had,d,would_have,just}_died
        wish_i_{stayed_under,never_came_out,wasnt_here,wasnt_alive} if_i_{wasnt,werent}_{around,here,alive}
        {notice,miss_me,care}_if_i_{was,were}_gone rather_not_be_{here,alive} dont_want_be_on_{this_,}{earth,world}
        {pills,oxys,percs,meds}_{saved_up,stockpiled} {goodbye,suicide}_{note,letter}{,s} make_it_all_{go_away,stop}
        telling_everyone_goodbye {saying,said}_goodbye_to_{everyone,everybody} dark_thoughts no_will_{live,go_on}
        {giving,gave,gives}_away_{everything,all_my_things,all_his_things,all_her_things,my_belongings,his_things,her_things}
        tell_{kids,wife,family,husband}_i_love thoughts_of_{dying,death,ending}
        hope_i_{dont_wake,never_wake,go_to_sleep_and} better_off_if_{i,he,she} didnt_wake_up_tomorrow
        {put,end}_to_my_misery dont_wake_up_tomorrow 988 suicide{,s} suicidal suicid{,e}s
        kill{,ing}_{myself,himself,herself,themselves,themself} killmyself kms end{,ing}_{my,his,her}_life
        end{,ing}_it_all end{,ing}_everything {take,taking,took}_{my,his,her}_{own_life,life} never_born want_die
        wants_die wanna_die want_dead wanted_die wanting_die wish_{i,he,she}_{was,were,would}_{dead,die}
        point_{of,in}_{living,life} {no,what,whats}_point_living wish_dead wish_were_dead wish_was_dead
        better_off_dead better_dead rather_{be_dead,die,be_died} ready_die gonna_die going_die might_die about_die
        let_me_die just_die
        {dont,not,doesnt,cant,not_wanna,dont_wanna,no}_want_{live,be_alive,be_here,exist,wake_up,go_on}
        dont_wanna_{live,be_alive,be_here,exist,wake_up}
        no_reason_{live,to_go_on,living,keep_living,keep_going,to_be_here}
        {tired,sick,done}_of_{life,being_alive,living,existing} nothing_live_for cant_go_on cant_live_like_this
        no_point_living {hurt,harm,hurting,harming,cut,cutting,shoot,hang}_{myself,himself,herself} self_harm{,ing}
        unalive{,d} selfharm {cares,care}_if_{i,he,she}_{live,lives,die,dies}
        cant_{do,take}_{this,it}_{anymore,any_more,any_longer} want_{it,this,everything}_{be_over,over,end}
        without_me_here not_be_here_anymore tired_of_living done_with_life done_living give_up_on_life
        better_off_without_me better_without_me kll_{myself,himself,herself} die_sleep die_in_my_sleep
        {never,not,dont}_wake_up_{again,anymore} never_wake_up hope_i_dont_wake_up wish_i_never_woke_up sleep_forever
        not_worth_living isnt_worth_living no_point_{anymore,going_on,in_anything} see_no_point no_reason_to_live
        {burden,im_burden}_{everyone,everybody,family,my_family,them,on_everyone} jump_off_{bridge,roof,building}
        hang_myself gun_to_my_head disappear_forever
        {want,wanna,going_to,plan}_{disappear,give_up,end_it,end_things,end_it_tonight} plan_to_end
        {life,lifes}_not_worth nothing_left_{live,live_for} {lost,lose,losing}_will_{live,live_anymore}
        goodbye_{everyone,forever} {pills,bottle,gun,rope}_{lined,all_lined,ready_to}_up {pills,gun}_in_my_hand
        {shoot,hang}_{themself,themselves}
        {whats,what_is}_the_point_of_{waking,going_on,living,getting_up,any_of_it,this}
        wont_be_here_{tomorrow,anymore} not_going_to_be_here_{tomorrow,anymore} not_gonna_be_here_{tomorrow,anymore}
        finish{,ing}_the_job_myself {take,swallow}_all_{my,the,of_my,of_the,of_these,these}_pills
        {looking,look}_at_the_pill_bottle dont_want_{this_life,my_life}
    """,
    "overdose": """
        overdose{,d,s} overdosing od od_d odd_on oded ods over_dose{,d} too_many_{pills,meds,tablets,oxys,percs,tabs}
        {took,taken,take,taking,swallowed,had,ate,eaten}_too_{many,much} to_many_{pills,meds,tablets}
        {took,taken,swallowed}_to_{many,much} {took,taken,taking,swallowed}_way_too_{many,much}
        {took,taken,swallowed}_{all,whole,entire}_{pills,meds,tablets,bottle,medicine,oxy}
        too_many_pain_{pills,meds,killers}
        {took,taken,swallowed}_{all,the_whole,whole,entire}_{of_my,my,of_the,the}_{pills,meds,tablets}
        {took,taken,swallowed}_{all,the_whole,whole,entire}_{of_my,my,of_the,the}_{bottle,medicine,oxy}
        {took,taken}_{double,triple,twice}_dose double_dose{,d} doubled_{my,the,his,her}_dose whole_bottle
        entire_bottle
        {took,taken,takes,swallowed,ate}_{pills,meds,oxys,percs}_{at_once,all_at_once,together,in_one_go}
        {took,taken,takes,swallowed,ate}_{tablets,medicine,medication,bottle}_{at_once,all_at_once}
        {took,taken,takes,swallowed,ate}_{tablets,medicine,medication,bottle}_{together,in_one_go}
        {oxys,pills,percs,tablets,norcos}_{at_once,all_at_once} {took,taken}_{double,triple}
        {took,taken}_twice_as_{much,many} extra_{pills,dose,doses} narcan naloxone
        poisoned poisoning double_dosed
        too_much_{medicine,medication,meds,oxy,oxycodone,morphine,fentanyl,pain_medicine}
        od_ing overmedicated over_medicated
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
        {unable,not_able}_wak{e,ing}{,_up,_him,_her,_them} wakes_up_hard wont_stay_awake went_unconscious
        woke_up_{floor,ground,bathroom_floor} everything_went_{black,dark} went_black vision_went_black fell_out_cold
        out_cold went_limp saw_stars came_to_on zonked nodded_off_mid eyes_rolled rolled_back
        breathing_slow{,ly}
        shallow_breath{ing,s} barely_breathing {wont,doesnt,not,cant,isnt}_{respond,responding,react}
        {no,cant_find,cannot_find,cant_get}_{pulse,a_pulse}
    """,
    "stroke_or_heart": """
        heart_attack{,s} stroke seizure{,s} seizing convulsi{on,ons,ng} convulsing cardiac_arrest
        pulmonary_embol{ism,us}
        embolism face_{droop,drooping,drooped,drooped_down} slurr{ed,ing}_{speech,words,his_words,her_words}
        slurring slurred lips_{blue,purple,turning_blue,turned_blue} blue_lips turning_blue turned_blue
        {cant,cannot,couldnt}_{talk,speak}{,_right,_straight,_clearly,_normal} words_come_out_{wrong,funny,jumbled}
        words_coming_out_{wrong,funny,jumbled} {one,left,right}_side_{numb,weak,droops,drooping,of_face}
        mouth_{crooked,drooping,droops,drooped} face_{crooked,numb}
        anaphyla{xis,ctic}
    """,
    "breathless": """
        breathless out_of_breath short_of_breath shortness_of_breath short_breath shortness_breath shortbreath
        short_breathed
        sob gasping gasp suffocat{e,ing,ed} choking winded wheez{e,ing,y} hyperventilat{e,ing}
        {cant,cannot,couldnt,not}_{get,catch}_{air,breath,enough_air,my_breath,his_breath,her_breath} catch_my_breath
        cant_breath{,e} dyspnea need_air no_air short_winded shortwinded air_hung{er,ry} panting huffing_and_puffing
        huff{ing,in}_puff{ing,in} out_of_air not_enough_air
        {cant,cannot,couldnt}_take_{breath,deep_breath,full_breath}
        oxygen_{low,is_low,dropped,level} low_oxygen
    """,
    "paralyzed": """
        paraly{zed,sed,sis,ze,ses,zing,tic} paralized paralysed {gone,went}_off_{my,his,her}_legs foot_drop{,ped,s}
        drop_foot dropped_foot dropfoot footdrop
        foot_drag{s,ging} dragging_foot drag_foot
        {cant,cannot,couldnt,unable,not_able,not,cand,caint}_move{,_anything,_at_all}
        {cant,cannot,couldnt,unable,not_able}_{get_up,stand_up,stand_on}
        {cant,cannot,couldnt,unable,not_able}_{get_out_bed,get_out_of_bed,get_off_floor,stand_anymore}
        {cant,cannot,couldnt,unable}_get_off_the_floor cant_stand_without cannot_stand_without
        {cant,cannot,couldnt,unable,not_able}_walk cant_bear_weight cant_hold_{his,her,my}_weight
        {leg,legs,foot,feet}_{dont,doesnt,wont,arent,isnt,not,stopped,quit}_{work,working,move}
        {leg,legs,foot,feet}_{dont,doesnt,wont,arent,isnt,not,stopped,quit}_{moving,respond,responding,hold}
        {leg,legs,foot,feet,toes}_{dont,doesnt,wont}_{listen,cooperate,straighten,come_up,go_up,do_what}
        {cant,cannot,couldnt,dont}_feel_{floor,ground,pedal,pedals,my_steps,where_i_step}
        trip{,s,ping,ped}_over_{my,his,her}_{foot,feet,toe,toes}
        {cant,cannot,couldnt}_{push_off,tiptoe,tip_toe,walk_on_heels}
    """,
    "control_lost": """
        {lost,lose,loses,losing,no,loss,without,not,cant,cannot,couldnt}_control{,led,ling} incontinen{t,ce,se}
        in_continent
        incontinance {cant,cannot,couldnt,didnt,not}_hold_{it,it_in,my_pee,my_bladder,my_bowels}
        {wet,wetting,peed,pissed,peeing,pissing,soiled}_{myself,himself,herself,itself}
        {soiling,messed,pooped,crapped,shit,wets,urinated}_{myself,himself,herself,itself}
        {wet,wetting,peed,pissed,soiled,soiling}_{my,his,her,the}_{pants,bed,underwear,clothes,sheets}
        {messed,pooped,crapped,shit,shat,wets}_{my,his,her,the}_{pants,bed,underwear,clothes,sheets}
        {messed,pooped,crapped,soiled,wet,peed}_{my,his,her,the}_{pajamas,pjs,chair,recliner,shorts,nightgown,couch}
        wet_bed wetting_bed bedwetting soil{ed,ing} soil_{myself,himself,herself} shart{ed,s}
        didnt_make_it_to_{bathroom,toilet} {cant,didnt,couldnt,dont}_make_it_to_{bathroom,toilet,restroom}
        bathroom_accident{,s}
        had_an_accident had_accident{,s} having_accidents accident_{in_bed,in_my_pants,in_pants} cauda_equina
        {wear,wearing,need,needing,using}_{diaper,diapers,depends,adult_diapers,pullups,pull_ups}
        {urinary,urine,bladder}_retention {not,not_even,not_single,only,just,barely}_{drop,drops,a_drop,few_drops}
        few_drops drop_two_comes {weak,slow,no}_stream stream_{weak,slow,stops}
        {havent,hasnt,hadnt,have_not,has_not,not}_{go,gone,able_go}_{since,all_day,all_night}
        {havent,hasnt,hadnt,have_not,has_not,not}_{go,gone,able_go}_{all_morning,today,hours,overnight}
        {never,cant,cannot,couldnt,unable,not_able,wont}_{go,gone,able_go}_{since,all_day,all_night}
        {never,cant,cannot,couldnt,unable,not_able,wont}_{go,gone,able_go}_{all_morning,today,hours,overnight}
        {cant,cannot,cnt}_p nature_call_{wont,cant} {lost,no,without}_{urge,urges} didnt_know_i_{went,peed,pooped}
        {clean,cleaned,cleaning}_{me,him,her}_up
        {went,going,goes}_{in_bed,in_the_bed,all_over_myself,in_his_pants,in_her_pants,without_knowing}
        {went,going,goes}_{without_feeling,without_warning,on_myself,on_himself,on_herself,in_my_pants}
        {pee,poop}_accident{,s}
        {waterworks,water_works}_{shut,stopped,quit,closed}_{down,off,on,working}
        {water_works,waterworks}_{quit,stopped}
    """,
    # --- alone: call today ----------------------------------------------------------------------------------
    "has_fever": "{have,has,running,got,spiked,run,have_got}_{fever,high_fever,low_fever,bad_fever}",
    "fever": """
        fever{,s,ish} fevr fevor feaver febrile feverous temp_high high_temp{,erature}
        {running,have,has,had,got,ran,run,spiked}_a_temp{,erature}
        running_temp{,erature} burning_up chills chilled the_chills shiver{,s,ing,y} shivers rigors cold_sweat{s,ing}
        night_sweat{s,ing} sweats sweating hundred_{one,two,three,four} hundred_and_{one,two,three,four}
        {cant,cannot,couldnt}_{stop_shaking,get_warm,warm_up,stop_shivering} teeth_chattering
        freezing_and_{hot,sweating,shaking}
        shaking_{and_freezing,freezing,cold} freezing_cold hot_and_cold
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
        opened_{up,back_up} wide_open popped_{a,some,my}_stitch{,es} gunk{,y} goop{,y} ooey gooey goo nasty_smell
        rotten
        {yellow,green,brown,nasty,weird,sticky,cloudy,white}_{stuff,fluid,liquid,drainage,goo,crust,spot,stain,slime}
        {shirt,sheet,sheets,bed,pillow,pajamas,gown}_{wet,stained,soaked,bloody,damp} wet_{shirt,sheets,spot,back}
        stuff_{coming_out,came_out,comes_out}
        smell_{coming,comes}_{off,from,out} {white,pink,green,yellow}_{goop,water,goo}
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
        migraine{,s} migrane stiff_neck neck_{stiff,stiffness} light_{hurts,bothers,hurting}_{eyes,my_eyes,me}
        sensitiv{e,ity}_to_light lights_hurt
    """,
    "fell_down": """
        {i,he,she,mom,dad,mother,father,husband,wife,grandma,grandpa,patient}_{fell,tripped,slipped,slid}
        {had,took,taken,having}_{fall,bad_fall,nasty_fall,little_fall,spill,tumble}
        fell_{down,in,off,out,from,while,last,yesterday,this,again,backwards,forward,flat,hard}
        {have,has,had}_{fall,fallen}_{down,from,off} {lost,lose}_my_footing rolled_{out,off}_{of,bed,the_bed}
    """,
    "barely_walks": "{can_barely,barely,can_hardly,hardly}_{walk,stand,move} barely_able_to_{walk,stand,move}",
    "fell": """
        fell fall falls falling fallen felled felt_down slipped tripped tumble{,d} took_{spill,tumble} wiped_out
        hit_the_floor
        {went,gone,goes,go}_down_{hard,in,on,at,outside} {i,and_i}_go_down dropped_to_floor faceplant{,ed}
        on_the_floor landed_on {lost,lose,losing}_balance
        {missed,missing}_step slid_{off,out,down} ended_up_on_floor hit_{my,his,her}_{back,head} {hit,banged}_head
        {foot,feet,leg,legs}_{out_from,from_under,out_under}
    """,
    "popped": """
        popped broke_something {heard,felt,feel,hear}_{pop,snap,crack,crunch} popping_{sound,noise} snapped
        something_{pop,popped,snap,snapped,crack,cracked,gave,tore,ripped,shifted,slipped} a_{pop,snap,crack}_in
        {heard,felt,feel,hear}_{crunch,clunk,tear,rip,click,it_pop,it_snap}
    """,
    "tingle": """
        tingl{e,es,ing,y,ed} pins_needles pins_and_needles tingeling pinsandneedles electric_shock{,s} zap{s,ping}
        zing{s,ers,ing} prickl{y,es,ing} electricity_down lightning_bolt{,s} electric_{jolt,jolts,zaps}
    """,
    "vomit": """
        vomit{,s,ed,ing} throw{ing,s}_up threw_up throw_up thrown_up thru_up puk{e,ed,es,ing} barf{,ed,ing}
        upchuck{,ed,ing}
        {nothing,food,water}_stays_down everything_comes_back_up dry_heav{e,es,ing}
        {cant,cannot,couldnt,not,wont}_keep{ing,}_{anything,food,water,it,stuff,pills,meds,fluids}_down cant_keep_down
    """,
    "confused": """
        confus{ed,ion,ing} disoriented disorientated deliri{um,ous} hallucinat{e,es,ing,ions,ion} delusional
        not_making_{sense,any_sense} isnt_making_sense makes_no_sense talking_{nonsense,crazy,gibberish} seeing_things
        hearing_voices
        doesnt_know_{where,who,me,us,what_day} doesnt_recognize not_herself not_himself incoherent loopy out_of_it
        {talking,talk}_{out_of_head,out_of_his_head,out_of_her_head,funny,weird}
        act{ing,s}_{strange,weird,crazy,funny,off,drunk}
        {mind,head}_isnt_right not_in_right_mind forgets_where wander{ing,s}_around doesnt_make_sense dont_make_sense
        {talking,talks,talk}_to_{people,someone,somebody,folks,persons}_{not,who,that,nobody,no_one}
        {people,someone,somebody,men,kids}_{who,that}_{arent,isnt,is_not,are_not}_{here,there,in_the_room}
    """,
    "rash": """
        rash{,es} hives itch{ing,y,es}_{all_over,everywhere,like_crazy} allergic_reaction allergic welts
        bumps_all_over red_{bumps,spots,dots,blotches} {itchy,red_itchy}_{bumps,spots,skin}
        covered_in_{bumps,spots,red,hives,itchy} {broke,broken,breaking}_out_{in,all_over,with,on} blister{,s,ed,ing}
    """,
    "constipated": """
        constipat{ed,ion} constapated constipted
        {cant,cannot,havent,hasnt,not,no,havnt,couldnt}_{poop,pooped,poo,pooing,pooping,bm,go_number_two}
        no_bowel_movement{,s} not_had_bm {havent,hasnt}_had_{bm,bowel_movement} blocked_up backed_up bunged_up
        stopped_up plugged_up bound_up bowels_{havent,wont,dont,stopped}_move{,d} no_poop no_bm
        {havent,hasnt,hadnt,not}_{gone,moved}_{in,for}_{3,4,5,6,7,8,9,10,three,four,five,six,seven,week,a_week}
        {3,4,5,6,7,8,9,three,four,five,six,seven}_days_{no,without}_{poop,bm,pooping,bowel,going}
        impacted
    """,
    "dizzy": """
        dizz{y,iness,yness} lightheaded{,ness} light_headed woozy vertigo room_{spinning,spins} blurr{y,ed}_vision
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
        jaundice{,d} skin_yellow trouble_swallowing cant_swallow hopeless nobody_cares
        {cant,cannot,couldnt}_{take,stand,handle,deal}_{pain,with_pain,this_pain}
        nothing_{helps,touches,works}_{pain,for_pain}
        {pills,meds,medicine,medication}_{arent,not,isnt,dont,doesnt,wont}_{working,touching,helping,work,help,touch}
        {crying,screaming,tears,dying}_{in_pain,from_pain,pain}
    """,
    "hemorrhage": """
        bleed{,s,ing}_{lot,so_much,so_bad,nonstop} blood_{everywhere,all_over}
        hemorrhag{e,ing,ed} bleeding_{out,badly,real_bad,heavy,heavily,profusely}
        {wont,will_not,doesnt,cant,cannot,not,didnt}_{stop,quit}_{bleeding,the_bleeding,the_blood}
        {bleeding,blood}_{wont,will_not,doesnt,isnt,is_not,not}_{stop,quit,stopping,slowing,quitting,slow,let_up}
        {bleeding,blood}_{just_keeps_coming,keeps_coming,still_coming,keeps_pouring} bled_through_{gauze,pad,bandage}
    """,
}
