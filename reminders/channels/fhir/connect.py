"""Makes the client of a partner's server, with the key that it signs in with."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reminders.channels.fhir.client import FHIRClient
from reminders.channels.fhir.token import Credentials
from reminders.core.model.errors import SetupError

if TYPE_CHECKING:
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
        key = _key(source.key_file, folder, environment_key)
        credentials = Credentials(source.token_url, source.client_id, source.key_id, source.scope_asked, key)
    return FHIRClient(source.base_url, PATIENCE, credentials, is_private=source.is_private)


def _key(file: str | None, folder: Path | None, environment_key: str | None) -> str:
    if file is None:
        if environment_key is None:
            raise SetupError("no key to sign in with: set private_key_file in the partner file, or FHIR_PRIVATE_KEY")
        return environment_key
    try:
        return ((folder or Path()) / file).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise SetupError(f"private_key_file {file} cannot be read; it stands beside the partner file") from None
