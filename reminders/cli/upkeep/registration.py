"""`reminders doctor --registration`: the answers to a carrier's registration form, per clinic."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reminders.cli.opening import clinic_named, open_context, settings_with_keys
from reminders.services.find import all_clinics
from reminders.services.plans.plan import SAMPLE_LINKS, SAMPLE_NAME
from reminders.services.wording.registration import Addresses, registration_pack
from reminders.services.wording.render_message import Recipient

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def print_registration(slug: str | None, *, as_json: bool) -> None:
    """Print the pack of one clinic, or of all of them."""
    settings = settings_with_keys()
    addresses = Addresses(settings.public_url, settings.privacy_url, settings.terms_url)
    sample = Recipient(SAMPLE_NAME, "", SAMPLE_LINKS)
    with open_context() as context:
        clinics = [clinic_named(context, slug)] if slug else all_clinics(context)
        packs = [registration_pack(context, clinic, addresses, sample) for clinic in clinics]
    if as_json:
        print(json.dumps({"clinics": packs}, ensure_ascii=False, indent=1))
        return
    for pack in packs:
        print("\n".join(_lines(pack)), end="\n\n")


def _lines(pack: Mapping[str, Any]) -> Iterator[str]:
    yield f"{pack['name']} ({pack['clinic']})"
    yield f"Phone: {pack['phone'] or 'none'}   Email: {pack['email'] or 'none'}"
    yield f"Use case: {pack['use_case']}"
    yield f"Description: {pack['description']}"
    yield "\nOpt-in"
    yield f"  {pack['opt_in']['how']}"
    yield f"  Wording {pack['opt_in']['wording_version']}:"
    yield from _by_language(pack["opt_in"]["words"])
    yield "  First text:"
    yield from _by_language(pack["opt_in"]["first_text"])
    if pack["opt_in"]["confirmed"]:
        yield "  Answer to 1 or YES:"
        yield from _by_language(pack["opt_in"]["confirmed"])
    for title, name in (("Opt-out", "opt_out"), ("Start again", "start"), ("Help", "help")):
        part = pack[name]
        yield f"\n{title}"
        if "how" in part:
            yield f"  {part['how']}"
        for language, words in part["keywords"].items():
            yield f"  Keywords ({language}): {', '.join(words)}"
        yield "  Reply:"
        yield from _by_language(part["replies"])
    yield "\nSample messages"
    for language, samples in pack["samples"].items():
        yield from (f"  {language} {number}: {one['body']}" for number, one in enumerate(samples, start=1))
    yield f"  With links: {_yes(pack['has_links'])}   With phone numbers: {_yes(pack['has_phone_numbers'])}"
    yield "\nAddresses"
    yield from (f"  {name.capitalize()}: {url or 'none'}" for name, url in pack["urls"].items())
    if pack["missing"]:
        yield "\nBefore you register"
        yield from (f"  - {sentence}" for sentence in pack["missing"])


def _by_language(texts: Mapping[str, str]) -> Iterator[str]:
    yield from (f"    {language}: {text}" for language, text in texts.items())


def _yes(value: object) -> str:
    return "yes" if value else "no"
