"""Links a patient may get: an opaque token that nobody can forge, and nothing about the patient in the URL."""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid
from enum import StrEnum

from reminders.ports import Links

_MAC_BYTES = 16


class LinkKind(StrEnum):
    """What a token opens; a token of one kind opens nothing else."""

    PAGE = "r"
    UNSUBSCRIBE = "u"


class LinkMaker:
    """Makes and reads tokens: a patient's random id and a truncated HMAC-SHA-256 over it."""

    def __init__(self, public_url: str, secret: str) -> None:
        self._url = public_url
        self._secret = secret.encode()

    def links(self, patient_id: str) -> Links:
        """Return the links of one patient."""
        return Links(self._link(LinkKind.PAGE, patient_id), self._link(LinkKind.UNSUBSCRIBE, patient_id))

    def receipt_url(self, attempt_id: str) -> str:
        """Return the status callback of one attempt: it carries our own attempt id."""
        return f"{self._url}/webhooks/twilio/status?attempt={attempt_id}"

    def token(self, kind: LinkKind, patient_id: str) -> str:
        """Return the token for one patient."""
        raw = uuid.UUID(patient_id).bytes
        return base64.urlsafe_b64encode(raw + self._mac(kind, raw)).rstrip(b"=").decode()

    def read(self, kind: LinkKind, token: str) -> str | None:
        """Return the patient a token belongs to, or None if it is forged or damaged."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        patient, mac = raw[:16], raw[16:]
        if len(raw) != 16 + _MAC_BYTES or not hmac.compare_digest(mac, self._mac(kind, patient)):
            return None
        return str(uuid.UUID(bytes=patient))

    def _link(self, kind: LinkKind, patient_id: str) -> str:
        return f"{self._url}/{kind.value}/{self.token(kind, patient_id)}"

    def _mac(self, kind: LinkKind, raw: bytes) -> bytes:
        return hmac.digest(self._secret, kind.value.encode() + raw, "sha256")[:_MAC_BYTES]


class SampleLinks(LinkMaker):
    """Links that lead nowhere, the same for everybody: simulations print the same words in every run."""

    def __init__(self) -> None:
        super().__init__("https://reminders.example", "sample")

    def token(self, kind: LinkKind, patient_id: str) -> str:
        """Return a token that opens nothing."""
        del kind, patient_id
        return "sample"
