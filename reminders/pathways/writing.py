"""Writes a step as a care plan's file says it: by key, so that an edit changes only the keys that differ."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from reminders.core.plans.anchors import Anchor
from reminders.core.plans.editing.step_form import BOTH, RECIPIENTS, duration_text
from reminders.core.plans.questions import DEFAULT_OPEN_FOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reminders.core.plans.pathway import Step
    from reminders.core.plans.questions import Ask

_PLAIN = re.compile(r"[a-z][a-z0-9_]*|[1-9][0-9]{0,5}|0")
_READ_AS_OTHER: Final = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
"""Words that YAML reads as truth values or as nothing."""


def written(step: Step) -> dict[str, str]:
    """Return what a file says of a step, by key, in the order of the files that ship; what is usual is left out."""
    before_visit = step.anchor is Anchor.VISIT
    values: dict[str, str | None] = {
        "key": _word(step.key),
        "anchor": step.anchor.value if step.anchor is not Anchor.SURGERY else None,
        "day": None if before_visit else str(step.day),
        "before": f"{-step.day}d" if before_visit else None,
        "after_discharge": None if step.after_discharge is None else str(step.after_discharge),
        "between": f'["{str(step.between)[:5]}", "{str(step.between)[6:]}"]',
        "valid_for": duration_text(step.valid_for),
        "channels": BOTH if step.on_both else _list(channel.value for channel in step.channels),
        "template": _word(step.template),
        "to": next((word for word, parties in RECIPIENTS.items() if parties == step.to and word != "patient"), None),
        **{name: "true" if getattr(step, name) else None for name in ("optional", "repeat", "needs_staff")},
        "priority": str(step.priority) if step.priority else None,
        "when": _conditions(step.when),
        "unless": _conditions(step.unless),
        "ask": _question(step.ask) if step.ask else None,
    }
    return {name: text for name, text in values.items() if text is not None}


def _question(ask: Ask) -> str:
    scale = ask.scale
    parts = {
        "answers": _map({str(digit): _word(code) for digit, code in ask.answers.items()}) if not scale else None,
        "scale": f"[{scale.lowest}, {scale.highest}]" if scale else None,
        "parts": _list(scale.parts) if scale and scale.parts else None,
        "open_for": duration_text(ask.open_for) if ask.open_for != DEFAULT_OPEN_FOR else None,
        "follow_up": _list(code for code in ask.answers.values() if code in ask.follow_up) if ask.follow_up else None,
        "thanks": ("true" if ask.thanks else "false") if ask.thanks is not (scale is not None) else None,
        "again_after": duration_text(ask.again_after) if ask.again_after else None,
    }
    if ask.thresholds:
        parts["follow_up"] = "[" + ", ".join(json.dumps(str(one)) for one in ask.thresholds) + "]"
    return _map({name: text for name, text in parts.items() if text is not None})


def _conditions(conditions: Mapping[str, frozenset[str]]) -> str | None:
    lists = {_key(fact): _list(sorted(values)) for fact, values in conditions.items()}
    return _map(lists) if lists else None


def _map(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {text}" for name, text in values.items()) + "}"


def _list(words: Iterable[str]) -> str:
    return "[" + ", ".join(map(_word, words)) + "]"


def _key(name: str) -> str:
    return name if all(_is_plain(part) for part in name.split(".")) else json.dumps(name, ensure_ascii=False)


def _word(text: str) -> str:
    return text if _is_plain(text) else json.dumps(text, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and text not in _READ_AS_OTHER
