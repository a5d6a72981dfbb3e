"""What a carrier's form asks about a clinic's texts (A2P 10DLC, toll-free), filled in from the words that are live."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from reminders.core.consent.opt_in import CONFIRMED, QUESTION
from reminders.core.model.contact import Channel, Party
from reminders.data import book_of
from reminders.ports import RenderError
from reminders.services.wording.consent_words import WORDING, consent_words
from reminders.services.wording.live_care import at_clinic
from reminders.services.wording.render_message import write_auto_reply, write_step
from reminders.services.wording.unreviewed import unreviewed_languages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Step
    from reminders.services.context import Context
    from reminders.services.wording.render_message import Recipient

SAMPLES: Final = 5
"""Sample messages per language: forms ask for two to five."""

USE_CASE: Final = "Healthcare"
DESCRIPTION: Final = (
    "{clinic} sends patients who agreed to it automated notes about recovery before and after surgery: what helps on "
    "the day, short check-in questions that are answered with a digit, and reminders of visits. At most {daily} a day "
    "and {weekly} in 7 days. No marketing. No phone number or consent is sold or shared."
)
OPT_IN_FLOW: Final = (
    "Patients agree in person or on the phone with the clinic's staff, before or at enrollment. Staff read them the "
    "words below, in the patient's language. Agreeing is optional and no condition of care. Date, wording version and "
    "channel are recorded for each patient. "
)
SINGLE_OPT_IN: Final = (
    "Single opt-in. The first text confirms the opt-in: it names the clinic, says how often texts come, that message "
    "and data rates may apply, and how to get HELP and to STOP."
)
DOUBLE_OPT_IN: Final = (
    "Double opt-in. The first text names the clinic and asks the patient to reply 1 or YES; it says how often texts "
    "come, that message and data rates may apply, and how to get HELP and to STOP. Without that reply, or after a NO, "
    "no further texts are sent. The reply is recorded with its date."
)
OPT_OUT: Final = (
    "A patient who texts one of the stop words, or says so in other words, gets one confirmation and no further texts. "
    "Only the patient can start them again, by texting START."
)
NO_PRIVACY: Final = (
    "no privacy policy: publish one that says that phone numbers and consent are not shared with third parties for "
    "marketing, and set PRIVACY_URL"
)
NO_TERMS: Final = (
    "no terms: publish a page with the program's name, how often texts come, rates, HELP and STOP, and set TERMS_URL"
)
NO_PHONE: Final = "no clinic phone: set it with reminders clinic set {slug} --phone; HELP has to name it"
NOT_PUBLIC: Final = "PUBLIC_URL is not a public https address: carriers open the links in sample messages"
UNREVIEWED: Final = "the {language} words have no review by a native clinician; see templates/REVIEW.md"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses that a form asks for; None where there is none."""

    website: str
    privacy: str | None
    terms: str | None


def registration_pack(context: Context, clinic: Clinic, addresses: Addresses, sample: Recipient) -> dict[str, Any]:
    """Return all that a form asks for, by name; `missing` says in words what to do first.

    `sample` is the made-up patient of the sample messages. Nothing is sent or stored.
    """
    context = at_clinic(context, clinic)
    languages = clinic.language_list
    samples = {language: _samples(context, clinic, replace(sample, language=language)) for language in languages}
    texts = [one["body"] for found in samples.values() for one in found]
    return {
        "clinic": clinic.slug,
        "name": clinic.name,
        "phone": clinic.phone,
        "email": clinic.email,
        "use_case": USE_CASE,
        "description": DESCRIPTION.format(clinic=clinic.name, daily=clinic.daily_cap, weekly=clinic.weekly_cap),
        "opt_in": {
            "flow": "double" if clinic.double_opt_in else "single",
            "how": OPT_IN_FLOW + (DOUBLE_OPT_IN if clinic.double_opt_in else SINGLE_OPT_IN),
            "wording_version": WORDING,
            "words": {language: words[Channel.SMS] for language, words in consent_words(clinic).items()},
            "first_text": _first_texts(context, clinic, samples, sample),
            "confirmed": _replies(context, clinic, CONFIRMED, sample) if clinic.double_opt_in else {},
        },
        "opt_out": {"how": OPT_OUT, **_keyword(context, clinic, "stop", sample)},
        "start": _keyword(context, clinic, "start", sample),
        "help": _keyword(context, clinic, "help", sample),
        "samples": samples,
        "has_links": any("http" in text for text in texts),
        "has_phone_numbers": bool(clinic.phone) and any(clinic.phone in text for text in texts),
        "urls": {"website": addresses.website, "privacy": addresses.privacy, "terms": addresses.terms},
        "missing": list(_missing(clinic, addresses)),
    }


