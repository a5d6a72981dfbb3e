"""Checks a care plan or a wording before it can become a version: nothing in it runs anything."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.model.errors import UseError
from reminders.core.plans.facts.fact import not_declared
from reminders.core.plans.pathway import ANSWER_FACT
from reminders.core.wording.care_versions import CareKind
from reminders.pathways.catalog import LARGEST_FILE
from reminders.pathways.nodes import PathwayFileError
from reminders.pathways.reading import read_pathway
from reminders.rendering import CAREGIVER_FILE, EMAIL_FILES, SMS_FILE, TemplateFolder
from reminders.services.wording.check_templates import check_template
from reminders.services.wording.live_care import files_of, laid_over

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Pathway
    from reminders.core.wording.care_versions import CareVersion
    from reminders.services.care_book import LiveCare
    from reminders.services.context import Context


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


FILES = (SMS_FILE, *EMAIL_FILES, CAREGIVER_FILE)
MAX_TEXT = 20_000
"""Characters of one file of wording: an email is a page or two."""
MAX_STEPS = 200
TOO_MANY = _("a care plan has at most 200 messages; remove some, or split it into two plans")
"""Messages of one care plan: a page of a person who edits it, and of one who reads it."""
_LAYOUT = frozenset("\n\r\t")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})


class CareContentError(UseError):
    """A care plan or a wording breaks rules; `problems` are one sentence each, with where and what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Say the first problem, and how many more there are."""
        self.problems = list(problems)
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")


def check_care(context: Context, clinic: Clinic, standing: Sequence[CareVersion], new: Sequence[CareVersion]) -> None:
    """Check new versions together, beside those that stand.

    Raises:
        CareContentError: a plan does not read, a wording breaks a rule, or a plan names words that do not exist.

    """
    problems = [problem for one in new for problem in _alone(context, one)]
    if problems:
        raise CareContentError(problems)
    replaced = {(one.kind, one.name) for one in new}
    care = laid_over(context, [*(one for one in standing if (one.kind, one.name) not in replaced), *new])
    problems = [problem for one in new for problem in _together(care, clinic, one)]
    if problems:
        raise CareContentError(list(dict.fromkeys(problems)))


def _alone(context: Context, version: CareVersion) -> Iterator[str]:
    """What is wrong with a version by itself."""
    if version.kind is CareKind.WORDING:
        for file, text in sorted(files_of(version).items()):
            if text == _shipped(context, version.name, file):  # which may hold more than a clinic's own words
                continue
            if why := _why_no_file(file) or _why_no_text(text) or _refused(context, file, text):
                yield f"{version.name}/{file}: {why}"
    else:
        yield from _plan_alone(version)


def _plan_alone(version: CareVersion) -> Iterator[str]:
    if len(version.content.encode()) > LARGEST_FILE:
        yield f"{version.name}: larger than {LARGEST_FILE // 1024} kB; a care plan is a page of text"
        return
    if why := _invisible(version.content.removeprefix("\ufeff")):
        yield f"{version.name}.yaml: {why}"
        return
    try:
        pathway = read_pathway(version.content, f"{version.name}.yaml")
    except PathwayFileError as error:
        yield str(error)
        return
    if len(pathway.steps) > MAX_STEPS:
        yield TOO_MANY
        return
    if not pathway.facts:  # one that declares any is held to them when it is read
        yield from _never_known(pathway)
    if pathway.id != version.name:
        yield f"{version.name}.yaml: its id is {pathway.id!r}; a care plan keeps its id"


def _never_known(pathway: Pathway) -> Iterator[str]:
    """Name the conditions on facts that no form asks for; older files have them."""
    for step in pathway.steps:
        for name in (*step.when, *step.unless):
            if not name.startswith(ANSWER_FACT) and step.again_of is None and (wrong := not_declared(name, {})):
                yield f"{pathway.id}.yaml: step {step.key!r}: {wrong}"


def _why_no_file(file: str) -> str | None:
    language, _, name = file.partition("/")
    if name in FILES and language.isascii() and language.isalnum():
        return None
    return f"not a file of a message; use one of {', '.join(FILES)} in a folder of its language"


def _why_no_text(text: str) -> str | None:
    if len(text) > MAX_TEXT:
        return f"longer than {MAX_TEXT:,} characters; shorten it"
    return _invisible(text)


def _invisible(text: str) -> str | None:
    wrong = next((one for one in text if one not in _LAYOUT and unicodedata.category(one) in _INVISIBLE), None)
    return f"holds the invisible character U+{ord(wrong):04X}; take it out" if wrong else None


def _shipped(context: Context, template: str, file: str) -> str | None:
    renderer = context.renderer
    return renderer.text_of(template, file) if isinstance(renderer, TemplateFolder) else None


def _refused(context: Context, file: str, text: str) -> str | None:
    renderer = context.renderer
    if file.endswith(EMAIL_FILES[0]) and len(text.strip().splitlines()) > 1:
        return "a subject is one line"
    return renderer.why_refused(file, text) if isinstance(renderer, TemplateFolder) else None


def _together(care: LiveCare, clinic: Clinic, version: CareVersion) -> Iterator[str]:
    """What is wrong with a version as it would be used: with the other live plans and words."""
    renderer = care.renderer
    assert isinstance(renderer, TemplateFolder)  # noqa: S101 the only renderer there is outside of tests
    pathways = care.catalog.pathways
    if version.kind is CareKind.WORDING:
        for found in check_template(renderer, pathways, version.name, clinic.language_list):
            yield f"{found.file}: {found.rule}: {found.message}"
        return
    pathway = next(one for one in pathways if one.id == version.name)
    known = set(renderer.templates())
    for template in sorted({step.template for step in pathway.steps}):
        if template not in known:
            yield f"{version.name}.yaml: there are no words named {template!r}; known: {', '.join(sorted(known))}"
        else:
            for found in check_template(renderer, [replace(pathway)], template, clinic.language_list):
                yield f"{found.file}: {found.rule}: {found.message}"
