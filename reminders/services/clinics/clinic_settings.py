"""Checks, adds and changes a clinic's settings; a change of its rules re-plans what is unsent."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import phonenumbers

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import SettingError, UseError, WrongSettingError, WrongUseError
from reminders.core.model.quiet_hours import parse_hours
from reminders.core.model.roles import Role
from reminders.core.plans.closed_days import EARLIER
from reminders.core.staff.second_factor import required_roles
from reminders.core.wording.sms_text import is_gsm7, make_safe
from reminders.core.wording.text_price import read_text_price
from reminders.services.clinics.assign_sender import keep_stops, record_sharing, require_consent
from reminders.services.clinics.calendar_settings import check_calendar
from reminders.services.find import pick_clinic
from reminders.services.forms.fields import FieldError, check_email, check_zone
from reminders.services.plans.replan import replan
from reminders.services.wording.live_care import at_clinic
from reminders.store.clinics import clinics
from reminders.store.consent.opt_ins import mark_earlier
from reminders.store.enrollment import enrollments
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Collection

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

WINDOWS_SLIDE_WITHIN = timedelta(days=1 + EARLIER)
"""Other hours move a window within its day, closed days a question by days: what ended before ends in the past."""

SECOND_IDENTIFIERS = ("birth_date", "record_number", "none")
"""What a clinic may show beside a patient's name to tell two of one name apart."""

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_PHONE = re.compile(r"[+0-9() ./-]{3,40}")
_RULES = (
    "send_hours",
    "sunday_hours",
    "daily_cap",
    "weekly_cap",
    "optional_steps",
    "holiday_region",
    "open_holidays",
    "closed_days",
)


_SAYS = {
    "name": "enter a clinic name of 1 to 60 characters",
    "phone": "enter a phone number as patients read it, for example (202) 555-0100",
    "emergency_number": "enter an emergency number such as 911",
    "languages": "choose at least one language",
    "country": "choose a country",
    "escalate_minutes": "enter 1 to 120 minutes",
    "text_price": "enter US cents for one segment, from 0 to 100, for example 0.83",
}
"""What a page says of a setting that cannot be used; commands name the option."""


def check_clinic(clinic: Clinic) -> Clinic:
    """Return the clinic with cleaned settings.

    Raises:
        WrongUseError: a setting cannot be used; the message names the option.

    """
    if not _SLUG.fullmatch(clinic.slug):
        raise WrongUseError("the clinic's SLUG must be lower-case letters, digits and hyphens, for example oak-street")
    name = " ".join(clinic.name.split())
    if not name or len(name) > 60:  # noqa: PLR2004 a text has 160 characters
        raise _wrong("name", "must be 1 to 60 characters: it opens every text")
    if clinic.phone and not _PHONE.fullmatch(clinic.phone):
        raise _wrong("phone", "must be a phone number as patients read it, for example (202) 555-0100")
    if not _PHONE.fullmatch(clinic.emergency_number):
        raise _wrong("emergency_number", "must be a number such as 911")
    _check_zone(clinic.timezone)
    country = clinic.country.upper()
    if country not in phonenumbers.SUPPORTED_REGIONS:
        raise _wrong("country", "must be two letters such as US")
    languages = [part.strip().lower() for part in clinic.languages.split(",") if part.strip()]
    if not languages or any(not _LANGUAGE.fullmatch(part) for part in languages):
        raise _wrong("languages", "must be two-letter codes separated by commas, for example en,es")
    _check_choices(clinic)
    return replace(
        clinic,
        name=name,
        email=_mailbox(clinic.email),
        optional_steps=",".join(part.strip() for part in clinic.optional_steps.split(",") if part.strip()),
        country=country,
        languages=",".join(dict.fromkeys(languages)),
        send_hours=_hours("send_hours", clinic.send_hours),
        sunday_hours=_hours("sunday_hours", clinic.sunday_hours) if clinic.sunday_hours else None,
        asked_opt_in=clinic.asked_opt_in or clinic.double_opt_in,
        text_price=_price(clinic.text_price),
        **check_calendar(clinic, country),
    )


def name_warning(name: str) -> str | None:
    """Say it when the clinic's name alone makes texts longer: one letter outside GSM-7 turns 160 into 70 a segment."""
    return None if is_gsm7(make_safe(name)) else LONGER_NAME


LONGER_NAME = (
    "this name has an emoji or a letter that phones can't send in the short form. Every text holds 70 characters per "
    "segment instead of 160, so most texts cost about twice as much. Use plain letters"
)


def _wrong(field: str, rest: str) -> WrongSettingError:
    return WrongSettingError(field, f"--{field.replace('_', '-')} {rest}", _SAYS[field])


def _check_zone(name: str) -> None:
    try:
        check_zone(name)
    except FieldError as error:
        raise WrongSettingError("timezone", f"--timezone is {error}", "choose a time zone") from None


