"""Bytes in, what a message says out, as a partner's file has it; or why it cannot be read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reminders.core.fhir.read_resource import read_snapshot
from reminders.core.hl7.charset import decode
from reminders.core.hl7.message import MessageError, parse
from reminders.core.hl7.read_message import read_content
from reminders.core.model.errors import SetupError
from reminders.core.plans.facts.fact import FACTS
from reminders.partners.reading import NoPartnerError
from reminders.services.wording.live_care import at_clinic

if TYPE_CHECKING:
    from datetime import date

    from reminders.core.hl7.content import MessageContent
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def read(raw: bytes, partner: Partner, clinic: Clinic, today: date | None = None) -> MessageContent:
    """Read one message, or the snapshot of a FHIR resource.

    Raises:
        MessageError: it cannot be read; the place and the reason, never a value.

    """
    if raw[:1] == b"{":
        return read_snapshot(json_of(raw), partner, partner.zone or clinic.zone, today)
    return read_content(parse(decode(raw, partner.charset)), partner, partner.zone or clinic.zone)


def find_partner(context: Context, clinic: Clinic, name: str) -> Partner:
    """Return a clinic's partner by the name of its file; codes and facts may be of the clinic's own care plans, too.

    Raises:
        NoPartnerError: there is no such file, or it is another clinic's.
        SetupError: the file cannot be used.

    """
    if context.find_partner is None:
        raise SetupError("no partner files are set up: HL7_PARTNERS_DIR")
    catalog = at_clinic(context, clinic).catalog
    partner = context.find_partner(name, catalog.ids, (*FACTS, *catalog.fact_names))
    if partner.clinic not in {None, clinic.slug}:
        raise NoPartnerError(f"the partner {name} is another clinic's")
    return partner


def json_of(raw: bytes) -> object:
    """Read JSON.

    Raises:
        MessageError: it is none.

    """
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise MessageError("not_json", "JSON", "this is not JSON") from None
