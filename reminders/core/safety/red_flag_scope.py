"""How each word of a text stands: said of the patient now, or negated, past, said of someone else, only asked about.

The text is cut into sentences; in each, words like "no", "used to", "my neighbor" or "what if" cast a scope over what
follows, until a word that ends it ("but", "now", a new subject). "Can't feel" and "no siento" are symptoms and
cast none. The words themselves are the book `red_flag_scope`.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from reminders.core.language.lists import spelled_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TOKEN = re.compile(r"[a-z0-9]+|[.!?;\n]+(?![0-9])|,(?![0-9])|[()]|--+|\u2026")
_WORDS: Final = words_of("red_flag_scope")
_PHRASES: Final = spelled_of("red_flag_scope")
_MAX_PHRASE_WORDS: Final = 6
_NEGATION_REACH = 9
_COMMA = ","
_SHORT_ITEM = 4
_NEAR_PROBLEM = 5


class Standing(IntEnum):
    """What a word of a text is said of; only LIVE is a report about the patient now."""

    LIVE = 0
    NEGATED = 1
    PAST = 2
    OTHER = 3
    ASKED = 4


class Spoken(NamedTuple):
    """A word, the number of its sentence, and how it stands."""

    text: str
    sentence: int
    standing: Standing


def spoken_words(folded: str) -> list[Spoken]:
    """Every word of a folded text in order with its standing; work grows with the length only."""
    sentences = list(_sentences(folded))
    disclaimed = _disclaimed(sentences)
    return [
        Spoken(word, number, max(standing, Standing.NEGATED) if number in disclaimed else standing)
        for number, sentence in enumerate(sentences)
        for word, standing in _stand(sentence)
    ]


def _disclaimed(sentences: Sequence[Sequence[str]]) -> set[int]:
    """Sentences before "I have none of that": the list of what to watch for, read back; "Fever? None."."""
    numbers = {
        number
        for number, (question, answer) in enumerate(pairwise(sentences))
        if answer[0] in _WORDS.denials and _is_checklist_question(question)
    }
    for number, sentence in enumerate(sentences):
        for at in range(len(sentence)):
            size = _starts(sentence, at, _PHRASES.disclaimers, _MAX_PHRASE_WORDS)
            if size and not {"before", "antes"} & set(sentence[at + size : at + size + 2]):
                numbers.update(range(max(0, number - 2), number + 1))
    return numbers


def _is_checklist_question(sentence: Sequence[str]) -> bool:
    """A few words that ask for a symptom; what is asked for in "any feeling?" is no symptom: its lack would be one."""
    if sentence[-1] != "?" or len(sentence) > _MAX_PHRASE_WORDS + 1:
        return False
    expected = _WORDS.feeling_verbs | _WORDS.missing_is_symptom | _WORDS.lost_not_solved
    return expected.isdisjoint(sentence) or not _WORDS.problems.isdisjoint(sentence)


def _sentences(folded: str) -> Iterator[list[str]]:
    sentence: list[str] = []
    for token in _TOKEN.findall(folded):
        if token[0] in ".!;\n\u2026?":
            if token[0] == "?" and sentence:
                sentence.append("?")
            if sentence:
                yield sentence
            sentence = []
        else:
            sentence.append(token if token[0].isalnum() else _COMMA)
    if sentence:
        yield sentence


def _stand(sentence: Sequence[str]) -> Iterator[tuple[str, Standing]]:
    standings = [Standing.LIVE] * len(sentence)
    for cast in (_cast_asked, _cast_other, _cast_past, _cast_negation):
        for at, standing in cast(sentence):
            standings[at] = standing
    for word, standing in zip(sentence, standings, strict=True):
        if word not in ("?", _COMMA):
            yield word, standing


def _starts(sentence: Sequence[str], at: int, phrases: frozenset[tuple[str, ...]], longest: int) -> int:
    """How many words of `sentence` from `at` are one of the phrases, the longest first; 0 for none."""
    if at >= len(sentence) or sentence[at] not in _first_words(phrases):
        return 0
    for size in range(min(longest, len(sentence) - at), 0, -1):
        if tuple(sentence[at : at + size]) in phrases:
            return size
    return 0


@cache
def _first_words(phrases: frozenset[tuple[str, ...]]) -> frozenset[str]:
    """The words that a phrase of a list begins with: most places of a text begin none."""
    return frozenset(phrase[0] for phrase in phrases)


# --- negation ---------------------------------------------------------------------------------------------------


def _cast_negation(sentence: Sequence[str]) -> Iterator[tuple[int, Standing]]:
    at = 0
    while at < len(sentence):
        if sentence[at] in _WORDS.negators and not _is_symptom_negator(sentence, at):
            end = _negation_end(sentence, at)
            whole = _negates_problem(sentence, at, end) or any(
                word in _WORDS.feeling_verbs for word in sentence[at + 1 : at + 3]
            )
            first = at if whole else at + 1
            yield from ((place, Standing.NEGATED) for place in range(first, end))
            at = max(end, at + 1)
        else:
            at += 1


def _is_symptom_negator(sentence: Sequence[str], at: int) -> bool:
    """What is missing is the symptom: "no siento", "not moving", "no strength", "won't stop"."""
    if sentence[at] in _WORDS.bare_no and at + 1 < len(sentence) and sentence[at + 1] in _WORDS.said_after_no:
        return True
    after = at + 1
    while after < len(sentence) and sentence[after] in _WORDS.after_negator:
        after += 1
    if after >= len(sentence) or sentence[after] == _COMMA:
        return True
    word = sentence[after]
    if word in _WORDS.comes_out and not _WORDS.wounds.isdisjoint(sentence):
        return False
    if word in _WORDS.feeling_verbs:
        return not any(following in _WORDS.felt_symptoms for following in sentence[after + 1 : after + 4])
    if after + 1 < len(sentence) and sentence[after + 1] in _WORDS.high_marks:
        return False
    return word in _WORDS.missing_is_symptom and not _negates_problem(sentence, at, min(at + 6, len(sentence)))


def _negates_problem(sentence: Sequence[str], at: int, end: int) -> bool:
    return any(word in _WORDS.problems for word in sentence[at + 1 : min(end, at + _NEAR_PROBLEM)])


def _negation_end(sentence: Sequence[str], at: int) -> int:
    """Where the scope ends: at an ender, a new subject, a comma that begins more than an item of a list."""
    last = min(len(sentence), at + 1 + _NEGATION_REACH)
    for place in range(at + 1, last):
        word = sentence[place]
        if word in _WORDS.scope_enders or (place > at + 2 and word in _WORDS.new_subjects):
            return place
        if word == _COMMA and not _is_list_item(sentence, place + 1):
            return place
        if word in _WORDS.joiners and place + 1 < len(sentence) and _is_subject(sentence[place + 1]):
            return place
        if word in _WORDS.joiners or word == _COMMA:
            last = min(len(sentence), place + 1 + _NEGATION_REACH)
    return last


def _is_subject(word: str) -> bool:
    return word in _WORDS.new_subjects or word in _WORDS.subjects_after_and


def _is_list_item(sentence: Sequence[str], start: int) -> bool:
    """A few words without a subject or a verb of their own: "no fever, chills, redness"."""
    item: list[str] = []
    for word in sentence[start:]:
        if word == _COMMA or word in _WORDS.joiners or word in _WORDS.scope_enders:
            break
        item.append(word)
    return 0 < len(item) <= _SHORT_ITEM and not any(
        word in _WORDS.new_subjects or word in _WORDS.verbs for word in item
    )


# --- past and solved --------------------------------------------------------------------------------------------


def _cast_past(sentence: Sequence[str]) -> Iterator[tuple[int, Standing]]:
    if any(_starts(sentence, at, _PHRASES.back_again, _MAX_PHRASE_WORDS) for at in range(len(sentence))):
        return
    if any(
        (size := _starts(sentence, at, _PHRASES.ends_solved, _MAX_PHRASE_WORDS)) and not _goes_on(sentence, at + size)
        for at in range(max(0, len(sentence) - 3), len(sentence))
    ) and _WORDS.attacks.isdisjoint(sentence):
        yield from ((place, Standing.PAST) for place in range(len(sentence)))
        return
    for at in range(len(sentence)):
        if _starts(sentence, at, _PHRASES.past, _MAX_PHRASE_WORDS) and not _compares(sentence, at):
            start, end = _past_clause(sentence, at)
            yield from ((place, Standing.PAST) for place in range(start, end))
        elif (size := _starts(sentence, at, _PHRASES.solved, _MAX_PHRASE_WORDS)) and not _is_negated(sentence, at):
            if _starts(sentence, at + size, _PHRASES.gone_bad, _MAX_PHRASE_WORDS):
                continue
            start, _ = _past_clause(sentence, at)
            if not (_WORDS.lost_not_solved | _WORDS.attacks).isdisjoint(sentence[start:at]):
                continue
            yield from ((place, Standing.PAST) for place in range(start, at))


def _goes_on(sentence: Sequence[str], at: int) -> bool:
    """Whether "ya no" or "y ya" goes on with a verb: "ya no aguanto" and "y ya descansar" are no end of it."""
    if at >= len(sentence):
        return False
    word = sentence[at]
    return word in _WORDS.missing_is_symptom or word in _WORDS.feeling_verbs or word.endswith(("ar", "er", "ir"))


def _past_clause(sentence: Sequence[str], at: int) -> tuple[int, int]:
    """The stretch around `at` up to the words that turn the tale ("but", "now", "since")."""
    start = at
    while start > 0 and sentence[start - 1] not in _WORDS.turns:
        start -= 1
    end = at
    while end < len(sentence) and (end == at or sentence[end] not in _WORDS.turns):
        end += 1
    return start, end


def _compares(sentence: Sequence[str], at: int) -> bool:
    """Told about now: "worse than before surgery", "this never happened before the operation"."""
    return any(word in _WORDS.comparers for word in sentence[max(0, at - 6) : at])


def _is_negated(sentence: Sequence[str], at: int) -> bool:
    return any(word in _WORDS.negators or word in _WORDS.unable for word in sentence[max(0, at - 3) : at])


# --- someone else ----------------------------------------------------------------------------------------------


def _cast_other(sentence: Sequence[str]) -> Iterator[tuple[int, Standing]]:
    """Words after "my neighbor", "the dog", "on tv", until the teller says "I", "my leg", "me"."""
    other = False
    for at, (word, following) in enumerate(pairwise((*sentence, ""))):
        if word in _WORDS.others and not _is_object(sentence, at):
            other = True
        elif at and sentence[at - 1] in _WORDS.owned_by:
            pass  # "the baby of my daughter" is still another
        elif word in _WORDS.tellers and following not in _WORDS.others and following not in _WORDS.kin:
            other = False
        if other:
            yield at, Standing.OTHER


def _is_object(sentence: Sequence[str], at: int) -> bool:
    """Another one, but not whom the symptom is of: "tripped over the dog", "my neighbor says"."""
    return any(word in _WORDS.before_object for word in sentence[max(0, at - 3) : at]) or any(
        word in _WORDS.reports for word in sentence[at + 1 : at + 3]
    )


# --- asked about, feared ----------------------------------------------------------------------------------------


def _cast_asked(sentence: Sequence[str]) -> Iterator[tuple[int, Standing]]:
    for at in range(len(sentence)):
        if size := _starts(sentence, at, _PHRASES.asks, _MAX_PHRASE_WORDS):
            yield from ((place, Standing.ASKED) for place in _until_turn(sentence, at + size))


def _until_turn(sentence: Sequence[str], start: int) -> Iterable[int]:
    for place in range(start, len(sentence)):
        if sentence[place] in _WORDS.ask_enders:
            return
        yield place
