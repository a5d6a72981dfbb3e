"""The house rules for what may be said to a patient, each a small pure function over rendered words.

A rule returns what is wrong as sentences, none when all is well. Why these rules: texts show on lock screens and
travel unencrypted, so they name no procedure, body part, drug or diagnosis (HHS guidance on limiting content);
carriers act on words such as STOP and YES, so answers are digits; patients read at about grade 6.
The words themselves are data: `reminders/data/<language>/wording*.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from reminders.core.wording.readability import formula_of
from reminders.core.wording.sms_text import GSM7_PART, is_gsm7, segments
from reminders.core.wording.wording_rules import agreement, claims, forbidden, keywords, offered_answers, word_answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Wrong = list[str]

MAX_SEGMENTS = 2
MAX_SEGMENTS_WITH_OPT_IN = 3
MAX_CHARACTERS = 320
MAX_SUBJECT = 100
"""Characters: mail programs show some 60 on a computer, fewer on a phone."""
_ODD_SPACES = re.compile("[\u00a0\u2007\u202f]|&nbsp;|&#160;|&#xa0;", re.IGNORECASE)


def plain(text: str) -> str:
    """Lower-case without accents, so that one pattern finds "cirugía", "CIRUGÍA" and "cirugia"."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def cheap_alphabet(text: str) -> Wrong:
    """A text stays in the GSM 7-bit alphabet, or it costs more than twice as much."""
    if is_gsm7(text):
        return []
    odd = sorted({character for character in text if not is_gsm7(character)})
    shown = ", ".join(f"{character!r} (U+{ord(character):04X})" for character in odd[:5])
    return [f"{shown} is outside the GSM-7 alphabet, which more than doubles the cost; write it another way"]


def short_enough(text: str, most: int = MAX_SEGMENTS) -> Wrong:
    """A text is one thought in at most `most` parts."""
    count = segments(text)
    if count > most or (most == MAX_SEGMENTS and len(text) > MAX_CHARACTERS):
        over = len(text) - GSM7_PART * most
        return [f"{count} segments, {len(text)} characters; at most {most}: cut about {max(over, 1)} characters"]
    return []


def easy_to_read(text: str, language: str) -> Wrong:
    """A patient can read it, by the formula that the language names; one that names none has no measure."""
    formula = formula_of(language)
    grade = formula.too_hard(text) if formula else None
    return [f"{grade}: use shorter words and sentences"] if grade else []


def names_no_health_detail(text: str, language: str) -> Wrong:
    """No procedure, body part, drug, diagnosis or speciality where others may read over the shoulder."""
    return [
        f"says {word!r}: {why}; texts and subjects carry no such detail"
        for word, why in _found(text, forbidden(language))
    ]


def neither_clears_nor_reassures(text: str, language: str) -> Wrong:
    """No one is told that a sign is harmless or that they may work, drive or lift."""
    return [f"says {word!r}: {why}" for word, why in _found(text, claims(language))]


def asks_the_care_team_first(text: str, language: str) -> Wrong:
    """Words about work, driving or lifting stand beside "if your care team agrees"."""
    rule = agreement(language)
    if rule is None:
        return []
    body = plain(text)
    if (about := rule.needed.search(body)) and not rule.said.search(body):
        return [f'speaks of {about[0]!r} and does not say "{rule.example}"; add it']
    return []


def names_patient(text: str, given_name: str) -> Wrong:
    """Require that a text to a caregiver says whose recovery it is about, and does not greet them by that name."""
    if given_name not in text:
        return ["does not say whom it is about; use {{ patient.given_name }}"]
    if re.search(rf": \w+,? {re.escape(given_name)}[.,!]", text):  # one word and the name: a greeting in any language
        return ["greets the caregiver by the patient's name; write to the caregiver, about the patient"]
    return []


def clinic_first(text: str, clinic_name: str) -> Wrong:
    """The patient knows at once who writes."""
    return (
        [] if text.startswith(clinic_name) else ["does not begin with the clinic's name; begin with {{ clinic.name }}"]
    )


def tells_how_to_reach(text: str, phone: str, what: str = "clinic.phone") -> Wrong:
    """The way to a person stands in the message itself."""
    return [] if phone in text else [f"does not say {{{{ {what} }}}}; add it"]


def shows_every_answer(text: str, answers: Mapping[int, str], language: str) -> Wrong:
    """Every digit the pathway accepts is printed, and no other."""
    shown = {int(digit) for digit in re.findall(r"(?<![\d.,])([1-9])\s*=", text)}
    if offered := offered_answers(language):
        shown |= {int(match[1]) for match in offered.finditer(plain(text))}
    missing, extra = sorted(set(answers) - shown), sorted(shown - set(answers))
    wrong = [f"does not show the answer {digit}; loop over answers.items()" for digit in missing]
    return wrong + [f"offers the answer {digit}, which the pathway does not know" for digit in extra]


def shows_scale(text: str, lowest: int, highest: int) -> Wrong:
    """Both ends of the scale are printed, so that a number means the same to everyone."""
    shown = {int(number) for number in re.findall(r"(?<![\d.,])\d{1,3}(?![\d-])", text)}
    ends = (("lowest", lowest), ("highest", highest))
    return [
        f"does not show the {name} number {end}; write {{{{ scale.{name} }}}}" for name, end in ends if end not in shown
    ]


def asks_with_digits(text: str, language: str) -> Wrong:
    """No word is asked for as an answer: carriers take YES, STOP, END, CANCEL, QUIT, HELP and INFO for themselves."""
    pattern = word_answers(language)
    match = pattern.search(plain(text)) if pattern else None
    return [f"asks for a word ({match[0]!r}); ask for a digit, carriers act on such words"] if match else []


def plain_spaces(text: str) -> Wrong:
    """No no-break space: it forces the dear alphabet and breaks search."""
    return ["has a no-break space; type a plain space"] if _ODD_SPACES.search(text) else []


def one_line(text: str) -> Wrong:
    """A subject is one line with something in it, short enough for the list of emails."""
    if not text or "\n" in text or "\r" in text:
        return ["a subject is one line and not empty"]
    over = len(text) - MAX_SUBJECT
    return [f"a subject has at most {MAX_SUBJECT} characters: cut {over}"] if over > 0 else []


def names_keyword(text: str, kind: str, language: str) -> Wrong:
    """The word that ends, restarts or explains the texts is there, in capitals."""
    expected = keywords(kind, language)
    if any(re.search(rf"\b{word}\b", text) for word in expected):
        return []
    return [f"does not name {' or '.join(expected)}; add it"]


def has_link(text: str, url: str, what: str) -> Wrong:
    """A link the patient has a right to is there."""
    return [] if url in text else [f"has no {{{{ {what} }}}}; add it"]


def _found(text: str, table: Mapping[str, Iterable[re.Pattern[str]]]) -> list[tuple[str, str]]:
    body = plain(text)
    return [
        (match[0], why) for why, patterns in table.items() for pattern in patterns for match in pattern.finditer(body)
    ]
