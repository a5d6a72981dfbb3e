"""Polls the FHIR servers whose time has come, and writes back what is due; asked by beat once a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from reminders.core.model.errors import RemindersError
from reminders.services.fhir.poll import poll
from reminders.services.fhir.write_back import write_back
from reminders.services.find import pick_clinic
from reminders.services.hl7.read import find_partner
from reminders.store.hl7 import cursors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

log = structlog.get_logger(__name__)


def poll_due(context: Context) -> None:
    """Poll every partner whose file names a server, if it is due. What one lacks does not hold up the next."""
    if context.partner_names is None or context.connect_fhir is None:
        return
    for name in context.partner_names():
        try:
            for clinic, partner in _due(context, name):
                server = context.connect_fhir(partner)
                try:
                    poll(context, clinic, partner, server)
                finally:
                    server.close()
        except RemindersError as error:  # of the operator: a file, a key
            log.warning("fhir_not_polled", partner=name, problem=str(error))


def write_due(context: Context, stopping: Callable[[], bool] = lambda: False) -> None:
    """Write to every partner's server what its file says; what one lacks does not hold up the next."""
    if context.partner_names is None or context.connect_fhir is None or context.find_partner is None:
        return
    for name in context.partner_names():
        try:
            described = context.find_partner(name)
            if described.fhir is None or not described.fhir.write_back:
                continue
            with context.db.read() as tx:
                clinic = pick_clinic(tx, described.clinic)
            partner = find_partner(context, clinic, name)
            server = context.connect_fhir(partner)
            try:
                write_back(context, clinic, partner, server, stopping)
            finally:
                server.close()
        except RemindersError as error:  # of the operator: a file, a key
            log.warning("fhir_not_written", partner=name, problem=str(error))


def _due(context: Context, name: str) -> Iterator[tuple[Clinic, Partner]]:
    if context.find_partner is None:
        return
    described = context.find_partner(name)
    if described.fhir is None or described.fhir.base_url is None:
        return
    with context.db.read() as tx:
        clinic = pick_clinic(tx, described.clinic)
        last = cursors.find_last_poll(tx, clinic.id, name)
    now = context.clock.now()
    if last.not_before is not None and now < last.not_before:
        return
    if last.at is not None and now < last.at + described.fhir.every:
        return
    yield clinic, find_partner(context, clinic, name)
