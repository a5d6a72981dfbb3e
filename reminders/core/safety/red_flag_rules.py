"""Which ideas together make a red flag, and how near each other they must stand: data for a clinician to review.

`within` counts meaningful words; 0 is for ideas that flag alone. Only what is said of the patient now counts (see
`red_flag_scope`). Source: cauda equina, wound, clot and dural-leak
warnings as listed in the two word files.
"""

# ruff: noqa: SIM905 - word lists read better as words than as a list of strings
from __future__ import annotations

from typing import Final, NamedTuple


class Rule(NamedTuple):
    """All of `needs` within so many words, in any order."""

    name: str
    needs: tuple[str, ...]
    within: int = 0


NEGATOR_IDEAS: Final = frozenset(
    "not cannot cannot_feel gone unnoticed nothing_comes no_strength cannot_bear no_waking unrelieved".split()
)
"""Ideas whose own words negate: what they negate ("no siento", "can't pee") is the symptom."""

OTHERS_TOO: Final = frozenset("child swallowed".split())
"""Ideas that count when they are said of somebody else: a grandson who got into the pills is an emergency."""

OFTEN_HARMLESS: Final = frozenset(
    {
        "asks for emergency help",
        "bladder numb or weak",
        "cannot lift the head",
        "cannot walk far",
        "clot",
        "confused",
        "constipated",
        "dizzy, vision",
        "fall",
        "fever",
        "head hurts",
        "headache",
        "leg swollen or hot",
        "no stool",
        "overdose",
        "rash",
        "stroke, seizure, heart attack",
        "tingling",
        "urine on oneself",
        "very ill",
        "vomiting",
        "wound leaking, smelling, infected",
        "wound trouble",
    }
)
"""Rules of one common word, which say little by themselves: the classifier must agree. Found by measuring."""

EMERGENCY_RULES: Final[tuple[Rule, ...]] = (
    Rule("asks for emergency help", ("emergency",)),
    Rule("calls for an ambulance", ("call_for_help",)),
    Rule("suicide", ("suicide",)),
    Rule("overdose", ("overdose",)),
    Rule("heavy bleeding", ("bleeding", "streaming"), 5),
    Rule("bleeding that will not stop", ("hemorrhage",)),
    Rule("fainted or cannot be woken", ("faint",)),
    Rule("stroke, seizure, heart attack", ("stroke_or_heart",)),
    Rule("breathless", ("breathless",)),
    Rule("breathing trouble", ("breath", "breath_bad"), 4),
    Rule("cannot breathe", ("breath", "cannot"), 4),
    Rule("cannot move or stand", ("paralyzed",)),
    Rule("lost control of bladder or bowel", ("control_lost",)),
    Rule("no feeling", ("no_feeling",)),
    Rule("saddle numbness", ("saddle", "numb"), 6),
    Rule("saddle without feeling", ("saddle", "cannot_feel"), 6),
    Rule("saddle tingling", ("saddle", "tingle"), 5),
    Rule("leg without feeling", ("legs", "cannot_feel"), 6),
    Rule("both legs numb", ("both_legs", "numb"), 6),
    Rule("both legs, apart, numb", ("both", "legs", "numb"), 6),
    Rule("feeling gone in the saddle", ("saddle", "feeling", "gone"), 6),
    Rule("feeling gone in a leg", ("legs", "feeling", "gone"), 6),
    Rule("passes water without feeling", ("urine", "cannot_feel"), 5),
    Rule("passes stool without feeling", ("stool", "cannot_feel"), 6),
    Rule("cannot pass water", ("urine", "cannot"), 5),
    Rule("has not passed water", ("urine", "not"), 4),
    Rule("leaks urine", ("urine", "leak"), 4),
    Rule("urine on oneself", ("urine", "on_self"), 4),
    Rule("bladder numb or weak", ("urine", "numb"), 4),
    Rule("nothing comes on the toilet", ("toilet", "nothing_comes"), 8),
    Rule("dribbles on the toilet", ("toilet", "dribble"), 8),
    Rule("leaks on coughing", ("leak", "strain"), 5),
    Rule("has to go and cannot", ("must_go", "nothing_comes"), 6),
    Rule("wet without noticing", ("wet", "unnoticed"), 7),
    Rule("numb where one sits", ("seat", "numb"), 6),
    Rule("no feeling where one sits", ("seat", "cannot_feel"), 6),
    Rule("numb below the waist", ("below_waist", "numb"), 7),
    Rule("no feeling below the waist", ("below_waist", "cannot_feel"), 7),
    Rule("leaks stool", ("stool", "leak"), 4),
    Rule("stool on oneself", ("stool", "on_self"), 4),
    Rule("stool unnoticed", ("stool", "unnoticed"), 6),
    Rule("urine unnoticed", ("urine", "unnoticed"), 6),
    Rule("new sexual numbness", ("sex", "numb"), 6),
    Rule("sex without feeling", ("sex", "cannot_feel"), 6),
    Rule("new sexual trouble", ("sex", "cannot"), 6),
    Rule("cannot move a leg", ("legs", "cannot", "move"), 7),
    Rule("leg weakness", ("legs", "weak"), 5),
    Rule("leg weakness as a phone hears it", ("week_heard",)),
    Rule("leg without strength to stand", ("no_strength", "walk"), 4),
    Rule("too weak to stand", ("weak", "walk"), 2),
    Rule("legs bear nothing", ("legs", "cannot_bear"), 6),
    Rule("strength leaves a leg", ("legs", "strength", "gone"), 5),
    Rule("arm weak", ("arm", "weak"), 3),
    Rule("chest pain", ("chest", "hurts"), 5),
    Rule("coughs blood", ("cough", "blood"), 5),
    Rule("airway swelling or a drooping face", ("throat", "closing"), 3),
    Rule("more pills than meant", ("pill", "overmuch"), 4),
    Rule("somebody else swallowed pills", ("pill", "swallowed", "child"), 5),
    Rule("pills and cannot be woken", ("pill", "no_waking"), 10),
    Rule("drowsy on pain pills", ("drowsy", "pill"), 8),
)

