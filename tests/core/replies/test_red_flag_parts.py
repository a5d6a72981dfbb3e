"""The parts of reading a red flag: spoken numbers, readings, days without stool, and what a word is said of."""

from __future__ import annotations

from reminders.core.language.reply_text import fold
from reminders.core.safety.red_flag_numbers import digits_for_words
from reminders.core.safety.red_flag_scope import Standing, spoken_words
from reminders.core.safety.red_flag_vitals import days_without_stool, vitals
from reminders.core.safety.temperature import names_fever

SPOKEN = {
    "temp is one oh two": "temp is 102",
    "one hundred and one point five": "101.5",
    "a hundred and two": "102",
    "treinta y nueve y medio": "39.5",
    "treinta y ocho punto cinco": "38.5",
    "ciento cuarenta": "140",
    "trescientos cincuenta y dos": "352",
    "ochenta y cuatro": "84",
    "three fifty": "350",
    "heart rate one forty": "heart rate 140",
    "nine out of ten": "9 out of 10",
    "one of them": "one of them",
    "a las once": "a las once",
}
READINGS = {
    "my oxygen is 85": ["oxygen"],
    "oxygen 97": [],
    "O2 sat was 84, pulse 90": ["oxygen"],
    "pulse 97 oxygen 88": ["oxygen"],
    "pulse ox 98 heart rate 134": ["pulse"],
    "132 bpm": ["pulse"],
    "pulso en 135": ["pulse"],
    "heart rate 72": [],
    "pulse 40": ["pulse"],
    "walked with pulse 110 for 20 minutes": [],
    "bp 205/118": ["blood pressure"],
    "presion 70 con 40": ["blood pressure"],
    "bp 124/78": [],
    "sugar was 410": ["blood sugar"],
    "azucar 45": ["blood sugar"],
    "glucosa 120": [],
    "sugar hasn't gone over 300": [],
    "pain is 10 out of 10": ["pain 9 or 10 of 10"],
    "dolor 9 de 10": ["pain 9 or 10 of 10"],
    "pain 3 out of 10": [],
    "pain went from a 9 to a 3": [],
    "you guys get a 10 out of 10": [],
    "I took 9 oxycodone": ["many pills at once"],
    "took 2 tylenol": [],
    "i take 6 pills a day": [],
    "if my oxygen goes under 90 do i call": [],
}
STOOL = {
    "no bm in 5 days": 5,
    "llevo 6 dias sin obrar": 6,
    "a week with no poop": 7,
    "havent pooped since surgery 4 days": 4,
    "no poop for 1 day": 1,
    "5 days since surgery and feeling fine": None,
}
FEVERS = {
    "temp 101.8": True,
    "treinta y nueve y medio de calentura": True,
    "running one oh two": True,
    "38.5": True,
    "its 102 degrees outside": False,
    "38 grados afuera": False,
    "100 degrees in the house, AC broke": False,
    "temp 98.4": False,
    "should I call if my temp goes over 101": False,
    "if my temp is over 101.5 do I call": False,
}
STANDINGS = {
    ("no fever but my leg is numb", "fever"): Standing.NEGATED,
    ("no fever but my leg is numb", "numb"): Standing.LIVE,
    ("sin fiebre y la pierna dormida", "dormida"): Standing.LIVE,
    ("no fever, chills or redness", "redness"): Standing.NEGATED,
    ("i can't feel my leg", "leg"): Standing.LIVE,
    ("no siento la pierna", "pierna"): Standing.LIVE,
    ("no siento dolor en la pierna", "dolor"): Standing.NEGATED,
    ("it wont stop bleeding", "bleeding"): Standing.LIVE,
    ("my neighbor had a stroke", "stroke"): Standing.OTHER,
    ("the dog threw up and I fell", "fell"): Standing.LIVE,
    ("tripped over the dog and fell", "fell"): Standing.LIVE,
    ("what if i get a fever", "fever"): Standing.ASKED,
    ("my foot was numb before the surgery", "numb"): Standing.PAST,
    ("worse than before surgery, numb leg", "numb"): Standing.LIVE,
    ("the headache is gone", "headache"): Standing.PAST,
    ("the feeling in my leg is gone", "feeling"): Standing.LIVE,
}


def test_spoken_numbers_become_digits():
    assert {said: digits_for_words(said) for said in SPOKEN} == SPOKEN


def test_readings_in_numbers():
    read = {text: [vital.kind for vital in vitals(digits_for_words(fold(text)))] for text in READINGS}
    assert read == READINGS


def test_only_a_low_oxygen_or_many_pills_are_an_emergency():
    found = {vital for text in READINGS for vital in vitals(digits_for_words(fold(text)))}
    assert {vital.kind for vital in found if vital.emergency} == {"oxygen", "many pills at once"}


def test_days_without_stool():
    assert {text: days_without_stool(digits_for_words(fold(text))) for text in STOOL} == STOOL


def test_a_fever_in_digits_and_words_and_no_weather():
    assert {text: names_fever(digits_for_words(fold(text))) for text in FEVERS} == FEVERS


def test_what_a_word_is_said_of():
    read = {
        (text, word): next(spoken.standing for spoken in spoken_words(fold(text)) if spoken.text == word)
        for text, word in STANDINGS
    }
    assert read == STANDINGS
