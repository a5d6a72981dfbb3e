"""A recovery plan as frozen values: a pathway has steps, a step says when, how and to whom it applies.

Values are validated when they are built; reading them from YAML (with line and column) is in
`reminders.pathways.reading`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel, Party
from reminders.core.plans.anchors import OF_VISITS, Anchor
from reminders.core.plans.facts.fact import not_declared, wrong_value
from reminders.core.plans.questions import PathwayError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reminders.core.model.quiet_hours import Span
    from reminders.core.plans.facts.fact import Fact
    from reminders.core.plans.questions import Ask

__all__ = ["Pathway", "PathwayError", "Step", "parse_duration", "second_asks"]

ANSWER_FACT = "answer."
TO_PATIENT = frozenset({Party.PATIENT})

_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
_DURATION = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


AGAIN = "_again"
"""Ends the key of the step that asks an unanswered question once more."""


@dataclass(frozen=True, slots=True)
class Step:
    """One planned contact.

    `day` counts from the date of the `anchor`, and is negative before a surgery or a visit; `after_discharge` keeps a
    step from patients who are still in hospital (`reminders.core.plans.anchors`). `between` is on the patient's clock.
    `valid_for` is
    wall-clock time after the end of `between`; later than that the message is missed. `channels` are in order of
    preference; a step `on_both` goes out on each of them, as two messages. Conditions map a fact to the values it may
    (`when`) or may not (`unless`) have. `to` says who gets it; a caregiver gets texts only. One that `needs_staff` goes
    out on a day when staff are in (`reminders.core.plans.closed_days`). `again_of` names the step whose unanswered
    question this one asks once more; a file never says so, `second_asks` does.
    """

    key: str
    day: int
    between: Span
    valid_for: timedelta
    channels: tuple[Channel, ...]
    template: str
    ask: Ask | None = None
    when: Mapping[str, frozenset[str]] = field(default_factory=dict[str, "frozenset[str]"])
    unless: Mapping[str, frozenset[str]] = field(default_factory=dict[str, "frozenset[str]"])
    repeat: bool = False
    optional: bool = False
    priority: int = 0
    to: frozenset[Party] = TO_PATIENT
    needs_staff: bool = False
    on_both: bool = False
    anchor: Anchor = Anchor.SURGERY
    after_discharge: int | None = None
    again_of: str | None = None

    @property
    def question_key(self) -> str:
        """The step under which an answer is kept: of a question asked once more, the first."""
        return self.again_of or self.key

    def __post_init__(self) -> None:
        """Refuse a step that could never be sent or named.

        Raises:
            PathwayError: a malformed key or template name, no channel, no validity, or a caregiver without texts.

        """
        for what, name in (("key", self.key), ("template", self.template)):
            if not _KEY.fullmatch(name):
                raise PathwayError(f"{what} {name!r} must be lower-case letters, digits and _, beginning with a letter")
        if not self.channels or len(set(self.channels)) != len(self.channels):
            raise PathwayError("channels must name sms or email, each once")
        if self.on_both and set(self.channels) != set(Channel):
            raise PathwayError("a step on both channels names sms and email")
        if not self.to:
            raise PathwayError("to must be patient, caregiver or both")
        if Party.CAREGIVER in self.to and Channel.SMS not in self.channels:
            raise PathwayError("a step that goes to the caregiver needs the channel sms: a caregiver gets texts only")
        if wrong := _wrong_anchor(self):
            raise PathwayError(wrong)
        if self.valid_for <= timedelta():
            raise PathwayError("valid_for must be longer than nothing, for example 6h")


@dataclass(frozen=True, slots=True)
class Pathway:
    """A recovery plan for one procedure. The same id and version never mean other content.

    `facts` are those it declares itself, beside the ones that every plan has.
    """

    id: str
    version: int
    title: Mapping[str, str]
    steps: tuple[Step, ...]
    facts: tuple[Fact, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a plan whose steps contradict each other.

        Raises:
            PathwayError: a malformed id or version, no step, a key used twice, or a condition on an answer that no
                earlier step asks for.

        """
        if not _KEY.fullmatch(self.id):
            raise PathwayError(f"id {self.id!r} must be lower-case letters, digits and _, beginning with a letter")
        if self.version < 1:
            raise PathwayError("version must be 1 or more")
        if not self.steps:
            raise PathwayError("a pathway needs at least one step")
        seen: dict[str, Step] = {}
        for step in self.steps:
            if step.key in seen and (asked := seen[step.key].again_of or step.again_of):
                raise PathwayError(
                    f"step {step.key!r} has the name of the second question of {asked!r} (again_after); "
                    "choose another key"
                )
            if step.key in seen:
                raise PathwayError(f"step {step.key!r} stands twice; each step needs its own key")
            seen[step.key] = step
        own = {fact.name: fact for fact in self.facts}
        for step in self.steps:
            _check_conditions(step, seen, own)

    def steps_to(self, party: Party) -> tuple[Step, ...]:
        """Return the steps that go to one person, in order."""
        return tuple(step for step in self.steps if party in step.to)

    @property
    def speaks_of_visits(self) -> bool:
        """Whether any step is about visits."""
        return any(step.anchor in OF_VISITS for step in self.steps)

    def step(self, key: str) -> Step | None:
        """Return the step of that key, or None."""
        return next((step for step in self.steps if step.key == key), None)

    def asked_by(self, step: Step) -> int | None:
        """Return the day of the last question with its anchor on whose answer the step depends, or None."""
        names = {fact.removeprefix(ANSWER_FACT) for fact in (*step.when, *step.unless) if fact.startswith(ANSWER_FACT)}
        names |= {step.again_of} if step.again_of else set()
        asked = (other for other in self.steps if other.key in names and other.anchor is step.anchor)
        return max((other.day for other in asked), default=None)


