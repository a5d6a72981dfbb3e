"""A step of a care plan as the fields of a form, and which conditions it can be given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reminders.core.model.contact import Channel, Party
from reminders.core.plans.facts.fact import KNOWN_VALUES
from reminders.core.plans.pathway import ANSWER_FACT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from reminders.core.plans.pathway import Pathway, Step
    from reminders.core.plans.questions import Ask

BOTH: Final = "both"
WAYS: Final = {
    "sms_email": (Channel.SMS, Channel.EMAIL),
    "email_sms": (Channel.EMAIL, Channel.SMS),
    "sms": (Channel.SMS,),
    "email": (Channel.EMAIL,),
    BOTH: tuple(Channel),
}
"""The channels of a step in order, by what the form calls them; on `both` it goes out on each."""
RECIPIENTS: Final = {
    "patient": frozenset({Party.PATIENT}),
    "caregiver": frozenset({Party.CAREGIVER}),
    BOTH: frozenset(Party),
}
DIGITS: Final = tuple(str(digit) for digit in range(1, 10))
CHECKBOXES: Final = ("optional", "repeat", "needs_staff", "thanks")
TEXTS: Final = (
    *("key", "template", "anchor", "day", "after_discharge", "start", "end", "valid_for", "channels", "to", "priority"),
    *("question", "lowest", "highest", "parts", "thresholds", "open_for", "again_after"),
    *(f"answer_{digit}" for digit in DIGITS),
)
ONLY_IF, NOT_IF, FOLLOW_UP = "when.", "unless.", "follow_up"
"""How lists are named: `when.job_strain` holds the values that a condition names."""


@dataclass(frozen=True, slots=True)
class StepForm:
    """What stands in the form: texts and checkboxes by name, and lists of what is checked."""

    texts: Mapping[str, str]
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict[str, "Sequence[str]"])

    def text(self, name: str) -> str:
        """Return a field's text, without the space around it."""
        return self.texts.get(name, "").strip()

    def raw(self, name: str) -> str:
        """Return a field's text as it was typed."""
        return self.texts.get(name, "")

    def chosen(self, name: str) -> tuple[str, ...]:
        """Return what is checked in a list."""
        return tuple(self.lists.get(name, ()))

    def conditions(self, prefix: str) -> dict[str, frozenset[str]]:
        """Return the conditions under `ONLY_IF` or `NOT_IF`."""
        named = ((name.removeprefix(prefix), values) for name, values in self.lists.items() if name.startswith(prefix))
        return {fact: frozenset(values) for fact, values in named if values}


EMPTY: Final = StepForm(
    {"anchor": "surgery", "start": "10:00", "end": "12:00", "valid_for": "6h", "channels": "sms_email"}
    | {"to": "patient", "priority": "0", "lowest": "0", "highest": "10", "open_for": "3d"}
)
"""What a new step begins with."""


def form_of(step: Step) -> StepForm:
    """Return the form that a step fills in."""
    way = BOTH if step.on_both else "_".join(channel.value for channel in step.channels)
    texts = {
        "key": step.key,
        "template": step.template,
        "anchor": step.anchor.value,
        "day": str(-step.day if step.anchor == "visit" else step.day),
        "after_discharge": "" if step.after_discharge is None else str(step.after_discharge),
        "start": _clock(step.between.start),
        "end": _clock(step.between.end),
        "valid_for": duration_text(step.valid_for),
        "channels": way,
        "to": next(word for word, parties in RECIPIENTS.items() if parties == step.to),
        "priority": str(step.priority),
        **{name: "yes" if getattr(step, name) else "" for name in ("optional", "repeat", "needs_staff")},
        **_question(step.ask),
    }
    lists = {f"{ONLY_IF}{fact}": sorted(values) for fact, values in step.when.items()}
    lists |= {f"{NOT_IF}{fact}": sorted(values) for fact, values in step.unless.items()}
    if step.ask:
        lists[FOLLOW_UP] = [str(digit) for digit, code in step.ask.answers.items() if code in step.ask.follow_up]
    return StepForm(texts, lists)


def _question(ask: Ask | None) -> dict[str, str]:
    if ask is None:
        return {"question": "", "lowest": "0", "highest": "10", "open_for": "3d", "thanks": ""}
    scale = ask.scale
    return {
        "question": "scale" if scale else "answers",
        "lowest": str(scale.lowest) if scale else "0",
        "highest": str(scale.highest) if scale else "10",
        "parts": " ".join(scale.parts) if scale else "",
        "thresholds": ", ".join(map(str, ask.thresholds)),
        "open_for": duration_text(ask.open_for),
        "again_after": str(ask.again_after.days) if ask.again_after else "",
        "thanks": "yes" if ask.thanks else "",
        **{f"answer_{digit}": code for digit, code in ask.answers.items()},
    }


def duration_text(length: timedelta) -> str:
    """Write a duration as care plans do: `6h`, `2d`, `30m`."""
    minutes = round(length.total_seconds() / 60)
    return f"{minutes // 1440}d" if minutes % 1440 == 0 else f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def condition_choices(pathway: Pathway, step: Step | None) -> dict[str, tuple[str, ...]]:
    """Return what a step may depend on, with the values of each: facts, the plan's own ones, and other answers.

    What the step depends on already is among them, whatever it is.
    """
    choices = dict(KNOWN_VALUES) | {fact.name: tuple(fact.values) for fact in pathway.facts}
    for other in pathway.steps:
        if other.ask and not other.again_of and (step is None or other.key != step.key):
            scale = other.ask.scale
            if scale is None:
                choices[f"{ANSWER_FACT}{other.key}"] = tuple(other.ask.answers.values())
            elif not scale.parts:
                choices[f"{ANSWER_FACT}{other.key}"] = tuple(map(str, range(scale.lowest, scale.highest + 1)))
    for conditions in (step.when, step.unless) if step else ():
        for fact, values in conditions.items():
            known = choices.get(fact, ())
            choices[fact] = (*known, *sorted(set(values) - set(known)))
    return choices