CALL_TODAY_RULES: Final[tuple[Rule, ...]] = (
    Rule("fever", ("fever",)),
    Rule("has a fever", ("has_fever",)),
    Rule("wound leaking, smelling, infected", ("wound_leak",)),
    Rule("wound red, wet, open", ("wound_state",)),
    Rule("wound trouble", ("wound", "wound_bad"), 6),
    Rule("back wet, red, swollen", ("back", "back_bad"), 3),
    Rule("clot", ("clot",)),
    Rule("calf", ("calf", "swollen"), 6),
    Rule("calf pain", ("calf", "hurts"), 5),
    Rule("leg swollen or hot", ("legs", "leg_swollen"), 5),
    Rule("headache", ("headache",)),
    Rule("head hurts", ("head", "hurts"), 4),
    Rule("fall", ("fell",)),
    Rule("a person fell", ("fell_down",)),
    Rule("can barely walk", ("barely_walks",)),
    Rule("something popped", ("popped",)),
    Rule("tingling", ("tingle",)),
    Rule("leg numb", ("legs", "numb"), 5),
    Rule("leg heavy", ("legs", "heavy"), 3),
    Rule("cannot lift the head", ("head", "cannot"), 3),
    Rule("vomiting", ("vomit",)),
    Rule("confused", ("confused",)),
    Rule("rash", ("rash",)),
    Rule("constipated", ("constipated",)),
    Rule("no stool", ("stool", "not"), 4),
    Rule("cannot pass stool", ("stool", "cannot"), 4),
    Rule("dizzy, vision", ("dizzy",)),
    Rule("drowsy", ("drowsy",)),
    Rule("very ill", ("very_ill",)),
    Rule("burning or bloody urine", ("urine", "burning"), 4),
    Rule("severe or sudden pain", ("worst", "hurts"), 4),
    Rule("pain that nothing eases", ("hurts", "unrelieved"), 8),
    Rule("new pain", ("new",)),
    Rule("cannot walk far", ("cannot", "walk"), 2),
    Rule("pain all at once in the back", ("back", "worst"), 4),
)

FILLERS: Final[frozenset[str]] = frozenset(
    """
    the a an my his her their our its it is are was were am be been being im ive hes shes i he she to of in on at and
    so very really just kind kinda
    sort bit little lil pretty super also still got getting quite even like feels feel
    el la los las un una unos unas mi mis su sus de del al en es esta estan estoy y que me se le muy mucho mucha poco
    tan como ya lo pa para ni bien
    """.split()
)
