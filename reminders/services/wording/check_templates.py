"""Checks every template before a patient sees it: shipped ones and a clinic's own alike.

Renders each step template in each language on each channel with short and long sample values, then applies the
house rules of `reminders.core.wording.wording`. It needs no database and sends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from reminders.core.model.contact import Channel, Party
from reminders.core.model.enrollment import VisitVoice
from reminders.core.wording import wording, wording_html
from reminders.core.wording.wording_rules import HELP_WORDS, START_WORDS, STOP_WORDS
from reminders.pathways.catalog import Catalog
from reminders.ports import ClinicVoice, Links, PatientVoice, Rendered, RenderError, TemplateValues
from reminders.rendering import CAREGIVER_FILE, EMAIL_FILES, SMS_FILE
from reminders.services.wording.render_message import close_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from reminders.core.plans.pathway import Pathway
    from reminders.core.plans.questions import Ask
    from reminders.core.wording.wording import Wrong
    from reminders.rendering import TemplateFolder

Words = TypeVar("Words", Rendered, str)

_LINKS = Links(
    page="https://clinic.example/r/sample-token",
    unsubscribe="https://clinic.example/u/sample-token",
    answer="https://clinic.example/a/sample-token",
)
LONG = TemplateValues(
    clinic=ClinicVoice(name="Oak Street Recovery Clinic", phone="(555) 010-0199", emergency_number="911"),
    patient=PatientVoice(given_name="Maximiliano"),
    links=_LINKS,
    day=14,
    step="work_heavy_1",
    visit=VisitVoice("Wednesday, September 30", "10:30 AM", "12 Main St., 2nd floor"),
)
SHORT = replace(LONG, clinic=replace(LONG.clinic, name="Oak Clinic"), patient=PatientVoice("Ana"), day=1, step="walk_1")
UNFINISHED = replace(SHORT, clinic=replace(SHORT.clinic, phone=""))  # not set up to the end: everything must render

_REPLY_KEYWORDS = {
    "stop": (START_WORDS,),
    "declined": (START_WORDS,),
    "help": (STOP_WORDS,),
    "unclear_stop": (STOP_WORDS,),
} | dict.fromkeys(("start", "opt_in", "confirmed"), (STOP_WORDS, HELP_WORDS))
_REPLIES_WITH_EMERGENCY = frozenset(
    {"start", "help", "follow_up", "not_watched", "unknown_number", "emergency", "urgent", "plan_event"}
).union(("opt_in", "confirmed"))
_FIXED_REPLY = "emergency"  # fixed by clinical review: it leads with what to do, not with who writes


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """One rule that one file breaks; `message` says what to change."""

    file: str
    rule: str
    message: str


def check_templates(renderer: TemplateFolder, pathways: Sequence[Pathway] | None = None) -> list[TemplateProblem]:
    """Return everything wrong with the templates, by file; an empty list when all is well.

    `pathways` say which templates are used and which answers a question has; without them the shipped ones do.
    """
    used = Catalog().pathways if pathways is None else pathways
    findings = list(_unknown_templates(renderer, used))
    languages = renderer.all_languages()
    for template in renderer.templates():
        findings += check_template(renderer, used, template, languages)
    for language in languages:
        findings += _opt_in(renderer, language)
        findings += _not_watched(renderer, language)
        for name in renderer.replies():
            findings += _reply(renderer, name, language)
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.file, finding.rule, finding.message))


def check_template(
    renderer: TemplateFolder, pathways: Sequence[Pathway], template: str, languages: Iterable[str]
) -> list[TemplateProblem]:
    """Return everything wrong with one step template in these languages, as often as it is found."""
    needed = any(step.template == template for pathway in pathways for step in pathway.steps_to(Party.CAREGIVER))
    findings: list[TemplateProblem] = []
    for language in languages:
        if missing := _missing_files(renderer, f"messages/{template}/{language}"):
            findings += missing
            continue
        for ask in _questions(pathways).get(template, [None]):
            findings += _message(renderer, template, language, ask)
            findings += _to_caregiver(renderer, template, language, ask, needed=needed)
    return findings


def _questions(pathways: Iterable[Pathway]) -> dict[str, list[Ask | None]]:
    """Return what each template has to ask, every kind of question once."""
    by_template: dict[str, list[Ask | None]] = {}
    for step in (step for pathway in pathways for step in pathway.steps):
        known = by_template.setdefault(step.template, [])
        if not any(_offers(step.ask) == _offers(ask) for ask in known):
            known.append(step.ask)
    return by_template


def _offers(ask: Ask | None) -> tuple[object, ...]:
    return (dict(ask.answers), ask.scale) if ask else ({}, None)


def _asking(values: TemplateValues, ask: Ask | None) -> TemplateValues:
    return replace(values, answers=dict(ask.answers), scale=ask.scale) if ask else values


def _unknown_templates(renderer: TemplateFolder, pathways: Iterable[Pathway]) -> Iterator[TemplateProblem]:
    known = set(renderer.templates())
    for pathway in pathways:
        for step in pathway.steps:
            if step.template not in known:
                what = f"step {step.key!r} uses the template {step.template!r}, which does not exist; add its folder"
                yield TemplateProblem(f"pathway {pathway.id}", "template exists", what)


def _missing_files(renderer: TemplateFolder, folder: str) -> list[TemplateProblem]:
    """List every file that is not there at once: a person adds them in one go, not error by error."""
    return [
        TemplateProblem(f"templates/{folder}/{file}", "file exists", "there is no such file; add it")
        for file in (SMS_FILE, *EMAIL_FILES)
        if not renderer.has(f"{folder}/{file}")
    ]


def _message(renderer: TemplateFolder, template: str, language: str, ask: Ask | None) -> list[TemplateProblem]:
    folder = f"messages/{template}/{language}"
    text, subject, plain, html = (renderer.label(f"{folder}/{file}") for file in (SMS_FILE, *EMAIL_FILES))

    def render(channel: Channel) -> Callable[[TemplateValues], Rendered]:
        return lambda values: renderer.render(template, language, channel, _asking(values, ask))

    def text_rules(rendered: Rendered, values: TemplateValues) -> Iterator[TemplateProblem]:
        yield from _text_rules(text, language, rendered.text, values)
        yield from _question_rules(text, language, rendered.text, ask)

    def email_rules(rendered: Rendered, values: TemplateValues) -> Iterator[TemplateProblem]:
        yield from _subject_rules(subject, language, rendered.subject or "")
        yield from _plain_email_rules(plain, language, rendered.text, values)
        yield from _question_rules(plain, language, rendered.text, ask)
        yield from _html_rules(html, language, rendered, values)
        if ask:
            for file, words in ((plain, rendered.text), (html, rendered.html or "")):
                yield from _findings(file, "answer", wording.has_link(words, values.links.answer, "links.answer"))

    def first_text_rules(rendered: Rendered, values: TemplateValues) -> Iterator[TemplateProblem]:
        for line in (renderer.opt_in(language, values), renderer.not_watched(language, values)):
            wrong = wording.short_enough(close_with(rendered.text, line), wording.MAX_SEGMENTS_WITH_OPT_IN)
            yield from _findings(text, "segments with the opt-in line", wrong)

    return [
        *_over_samples(folder, render(Channel.SMS), text_rules),
        *_over_samples(folder, render(Channel.EMAIL), email_rules),
        *_over_samples(folder, render(Channel.SMS), first_text_rules),
    ]


def _to_caregiver(
    renderer: TemplateFolder, template: str, language: str, ask: Ask | None, *, needed: bool
) -> list[TemplateProblem]:
    """Check the words to a caregiver, which a step needs that goes to one."""
    folder = f"messages/{template}/{language}"
    file = renderer.label(f"{folder}/{CAREGIVER_FILE}")
    if not renderer.has(f"{folder}/{CAREGIVER_FILE}"):
        what = "there is no such file, and a step with this template goes to the caregiver; add it"
        return [TemplateProblem(f"templates/{folder}/{CAREGIVER_FILE}", "file exists", what)] if needed else []

    def rules(rendered: Rendered, values: TemplateValues) -> Iterator[TemplateProblem]:
        yield from _text_rules(file, language, rendered.text, values)
        yield from _question_rules(file, language, rendered.text, ask)
        yield from _findings(file, "names the patient", wording.names_patient(rendered.text, values.patient.given_name))
        for line in (renderer.opt_in(language, values), renderer.not_watched(language, values)):
            wrong = wording.short_enough(close_with(rendered.text, line), wording.MAX_SEGMENTS_WITH_OPT_IN)
            yield from _findings(file, "segments with the opt-in line", wrong)

    return _over_samples(folder, lambda values: renderer.to_caregiver(template, language, _asking(values, ask)), rules)


def _opt_in(renderer: TemplateFolder, language: str) -> list[TemplateProblem]:
    folder = f"messages/_opt_in/{language}"
    file = renderer.label(f"{folder}/{SMS_FILE}")

    def rules(line: str, _: TemplateValues) -> Iterator[TemplateProblem]:
        yield from _any_text_rules(file, language, line)
        yield from _findings(file, "keywords", wording.names_keyword(line, STOP_WORDS, language))
        yield from _findings(file, "keywords", wording.names_keyword(line, HELP_WORDS, language))

    return _over_samples(folder, lambda values: renderer.opt_in(language, values), rules)


def _not_watched(renderer: TemplateFolder, language: str) -> list[TemplateProblem]:
    folder = f"messages/_not_watched/{language}"
    file = renderer.label(f"{folder}/{SMS_FILE}")

    def rules(line: str, values: TemplateValues) -> Iterator[TemplateProblem]:
        number, what = values.clinic.emergency_number, "clinic.emergency_number"
        yield from _any_text_rules(file, language, line)
        yield from _findings(file, "emergency number", wording.tells_how_to_reach(line, number, what))
        yield from _findings(file, "keywords", wording.names_keyword(line, STOP_WORDS, language))

    return _over_samples(folder, lambda values: renderer.not_watched(language, values), rules)


def _reply(renderer: TemplateFolder, name: str, language: str) -> list[TemplateProblem]:
    folder = f"replies/{name}/{language}"
    file = renderer.label(f"{folder}/{SMS_FILE}")

    def rules(text: str, values: TemplateValues) -> Iterator[TemplateProblem]:
        if name == _FIXED_REPLY:
            yield from _findings(file, "segments", wording.short_enough(text))
            yield from _findings(file, "clinic phone", wording.tells_how_to_reach(text, values.clinic.phone))
        else:
            yield from _text_rules(file, language, text, values)
        if name in _REPLIES_WITH_EMERGENCY:
            number, what = values.clinic.emergency_number, "clinic.emergency_number"
            yield from _findings(file, "emergency number", wording.tells_how_to_reach(text, number, what))
        for words in _REPLY_KEYWORDS.get(name, ()):
            yield from _findings(file, "keywords", wording.names_keyword(text, words, language))

    return _over_samples(folder, lambda values: renderer.reply(name, language, values), rules)


def _any_text_rules(file: str, language: str, text: str) -> Iterator[TemplateProblem]:
    yield from _findings(file, "alphabet", wording.cheap_alphabet(text))
    yield from _findings(file, "segments", wording.short_enough(text))
    yield from _findings(file, "reading", wording.easy_to_read(text, language))
    yield from _findings(file, "forbidden words", wording.names_no_health_detail(text, language))
    yield from _findings(file, "reassurance", wording.neither_clears_nor_reassures(text, language))


def _text_rules(file: str, language: str, text: str, values: TemplateValues) -> Iterator[TemplateProblem]:
    yield from _any_text_rules(file, language, text)
    yield from _findings(file, "care team", wording.asks_the_care_team_first(text, language))
    yield from _findings(file, "clinic name", wording.clinic_first(text, values.clinic.name))
    yield from _findings(file, "clinic phone", wording.tells_how_to_reach(text, values.clinic.phone))


def _question_rules(file: str, language: str, text: str, ask: Ask | None) -> Iterator[TemplateProblem]:
    yield from _findings(file, "answers", wording.shows_every_answer(text, ask.answers if ask else {}, language))
    if ask and ask.scale:
        yield from _findings(file, "scale", wording.shows_scale(text, ask.scale.lowest, ask.scale.highest))
    yield from _findings(file, "digits only", wording.asks_with_digits(text, language))


def _subject_rules(file: str, language: str, subject: str) -> Iterator[TemplateProblem]:
    yield from _findings(file, "one line", wording.one_line(subject))
    yield from _findings(file, "forbidden words", wording.names_no_health_detail(subject, language))


def _plain_email_rules(file: str, language: str, text: str, values: TemplateValues) -> Iterator[TemplateProblem]:
    yield from _findings(file, "spaces", wording.plain_spaces(text))
    yield from _findings(file, "reading", wording.easy_to_read(text, language))
    yield from _findings(file, "reassurance", wording.neither_clears_nor_reassures(text, language))
    yield from _findings(file, "care team", wording.asks_the_care_team_first(text, language))
    yield from _findings(file, "clinic phone", wording.tells_how_to_reach(text, values.clinic.phone))
    yield from _findings(file, "unsubscribe", wording.has_link(text, values.links.unsubscribe, "links.unsubscribe"))


def _html_rules(file: str, language: str, rendered: Rendered, values: TemplateValues) -> Iterator[TemplateProblem]:
    html = rendered.html or ""
    preheader, unsubscribe = wording_html.preheader(html), f'href="{values.links.unsubscribe}"'
    yield from _findings(file, "spaces", wording.plain_spaces(html))
    yield from _findings(file, "loads nothing", wording_html.loads_nothing(html))
    yield from _findings(file, "language", wording_html.names_its_language(html, language))
    yield from _findings(file, "forbidden words", wording.names_no_health_detail(preheader, language))
    yield from _findings(file, "unsubscribe", wording.has_link(html, unsubscribe, "links.unsubscribe"))
    yield from _findings(file, "same words", wording_html.says_the_same(rendered.text, html, values.clinic.name))


def _over_samples(
    folder: str,
    render: Callable[[TemplateValues], Words],
    rules: Callable[[Words, TemplateValues], Iterator[TemplateProblem]],
) -> list[TemplateProblem]:
    """Apply rules to the long sample, then to the short one for what the first did not find already."""
    problems: list[TemplateProblem] = []
    try:
        for values in (LONG, SHORT):
            reported = {(finding.file, finding.rule) for finding in problems}
            problems += [each for each in rules(render(values), values) if (each.file, each.rule) not in reported]
        render(UNFINISHED)
    except RenderError as error:
        problems.append(TemplateProblem(f"templates/{folder}", "renders", str(error)))
    return problems


def _findings(file: str, rule: str, wrong: Wrong) -> list[TemplateProblem]:
    return [TemplateProblem(file, rule, message) for message in wrong]
