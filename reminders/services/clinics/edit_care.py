"""What the editor of wording shows, and the new version that an edit proposes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.wording.care_versions import CareKind, CareStep, CareVersion, Signature
from reminders.core.wording.chips import ANSWERS, Editable, chips, from_chips, to_chips
from reminders.core.wording.email_html import html_of, preheader_of
from reminders.rendering import CAREGIVER_FILE, EMAIL_FILES, SMS_FILE, TemplateFolder
from reminders.services.clinics.care_versions import propose
from reminders.services.wording.live_care import at_clinic, content_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SOMETIMES = ("[visit ", "[lowest]", "[highest]")
SUBJECT_FILE, PLAIN_FILE, HTML_FILE = EMAIL_FILES
_MEANWHILE = (
    "a colleague's version went live while you were editing, so yours is not saved yet; look at what is live, "
    "then send yours again to put it up for review"
)


@dataclass(frozen=True, slots=True)
class WordingForm:
    """The words of one message in one language, as they are edited. `caregiver` is None where there are none.

    `words` are of the answers, by what they are said in (`sms`, `email`) and code: also of one that another language or
    a care plan has and this one has no words for yet, which are empty. `new_code` is the one that is added.
    """

    sms: str
    subject: str
    email: str
    preheader: str
    caregiver: str | None
    words: Mapping[str, Mapping[str, str]]
    chips: tuple[str, ...]
    new_code: str = ""


def open_wording(context: Context, clinic: Clinic, template: str, language: str) -> WordingForm:
    """Return the live words of a message.

    Raises:
        NotFoundError: there is no such message, or none in this language.
        UseError: it holds what only a file can hold.

    """
    files = _files(context, clinic, template)
    if f"{language}/{SMS_FILE}" not in files:
        raise NotFoundError("no such message")
    shown = {name: to_chips(files[f"{language}/{name}"], language) for name in (SMS_FILE, SUBJECT_FILE, PLAIN_FILE)}
    caregiver = files.get(f"{language}/{CAREGIVER_FILE}")
    to_caregiver = to_chips(caregiver, language) if caregiver is not None else None
    sms, subject, plain = shown.values()
    if sms is None or subject is None or plain is None or (caregiver is not None and to_caregiver is None):
        raise UseError("this message is edited as a file: reminders plans export, and import it again")
    words = {"sms": sms.words, "email": plain.words} | ({"caregiver": to_caregiver.words} if to_caregiver else {})
    asked = dict.fromkeys(sorted(_codes_asked(context, clinic, template, files)), "")
    words = {name: {**codes, **{code: "" for code in asked if code not in codes}} for name, codes in words.items()}
    return WordingForm(
        sms.text.strip("\n"),
        subject.text.strip(),
        plain.text.strip("\n"),
        preheader_of(files.get(f"{language}/{HTML_FILE}", "")),
        to_caregiver.text.strip("\n") if to_caregiver else None,
        {name: codes for name, codes in words.items() if codes},
        _offered(language, sms.text + subject.text + plain.text, answers=bool(sms.words)),
    )


def _codes_asked(context: Context, clinic: Clinic, template: str, files: Mapping[str, str]) -> set[str]:
    """Return the answers that a message has words for in any language, or that a live care plan asks for with it."""
    said = (to_chips(text, name.partition("/")[0]) for name, text in files.items() if name.endswith(f"/{SMS_FILE}"))
    codes = {code for shown in said if shown for code in shown.words}
    steps = (step for pathway in at_clinic(context, clinic).catalog.pathways for step in pathway.steps)
    asks = (step.ask for step in steps if step.template == template and step.ask is not None)
    return codes | {code for ask in asks for code in ask.answers.values()}


def _offered(language: str, text: str, *, answers: bool) -> tuple[str, ...]:
    """Return the placeholders that mean something in a message: those of scales and visits only where they stand."""
    useful = [chip for chip in chips(language) if chip in text or not chip.startswith(_SOMETIMES)]
    return (*useful, ANSWERS) if answers else tuple(useful)


def live_mark_of(context: Context, clinic: Clinic, template: str) -> str:
    """Return a mark of the words that are live now, by which a later edit sees that others went live.

    Raises:
        NotFoundError: there is no such message.

    """
    return _mark(content_of(_files(context, clinic, template)))


def propose_wording(  # noqa: PLR0913 which words, as shown and as written
    context: Context,
    clinic: Clinic,
    template: str,
    language: str,
    form: WordingForm,
    *,
    shown: str = "",
    actor: Actor,
) -> CareVersion:
    """Put new words up for review. `shown`: the mark of what was live when the editor was opened, empty for any.

    Raises:
        NotFoundError: there is no such message.
        CareContentError: they break a rule.
        UseError: nothing was changed, a placeholder does not exist, or other words went live meanwhile.

    """
    standing = _files(context, clinic, template)
    if shown and shown != _mark(content_of(standing)):
        raise UseError(_MEANWHILE)

    files = new_files(context, clinic, template, language, form)
    if files == standing:
        raise UseError("nothing was changed")
    return _propose(context, clinic, CareKind.WORDING, template, content_of(files), 2, actor)


def new_files(context: Context, clinic: Clinic, template: str, language: str, form: WordingForm) -> dict[str, str]:
    """Return the files of a message with the words of a form in one language.

    Raises:
        NotFoundError: there is no such message.
        UseError: there is code in the words, or a placeholder that does not exist.

    """
    standing = _files(context, clinic, template)
    words = _words_of(form, open_wording(context, clinic, template, language).words)

    def written(name: str, text: str, said_in: str, *, is_text: bool) -> str:
        edited = Editable(text.replace("\r\n", "\n").strip("\n") + "\n", words.get(said_in, {}))
        source = from_chips(edited, language, is_text=is_text)
        before = standing.get(f"{language}/{name}", "")
        return before if to_chips(before, language) == to_chips(source, language) else source  # in its own layout

    if "\n" in form.subject.strip() or "\r" in form.subject.strip():
        raise UseError("the email subject is one line: take out the line break")
    preheader = " ".join(form.preheader.split())
    plain = written(PLAIN_FILE, form.email, "email", is_text=False)
    new = {
        SMS_FILE: written(SMS_FILE, form.sms, "sms", is_text=True),
        SUBJECT_FILE: written(SUBJECT_FILE, " ".join(form.subject.split()), "", is_text=False),
        PLAIN_FILE: plain,
        HTML_FILE: html_of(plain, language, from_chips(Editable(preheader), language, is_text=False)),
    }
    if form.caregiver is not None:
        new[CAREGIVER_FILE] = written(CAREGIVER_FILE, form.caregiver, "caregiver", is_text=True)
    return standing | {f"{language}/{name}": text for name, text in new.items()}


def _words_of(form: WordingForm, known: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return the words of each answer; one that has none yet may stay without any.

    Raises:
        UseError: an answer is no code, or has words in one kind of message and none in another.

    """
    kinds = ["sms", "email", *(["caregiver"] if form.caregiver is not None else [])]
    codes = list(dict.fromkeys(code for name in kinds for code in form.words.get(name, {})))
    words: dict[str, dict[str, str]] = {name: {} for name in kinds}
    for code in codes:
        said = {name: form.words.get(name, {}).get(code, "").strip() for name in kinds}
        before = {name: known.get(name, {}).get(code, "") for name in kinds}
        if not any(said.values()) and not any(before.values()):
            continue
        if code == form.new_code and any(before.values()):
            raise UseError("this answer is there already")
        if not any(before.values()):
            if not _CODE.fullmatch(code):
                raise UseError("write the answer in small letters, digits and _, for example not_yet")
            if missing := next((name for name in kinds if not said[name]), None):
                raise UseError(
                    f"write the words of the new answer “{code}” for each kind of message; {missing} has none"
                )
        for name in kinds:
            if said[name] or before[name]:
                words[name][code] = said[name]
    return words


def _mark(content: str) -> str:
    return sha256(content.encode()).hexdigest()[:16]


def _files(context: Context, clinic: Clinic, template: str) -> dict[str, str]:
    renderer = at_clinic(context, clinic).renderer
    if not isinstance(renderer, TemplateFolder) or template not in renderer.templates():
        raise NotFoundError("no such message")
    return renderer.files_of(template)


def _propose(  # noqa: PLR0913, PLR0917 one per field
    context: Context, clinic: Clinic, kind: CareKind, name: str, content: str, number: int, actor: Actor
) -> CareVersion:
    draft = CareVersion(
        0, clinic.id, kind, name, number, CareStep.DRAFT, content, Signature.of(actor), context.clock.now()
    )
    return propose(context, clinic, [replace(draft)], actor=actor)[0]
