"""Tells how much a text is like the red flags that patients have written before: a small linear classifier.

It reads what the rules read (words with their standing, ideas, rules that hold) and the pieces of words besides, in
stretches of a text, so that one sentence in many is heard. `python -m tests.core.replies.train` trains the weights in
`reminders/data/shared/red_flag_weights.json`, which tells the hash of what it was trained on and what was measured.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from reminders.core.language.weights import Weights, buckets, unpacked
from reminders.core.safety.red_flag_scope import Standing
from reminders.data import weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reminders.core.safety.red_flag_ideas import Heard, Placed

# The thresholds were chosen by `python -m tests.core.replies.cross_validate`: models that had not learned from an
# author's texts read them.
FLAG_THRESHOLD: Final = 0.8
"""From these log odds on a text is a red flag, whatever the rules say."""
EMERGENCY_FLAG_THRESHOLD: Final = -0.5
"""The same where the second model is sure of an emergency: sooner a false alarm than a miss."""
SURE_EMERGENCY_THRESHOLD: Final = 1.5
"""From these log odds of the second model on it is sure."""
NORMAL_READING_MARGIN: Final = 1.2
"""So much more is needed for a text that gives a normal reading and in which no rule holds."""
AGREEMENT_THRESHOLD: Final = 0.0
"""From these log odds on the classifier agrees with a rule that is often harmless."""
EMERGENCY_AGREEMENT_THRESHOLD: Final = -1.0
"""The same where the rule is one of an emergency."""
EMERGENCY_DISBELIEF_THRESHOLD: Final = -2.5
"""Below these even an emergency's rule that is seldom wrong is not believed."""
TODAY_DISBELIEF_THRESHOLD: Final = -2.0
"""The same for the rules of a call today."""
REVIEW_THRESHOLD: Final = -1.0
REVIEW_THRESHOLD_WITH_RULE: Final = -1.5
"""From here to FLAG a person looks, without an alarm; the second where a rule holds."""
EMERGENCY_THRESHOLD: Final = -0.5
"""From these log odds of the second model on a flag is an emergency."""
MAX_WORDS: Final = 480
WINDOW: Final = 16
STRIDE: Final = 8

_PIECES = (3, 4, 5)
_MARKS = {Standing.LIVE: "", Standing.NEGATED: "!", Standing.PAST: "<", Standing.OTHER: "@", Standing.ASKED: "?"}
_MAX_PAIRED = 7


class Scores(NamedTuple):
    """Log odds that a text is a red flag at all, and that a red flag like it is an emergency."""

    flag: float
    emergency: float


@cache
def _models() -> tuple[Weights, Weights]:
    """Unpacked with the first text that is read, like the tables of words."""
    stored = weights("red_flag_weights")
    flag, emergency = (unpacked(model) for model in (stored["flag"], stored["emergency"]))
    return flag, emergency


def score(heard: Heard, rules_at: Mapping[str, int]) -> Scores:
    """How like a red flag the likest stretch of a text is; the work is bounded however long the text."""
    flag, emergency = _models()
    best = Scores(float("-inf"), 0.0)
    for features in stretches(heard, rules_at):
        if (score := flag.score(features)) > best.flag:
            best = Scores(score, emergency.score(features))
    return best


def stretches(heard: Heard, rules_at: Mapping[str, int]) -> Iterator[list[int]]:
    """The buckets of each stretch of a text: the whole of a short one, a long one in pieces that overlap.

    `rules_at` is where each rule that holds has its first word, and where each harmless reading in numbers stands.
    """
    words = heard.words[:MAX_WORDS]
    pieces = {word: _pieces(word) for word in {(word.text, word.standing) for word in words} if not word[0].isdigit()}
    for start in range(0, max(len(words) - WINDOW, 0) + STRIDE, STRIDE):
        end = start + WINDOW
        if start >= len(words):
            return
        ideas = {
            f"{_MARKS[mention.standing]}{idea}"
            for idea, mentions in heard.ideas.items()
            for mention in mentions
            if start <= mention.word_at < end
        }
        rules = {f"rule {name}" for name, at in rules_at.items() if start <= at < end}
        yield _buckets(words[start:end], pieces, ideas, rules)


def _buckets(
    words: Sequence[Placed], pieces: Mapping[tuple[str, Standing], Sequence[int]], ideas: set[str], rules: set[str]
) -> list[int]:
    shapes = [f"{_MARKS[word.standing]}{_shape(word.text)}" for word in words]
    features = {f"={word}" for word in shapes}
    features.update(f"{left} {right}" for left, right in pairwise(shapes))
    features.update(f"{left}_{right}" for left, right in zip(shapes, shapes[2:], strict=False))
    features.update(f"#{idea}" for idea in ideas)
    live = sorted(idea for idea in ideas if idea[0].isalpha())[:_MAX_PAIRED]
    features.update(f"#{left}+{right}" for at, left in enumerate(live) for right in live[at + 1 :])
    features.update(rules)
    found_buckets = set(buckets(features))
    for word in words:
        found_buckets.update(pieces.get((word.text, word.standing), ()))
    return sorted(found_buckets)


def _shape(word: str) -> str:
    """A number by its length only: what it means is for the readings to say."""
    return "0" * len(word) if word.isdigit() else word


def _pieces(word: tuple[str, Standing]) -> list[int]:
    """The buckets of the pieces of a word; a text's stretches overlap, so they are made once a text."""
    text, standing = word
    mark = "~" if standing else ""
    edged = f"<{text}>"
    return buckets(f"{mark}{edged[at : at + size]}" for size in _PIECES for at in range(len(edged) - size + 1))
