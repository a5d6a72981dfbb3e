"""Sealed values: opened only with their key and in their column; keys rotate; look-ups find old hashes."""

from __future__ import annotations

import pytest

from reminders.config import new_key
from reminders.core.upkeep.encryption_keys import read_key
from reminders.store.database.vault import Vault, WrongKeyError
from tests.making import KEY, OTHER_KEY, vault
from tests.tables import each_row

VALUE = "Zoë Íñigo +12025550123"


@each_row("value", ["", VALUE, "x" * 20_000, "🚶 José"])
def test_what_is_sealed_opens(value: str):
    assert vault().decrypt("patients.phone", vault().encrypt("patients.phone", value)) == value


def test_nothing_of_the_value_shows_and_no_two_seals_are_alike():
    first, second = (vault().encrypt("c", VALUE) for _ in range(2))
    assert first != second
    assert VALUE.encode() not in first


def test_a_value_opens_in_no_other_column():
    with pytest.raises(WrongKeyError, match=r"patients\.email"):
        vault().decrypt("patients.email", vault().encrypt("patients.phone", VALUE))


def test_a_value_opens_with_no_other_key():
    with pytest.raises(WrongKeyError, match="which is not among ENCRYPTION_KEYS; add that key"):
        vault(OTHER_KEY).decrypt("c", vault().encrypt("c", VALUE))


@each_row("place", [0, 1, 5, 17, -1])
def test_a_changed_byte_is_noticed_wherever_it_is(place: int):
    ciphertext = bytearray(vault().encrypt("c", VALUE))
    ciphertext[place] ^= 1
    with pytest.raises(WrongKeyError):
        vault().decrypt("c", bytes(ciphertext))


@each_row("length", [0, 1, 5, 16, 17, 20])
def test_a_value_cut_short_is_noticed(length: int):
    with pytest.raises(WrongKeyError):
        vault().decrypt("c", vault().encrypt("c", VALUE)[:length])


def test_after_a_rotation_the_new_key_writes_and_the_old_one_still_reads():
    rotated = vault(OTHER_KEY, KEY)
    assert rotated.decrypt("c", vault().encrypt("c", VALUE)) == VALUE
    assert vault(OTHER_KEY).decrypt("c", rotated.encrypt("c", VALUE)) == VALUE


def test_after_a_rotation_a_lookup_finds_hashes_of_both_keys():
    rotated = vault(OTHER_KEY, KEY)
    assert rotated.keyed_hashes("c", VALUE) == [vault(OTHER_KEY).keyed_hash("c", VALUE), vault().keyed_hash("c", VALUE)]
    assert rotated.keyed_hash("c", VALUE) == rotated.keyed_hashes("c", VALUE)[0]


def test_a_hash_depends_on_key_column_and_value_and_names_its_key():
    hashes = {
        vault().keyed_hash("a", "x"),
        vault().keyed_hash("b", "x"),
        vault().keyed_hash("a", "y"),
        vault(OTHER_KEY).keyed_hash("a", "x"),
    }
    assert len(hashes) == 4
    assert len({item.partition(":")[0] for item in hashes}) == 2
    assert vault().keyed_hash("a", "x") == vault().keyed_hash("a", "x")


def test_values_that_may_be_absent_stay_absent():
    assert vault().encrypt_optional("c", None) is None
    assert vault().decrypt_optional("c", None) is None


def test_json_comes_back():
    value = {"subject": "¿Qué tal?", "text": "x"}
    assert vault().decrypt_json("c", vault().encrypt_json("c", value)) == value


def test_keys_are_never_printed():
    assert KEY.hex() not in repr(vault())
    assert repr(KEY) not in repr(vault())


@each_row("keys", [[], [b"short"], [KEY, b"x" * 31]])
def test_a_vault_needs_whole_keys(keys: list[bytes]):
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(keys)


@each_row("text", ["", "x", "AAAA", "é" * 44, "A" * 43, "!" * 44])
def test_a_malformed_key_is_refused_without_echo(text: str):
    with pytest.raises(ValueError, match="32 bytes in URL-safe base64") as refused:
        read_key(text)
    assert len(text) < 2 or text not in str(refused.value)


def test_a_fresh_key_reads():
    assert len(read_key(new_key())) == 32
    assert new_key() != new_key()
