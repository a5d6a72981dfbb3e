"""Test messages to oneself: to one's own email, and to a phone that a code texted there has proven to be one's own.

So no test reaches anyone else.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import phonenumbers

from reminders.core.language.known_languages import page_words
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel
from reminders.services.forms.enrollment_form import FieldError, check_phone
from reminders.services.staff.mail import send_to_staff
from reminders.store.replies.staff_texts import plan_test_text
from reminders.store.staff import staff_phones
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from datetime import date

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.staff_member import StaffMember
    from reminders.ports import Rendered
    from reminders.services.context import Context
    from reminders.store.staff.staff_phones import StaffPhone

CODE_LASTS: Final = timedelta(minutes=10)
TRIES: Final = 5
CODES_A_DAY: Final = 5
TESTS_A_DAY: Final = 10
_TERRITORIES = {"US": {"PR", "GU", "VI", "AS", "MP"}}


def ask_code(context: Context, clinic: Clinic, person: StaffMember, phone: str, *, actor: Actor) -> str:
    """Text a code to a phone that someone says is theirs; return what to say of it (`navigation.DONE`)."""
    number = _number(phone, clinic.country)
    if number is None:
        return "test-phone"
    with context.db.begin() as tx:
        now, code = context.clock.now(), f"{secrets.randbelow(10**6):06d}"
        known = staff_phones.lock_phone(tx, person, _day(context, clinic))
        if known.codes >= CODES_A_DAY:
            return "test-codes-used"
        hashed = staff_phones.code_hashes(tx, person.id, code)[0]
        values = {"verified_at": None, "code_hash": hashed, "code_at": now, "tries": 0, "codes": known.codes + 1}
        staff_phones.change_phone(tx, person, phone=number, **values)
        words = page_words(person.language, "test_code")["text"].format(code=code)
        plan_test_text(tx, clinic.id, number, words, now)
        add_entry(tx, AuditEntry(clinic.id, Action.SENT_TEST_TEXT, actor, now, detail="code"))
    return "test-code"


def confirm_code(context: Context, clinic: Clinic, person: StaffMember, code: str) -> str:
    """Take a code back: within 10 minutes, at the fifth try at the latest; return what to say of it."""
    with context.db.begin() as tx:
        now, known = context.clock.now(), staff_phones.lock_phone(tx, person, _day(context, clinic))
        code_is_valid = known.code_at is not None and now - known.code_at < CODE_LASTS and known.tries < TRIES
        if not code_is_valid or known.code_hash is None:
            return "test-code-over"
        if known.code_hash not in staff_phones.code_hashes(tx, person.id, code.strip()):
            staff_phones.change_phone(tx, person, tries=known.tries + 1)
            return "test-code-wrong"
        staff_phones.change_phone(tx, person, verified_at=now, code_hash=None)
    return "test-verified"


def text_oneself(context: Context, clinic: Clinic, person: StaffMember, words: str, *, actor: Actor) -> str:
    """Plan a text to the phone that someone has proven, ten a day; return what to say of it.

    While nothing leaves, a phone that was typed is enough: no code could arrive there.
    """
    with context.db.begin() as tx:
        now, known = context.clock.now(), staff_phones.lock_phone(tx, person, _day(context, clinic))
        leaves = context.senders[Channel.SMS].leaves
        if not known.phone or _number(known.phone, clinic.country) is None or (leaves and known.verified_at is None):
            return "test-verify"
        if known.tests >= TESTS_A_DAY:
            return "test-used"
        staff_phones.change_phone(tx, person, tests=known.tests + 1)
        plan_test_text(tx, clinic.id, known.phone, words, now)
        add_entry(tx, AuditEntry(clinic.id, Action.SENT_TEST_TEXT, actor, now))
    return "test-text" if leaves else "test-kept"


def email_oneself(context: Context, clinic: Clinic, person: StaffMember, content: Rendered, *, actor: Actor) -> str:
    """Send an email to one's own address, at once; return what to say of it."""
    with context.db.begin() as tx:
        add_entry(tx, AuditEntry(clinic.id, Action.SENT_TEST_EMAIL, actor, context.clock.now()))
    if not send_to_staff(context, person, content):
        return "test-failed"
    return "test-sent" if context.senders[Channel.EMAIL].leaves else "test-kept"


def find_own_phone(context: Context, clinic: Clinic, person: StaffMember) -> StaffPhone | None:
    """Return someone's own phone to look at, or None."""
    with context.db.read() as tx:
        return staff_phones.find_phone(tx, person.id, clinic.id)


def _number(phone: str, country: str) -> str | None:
    """Return a number of the clinic's country, or its territories, as E.164."""
    try:
        number = check_phone(phone, country)
    except FieldError:
        return None
    region = phonenumbers.region_code_for_number(phonenumbers.parse(number)) if number else None
    return number if region in {country, *_TERRITORIES.get(country, ())} else None


def _day(context: Context, clinic: Clinic) -> date:
    return context.clock.now().astimezone(clinic.zone).date()