def second_asks(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps, each question with `again_after` followed by the step that asks it once more."""
    return tuple(each for step in steps for each in (step, *_again(step)))


def _again(step: Step) -> Iterator[Step]:
    if step.ask is None or step.ask.again_after is None:
        return
    if wrong := _wrong_again(step, step.ask.again_after.days):
        raise PathwayError(wrong)
    yield replace(
        step,
        key=f"{step.key}{AGAIN}",
        day=step.day + step.ask.again_after.days,
        after_discharge=None if step.after_discharge is None else step.after_discharge + step.ask.again_after.days,
        ask=replace(step.ask, again_after=None),
        repeat=True,
        again_of=step.key,
    )


def _wrong_again(step: Step, days: int) -> str | None:
    """Return why a question cannot be asked once more so many days later, or None."""
    if step.anchor is Anchor.VISIT and step.day + days >= 0:
        return (
            f"again_after: {days}d would ask once more on the day of the visit or after it; write before: {days + 1}d "
            "or more, or leave again_after out"
        )
    if not _KEY.fullmatch(f"{step.key}{AGAIN}"):
        return f"again_after names the second question KEY{AGAIN}; choose a key of at most {63 - len(AGAIN)} characters"
    return None


def _check_conditions(step: Step, steps: Mapping[str, Step], own: Mapping[str, Fact]) -> None:
    for conditions in (step.when, step.unless):
        for fact, values in conditions.items():
            if not values:
                raise PathwayError(f"step {step.key!r}: the condition on {fact!r} lists no value")
            if not fact.startswith(ANSWER_FACT):
                _check_fact(step, fact, values, own)
                continue
            question = steps.get(fact.removeprefix(ANSWER_FACT))
            if question is None or question.ask is None:
                raise PathwayError(f"step {step.key!r}: {fact!r} is not an answer to any question of this pathway")
            if question.ask.scale and question.ask.scale.parts:
                raise PathwayError(
                    f"step {step.key!r}: {question.key!r} asks for two numbers at once, on which no step can depend; "
                    "leave the condition out, or ask for one number"
                )
            if unknown := question.ask.unknown_answers(values):
                raise PathwayError(f"step {step.key!r}: {unknown[0]!r} is none of the answers to {question.key!r}")
            if question.anchor is step.anchor and (question.day, question.between.start) >= (
                step.day,
                step.between.start,
            ):
                raise PathwayError(f"step {step.key!r}: {question.key!r} is not asked before this step")


def _check_fact(step: Step, fact: str, values: Iterable[str], own: Mapping[str, Fact]) -> None:
    """Hold a plan that declares facts to them."""
    wrong = not_declared(fact, own) if own else None
    of_values = (wrong_value(fact, value, own) for value in sorted(values) if fact in own)
    if wrong := wrong or next(filter(None, of_values), None):
        raise PathwayError(f"step {step.key!r}: {wrong}")


def parse_duration(text: str) -> timedelta:
    """Read `30m`, `6h` or `1d`.

    Raises:
        PathwayError: the text is not such a duration.

    """
    match = _DURATION.fullmatch(text)
    if match is None:
        raise PathwayError(f"{text!r} is not a duration; write a number and m, h or d, for example 6h")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _wrong_anchor(step: Step) -> str | None:
    """Return what about a step does not go with its anchor, or None."""
    if step.anchor in {Anchor.DISCHARGE, Anchor.MISSED_VISIT} and step.day < 0:
        return f"a step with anchor: {step.anchor} has a day of 0 or more"
    if step.anchor is Anchor.VISIT and step.day >= 0:
        return "a step with anchor: visit has `before`, for example before: 1d"
    return None if step.after_discharge is None else _wrong_after_discharge(step, step.after_discharge)


def _wrong_after_discharge(step: Step, days: int) -> str | None:
    if step.anchor is not Anchor.SURGERY:
        return f"after_discharge is for steps that count from surgery; leave it out with anchor: {step.anchor}"
    if step.day < 0:
        return "after_discharge is for steps after surgery; leave it out where day is below 0"
    if days < 0:
        return "after_discharge is 0 or more days after discharge"
    return None
