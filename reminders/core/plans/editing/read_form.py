"""Reads the form of a step by the planner's own rules: every mistake beside the field it belongs to, in plain words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from reminders.core.model.contact import Party
from reminders.core.model.quiet_hours import Span, parse_clock
from reminders.core.plans.anchors import Anchor
from reminders.core.plans.editing.form_reader import FormReader, StepFormError
from reminders.core.plans.editing.read_question import read_question
from reminders.core.plans.editing.step_form import BOTH, NOT_IF, ONLY_IF, RECIPIENTS, WAYS
from reminders.core.plans.pathway import Step, second_asks
from reminders.core.plans.questions import PathwayError

if TYPE_CHECKING:
    from reminders.core.plans.editing.step_form import StepForm


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


MAX_DAY: Final = 3650
_MAX_PRIORITY: Final = 9999
_NOT_CHOSEN: Final = _("choose one from the list")
_ANY_STEP: Final = Step("x", 0, Span(0, 1), timedelta(hours=1), WAYS["sms"], "x")


def read_form(form: StepForm) -> Step:
    """Return the step that the form describes.

    Raises:
        StepFormError: a field is wrong; all that are wrong are named.

    """
    reader = FormReader(form)
    anchor = _anchor(reader)
    channels, to = WAYS.get(form.text("channels")), RECIPIENTS.get(form.text("to"))
    for name, known in (("channels", channels), ("to", to)):
        if known is None:
            reader.refuse(name, _NOT_CHOSEN)
    if to and channels and Party.CAREGIVER in to and WAYS["sms"][0] not in channels:
        reader.refuse("to", _("a caregiver gets texts only; choose a way to send that has a text"))
    read: dict[str, Any] = {
        "key": reader.name("key"),
        "day": _day(reader, anchor),
        "between": _between(reader),
        "valid_for": reader.duration("valid_for"),
        "channels": channels or _ANY_STEP.channels,
        "template": reader.name("template"),
        "ask": read_question(reader),
        "when": form.conditions(ONLY_IF),
        "unless": form.conditions(NOT_IF),
        "priority": reader.number("priority", -_MAX_PRIORITY, _MAX_PRIORITY) if form.text("priority") else 0,
        "to": to or _ANY_STEP.to,
        "on_both": form.text("channels") == BOTH,
        "anchor": anchor,
        "after_discharge": _after_discharge(reader, anchor),
        **{name: form.text(name) == "yes" for name in ("repeat", "optional", "needs_staff")},
    }
    if reader.errors:
        raise StepFormError(reader.errors)
    return _checked(reader, Step(**read))


def _checked(reader: FormReader, step: Step) -> Step:
    try:
        second_asks([step])
    except PathwayError:
        if step.anchor is Anchor.VISIT:
            reader.refuse("again_after", _("this would ask again on the day of the visit or after it; ask earlier"))
        reader.refuse("key", _("with a second question the short name has at most 57 characters"))
        raise StepFormError(reader.errors) from None
    return step


def _anchor(reader: FormReader) -> Anchor:
    try:
        return Anchor(reader.form.text("anchor"))
    except ValueError:
        reader.refuse("anchor", _NOT_CHOSEN)
        return Anchor.SURGERY


def _day(reader: FormReader, anchor: Anchor) -> int:
    """Read the day; of a step before a visit the form says how many days before."""
    if anchor is Anchor.VISIT:
        return -reader.number("day", 1, MAX_DAY)
    return reader.number("day", -MAX_DAY if anchor is Anchor.SURGERY else 0, MAX_DAY)


def _after_discharge(reader: FormReader, anchor: Anchor) -> int | None:
    if not reader.form.text("after_discharge"):
        return None
    if anchor is not Anchor.SURGERY or reader.form.text("day").startswith(("-", "\u2212")):
        reader.refuse("after_discharge", _("leave this empty: it is for messages on days after surgery"))
    return reader.number("after_discharge", 0, MAX_DAY)


def _between(reader: FormReader) -> Span:
    times: list[int] = []
    for name in ("start", "end"):
        try:
            times.append(parse_clock(reader.form.text(name)))
        except ValueError:
            reader.refuse(name, _("write a time such as 10:00"))
    if len(times) == 2 and times[0] >= times[1]:  # noqa: PLR2004 from and to
        reader.refuse("end", _("choose a time after the first one"))
    return _ANY_STEP.between if {"start", "end"} & reader.errors.keys() else Span(times[0], times[1])
