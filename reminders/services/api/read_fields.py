"""Reads the fields of a request: JSON in, cells as a CSV row has them out. Every field that is wrong is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from reminders.core.api.problems import FieldProblem, ProblemError, ProblemKind, invalid
from reminders.services.forms.caregiver_form import CONSENT, EMAIL_CONSENT
from reminders.services.forms.enrollment_form import OPTIONAL_COLUMNS, REQUIRED_COLUMNS, YES_NO_FACTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from reminders.core.plans.facts.asked import AskedFact

COLUMNS = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
YES_NO = frozenset({"sms_consent", "email_consent", CONSENT, EMAIL_CONSENT, *YES_NO_FACTS})
_MAX_SHOWN = 40


def read_cells(body: object, known: Collection[str] = COLUMNS, own: Iterable[AskedFact] = ()) -> dict[str, str]:
    """Return the cells of a JSON object; null is an empty cell, true and false are yes and no.

    `own` are the facts that care plans declare, of which some are yes or no as well.

    Raises:
        ProblemError: it is no object, has a field that is not known, or a value that is no text.

    """
    if not isinstance(body, dict):
        raise ProblemError(ProblemKind.BAD_REQUEST, "the body must be one JSON object")
    problems: list[FieldProblem] = []
    cells: dict[str, str] = {}
    yes_no = YES_NO | {asked.name for asked in own if asked.fact.is_yes_no}
    for name, value in cast("dict[str, object]", body).items():
        cell = _cell(value, is_yes_no=name in yes_no)
        if name not in known:
            problems.append(FieldProblem(_shown(name), f"not a known field; known: {', '.join(known)}"))
        elif cell is None:
            kinds = "text, true or false" if name in yes_no else "text"
            problems.append(FieldProblem(name, f"must be {kinds}"))
        else:
            cells[name] = cell
    if problems:
        raise invalid(problems)
    return cells


def _cell(value: object, *, is_yes_no: bool) -> str | None:
    if value is None:
        return ""
    if isinstance(value, bool) and is_yes_no:
        return "yes" if value else "no"
    if isinstance(value, str) and _is_text(value):
        return value
    return None


def _is_text(value: str) -> bool:
    """Return False if half a character is in it, which no database stores."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _shown(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name[:_MAX_SHOWN])
