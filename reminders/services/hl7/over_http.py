"""Takes in a message that another system posts with an API key: as the listener does, for the key's clinic."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import structlog

from reminders.core.api.problems import ProblemError, ProblemKind
from reminders.core.hl7.answer import Acknowledgment
from reminders.core.model.errors import SetupError
from reminders.partners.reading import NoPartnerError
from reminders.services.api.once import Answer, Asked, complete, reserve
from reminders.services.hl7.read import find_partner
from reminders.services.hl7.receive import receive

if TYPE_CHECKING:
    from reminders.core.hl7.partner import Partner
    from reminders.services.api.keys import Caller
    from reminders.services.context import Context

log = structlog.get_logger(__name__)
_OK = 200
_RETRY_SECONDS = 60
_ACK = "ack"


def receive_over_http(context: Context, caller: Caller, partner: str, key: str | None, raw: bytes) -> bytes:
    """Take in a message and return its ACK; `partner` empty: the one that the API key is named after.

    What a test key sends is applied and taken back. A repeat gets the first outcome anyway; with an Idempotency-Key
    (`key`) it gets the very same bytes. AE is not kept: it asks for another try.

    Raises:
        ProblemError: there is no message or no such partner, or the Idempotency-Key was used for another message.

    """
    if not raw.strip():
        raise ProblemError(ProblemKind.BAD_REQUEST, "the body is empty; send one HL7 message")
    described = _partner(context, caller, partner or caller.key.name)
    asked = Asked(key, f"POST hl7 {described.name}", hashlib.sha256(raw).hexdigest())
    stored = reserve(context, caller, asked)
    if stored is not None:
        return stored.document[_ACK].encode()
    receipt = receive(context, caller.clinic, described, raw, keeps=not caller.key.is_test)
    if receipt.code is not Acknowledgment.ERROR:
        complete(context, caller, asked, Answer(_OK, {_ACK: receipt.answer.decode()}))
    return receipt.answer


def _partner(context: Context, caller: Caller, name: str) -> Partner:
    try:
        return find_partner(context, caller.clinic, name)
    except NoPartnerError:
        detail = "this clinic has no such partner; name one in ?partner=, or name the API key after it"
        raise ProblemError(ProblemKind.NOT_FOUND, detail) from None
    except SetupError as error:
        log.warning("hl7_partner_file", problem=str(error))
        detail = "the partner file cannot be used; the log of this service says why"
        raise ProblemError(ProblemKind.UNAVAILABLE, detail, retry_after=_RETRY_SECONDS) from None
