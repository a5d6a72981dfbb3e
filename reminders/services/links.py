"""Links a patient may get: an opaque token that no one can forge or read, and nothing about the patient in the URL."""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from reminders.ports import Links

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_MAC_BYTES = 16
_ID_BYTES, _EPOCH_BYTES = 16, 2
_TOKEN_BYTES = 32  # of epoch 0
_ENCRYPTED_BLOCK, _MAX_ENCRYPTED = 64, 400


class LinkKind(StrEnum):
    """What a token opens; a token of one kind opens nothing else."""

    PAGE = "r"
    CAREGIVER_PAGE = "r, caregiver"  # opens at the same address as the patient's
    UNSUBSCRIBE = "u"
    NOTICE = "k"  # a message to someone on call
    ANSWER = "a"  # a message that asks a question


@dataclass(frozen=True, slots=True)
class Link:
    """What a token says: the row it belongs to, and the patient's link epoch when it was made.

    It opens nothing unless the patient is still at that epoch (`store.link_epochs`). Notices and caregivers have no
    epoch: another caregiver, or another phone, is another row id.
    """

    id: str
    epoch: int = 0


class LinkMaker:
    """Makes and reads tokens: a row's random id and an epoch under AES-SIV, keyed by SECRET_KEY, bound to the kind.

    The same patient gets the same token until the phone or the email changes, so that two copies of one text are
    equal; without the key no one can tell from a token, in a log or a mail, which row it belongs to. Epoch 0 is not
    written down: tokens from before there were epochs are of epoch 0. How long a page stays open is the page's to say.

    Tokens of a previous secret are read and no longer made: a text sent a year ago still opens its page.
    """

    def __init__(self, public_url: str, secret: str, previous: Sequence[str] = ()) -> None:
        self._url = public_url
        self._secrets = [item.encode() for item in (secret, *previous)]
        self._ciphers = [AESSIV(hmac.digest(item, b"links to patients", "sha512")) for item in self._secrets]

    def links(self, patient_id: str, epoch: int) -> Links:
        """Return the links of one patient."""
        return Links(self._link(LinkKind.PAGE, patient_id, epoch), self._link(LinkKind.UNSUBSCRIBE, patient_id, epoch))

    def caregiver_links(self, link_id: str) -> Links:
        """Return the links of one caregiver, by `Caregiver.link_id`; a caregiver gets no email to unsubscribe from."""
        return Links(f"{self._url}/{LinkKind.PAGE.value}/{self.token(LinkKind.CAREGIVER_PAGE, link_id)}", "")

    def notice_url(self, message_id: str) -> str:
        """Return the link by which someone on call acknowledges."""
        return self._link(LinkKind.NOTICE, message_id)

    def answer_url(self, message_id: str, epoch: int) -> str:
        """Return the link by which a patient answers the question of one message; the epoch is the patient's."""
        return self._link(LinkKind.ANSWER, message_id, epoch)

    def site_url(self, path: str) -> str:
        """Return the address of a page of the site."""
        return f"{self._url}{path}"

    def receipt_url(self, attempt_id: str) -> str:
        """Return the status callback of one attempt: it carries our own attempt id."""
        return f"{self._url}/webhooks/twilio/status?attempt={attempt_id}"

    def token(self, kind: LinkKind, row_id: str, epoch: int = 0) -> str:
        """Return the token for one row: 43 characters that are safe in a URL, 46 after the first change of contact."""
        plain = bytes.fromhex(row_id.replace("-", "")) + (epoch.to_bytes(_EPOCH_BYTES, "big") if epoch else b"")
        ciphertext = self._ciphers[0].encrypt(plain, [kind.value.encode()])
        return base64.urlsafe_b64encode(ciphertext).rstrip(b"=").decode()

    def read(self, kind: LinkKind, token: str) -> Link | None:
        """Return what a token says, or None if it is forged or damaged; it may not open anything any more."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(raw) not in {_TOKEN_BYTES, _TOKEN_BYTES + _EPOCH_BYTES}:
            return None
        plain = self._open(raw, kind.value)
        if plain is None:
            of_first = kind is LinkKind.UNSUBSCRIBE and len(raw) == _TOKEN_BYTES
            return self._read_first_form(raw) if of_first else None
        return Link(str(uuid.UUID(bytes=plain[:_ID_BYTES])), int.from_bytes(plain[_ID_BYTES:], "big"))

    def encrypt(self, purpose: str, bound_to: str, text: str, at: datetime) -> str:
        """Hide a short text in a token for a URL; only `decrypt` with the same purpose and owner reads it.

        The length is padded, so that a log does not even show how long a name is.
        """
        plain = int(at.timestamp()).to_bytes(8, "big") + text.encode()[:_MAX_ENCRYPTED]
        padded = plain + b"\0" * (-len(plain) % _ENCRYPTED_BLOCK)
        ciphertext = self._ciphers[0].encrypt(padded, [purpose.encode(), bound_to.encode()])
        return base64.urlsafe_b64encode(ciphertext).decode()

    def decrypt(self, purpose: str, bound_to: str, token: str, since: datetime) -> str | None:
        """Return the text of a token made by `encrypt` at or after `since`; None if forged, another's or older."""
        try:
            raw = base64.b64decode(token, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        plain = self._open(raw, purpose, bound_to)
        if plain is None or int.from_bytes(plain[:8], "big") < int(since.timestamp()):
            return None
        return plain[8:].rstrip(b"\0").decode(errors="ignore")

    def _read_first_form(self, raw: bytes) -> Link | None:
        """Read a token of version 0.1.0 (the id and a MAC): mails that carry one must still unsubscribe."""
        patient, mac = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        for secret in self._secrets:
            expected = hmac.digest(secret, LinkKind.UNSUBSCRIBE.value.encode() + patient, "sha256")[:_MAC_BYTES]
            if hmac.compare_digest(mac, expected):
                return Link(str(uuid.UUID(bytes=patient)))
        return None

    def _open(self, raw: bytes, *bound_to: str) -> bytes | None:
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(raw, [item.encode() for item in bound_to])
            except (InvalidTag, ValueError):
                continue
        return None

    def _link(self, kind: LinkKind, row_id: str, epoch: int = 0) -> str:
        return f"{self._url}/{kind.value}/{self.token(kind, row_id, epoch)}"


class SampleLinks(LinkMaker):
    """Placeholder links. They do not work and never vary, so a simulation always prints the same text."""

    def __init__(self) -> None:
        super().__init__("https://reminders.example", "sample")

    def token(self, kind: LinkKind, row_id: str, epoch: int = 0) -> str:
        """Return a token that opens nothing."""
        del kind, row_id, epoch
        return "sample"
