"""Makes the client of a partner's server, with the key that it signs in with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.channels.fhir.client import FHIRClient
from reminders.channels.fhir.keys import read_keys
from reminders.channels.fhir.token import Credentials
from reminders.core.model.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path

    from reminders.core.hl7.partner import Partner

PATIENCE: Final = timedelta(seconds=30)
"""How long one answer may take: a search is slower than a text."""


def connect(partner: Partner, folder: Path | None, environment_key: str | None) -> FHIRClient:
    """Prepare the way to a partner's server; nothing connects yet.

    Raises:
        SetupError: the partner file names no server, or there is no key to sign in with.

    """
    source = partner.fhir
    if source is None or source.base_url is None:
        raise SetupError(f"the partner file {partner.name} names no FHIR server: fhir, base_url")
    credentials = None
    if source.token_url:
        key = read_keys(source, folder, environment_key)[0]
        credentials = Credentials(source.token_url, source.client_id, key.key_id, source.scope_asked, key.pem)
    return FHIRClient(source.base_url, PATIENCE, credentials, is_private=source.is_private)