def _check_choices(clinic: Clinic) -> None:
    for field in ("daily_cap", "weekly_cap"):
        if getattr(clinic, field) < 1:
            raise WrongSettingError(field, "--daily-cap and --weekly-cap must be 1 or more", "enter 1 or more texts")
    if not 1 <= clinic.escalate_minutes <= 120:  # noqa: PLR2004 two hours: see core.escalation.MAX_WAIT
        raise _wrong("escalate_minutes", "must be 1 to 120")
    if clinic.second_identifier not in SECOND_IDENTIFIERS:
        message = f"--second-identifier must be one of: {', '.join(SECOND_IDENTIFIERS)}"
        raise WrongSettingError("second_identifier", message, "choose what to show")
    try:
        required_roles(clinic.second_factor, ())
    except ValueError:
        message = f"--second-factor must be none, default, or roles of: {', '.join(Role)}"
        raise WrongSettingError("second_factor", message, "choose roles") from None


def add_clinic(context: Context, clinic: Clinic, *, actor: Actor, share: Collection[str] = ()) -> Clinic:
    """Add a clinic. `share`: the clinics that it shares its sender of texts with, all of them, on purpose.

    Raises:
        UseError: the slug or the sender is taken, or there are no messages in one of its languages.

    """
    _require_languages(context, clinic)
    _require_steps(context, clinic)
    with context.db.begin() as tx:
        if clinics.find_clinic(tx, clinic.slug):
            raise UseError(f"clinic {clinic.slug!r} already exists; to change it: reminders clinic set {clinic.slug}")
        others = require_consent(tx, clinic, share)
        added = clinics.add_clinic(tx, clinic)
        now = context.clock.now()
        add_entry(tx, AuditEntry(added.id, Action.ADDED_CLINIC, actor, now))
        record_sharing(tx, added, others, actor, now)
        return added


def change_clinic(
    context: Context,
    clinic: Clinic,
    *,
    actor: Actor,
    action: Action = Action.CHANGED_CLINIC,
    share: Collection[str] = (),
) -> int:
    """Change a clinic's settings; return how many enrollments were re-planned because its rules changed.

    Raises:
        NotFoundError: no such clinic.
        UseError: another clinic has the new sender, and is not named in `share`.

    """
    _require_languages(context, clinic)
    _require_steps(context, clinic)
    with context.db.begin() as tx:
        standing = pick_clinic(tx, clinic.slug)
        clinic = replace(clinic, id=standing.id)
        now = context.clock.now()
        if clinic.sms_sender != standing.sms_sender:
            record_sharing(tx, clinic, require_consent(tx, clinic, share), actor, now)
            keep_stops(tx, standing, clinic, now)
        clinics.change_clinic(tx, clinic)
        if clinic.double_opt_in and not standing.double_opt_in:
            mark_earlier(tx, clinic.id)
        add_entry(tx, AuditEntry(standing.id, action, actor, now, detail=_changed(standing, clinic)))
        if all(getattr(standing, name) == getattr(clinic, name) for name in _RULES):
            return 0
        ids = enrollments.ids_with_a_plan_ahead(tx, standing.id, now - WINDOWS_SLIDE_WITHIN)
        for enrollment_id in ids:
            replan(context, tx, enrollments.get_enrollment(tx, enrollment_id), now)
        return len(ids)


def _changed(before: Clinic, after: Clinic) -> str:
    names = [item.name for item in fields(before) if getattr(before, item.name) != getattr(after, item.name)]
    names = [name for name in names if name != "asked_opt_in"]
    return ", ".join(names) or "nothing"


def _require_languages(context: Context, clinic: Clinic) -> None:
    known = context.renderer.all_languages()
    if missing := [language for language in clinic.language_list if language not in known]:
        message = f"--languages: there are no messages in {missing[0]!r}; there are: {', '.join(known)}"
        template = "there are no messages in {missing}; there are: {known}"
        raise SettingError("languages", message, template, missing=missing[0], known=", ".join(known))


def _require_steps(context: Context, clinic: Clinic) -> None:
    known = {
        name
        for pathway in at_clinic(context, clinic).catalog.pathways
        for step in pathway.steps
        if step.optional
        for name in (step.key, f"{pathway.id}.{step.key}")
    }
    if unknown := sorted(clinic.rules.optional_on - known):
        raise UseError(f"--optional-steps: {unknown[0]!r} is not an optional step; known: {', '.join(sorted(known))}")


def _mailbox(text: str) -> str:
    try:
        return check_email(text) or ""
    except FieldError as error:
        raise WrongSettingError("email", f"--email: {error}", error.template, **error.values) from None


def _price(text: str) -> str:
    try:
        return read_text_price(text)
    except ValueError:
        rest = "must be US cents for one segment of a text, from 0 to 100, for example 0.83; or default"
        raise _wrong("text_price", rest) from None


def _hours(field: str, text: str) -> str:
    try:
        return str(parse_hours(text))
    except ValueError as error:
        message = f"--{field.replace('_', '-')}: {error}"
        raise WrongSettingError(field, message, "enter opening hours that end after they begin") from None
