"""The keys that we sign in with, and what servers check them by: a JWK Set (RFC 7517) of keys named by thumbprint.

The first key signs; every key is published: a new one before it signs, and an old one for a while after.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from reminders.channels.fhir.token import load_key
from reminders.core.model.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reminders.core.hl7.fhir_source import FHIRSource

_BLOCK: Final = re.compile(r"-----BEGIN [^-]+-----.+?-----END [^-]+-----", re.DOTALL)
_NAMED_BY: Final = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y")}
"""The members that a thumbprint is of (RFC 7638), in their order."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key in PEM, and its public half as a JWK."""

    pem: str
    public: Mapping[str, Any]

    @property
    def key_id(self) -> str:
        """What an assertion calls it (`kid`)."""
        return str(self.public["kid"])


def read_keys(source: FHIRSource, folder: Path | None, environment_keys: str | None) -> list[SigningKey]:
    """Read the keys of a partner, the one that signs first.

    Raises:
        SetupError: there is none, or one cannot be used.

    """
    texts = [_read(file, folder) for file in source.key_files]
    if not source.key_files and environment_keys is not None:
        texts = [environment_keys.replace("\\n", "\n")]
    if not texts:
        raise SetupError("no key to sign in with: set private_key_file in the partner file, or FHIR_PRIVATE_KEY")
    blocks = [block for text in texts for block in _BLOCK.findall(text) or [text]]
    keys = [SigningKey(block, _public(block)) for block in blocks]
    if source.key_id:
        keys[0] = SigningKey(keys[0].pem, {**keys[0].public, "kid": source.key_id})
    return keys


def key_set(keys: Sequence[SigningKey]) -> dict[str, Any]:
    """Return the JWK Set of some keys, each once."""
    return {"keys": list({key.key_id: dict(key.public) for key in keys}.values())}


def _public(pem: str) -> dict[str, Any]:
    key, algorithm = load_key(pem)
    if isinstance(key, RSAPrivateKey):
        jwk: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    else:
        jwk = json.loads(ECAlgorithm.to_jwk(key.public_key()))
    named = {name: jwk[name] for name in _NAMED_BY[jwk["kty"]]}
    digest = hashlib.sha256(json.dumps(named, separators=(",", ":")).encode()).digest()
    kid = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return {**named, "alg": algorithm, "use": "sig", "key_ops": ["verify"], "kid": kid}


def _read(file: str, folder: Path | None) -> str:
    try:
        return ((folder or Path()) / file).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise SetupError(f"private_key_file {file} cannot be read; it stands beside the partner file") from None
