"""What a version changes, in words and days: for who approves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from reminders.core.wording.care_versions import CareKind, CareVersion
from reminders.core.wording.chips import to_chips
from reminders.pathways.reading import read_pathway
from reminders.rendering import EMAIL_FILES, TemplateFolder
from reminders.services.wording.live_care import at_clinic, files_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.facts.fact import Fact
    from reminders.core.plans.pathway import Step
    from reminders.services.context import Context

ADDED, REMOVED = "added", "removed"


@dataclass(frozen=True, slots=True)
class CareChange:
    """One change. `where`: a step, or `<language>/<file>`; `what`: the field, or that it is added or removed.

    Of words, `before` and `after` are pairs of text and whether it differs; of days, one such pair.
    """

    where: str
    what: str
    before: Sequence[tuple[str, bool]]
    after: Sequence[tuple[str, bool]]


def compare(context: Context, clinic: Clinic, version: CareVersion) -> list[CareChange]:
    """Return what a version would change of what is live; nothing for the live one itself."""
    here = at_clinic(context, clinic)
    if version.kind is CareKind.PLAN:
        file = here.catalog.find(version.name)
        live = {step.key: step for step in file.pathway.steps} if file else {}
        pathway = read_pathway(version.content, f"{version.name} version {version.number}", kept=True)
        facts = _facts(file.pathway.facts if file else (), pathway.facts)
        return [*facts, *_steps(live, {step.key: step for step in pathway.steps})]
    renderer = here.renderer
    assert isinstance(renderer, TemplateFolder)  # noqa: S101 the only renderer there is outside of tests
    standing = renderer.files_of(version.name) if version.name in renderer.templates() else {}
    return list(_words(standing, files_of(version)))


def compare_with(before: CareVersion, version: CareVersion) -> list[CareChange]:
    """Return what a version changed of the one that was live before it."""
    if version.kind is CareKind.PLAN:
        old, new = (
            read_pathway(one.content, f"{one.name} version {one.number}", kept=True) for one in (before, version)
        )
        steps = ({step.key: step for step in pathway.steps} for pathway in (old, new))
        return [*_facts(old.facts, new.facts), *_steps(*steps)]
    return list(_words(files_of(before), files_of(version)))


def _facts(live: Sequence[Fact], new: Sequence[Fact]) -> Iterator[CareChange]:
    """Return what changes of the facts that a plan declares: names and values."""
    before, after = ({fact.name: fact for fact in facts} for facts in (live, new))
    for name in dict.fromkeys([*before, *after]):
        old, fresh = before.get(name), after.get(name)
        if old != fresh:
            what = "changed" if old and fresh else ADDED if fresh else REMOVED
            yield CareChange(name, what, _fact_said(old), _fact_said(fresh))


def _fact_said(fact: Fact | None) -> list[tuple[str, bool]]:
    if fact is None:
        return []
    names = " / ".join(fact.labels.values())
    values = ", ".join(" / ".join((value, *labels.values())) for value, labels in fact.values.items())
    return [(f"{names}: {values}", True)]


def _steps(live: dict[str, Step], new: dict[str, Step]) -> Iterator[CareChange]:
    for key in dict.fromkeys([*live, *new]):
        before, after = live.get(key), new.get(key)
        if before is None or after is None:
            step = before or after
            day = [(f"{step.day}", True)] if step else []
            yield CareChange(key, ADDED if after else REMOVED, [] if after else day, day if after else [])
            continue
        for item in fields(before):
            old, fresh = getattr(before, item.name), getattr(after, item.name)
            if old != fresh:
                yield CareChange(key, item.name, [(_said(old), True)], [(_said(fresh), True)])


def _said(value: Any) -> str:
    """Write a value of a step as people read it."""
    if hasattr(value, "start") and hasattr(value, "end"):
        return f"{value.start // 60:02d}:{value.start % 60:02d}-{value.end // 60:02d}:{value.end % 60:02d}"
    if isinstance(value, tuple | frozenset | list):
        return ", ".join(sorted(_said(item) for item in value))
    if isinstance(value, timedelta):
        hours = round(value.total_seconds() / 3600, 1)
        return f"{hours / 24:g} d" if hours % 24 == 0 else f"{hours:g} h"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_said(values)}" for name, values in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(getattr(value, "value", value))


def _words(standing: dict[str, str], new: dict[str, str]) -> Iterator[CareChange]:
    for name in sorted({*standing, *new}):
        before, after = standing.get(name), new.get(name)
        if before == after or name.endswith(EMAIL_FILES[2]):  # the HTML has the words of the plain email
            continue
        what = "changed" if before is not None and after is not None else ADDED if after is not None else REMOVED
        yield CareChange(name, what, *_differing(_shown(before, name), _shown(after, name)))


def _shown(text: str | None, name: str) -> str:
    edited = to_chips(text, name.partition("/")[0]) if text is not None else None
    if edited is None:
        return text or ""
    return "\n".join([edited.text.strip(), *edited.words.values()])


def _differing(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Split two texts into pieces of which each says whether it differs, word by word."""
    old, new = _pieces(before), _pieces(after)
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        differs = kind != "equal"
        left += [("".join(old[start:end]), differs)] if end > start else []
        right += [("".join(new[begin:stop]), differs)] if stop > begin else []
    return left, right


def _pieces(text: str) -> list[str]:
    words: list[str] = []
    for line in text.splitlines(keepends=True):
        words += [f"{word} " if index < line.count(" ") else word for index, word in enumerate(line.split(" "))]
    return words
