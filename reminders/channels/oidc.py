"""Single sign-on by OpenID Connect: the authorization code flow with PKCE, state and nonce.

OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3.7 (what an ID token must prove), and Discovery 1.0.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, cast

import structlog

from reminders.core.staff.identity import Identity, IdentityError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from joserfc.jwk import KeySet

    from reminders.core.staff.identity import Handshake

log = structlog.get_logger(__name__)

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
"""Of signatures that only the provider can make; never one by a shared secret, and never none."""

LEEWAY: Final = 60
RECENT: Final = 600
"""Seconds: allowed between two clocks, and since the person last signed in, where a recent sign-in is required."""

_KEEP: Final = 3600.0


class OidcProvider:
    """One provider, found by its issuer; its keys are asked for again when a token names one that is not known."""

    def __init__(  # noqa: PLR0913 its settings
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str | None,
        scopes: str,
        groups_claim: str,
        redirect_uri: str,
        timeout: float,
    ) -> None:
        self._issuer, self._client_id, self._client_secret = issuer, client_id, client_secret
        self._scopes, self._groups_claim, self._redirect_uri = scopes, groups_claim, redirect_uri
        self._timeout = timeout
        self._lock = threading.Lock()
        self._known: tuple[float, dict[str, Any], KeySet] | None = None

    def begin(self, handshake: Handshake, *, again: bool) -> str:
        """Return the address to send the browser to."""
        more: dict[str, Any] = {"prompt": "login", "max_age": 0} if again else {}
        endpoint, _keys = self._find()
        with self._session() as session:
            url, _state = session.create_authorization_url(
                endpoint["authorization_endpoint"],
                state=handshake.state,
                nonce=handshake.nonce,
                code_verifier=handshake.verifier,
                **more,
            )
        return str(url)

    def finish(self, handshake: Handshake, code: str, *, again: bool) -> Identity:
        """Exchange a code for who it stands for."""
        from authlib.common.errors import AuthlibBaseError
        from requests import RequestException

        endpoint, _keys = self._find()
        try:
            with self._session() as session:
                token: Any = session.fetch_token(
                    endpoint["token_endpoint"], code=code, code_verifier=handshake.verifier, timeout=self._timeout
                )
        except (AuthlibBaseError, RequestException, ValueError) as error:
            raise _refused("token", type(error).__name__) from None
        claims = self._claims(str(token.get("id_token") or ""), handshake, again=again)
        groups = frozenset(_texts(claims.get(self._groups_claim)))
        name = claims.get("name")
        return Identity(
            str(claims["sub"]),
            _email(claims),
            groups,
            _moment(claims.get("auth_time")),
            name if isinstance(name, str) else "",
        )

    def _claims(self, id_token: str, handshake: Handshake, *, again: bool) -> Mapping[str, Any]:
        from joserfc.errors import JoseError
        from joserfc.jwt import JWTClaimsRegistry, decode

        def key_of(guest: Any) -> Any:
            kid = guest.headers().get("kid")
            _endpoint, keys = self._find()
            if kid is not None and all(key.kid != kid for key in keys.keys):
                _endpoint, keys = self._find(fresh=True)
            return keys

        wanted: dict[str, Any] = {
            "iss": {"essential": True, "value": self._issuer},
            "aud": {"essential": True, "value": self._client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
            "nonce": {"essential": True, "value": handshake.nonce},
        }
        try:
            claims = decode(id_token, key_of, algorithms=list(ALGORITHMS)).claims
            JWTClaimsRegistry(leeway=LEEWAY, **wanted).validate(claims)
        except (JoseError, ValueError, KeyError) as error:
            raise _refused("id_token", str(getattr(error, "description", "") or type(error).__name__)) from None
        if len(_texts(claims["aud"])) > 1 and claims.get("azp") != self._client_id:
            raise _refused("id_token", "it is for several clients, and azp is not us")
        if again and not _is_recent(claims.get("auth_time")):
            raise _refused("id_token", "auth_time is not recent")
        return claims

    def _find(self, *, fresh: bool = False) -> tuple[dict[str, Any], KeySet]:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet
        from requests import RequestException, Session

        with self._lock:
            if self._known is not None and not fresh and time.monotonic() - self._known[0] < _KEEP:
                return self._known[1], self._known[2]
            try:
                with Session() as session:
                    place = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
                    found: Any = session.get(place, timeout=self._timeout).json()
                    keys = KeySet.import_key_set(session.get(found["jwks_uri"], timeout=self._timeout).json())
            except (RequestException, JoseError, ValueError, KeyError, TypeError) as error:
                raise _refused("discovery", type(error).__name__) from None
            if found.get("issuer") != self._issuer:
                raise _refused("discovery", "its issuer is not OIDC_ISSUER")
            self._known = time.monotonic(), found, keys
            return found, keys

    def _session(self) -> Any:
        from authlib.integrations.requests_client import OAuth2Session

        return OAuth2Session(
            self._client_id,
            self._client_secret,
            scope=self._scopes,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self._client_secret else "none",
        )


def _email(claims: Mapping[str, Any]) -> str:
    if claims.get("email_verified") is False:
        raise _refused("id_token", "the email is not verified")
    return str(claims.get("email") or "")


def _texts(value: object) -> list[str]:
    return (
        [str(item) for item in cast("list[object]", value)] if isinstance(value, list) else [str(value)] * bool(value)
    )


def _moment(auth_time: object) -> datetime | None:
    if not isinstance(auth_time, int | float):
        return None
    try:
        return datetime.fromtimestamp(auth_time, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _is_recent(auth_time: object) -> bool:
    return isinstance(auth_time, int | float) and time.time() - auth_time <= RECENT


def _refused(part: str, why: str) -> IdentityError:
    log.warning("single_sign_on_refused", part=part, why=why)
    return IdentityError("single sign-on did not work; try again, or sign in with your password")
