"""Values under data keys, for any text: they open under their clinic's key, in their row, whole, and no other way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.store.database.key_ring import KEPT_CIPHERS, DataKey, Form, KeyRing, StoredKey
from reminders.store.database.vault import CLINIC_KEY, CellId, Vault, WrongKeyError, key_id_of
from tests.making import KEY, OTHER_KEY, vault

if TYPE_CHECKING:
    from collections.abc import Callable

OAK, ELM = 7, 8
IDS = {OAK: "0a0b0c0d", ELM: "01020304"}
ROWS = st.one_of(st.integers(0, 2**40), st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
CELLS = st.builds(CellId, st.sampled_from(["patients.phone", "replies.body", "c"]), ROWS)
TEXTS = st.text(max_size=300)


def stored(clinic_id: int, under: Vault) -> StoredKey:
    """Return the data key of a clinic as a vault would store it."""
    sealed = under.encrypt(CellId(CLINIC_KEY, clinic_id), bytes([clinic_id] * 32).hex(), of="installation")
    return StoredKey(clinic_id, IDS[clinic_id], sealed)


def with_keys(*keys: bytes) -> Vault:
    """Return a vault that has loaded the data keys of both clinics."""
    loaded = vault(*keys)
    for clinic_id in IDS:
        loaded.learn(stored(clinic_id, vault()))
    return loaded


BOTH = with_keys()


def opens(read: Callable[[], str]) -> bool:
    """Return True if something can be read."""
    try:
        read()
    except WrongKeyError:
        return False
    return True


@given(cell=CELLS, text=TEXTS)
def test_a_value_names_its_key_and_opens_in_any_process_that_has_it_whatever_the_installations_keys(
    cell: CellId, text: str
):
    value = BOTH.encrypt(cell, text, of=OAK)
    assert (value[0], key_id_of(value)) == (Form.CLINIC, IDS[OAK])
    assert len(value) == len(vault().encrypt(cell, text, of=OAK))
    assert BOTH.decrypt(cell, value) == text == with_keys(OTHER_KEY, KEY).decrypt(cell, value)
    assert not opens(lambda: vault(KEY, OTHER_KEY).decrypt(cell, value)), "ENCRYPTION_KEYS alone open nothing"


@given(cell=CELLS, other=CELLS, text=TEXTS)
def test_a_value_opens_in_no_other_cell_and_under_no_other_clinics_key(cell: CellId, other: CellId, text: str):
    value = BOTH.encrypt(cell, text, of=OAK)
    assert opens(lambda: BOTH.decrypt(other, value)) == (cell.bound_to(value[:1]) == other.bound_to(value[:1]))
    assert not opens(lambda: BOTH.decrypt(cell, value[:1] + bytes.fromhex(IDS[ELM]) + value[5:]))


@given(cell=CELLS, text=TEXTS, data=st.data())
def test_a_value_that_was_changed_cut_or_given_another_form_does_not_open(cell: CellId, text: str, data: st.DataObject):
    value = BOTH.encrypt(cell, text, of=OAK)
    bit = data.draw(st.integers(0, len(value) * 8 - 1))
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    assert not opens(lambda: BOTH.decrypt(cell, bytes(changed)))
    cut = data.draw(st.integers(0, len(value) - 1))
    assert not opens(lambda: BOTH.decrypt(cell, value[:cut]))
    for form in (Form.COLUMN, Form.ROW):
        assert not opens(lambda form=form: BOTH.decrypt(cell, form.mark + value[1:]))
    older = vault().encrypt(cell, text, of=OAK)
    assert not opens(lambda: BOTH.decrypt(cell, Form.CLINIC.mark + older[1:]))


@given(anything=st.binary(max_size=80), cell=CELLS)
def test_any_bytes_are_refused_with_a_sentence(anything: bytes, cell: CellId):
    for bytes_ in (anything, Form.CLINIC.mark + anything, Form.CLINIC.mark + bytes.fromhex(IDS[OAK]) + anything):
        assert not opens(lambda bytes_=bytes_: BOTH.decrypt(cell, bytes_))


def test_a_data_key_opens_for_its_own_clinic_only():
    oak = stored(OAK, vault())
    with pytest.raises(WrongKeyError, match="damaged, or was copied there from elsewhere"):
        vault().learn(oak._replace(clinic_id=ELM))
    with pytest.raises(WrongKeyError, match="not among ENCRYPTION_KEYS"):
        vault(OTHER_KEY).learn(oak)


def test_a_destroyed_key_is_not_taken_again_whoever_still_has_a_copy():
    loaded, oak = with_keys(), stored(OAK, vault())
    value = loaded.encrypt(CellId("c", 1), "Ana", of=OAK)
    loaded.learn(oak._replace(sealed=None))
    loaded.learn(oak)
    assert not opens(lambda: loaded.decrypt(CellId("c", 1), value))
    assert opens(lambda: loaded.decrypt(CellId("c", 1), loaded.encrypt(CellId("c", 1), "Bo", of=ELM)))


def test_more_keys_than_ciphers_are_kept_for_all_read():
    ring = KeyRing()
    ids = [number.to_bytes(4, "big") for number in range(1, KEPT_CIPHERS + 50)]
    ring.learn(DataKey(int.from_bytes(key_id, "big"), key_id, bytes(28) + key_id) for key_id in ids)
    for _ in range(2):
        assert all(ring.reader(key_id) for key_id in ids)
    assert ring.reader(b"none") is None