def _first_texts(
    context: Context, clinic: Clinic, samples: Mapping[str, Sequence[Mapping[str, str]]], sample: Recipient
) -> dict[str, str]:
    """Return the text that opens every conversation: the question of a double opt-in, else a plan's first step."""
    if clinic.double_opt_in:
        return _replies(context, clinic, QUESTION, sample)
    return {language: found[0]["body"] for language, found in samples.items() if found}


def _replies(context: Context, clinic: Clinic, name: str, sample: Recipient) -> dict[str, str]:
    return {
        language: write_auto_reply(context.renderer, clinic, replace(sample, language=language), name).text
        for language in clinic.language_list
    }


def _samples(context: Context, clinic: Clinic, recipient: Recipient) -> list[dict[str, str]]:
    """Return the first texts of the clinic's care plans, each template once; the first carries the opt-in line."""
    samples: list[dict[str, str]] = []
    for step in _texts(context, clinic):
        try:
            number = 1 if not samples else 0
            content = write_step(context.renderer, clinic, recipient, step, Channel.SMS, number=number)
        except RenderError:  # words about a visit need one; templates check names the others
            continue
        samples.append({"step": step.key, "body": content.text})
        if len(samples) == SAMPLES:
            break
    return samples


def _texts(context: Context, clinic: Clinic) -> Sequence[Step]:
    """Return the steps that go out as texts, by day, each template once; those that are always on come first."""
    on = clinic.rules.optional_on
    steps = [
        (step.optional and not {step.key, f"{pathway.id}.{step.key}"} & on, step.day, step)
        for pathway in context.catalog.pathways
        for step in pathway.steps
        if Channel.SMS in step.channels and Party.PATIENT in step.to and step.again_of is None
    ]
    first: dict[str, Step] = {}
    for _, _, step in sorted(steps, key=lambda item: item[:2]):
        first.setdefault(step.template, replace(step))
    return list(first.values())


def _keyword(context: Context, clinic: Clinic, name: str, sample: Recipient) -> Mapping[str, Any]:
    """Return the words that a whole text may be, without misspellings, and what is answered, by language."""
    return {
        "keywords": {language: _keywords_of(language, name) for language in clinic.language_list},
        "replies": _replies(context, clinic, name, sample),
    }


def _keywords_of(language: str, name: str) -> list[str]:
    words = book_of(language, "keywords")
    left_out = words.words("misspelled") if "misspelled" in words.entries else frozenset[str]()
    return sorted(word.upper() for word in words.words(f"{name}_words") - left_out)


def _missing(clinic: Clinic, addresses: Addresses) -> Iterator[str]:
    if not clinic.phone:
        yield NO_PHONE.format(slug=clinic.slug)
    if not addresses.website.startswith("https://"):
        yield NOT_PUBLIC
    if addresses.privacy is None:
        yield NO_PRIVACY
    if addresses.terms is None:
        yield NO_TERMS
    for language in unreviewed_languages(f"{code}/" for code in clinic.language_list):
        yield UNREVIEWED.format(language=language)
