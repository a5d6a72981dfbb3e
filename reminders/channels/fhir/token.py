"""Signs in by SMART Backend Services: an assertion signed with our key (private_key_jwt) for a token of some minutes.

https://hl7.org/fhir/smart-app-launch/backend-services.html: RS384 or ES384, at most five minutes, a `jti` used once.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from reminders.core.model.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LIVES: Final = 240
"""Seconds that an assertion lives; five minutes are allowed, and clocks differ."""
SPARE: Final = 30
"""Seconds before its end at which a token is no longer used."""
_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are to an authorization server. `key` is a private key in PEM."""

    token_url: str
    client_id: str
    key_id: str
    scope: str
    key: str

    def form(self) -> Mapping[str, str]:
        """Build the request for a token.

        Raises:
            SetupError: the private key cannot be used.

        """
        key, algorithm = load_key(self.key)
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.token_url,
            "jti": secrets.token_urlsafe(24),
            "iat": now,
            "exp": now + _LIVES,
        }
        headers = {"kid": self.key_id} if self.key_id else None
        return {
            "grant_type": "client_credentials",
            "scope": self.scope,
            "client_assertion_type": _TYPE,
            "client_assertion": jwt.encode(claims, key, algorithm, headers=headers),
        }


def load_key(pem: str) -> tuple[RSAPrivateKey | EllipticCurvePrivateKey, str]:
    """Return a private key and the algorithm that it signs with.

    Raises:
        SetupError: it cannot be used.

    """
    try:
        key = load_pem_private_key(pem.replace("\\n", "\n").encode(), None)
    except (ValueError, TypeError):
        raise SetupError("the private key for FHIR is not a PEM file without a password") from None
    if isinstance(key, RSAPrivateKey):
        return key, "RS384"
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP384R1):
        return key, "ES384"
    raise SetupError("the private key for FHIR must be RSA (RS384) or on the curve P-384 (ES384)")
