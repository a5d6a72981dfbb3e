"""What a pathway says, without the layout of its file: the hash that tells two versions apart."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from reminders.core.plans.anchors import Anchor
from reminders.core.plans.pathway import TO_PATIENT

if TYPE_CHECKING:
    from reminders.core.plans.facts.fact import Fact
    from reminders.core.plans.pathway import Pathway, Step
    from reminders.core.plans.questions import Ask

BOTH_CHANNELS = "both"


def content_hash(pathway: Pathway) -> str:
    """Return a SHA-256 over what the pathway says; layout and comments of its file do not count."""
    content = {
        "id": pathway.id,
        "version": pathway.version,
        "title": dict(pathway.title),
        "steps": [_content(step) for step in pathway.steps if step.again_of is None],
        **({"facts": [_fact_content(fact) for fact in pathway.facts]} if pathway.facts else {}),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _fact_content(fact: Fact) -> dict[str, object]:
    values = [[value, dict(labels)] for value, labels in fact.values.items()]
    return {"name": fact.name, "labels": dict(fact.labels), "values": values}


def _content(step: Step) -> dict[str, object]:
    ask = step.ask
    return {
        "key": step.key,
        "day": step.day,
        "between": str(step.between),
        "valid_for": step.valid_for.total_seconds(),
        "channels": BOTH_CHANNELS if step.on_both else [channel.value for channel in step.channels],
        "template": step.template,
        "ask": ask
        and {
            "answers": {str(digit): code for digit, code in ask.answers.items()},
            "open_for": ask.open_for.total_seconds(),
            "follow_up": sorted(ask.follow_up),
            # Left out where it is off: pathways that were stored before the key existed keep their hash.
            **({"thanks": True} if ask.thanks else {}),
            **_scale_content(ask),
            **({"again_after": ask.again_after.total_seconds()} if ask.again_after else {}),
        },
        "when": {name: sorted(values) for name, values in step.when.items()},
        "unless": {name: sorted(values) for name, values in step.unless.items()},
        "repeat": step.repeat,
        "optional": step.optional,
        "priority": step.priority,
        **({"to": sorted(step.to)} if step.to != TO_PATIENT else {}),  # left out where it is the default, as above
        **({"needs_staff": True} if step.needs_staff else {}),
        **({"anchor": step.anchor.value} if step.anchor is not Anchor.SURGERY else {}),
        **({"after_discharge": step.after_discharge} if step.after_discharge is not None else {}),
    }


def _scale_content(ask: Ask) -> dict[str, object]:
    if ask.scale is None:
        return {}
    ends: dict[str, object] = {
        "scale": [ask.scale.lowest, ask.scale.highest],
        "thresholds": list(map(str, ask.thresholds)),
    }
    return ends | ({"parts": list(ask.scale.parts)} if ask.scale.parts else {})
