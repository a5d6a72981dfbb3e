"""Reads the fields of a step's form one by one, and collects what is wrong with each in plain words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.errors import RefusedError, UseError
from reminders.core.plans.pathway import parse_duration
from reminders.core.plans.questions import PathwayError

if TYPE_CHECKING:
    from reminders.core.plans.editing.step_form import StepForm


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NUMBER = re.compile(r"-?[0-9]{1,6}", re.ASCII)
_WHOLE: Final = _("write a whole number from {low} to {high}")
_NO_NAME: Final = "x"


class StepFormError(UseError):
    """Some fields are wrong; `errors` says what, by field, each as a template that a page translates."""

    def __init__(self, errors: dict[str, RefusedError]) -> None:
        """Say the first mistake."""
        self.errors = errors
        super().__init__(str(next(iter(errors.values()))))


class FormReader:
    """Reads fields one by one and collects what is wrong with them."""

    def __init__(self, form: StepForm) -> None:
        self.form = form
        self.errors: dict[str, RefusedError] = {}

    def refuse(self, field: str, template: str, **values: object) -> None:
        """Note what is wrong with a field; the first thing stays."""
        self.errors.setdefault(field, RefusedError(template, **values))

    def number(self, name: str, low: int, high: int) -> int:
        """Read a whole number; the lowest one where there is none."""
        text = self.form.text(name).replace("\u2212", "-")
        if _NUMBER.fullmatch(text) and low <= int(text) <= high:
            return int(text)
        self.refuse(name, _WHOLE, low=low, high=high)
        return low

    def duration(self, name: str) -> timedelta:
        """Read `6h` or `2 d`."""
        try:
            return parse_duration("".join(self.form.text(name).split()).lower())
        except PathwayError:
            self.refuse(name, _("write how long, for example 6h or 2d"))
            return timedelta(hours=1)

    def name(self, name: str) -> str:
        """Read the short name of a step or a message."""
        text = self.form.text(name)
        if _NAME.fullmatch(text):
            return text
        self.refuse(name, _("write a short name in small letters, digits and _, for example walk_10"))
        return _NO_NAME
