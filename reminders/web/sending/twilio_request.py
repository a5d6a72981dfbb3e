"""Reads what Twilio posts to us: nothing gets further that Twilio has not signed.

The signature covers the URL that Twilio called, so it is checked against PUBLIC_URL, never against the host or scheme
of the request: behind a proxy these are another's (https://www.twilio.com/docs/usage/security#validating-requests).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

import structlog
from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException

from reminders.core.language.letters import kept
from reminders.web.requests.bodies import whole_body

if TYPE_CHECKING:
    from starlette.requests import Request

    from reminders.config import Settings

log = structlog.get_logger(__name__)

TwilioForm = ImmutableMultiDict[str, str]
"""The fields of a request, as Twilio signed them; an unknown field is kept, none is trimmed."""

MAX_FIELDS = 200


class TwilioReader:
    """Reads and checks requests of one Twilio account. Without TWILIO_AUTH_TOKEN it refuses every one."""

    def __init__(self, settings: Settings) -> None:
        self._public_url = settings.public_url
        self._token = settings.twilio_auth_token
        self._account = settings.twilio_account_sid

    async def read(self, request: Request) -> TwilioForm:
        """Return the form of a request that Twilio signed, without letters that no database takes.

        Raises:
            HTTPException: 413 when the body is too long, 408 or 400 when it did not come whole, 403 when the signature
                does not fit, the body cannot be read, or it is about another Twilio account.

        """
        body = await whole_body(request)
        form = self._checked(request, body)
        if form is None:
            log.warning("webhook_refused", path=request.url.path, signed="x-twilio-signature" in request.headers)
            raise HTTPException(403)
        if self._account is not None and form.get("AccountSid", self._account) != self._account:
            # A token may sign for several accounts of one owner: what is said of another's texts is not about ours.
            log.warning("webhook_of_another_account", path=request.url.path)
            raise HTTPException(403)
        return ImmutableMultiDict([(kept(name), kept(value)) for name, value in form.multi_items()])

    def _checked(self, request: Request, body: bytes) -> TwilioForm | None:
        signature = request.headers.get("x-twilio-signature")
        if not self._token or not signature:
            return None
        try:
            text = body.decode()
            if "bodySHA256" in request.query_params:  # the signature covers the text, so nothing unsigned is parsed
                return _parse_json(text) if self._is_signed(request, text, signature) else None
            form = ImmutableMultiDict(parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS))
        except (ValueError, RecursionError):
            return None
        return form if self._is_signed(request, form, signature) else None

    def _is_signed(self, request: Request, signed: TwilioForm | str, signature: str) -> bool:
        from twilio.request_validator import RequestValidator, get_signature_algorithm  # only who is called pays

        algorithm = get_signature_algorithm(request.headers.get("x-twilio-webhooks-signature-settings"))
        validator = RequestValidator(self._token)
        # The SDK tries the address with and without the port: Twilio signs both ways on ports other than 443.
        valid: object = validator.validate(
            self._public_url + _path_and_query(request),
            signed,
            signature,
            algorithm,
        )
        return valid is True


def _path_and_query(request: Request) -> str:
    """Return the path and query as they were on the wire, still percent-encoded."""
    path = cast("bytes", request.scope.get("raw_path") or request.url.path.encode()).decode("latin-1")
    query = cast("bytes", request.scope.get("query_string", b"")).decode("latin-1")
    return f"{path}?{query}" if query else path


def _parse_json(text: str) -> TwilioForm:
    """Return the fields of a JSON body.

    Raises:
        ValueError: it is no JSON object.
        RecursionError: it is nested deeper than any that Twilio sends.

    """
    fields: Any = json.loads(text)
    if not isinstance(fields, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 the sender is not known: no fault of ours
    return ImmutableMultiDict({name: str(value) for name, value in cast("dict[str, Any]", fields).items()})
