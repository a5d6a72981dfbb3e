"""The public keys of all partner files, for the web process to publish and the command line to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from reminders.channels.fhir.keys import key_set, read_keys
from reminders.core.model.errors import SetupError
from reminders.partners.reading import partner_names
from reminders.wiring import load_partner

if TYPE_CHECKING:
    from reminders.channels.fhir.keys import SigningKey
    from reminders.config import Settings

log = structlog.get_logger(__name__)


def fhir_key_set(settings: Settings, name: str | None = None) -> dict[str, Any]:
    """Return the public keys that FHIR servers check our assertions by, of one partner or of all.

    What cannot be read of one partner takes nothing from the others.

    Raises:
        SetupError: the keys of the partner that was named cannot be read.

    """
    keys: list[SigningKey] = []
    for one in [name] if name else partner_names(settings.hl7_partners_dir):
        try:
            source = load_partner(settings, one).fhir
            if source is not None and source.token_url:
                keys += read_keys(source, settings.hl7_partners_dir, settings.fhir_private_key)
        except SetupError as error:
            if name:
                raise
            log.warning("fhir_key_not_read", partner=one, problem=str(error))
    return key_set(keys)
