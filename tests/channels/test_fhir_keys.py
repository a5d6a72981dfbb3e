"""The keys of SMART Backend Services: the first signs, all are published under the names they sign with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from reminders.channels.fhir.keys import key_set, read_keys
from reminders.channels.fhir.token import Credentials
from reminders.core.hl7.fhir_source import FHIRSource
from reminders.core.model.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "https://fhir.example.org/token"


@pytest.fixture(scope="module")
def pems() -> dict[str, str]:
    made: dict[str, Any] = {
        "RS384": rsa.generate_private_key(65537, 2048),
        "ES384": ec.generate_private_key(ec.SECP384R1()),
    }
    return {
        name: key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        for name, key in made.items()
    }


def test_the_first_key_signs_and_every_key_is_published(tmp_path: Path, pems: dict[str, str]):
    for name, pem in pems.items():
        (tmp_path / f"{name}.pem").write_text(pem, encoding="ascii")
    for first, second in (("RS384", "ES384"), ("ES384", "RS384")):
        keys = read_keys(FHIRSource(key_files=(f"{first}.pem", f"{second}.pem")), tmp_path, None)
        published = jwt.PyJWKSet.from_dict(json.loads(json.dumps(key_set(keys))))
        assertion = Credentials(TOKEN, "reminders", keys[0].key_id, "s", keys[0].pem).form()["client_assertion"]
        header = jwt.get_unverified_header(assertion)
        assert header["alg"] == first
        assert jwt.decode(assertion, published[header["kid"]].key, [first], audience=TOKEN)["sub"] == "reminders"
        assert {item["kid"] for item in key_set(keys)["keys"]} == {key.key_id for key in keys}
        assert not {"d", "p", "q", "dp", "dq", "qi"} & {name for item in key_set(keys)["keys"] for name in item}


def test_keys_of_the_environment_stand_one_after_the_other(pems: dict[str, str]):
    joined = "".join(pems.values()).replace("\n", "\\n")
    keys = read_keys(FHIRSource(key_id="k1"), None, joined)
    assert [key.public["alg"] for key in keys] == ["RS384", "ES384"]
    assert keys[0].key_id == "k1" != keys[1].key_id


def test_what_is_no_key_is_told_in_one_sentence(tmp_path: Path):
    weak = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "weak.pem").write_bytes(weak)
    for files, sentence in (((), "no key"), (("none.pem",), "cannot be read"), (("weak.pem",), "curve P-384")):
        with pytest.raises(SetupError, match=sentence):
            read_keys(FHIRSource(key_files=files), tmp_path, None)
