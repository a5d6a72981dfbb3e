"""Tokens in links: no one forges one, reads an id out of one, or opens one thing with another's."""

from __future__ import annotations

import base64
import hmac
import uuid
from datetime import UTC, datetime

from reminders.services.links import Link, LinkKind, LinkMaker
from tests.tables import each_row

OLD_SECRET = "a secret of these tests"
MAKER = LinkMaker("https://reminders.example.org", OLD_SECRET)
PATIENT = "0b9f7a52-6c1c-4e6e-9a44-3d7f0a1f6b01"


def first_form(kind: LinkKind, patient_id: str) -> str:
    """Make a token as version 0.1.0 did."""
    raw = uuid.UUID(patient_id).bytes
    mac = hmac.digest(b"a secret of these tests", kind.value.encode() + raw, "sha256")[:16]
    return base64.urlsafe_b64encode(raw + mac).rstrip(b"=").decode()


@each_row("kind", list(LinkKind))
def test_a_token_leads_back_to_its_patient_and_is_the_same_every_time(kind: LinkKind):
    token = MAKER.token(kind, PATIENT)
    assert MAKER.read(kind, token) == Link(PATIENT, 0)
    later = MAKER.token(kind, PATIENT, 258)
    assert MAKER.read(kind, later) == Link(PATIENT, 258)
    assert token == LinkMaker("https://elsewhere.example", "a secret of these tests").token(kind, PATIENT)


@each_row("kind", list(LinkKind))
def test_a_token_shows_nothing_of_the_id_and_opens_nothing_of_another_kind(kind: LinkKind):
    token = MAKER.token(kind, PATIENT)
    raw = base64.urlsafe_b64decode(token + "=")
    shown = uuid.UUID(PATIENT).bytes
    assert not any(shown[start : start + 3] in raw for start in range(14))
    for other in set(LinkKind) - {kind}:
        assert MAKER.read(other, token) is None


def test_every_changed_character_and_another_secret_make_it_worthless():
    token = MAKER.token(LinkKind.PAGE, PATIENT)
    for place in range(len(token) - 1):  # the last one holds two bits that mean nothing
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert MAKER.read(LinkKind.PAGE, changed) is None
    assert LinkMaker("https://reminders.example.org", "another secret").read(LinkKind.PAGE, token) is None


@each_row("kind", list(LinkKind))
def test_a_new_secret_makes_its_own_links_and_opens_those_of_earlier_ones(kind: LinkKind):
    renewed = LinkMaker("https://reminders.example.org", "the newest secret", ["a newer secret", OLD_SECRET])
    for epoch in (0, 258):
        old = MAKER.token(kind, PATIENT, epoch)
        assert renewed.read(kind, old) == Link(PATIENT, epoch)
        assert renewed.token(kind, PATIENT, epoch) != old
        assert MAKER.read(kind, renewed.token(kind, PATIENT, epoch)) is None
    forgotten = LinkMaker("https://reminders.example.org", "the newest secret", ["a newer secret"])
    assert forgotten.read(kind, MAKER.token(kind, PATIENT)) is None


def test_what_was_hidden_in_an_address_and_the_first_unsubscribe_links_open_after_a_new_secret():
    at = datetime(2026, 1, 5, 12, tzinfo=UTC)
    renewed = LinkMaker("https://reminders.example.org", "the newest secret", [OLD_SECRET])
    hidden = MAKER.encrypt("search", "staff 1", "Vann", at)
    assert renewed.decrypt("search", "staff 1", hidden, at) == "Vann"
    assert renewed.decrypt("search", "staff 2", hidden, at) is None
    assert renewed.read(LinkKind.UNSUBSCRIBE, first_form(LinkKind.UNSUBSCRIBE, PATIENT)) == Link(PATIENT, 0)


def test_an_unsubscribe_link_of_the_first_version_still_works_but_opens_no_page():
    assert MAKER.read(LinkKind.UNSUBSCRIBE, first_form(LinkKind.UNSUBSCRIBE, PATIENT)) == Link(PATIENT, 0)
    assert MAKER.read(LinkKind.UNSUBSCRIBE, first_form(LinkKind.PAGE, PATIENT)) is None
    assert MAKER.read(LinkKind.PAGE, first_form(LinkKind.PAGE, PATIENT)) is None
