"""Talks to one FHIR server: one connection, a token that is kept, waits as the server asks, nothing beyond its host.

Names are looked up and checked as for webhooks: a public server must have a public address. Redirects are not followed,
so no answer can lead a request, and the token in it, anywhere else.
"""

from __future__ import annotations

import asyncio
import email.utils
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from math import isfinite
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

import aiohttp
import orjson

from reminders.channels.fhir.token import SPARE, Credentials
from reminders.channels.webhooks.session import PublicResolver, problem_of
from reminders.core.api.public_addresses import is_literal, may_reach
from reminders.core.fhir.server import BusyError, GoneError, ServerError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reminders.core.fhir.node import JSON

LARGEST: Final = 32 * 1024 * 1024
_TRIES: Final = 5
_TRIES_UNREACHABLE: Final = 3
_PATIENCE: Final = 30.0
"""Seconds that one wait may last; a server that asks for more is asked again with a later poll."""
_UNSURE: Final = frozenset({500, 502, 504})
"""Answers to a change after which it may have been made."""
_JSON: Final = "application/fhir+json"
_ANYWHERE: Final = (ip_network("0.0.0.0/0"), ip_network("::/0"))


class FHIRClient:
    """Reads from one server. `wait` sleeps."""

    def __init__(
        self,
        base_url: str,
        timeout: timedelta,
        credentials: Credentials | None = None,
        *,
        is_private: bool = False,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """`is_private`: the server may have a private address, and speak http."""
        self.base_url = base_url
        self._timeout = timeout.total_seconds()
        self._credentials = credentials
        self._allowed = _ANYWHERE if is_private else ()
        self._is_private = is_private
        self._wait = wait
        self._runner = asyncio.Runner()
        self._session: aiohttp.ClientSession | None = None
        self._token = ""  # none yet # nosec B105
        self._token_ends = 0.0

    def search(self, kind: str, parameters: Mapping[str, str]) -> JSON:
        """Return the first page of a search."""
        return self._get(f"{self.base_url}/{kind}?{urlencode(parameters)}")

    def find(self, kind: str, parameters: Mapping[str, str]) -> JSON:
        """Return the first page of a search whose values stand in no address, for they name a patient."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        url = f"{self.base_url}/{kind}/_search"
        return _document(self._ask("POST", url, headers, urlencode(parameters).encode(), changes=False))

    def follow(self, url: str) -> JSON:
        """Return the page of a `next` link, if it is on this server."""
        whole = urljoin(f"{self.base_url}/", url)
        if _origin(whole) != _origin(self.base_url):
            raise ServerError("the FHIR server's next page is on another host; it was not asked for")
        return self._get(whole)

    def read(self, reference: str) -> JSON:
        """Return one resource."""
        return self._get(f"{self.base_url}/{reference}")

    def create(self, resource: JSON, identifier: str) -> str:
        """Create a resource unless one of this identifier is there."""
        headers = {"If-None-Exist": urlencode({"identifier": identifier}), "Content-Type": _JSON}
        url = f"{self.base_url}/{resource['resourceType']}"
        answer = self._ask("POST", url, headers, orjson.dumps(resource))
        return str(answer.headers.get("Location", ""))

    def close(self) -> None:
        """Let go of the connection."""
        if self._session is not None:
            self._runner.run(self._session.close())
        self._runner.close()

    def _get(self, url: str) -> JSON:
        return _document(self._ask("GET", url, {}, None, changes=False))

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, changes: bool = True
    ) -> _Answer:
        """Ask until there is an answer that will not change; wait between tries as the server says."""
        self._refuse_private(url)
        has_signed_in_again = False
        for attempt in range(_TRIES):
            signed = {"Accept": _JSON, **headers, **self._authorization()}
            try:
                answer = self._send(method, url, signed, body)
            except UnreachableError:
                if changes or attempt >= _TRIES_UNREACHABLE - 1:  # only what changes nothing is asked again
                    raise
                self._wait(2.0**attempt / 2)
                continue
            if answer.status == 401 and self._credentials and not has_signed_in_again:  # noqa: PLR2004 as HTTP has it
                self._token, has_signed_in_again = "", True
            elif changes and answer.status in _UNSURE:
                raise UnreachableError(f"the FHIR server's answer does not say what was done (status {answer.status})")
            elif answer.status in {429, 502, 503, 504}:
                self._wait_for(answer, attempt)
            else:
                return _checked(answer)
        raise BusyError

    def _wait_for(self, answer: _Answer, attempt: int) -> None:
        seconds = _retry_after(answer.headers.get("Retry-After"))
        if seconds is not None and seconds > _PATIENCE:
            raise BusyError(datetime.now(UTC) + timedelta(seconds=min(seconds, 86_400)))
        if attempt < _TRIES - 1:
            self._wait(float(2**attempt) / 2 if seconds is None else seconds)

    def _authorization(self) -> Mapping[str, str]:
        if self._credentials is None:
            return {}
        if not self._token or time.monotonic() > self._token_ends - SPARE:
            self._sign_in(self._credentials)
        return {"Authorization": f"Bearer {self._token}"}

    def _sign_in(self, credentials: Credentials) -> None:
        self._refuse_private(credentials.token_url)
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        answer = self._send("POST", credentials.token_url, headers, urlencode(credentials.form()).encode())
        if answer.status in {429, 503}:
            raise BusyError
        try:
            told: Any = orjson.loads(answer.body) if answer.status == 200 else {}  # noqa: PLR2004 as HTTP has it
            self._token = str(told["access_token"])
            self._token_ends = time.monotonic() + float(told.get("expires_in", 300))
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            raise ServerError(
                f"the authorization server gave no token (status {answer.status}); check client_id, key_id and key"
            ) from None

    def _refuse_private(self, url: str) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if self._is_private:
            return
        if parts.scheme != "https":
            raise ServerError("use https for a FHIR server, or say `network: private` in the partner file")
        if is_literal(host) and not may_reach(host):
            raise ServerError("this FHIR server has a private address; say `network: private` in the partner file")

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> _Answer:
        return self._runner.run(self._request(method, url, headers, body))

    async def _request(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> _Answer:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=PublicResolver(self._allowed), limit=1),
                timeout=aiohttp.ClientTimeout(total=self._timeout),
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        try:
            async with self._session.request(
                method, url, headers=dict(headers), data=body, allow_redirects=False
            ) as answer:
                return _Answer(answer.status, dict(answer.headers), await _content(answer))
        except TimeoutError:
            raise UnreachableError("the FHIR server did not answer in time") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise UnreachableError(f"the FHIR server cannot be reached: {problem_of(error)}") from None


class _Answer:
    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


def _document(answer: _Answer) -> JSON:
    try:
        document: Any = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        raise ServerError("the FHIR server's answer is not JSON") from None
    if not isinstance(document, dict):
        raise ServerError("the FHIR server's answer is not a resource")
    return document


async def _content(answer: aiohttp.ClientResponse) -> bytes:
    """Read an answer no further than its largest size, whatever length it declares."""
    content = bytearray()
    if (answer.content_length or 0) <= LARGEST:
        async for piece in answer.content.iter_any():
            content += piece
            if len(content) > LARGEST:
                break
        else:
            return bytes(content)
    raise ServerError(f"the FHIR server's answer is larger than {LARGEST // 2**20} MB; lower page_size")


def _checked(answer: _Answer) -> _Answer:
    if 200 <= answer.status < 300:  # noqa: PLR2004 as HTTP has it
        return answer
    if answer.status in {404, 410}:
        raise GoneError("the FHIR server does not have this (any more)")
    raise ServerError(f"the FHIR server refused what was asked (status {answer.status})")


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.scheme, (parts.hostname or "").lower(), port or {"https": 443, "http": 80}.get(parts.scheme)


def _retry_after(text: str | None) -> float | None:
    """Return the seconds that `Retry-After` asks for, as a number or as a date."""
    if not text:
        return None
    with suppress(ValueError):
        seconds = float(text)
        return max(seconds, 0.0) if isfinite(seconds) else None
    with suppress(ValueError, TypeError):
        return max((email.utils.parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds(), 0.0)
    return None
