"""Links a patient may get: an opaque token that nobody can forge or read, and nothing about the patient in the URL."""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid
from enum import StrEnum
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from reminders.ports import Links

if TYPE_CHECKING:
    from datetime import datetime

_MAC_BYTES = 16
_TOKEN_BYTES = 32
_SEALED_BLOCK, _LONGEST_SEALED = 64, 400


class LinkKind(StrEnum):
    """What a token opens; a token of one kind opens nothing else."""

    PAGE = "r"
    UNSUBSCRIBE = "u"
    NOTICE = "k"  # a message to somebody on call
    ANSWER = "a"  # a message that asks a question


class LinkMaker:
    """Makes and reads tokens: a patient's random id under AES-SIV, keyed by SECRET_KEY and bound to the kind.

    The same patient always gets the same token, so that two copies of one text are equal; without the key nobody can
    tell from a token, in a log or a mail, which row it belongs to. How long a page stays open is the page's to say.
    """

    def __init__(self, public_url: str, secret: str) -> None:
        self._url = public_url
        self._secret = secret.encode()
        self._cipher = AESSIV(hmac.digest(self._secret, b"links to patients", "sha512"))

    def links(self, patient_id: str) -> Links:
        """Return the links of one patient."""
        return Links(self._link(LinkKind.PAGE, patient_id), self._link(LinkKind.UNSUBSCRIBE, patient_id))

    def notice_url(self, message_id: str) -> str:
        """Return the link by which somebody on call acknowledges."""
        return self._link(LinkKind.NOTICE, message_id)

    def answer_url(self, message_id: str) -> str:
        """Return the link by which a patient answers the question of one message."""
        return self._link(LinkKind.ANSWER, message_id)

    def site_url(self, path: str) -> str:
        """Return the address of a page of the site."""
        return f"{self._url}{path}"

    def receipt_url(self, attempt_id: str) -> str:
        """Return the status callback of one attempt: it carries our own attempt id."""
        return f"{self._url}/webhooks/twilio/status?attempt={attempt_id}"

    def token(self, kind: LinkKind, patient_id: str) -> str:
        """Return the token for one patient: 43 characters that are safe in a URL."""
        sealed = self._cipher.encrypt(bytes.fromhex(patient_id.replace("-", "")), [kind.value.encode()])
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def read(self, kind: LinkKind, token: str) -> str | None:
        """Return the patient a token belongs to, or None if it is forged or damaged."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(raw) != _TOKEN_BYTES:
            return None
        try:
            return str(uuid.UUID(bytes=self._cipher.decrypt(raw, [kind.value.encode()])))
        except InvalidTag:
            return self._read_first_form(raw) if kind is LinkKind.UNSUBSCRIBE else None

    def seal(self, purpose: str, bound_to: str, text: str, at: datetime) -> str:
        """Hide a short text in a token for a URL; only `unseal` with the same purpose and owner reads it.

        The length is padded, so that a log does not even show how long a name is.
        """
        plain = int(at.timestamp()).to_bytes(8, "big") + text.encode()[:_LONGEST_SEALED]
        padded = plain + b"\0" * (-len(plain) % _SEALED_BLOCK)
        return base64.urlsafe_b64encode(self._cipher.encrypt(padded, [purpose.encode(), bound_to.encode()])).decode()

    def unseal(self, purpose: str, bound_to: str, token: str, since: datetime) -> str | None:
        """Return the text of a token made by `seal` at or after `since`; None if it is forged, another's or older."""
        try:
            raw = base64.b64decode(token, altchars=b"-_", validate=True)
            plain = self._cipher.decrypt(raw, [purpose.encode(), bound_to.encode()])
        except (binascii.Error, ValueError, InvalidTag):
            return None
        if int.from_bytes(plain[:8], "big") < int(since.timestamp()):
            return None
        return plain[8:].rstrip(b"\0").decode(errors="ignore")

    def _read_first_form(self, raw: bytes) -> str | None:
        """Read a token of version 0.1.0 (the id and a MAC): mails that carry one must still unsubscribe."""
        patient, mac = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        expected = hmac.digest(self._secret, LinkKind.UNSUBSCRIBE.value.encode() + patient, "sha256")[:_MAC_BYTES]
        return str(uuid.UUID(bytes=patient)) if hmac.compare_digest(mac, expected) else None

    def _link(self, kind: LinkKind, patient_id: str) -> str:
        return f"{self._url}/{kind.value}/{self.token(kind, patient_id)}"


class SampleLinks(LinkMaker):
    """Links that lead nowhere, the same for everybody: simulations print the same words in every run."""

    def __init__(self) -> None:
        super().__init__("https://reminders.example", "sample")

    def token(self, kind: LinkKind, patient_id: str) -> str:
        """Return a token that opens nothing."""
        del kind, patient_id
        return "sample"
