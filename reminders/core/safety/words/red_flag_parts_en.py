"""English words for parts of the body and for what is wrong with them: a red flag only together.

Written as in `red_flag_words_en`, and from the same sources; `red_flag_rules` says what goes together.
"""

from __future__ import annotations

from typing import Final

PARTS_EN: Final[dict[str, str]] = {
    # --- parts of the body ----------------------------------------------------------------------------------
    "legs": """
        leg{,s,gs} legz lgs foot feet feets fet knee{,s} ankle{,s} toe{,s} thigh{,s} limb{,s} waist_down lower_body
        lower_half shoe_drags heel{,s} hip{,s} left_side right_side
    """,
    "both_legs": "both_{legs,feet,sides,my_legs,of_my_legs,my_feet} waist_down legs_and",
    "saddle": """
        saddle groin groins grion crotch crouch private{,s} private_{area,part,parts} genital{,s,ia,es}
        butt{,s,ocks,ock,ox} but_cheeks buttcheek{,s} bottom
        bum rear_end rectum rectal anus anal vagina{,l} viginal penis penile testicl{e,es} testicular balls scrotum
        booty butthole asshole anus coochie cooch cootch willy manhood womanhood girl_parts boy_parts
        {her,his,my}_parts
        tailbone sit_bones sitting_bones bikini_area diaper_area butt_crack toilet_seat the_seat {my,his,her}_seat
        {whole,entire}_seat both_cheeks {butt,bottom,seat,back}_cheeks privates fanny keister heinie hiney tail_end
        rump
        derriere caboose posterior taint bunghole hind_end hindquarters nards ball_sack ballsack labia nut_sack
        perineum perineal between_legs
        between_{my,his,her,the}_{legs,thighs} inner_thigh{,s} down_there down_below where_{i,he,she}_{sit,sits}
        nether{,s} lady_{parts,bits} vulva
        hoo_ha wip{e,es,ing} pelvi{c,s} backside behind tush{,y} dick cock undercarriage nuts
        rear {his,my}_boys
    """,
    "toilet": "toilet bathroom restroom potty commode bladder potty pot john",
    "dribble": "dribbl{e,es,ing,ed} drip{s,ping} drops trickl{e,es,ing}",
    "strain": "cough{,ing} sneez{e,es,ing} laugh{,ing}",
    "strength": "strength power fuerza fuerzas",
    "must_go": """
        {have,has,had,need,needs,want,wants,feel_like,urge}_{go,to_go,pee,tinkle}_{bad,so_bad,badly} so_bad_to_go
        have_{go,to_go} has_{go,to_go} {need,needs}_{go,to_go} {urge,urges}_to_go belly_full bladder_full full_bladder
    """,
    "nothing_comes": """
        nothing_{comes,come,coming,happens,out,happening,there}
        {wont,doesnt,not,cant,didnt}_{start,come,flow,empty,come_out,release}
        {cant,cannot,couldnt,unable,unable_to}_{go,start,empty,release} no_flow
    """,
    "wet": "wet soaked damp drenched soiled underwear undies boxers panties briefs",
    "unnoticed": """
        {dont,didnt,doesnt,not,never,without,didn,wont,cant}_{notice,noticing,know,knowing,realize,realizing}
        {dont,didnt,doesnt,not,never,without,didn,wont,cant}_{realise,feel,feeling,even_notice,even_know,aware}
        {couldnt,cant,cannot,could_not,cannot}_tell never_felt {no,had_no,have_no}_idea unaware on_its_own by_itself
        out_of_nowhere no_warning without_warning
    """,
    "seat": """
        {where,part,area,spot,place}_{i,he,she,you,we,i_would}_{sit,sits,wipe,wipes} where_{you,we}_{sit,wipe}
        bike_{seat,saddle} on_a_bike back_there
        cushion horse_saddle sit_on ride_a_{bike,horse}
    """,
    "below_waist": """
        {waist,hips,hip,belly_button,belly}_{down,and_down,on_down,downward,downwards}
        {navel,stomach,knees,knee,middle,butt}_{down,and_down,on_down,downward,downwards} from_here_down
        {below,under}_{waist,belly_button,navel,hips,knee,knees,my_waist,the_waist,my_knees} lower_{half,part,body}
    """,
    "no_strength": "{no,zero,lost,losing,without,not_enough,lacks,lacking}_{strength,power,force,energy}_to",
    "cannot_bear": """
        {cant,cannot,couldnt,wont,doesnt}_{bear,take,put,support,hold}_{weight,any_weight,any}
        {cant,cannot,couldnt,wont,doesnt}_{bear,take,put,support,hold}_{his_weight,her_weight,my_weight}
        {not,unable,not_able,cant_even,cant_put}_{bear,take,put,support,hold}_{weight,any_weight,any}
        {not,unable,not_able,cant_even,cant_put}_{bear,take,put,support,hold}_{his_weight,her_weight,my_weight}
        r_gone are_gone is_gone give {two,2,three}_people weight_on
    """,
    "arm": "arm arms hand hands side",
    "child": """
        son daughter kid kids child toddler baby grandson granddaughter grandchild grandkid dog hijo hija nino nina
        nieto nieta bebe
    """,
    "swallowed": """
        swallow{ed,s} ate got_into drank took chewed trago tomo comio agarro
        got_in_to
    """,
    "no_waking": """
        {wont,cant,cannot,not,isnt,doesnt,no,never,hard,unable}_{wake,wake_up,waking,respond,responding,answer}
        {wont,cant,cannot,not,isnt,doesnt,no,never,hard,unable}_{answering,move,moving}
        {wont,cant,cannot,not,isnt,doesnt,no,never,hard,unable}_{open_eyes,react,breathe,breathing}
        snor{ing,es} gurgl{ing,es}
    """,
    "chest": "chest chess cheast chst breastbone sternum heart ribcage breast left_arm jaw",
    "breath": "breath{,e,es,ing,s,in} brethe breth breaths brething breef air respiration lung{,s}",
    "calf": """
        calf calves calfs caff calve lower_leg{,s} back_of_leg back_of_{my,his,her}_{leg,knee} behind_knee
        behind_{my,his,her}_knee shin{,s}
    """,
    "both": "both",
    "feeling": "feeling{,s} sensation sense",
    "gone": """
        gone lost lose losing missing disappeared no leaving left going less loss fading vanished werent_there
        not_there
    """,
    "head": "head",
    "throat": "face lip lips tongue throat mouth airway",
    "wound": """
        wound{,s} wund wond incision{,s} insision insicion incission incesion stitch{,es} stiches stich staple{,s}
        suture{,s} scar dressing{,s}
        bandage{,s} bandaid{,s} band_aid gauze steri_strip{,s} surgery_site surgical_site surgery_{area,spot} site cut
        surgical_area closure skin tape glue zipper steristrips butterfly_strip{,s}
        where_they_{cut,operated,opened,went_in}
        where_{i,he,she}_{was_cut,got_cut,was_operated} surgery_{cut,hole,scar} pad
    """,
    "back": "back spine lower_back surgery_spot",
    # --- what is wrong with them ----------------------------------------------------------------------------
    "numb": """
        numb numbness nunb nubm num numm nub numbed numbing dead deadened asleep tingl{e,es,ing,y} pins_needles
        novocaine novocain novacain{,e} no_feelings lidocaine sleeping frozen deadness
        {gone,went,fell,falls,falling,goes,going}_{asleep,to_sleep,numb}
        like_{wood,cotton,cardboard,rubber,dentist} fuzzy wooden anesthesia anesthetized numbish
    """,
    "cannot_feel": """
        {cant,cannot,can_not,couldnt,dont,doesnt,didnt,not,barely}_{feel,fell,feal,fill,feeling}
        {hardly,never,unable,cand,caint,kant,cnt,cant_even,cant_really,stopped}_{feel,fell,feal,fill,feeling}
        {no,lost,lose,losing,loss,lack,lost_all,lost_the,zero,less,without}_{feeling,sensation,feelings,sensitivity}
        {feel,feels,feeling}_{nothing,dead,different,weird}
        {never,didnt,not}_felt nothing_when_i feeling_is_{gone,lost} feeling_gone no_longer_feel nothing_there
        {like,feels_like}_nothing
    """,
    "cannot": """
        cant cannot can_not canot caint kant kannot cnt cand cannt couldnt could_not cudnt unable not_able isnt_able
        wasnt_able trouble truble troubles difficult{,y,ies}
        struggl{e,es,ing,ed} hard harder hard_time barely hardly impossible nothing_{comes,coming,happens} wont
        will_not problem{,s} issue{,s}
        strain{,ing} tough blocked {unable,not_able,wasnt_able,isnt_able,havent_been_able,hasnt_been_able}_to
        {tried,trying,try}_to no_luck nada
    """,
    "not": """
        not no none never havent havnt hasnt hadnt haven didnt dont doesnt aint isnt wasnt arent nothing stopped
        zero without
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
        floppy flop{s,ping,ped,py} slap{s,ping,ped} dead spaghetti mush{y} hang{s,ing} droop{s,ing,ed,y}
        drop{s,ping} dangl{es,ing} {catch,catches,catching}_on
        unsteady stumbl{e,es,ing,ed} {give,giving,gives}_up_on
        shak{y,ing} unstable useless not_responding
        {not,arent,isnt,werent}_mine not_my_own belong_to_someone went_out go_out goes_out going_out crumpl{e,ed}
        not_strong losing_{strength,power} loss_strength
    """,
    "week_heard": """
        {leg,legs,foot,feet,knee,knees}_{week,feel_week,feels_week,went_week,got_week,getting_week,feeling_week}
        week_{leg,legs} numb_week {getting,so,too}_week_{to_stand,to_walk}
    """,
    "urine": """
        pee{,s,d,ing,in} peepee pea pees peed wee weeing urin{e,al} urinat{e,es,ed,ing,ion} urinating piss{,ed,ing,es}
        tinkl{e,ed} void{,ing,ed} bladder pottie potty wiz whiz wizz {take,taking,took}_{leak,piss,whiz}
        {make,making,made}_water urinary
        {go,goes,going,gone,goin,went}_{bathroom,restroom,toilet,number_one,number_1,pee,loo,potty,john}
        {use,uses,using,used}_{bathroom,restroom,toilet,loo,commode,potty} pass{,ing,ed}_{water,urine} pp
        bathroom_urge
        number_one yurinate urinat peeing_on emptying_my
        waterworks water_works {youre,your}_in_{to,out,come,since} {plumbing,waterworks}_{shut,stopped,quit}
    """,
    "stool": """
        poop{,s,ed,ing,y} poo{,s,ed,ing} stool{,s} bowel{,s} feces fecal faeces crap{,ped} shit{,s,ting} bm{,s}
        defecat{e,ed,ing} number_two diarrhea turd{,s}
        {go,going,gone,went}_number_two
    """,
    "leak": """
        leak{,s,ed,ing,age,y} leek{ing,s} run{s,ning}_down trickl{e,es,ing} dribbl{e,es,ing,ed} drip{,s,ping}
        accident{,s} comes_out coming_out
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
        boner
        libido sexually
    """,
    "hurts": """
        pain{,s,ful,ing} pane payn pian paine hurt{,s,ing} hurtin tight{,ness,ening} tite pressure heavy heaviness
        squeez{e,ing} crush{,ing,ed} ach{e,es,ing,y}
        burn{,s,ing} stab{,bing,s} sharp discomfort killing kills sore elephant weird tingl{e,ing} pound{s,ing}
        throb{s,bing,bed} weight explod{e,es,ing} split{s,ting} uncomfortable squish{ed,ing} brick{,s} band_around
    """,
    "breath_bad": """
        short{,er,ness} fast rapid gasp{,ing,s} shallow slow slowly labor{ed,ing} heavy hard harder hurts hurt pain
        painful catch struggl{e,es,ing} out_of stopped
        stops difficult{,y} trouble problem{,s} issue{,s} worse funny weird not cant cannot couldnt barely tight
        rattl{e,ing} straw bad less burn{,s,ing} full enough
    """,
    "cough": """
        cough{,s,ed,ing,in} coff{,ing} spit{,s,ting} hack{ing,ed} vomit{,ed,ing} throw{ing,s}_up threw_up
        throwing_up phlegm sputum mucus mucous bring{ing}_up
    """,
    "blood": "blood{,y} blud bloody",
    "swollen": """
        swell{,s,ing,ed} swole swolen swollen swolle heat puff{y,ed,iness} {bigger,larger,fatter,huge,big}
        twice_the_size balloon{ed,ing}
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
        gunk goo goop crust{y} slim{e,y} juice stuff soggy drench{ed} moist dripp{ing,ed} drip{s,ping} undone loose
        inflamed hard worried worry fell_{off,out}
    """,
    "back_bad": """
        leak{,s,ed,ing} ooz{e,ing} wet red swollen soaked bleeding drain{ing,age} gave_{out,way} went_out locked_up
        snapped popped bulg{e,ing} lump water coming_out damp soggy bloody smell{s,y} stinks hole open hot
    """,
    "worst": """
        worst severe sever unbearable unbareable excruciating excrutiating horrible terrible awful extreme intense
        agony agonizing sudden{,ly} all_of_a_sudden out_of_control
        insane worsening increas{ed,ing} worse shooting 10_{10,out_of_10} 9_{10,out_of_10} ten_out_of_ten uncontrolled
        off_the_charts crazy {jumped,shot}_{up,from} {went,gone}_up
    """,
    "unrelieved": """
        nothing_{helps,touches,works,eases,relieves,helping,touching,working,help,touch,stops,dulls,cuts}
        nothing_{i_take,i_took,i_do,i_try,you_gave_me,they_gave_me}_{touches,helps,works,eases,touch,help,work,stops}
        {not,isnt,arent,dont,doesnt,wont,aint}_{touch,touching,dent,cutting,cut}
        no_relief zero_relief not_helping_at_all {dont,doesnt,arent,isnt}_help_at_all
    """,
    "new": "new_{pain,back_pain,pains,numbness,symptoms,symptom,weakness}",
    "closing": "swell{,s,ing} swollen swole clos{e,ed,ing} puff{y,ed} droop{,s,ing,y} numb tight",
    "pill": """
        pill{,s} tablet{,s} medicine{,s} med{,s} medication{,s} oxy{,s} oxycodone hydrocodone percocet{,s} norco
        tramadol vicodin painkiller{,s} opioid{,s} morphine gabapentin tylenol fentanyl perc{,s} narcotic{,s} dose{,s}
    """,
    "overmuch": """
        twice double doubled triple tripled extra too_{many,much} to_many instead whole_bottle more_than all_of
        {took,taken,takes,taking,swallowed,ate,had}_{5,6,7,8,9,10,11,12,13,14,15,16,17,18,20}
        {took,taken,takes,taking,swallowed,ate,had}_{25,30,40,50,five,six,seven}
        {took,taken,takes,taking,swallowed,ate,had}_{eight,nine,ten,twelve,fifteen,twenty,handful,bunch}
        {by,my}_mistake by_accident accidentally a_bunch handful
    """,
    "heavy": "heavy heaviness lead dead_weight stiff_as",
    "drowsy": "sleepy drowsy drowsiness groggy sedated zombie wont_wake sleeping_all_day",
    "burning": "burn{,s,ing} blood{,y} smell{,s,y} cloudy dark hurts stings stinging painful pain",
    "bleeding": """
        blood{,y} blud bleed{,s,ing} bleedin bled
    """,
    "streaming": """
        gush{,ed,es,ing} pour{,ed,s,ing} spurt{,ed,s,ing} squirt{,ed,s,ing} stream{ing,s} spray{ed,ing} pool{ed,ing}
        puddle{,s} faucet fountain like_crazy heav{y,ily} profusely {losing,lost}_{lot,so_much,too_much} so_much
        lot_of running_{down,into,onto} through_{everything,gauze,towels,bandages,pad,bandage,dressing}
        thru_{everything,towels} soak{ed,ing} drenched saturated {full,bath,hand,three,two,four}_towel{,s}
    """,
}
