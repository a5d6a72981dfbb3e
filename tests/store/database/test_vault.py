"""Sealed values: opened only with their key and in their column; keys rotate; look-ups find old hashes."""

from __future__ import annotations

import pytest

from reminders.config import new_key
from reminders.core.upkeep.encryption_keys import read_key
from reminders.store.database.key_ring import Form
from reminders.store.database.vault import CellId, Vault, WrongKeyError
from tests.making import KEY, OTHER_KEY, vault
from tests.tables import each_row

C = CellId("c", "1")
VALUE = "Zoë Íñigo +12025550123"


@each_row("value", ["", VALUE, "x" * 20_000, "🚶 José"])
def test_what_is_sealed_opens(value: str):
    assert (
        vault().decrypt(CellId("patients.phone", "1"), vault().encrypt(CellId("patients.phone", "1"), value, of=7))
        == value
    )


def test_nothing_of_the_value_shows_and_no_two_seals_are_alike():
    first, second = (vault().encrypt(C, VALUE, of=7) for _ in range(2))
    assert first != second
    assert VALUE.encode() not in first


def test_a_value_opens_in_no_other_column():
    with pytest.raises(WrongKeyError, match=r"patients\.email"):
        vault().decrypt(CellId("patients.email", "1"), vault().encrypt(CellId("patients.phone", "1"), VALUE, of=7))


@each_row("row", ["2", 2, "11", ""])
def test_a_value_opens_in_no_other_row(row: str | int):
    with pytest.raises(WrongKeyError, match="it is damaged, or was copied there from elsewhere"):
        vault().decrypt(CellId("c", row), vault().encrypt(C, VALUE, of=7))


def test_a_value_of_an_older_version_opens_but_in_no_other_column_and_says_that_it_is_not_bound_to_its_row():
    older = vault()
    older.data_keys.form = Form.COLUMN
    ciphertext = older.encrypt(C, VALUE, of=7)
    assert [vault().decrypt(cell, ciphertext) for cell in (C, CellId("c", "2"))] == [VALUE, VALUE]
    assert (ciphertext[0], vault().encrypt(C, VALUE, of=7)[0]) == (Form.COLUMN, Form.ROW)
    with pytest.raises(WrongKeyError):
        vault().decrypt(CellId("d", "1"), ciphertext)
    with pytest.raises(WrongKeyError):  # nor does it pass for the other form
        vault().decrypt(C, Form.ROW.mark + ciphertext[1:])


def test_a_value_opens_with_no_other_key():
    with pytest.raises(WrongKeyError, match="which is not among ENCRYPTION_KEYS; add that key"):
        vault(OTHER_KEY).decrypt(C, vault().encrypt(C, VALUE, of=7))


@each_row("place", [0, 1, 5, 17, -1])
def test_a_changed_byte_is_noticed_wherever_it_is(place: int):
    ciphertext = bytearray(vault().encrypt(C, VALUE, of=7))
    ciphertext[place] ^= 1
    with pytest.raises(WrongKeyError):
        vault().decrypt(C, bytes(ciphertext))


@each_row("length", [0, 1, 5, 16, 17, 20])
def test_a_value_cut_short_is_noticed(length: int):
    with pytest.raises(WrongKeyError):
        vault().decrypt(C, vault().encrypt(C, VALUE, of=7)[:length])


def test_after_a_rotation_the_new_key_writes_and_the_old_one_still_reads():
    rotated = vault(OTHER_KEY, KEY)
    assert rotated.decrypt(C, vault().encrypt(C, VALUE, of=7)) == VALUE
    assert vault(OTHER_KEY).decrypt(C, rotated.encrypt(C, VALUE, of=7)) == VALUE


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
    assert vault().encrypt_optional(C, None, of=7) is None
    assert vault().decrypt_optional(C, None) is None


def test_json_comes_back():
    value = {"subject": "¿Qué tal?", "text": "x"}
    assert vault().decrypt_json(C, vault().encrypt_json(C, value, of=7)) == value


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
