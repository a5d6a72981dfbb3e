"""Held-out histories: (kind, name, steps, counts of the last step, words that its report must hold).

A step is a list of rows (a file; each row differs from a plain one by its cells) or a staff change
("move", id, day), ("phone", id, number), ("stop", id), ("cancel", id), ("pause", id). The counts are those of the last file:
enrolled, updated, unchanged, rejected; `None` where it does not matter. Written before the code was looked at.
"""

from __future__ import annotations

from typing import Any, Final

Step = list[dict[str, str]] | tuple[str, ...]
History = tuple[str, str, list[Any], dict[str, int], tuple[str, ...]]

ANA: Final = {"external_id": "A-1", "given_name": "Ana", "family_name": "Ruiz", "phone": "+12025550151"}
BEN: Final = {"external_id": "B-1", "given_name": "Ben", "family_name": "Cole", "phone": "+12025550152"}

TAKEOVERS: Final[tuple[History, ...]] = (
    ("15 takeover", "the id of Ana is suddenly Ben", [[ANA], [BEN | {"external_id": "A-1"}]], {"rejected": 1}, ()),
    ("15 takeover", "the same with Ana's email", [[ANA | {"email": "a@example.org"}],
      [BEN | {"external_id": "A-1", "email": "b@example.org"}]], {"rejected": 1}, ()),
    ("15 takeover", "another first name, another phone", [[ANA],
      [ANA | {"given_name": "Rosa", "phone": "+12025550159"}]], {"rejected": 1}, ()),
    ("15 takeover", "another name, another birth date", [[ANA | {"birth_date": "1950-01-02"}],
      [ANA | {"given_name": "Rosa", "birth_date": "1971-05-06"}]], {"rejected": 1}, ()),
    ("15 takeover", "another name, another record number", [[ANA | {"record_number": "77"}],
      [ANA | {"given_name": "Rosa", "record_number": "78"}]], {"rejected": 1}, ()),
    ("15 takeover", "a typo in the name is corrected", [[ANA | {"given_name": "Anna"}], [ANA]], {"updated": 1}, ()),
    ("15 takeover", "an accent is added", [[ANA], [ANA | {"given_name": "Aña"}]], {"updated": 1}, ()),
    ("15 takeover", "married: family name and email", [[ANA | {"email": "ruiz@example.org"}],
      [ANA | {"family_name": "Wood", "email": "wood@example.org"}]], {"updated": 1}, ()),
    ("15 takeover", "a new phone only", [[ANA], [ANA | {"phone": "+12025550153"}]], {"updated": 1}, ()),
    ("15 takeover", "names the other way round", [[ANA],
      [ANA | {"given_name": "Ruiz", "family_name": "Ana"}]], {"updated": 1}, ()),
    ("15 takeover", "id as 1.23457E+15", [[ANA | {"external_id": "1.23457E+15"}]], {"rejected": 1}, ()),
    ("15 takeover", "id as 1,23E+07", [[ANA | {"external_id": "1,23E+07"}]], {"rejected": 1}, ()),
    ("15 takeover", "id as 12345.0", [[ANA | {"external_id": "12345.0"}]], {"rejected": 1}, ()),
    ("15 takeover", "id as #REF!", [[ANA | {"external_id": "#REF!"}]], {"rejected": 1}, ()),
    ("15 takeover", "an id with an E in it", [[ANA | {"external_id": "12E5"}]], {"enrolled": 1}, ()),
    ("15 takeover", "two ids of a file swapped", [[ANA, BEN],
      [ANA | {"external_id": "B-1"}, BEN | {"external_id": "A-1"}]], {"rejected": 2}, ()),
    ("15 takeover", "record number in scientific notation", [[ANA | {"record_number": "1.2E+08"}]], {"rejected": 1}, ()),
)  # fmt: skip

DUPLICATES: Final[tuple[History, ...]] = (
    ("16 duplicates", "zeros before the id", [[ANA | {"external_id": "00123"}], [ANA | {"external_id": "123"}]],
     {"enrolled": 1}, ("uplicate",)),
    ("16 duplicates", "zeros, in one file", [[ANA | {"external_id": "00123"}, ANA | {"external_id": "123"}]],
     {"enrolled": 2}, ("uplicate",)),
    ("16 duplicates", "an id in capitals", [[ANA | {"external_id": "x-9"}], [ANA | {"external_id": "X-9"}]],
     {"enrolled": 1}, ("uplicate",)),
    ("16 duplicates", "a day later under another id", [[ANA],
      [ANA | {"external_id": "A-2", "surgery_date": "2026-03-21"}]], {"enrolled": 1}, ("uplicate",)),
    ("16 duplicates", "the name in capitals", [[ANA],
      [ANA | {"external_id": "A-2", "given_name": "ANA", "family_name": "RUIZ"}]], {"enrolled": 1}, ("uplicate",)),
    ("16 duplicates", "the name without its accent", [[ANA | {"family_name": "Núñez"}],
      [ANA | {"external_id": "A-2", "family_name": "Nunez"}]], {"enrolled": 1}, ("uplicate",)),
    ("16 duplicates", "a typo in the name", [[ANA | {"family_name": "Johnson"}],
      [ANA | {"external_id": "A-2", "family_name": "Jonson"}]], {"enrolled": 1}, ("uplicate",)),
    ("16 duplicates", "the same row twice in one file", [[ANA, ANA]], {"enrolled": 1, "rejected": 1}, ()),
    ("16 duplicates", "a space after the id", [[ANA], [ANA | {"external_id": "A-1 "}]], {"unchanged": 1}, ()),
    ("16 duplicates", "another procedure months later", [[ANA],
      [ANA | {"external_id": "A-2", "procedure": "spinal_fusion", "surgery_date": "2026-09-20"}]], {"enrolled": 1}, ()),
    ("16 duplicates", "husband and wife share a phone", [[ANA],
      [ANA | {"external_id": "A-2", "given_name": "Tomas"}]], {"enrolled": 1}, ()),
    ("16 duplicates", "twins share name parts, phone and birthday", [[ANA | {"birth_date": "1990-02-03"}],
      [ANA | {"external_id": "A-2", "given_name": "Eva", "birth_date": "1990-02-03"}]], {"enrolled": 1}, ()),
    ("16 duplicates", "father and son: same name and phone, another birth date", [[ANA | {"birth_date": "1950-02-03"}],
      [ANA | {"external_id": "A-2", "birth_date": "1980-02-03"}]], {"rejected": 1}, ()),
    ("16 duplicates", "same name and phone, another record number", [[ANA | {"record_number": "10"}],
      [ANA | {"external_id": "A-2", "record_number": "11"}]], {"rejected": 1}, ()),
    ("16 duplicates", "one record number, two names", [[ANA | {"record_number": "10"}],
      [BEN | {"record_number": "10"}]], {"rejected": 1}, ()),
    ("16 duplicates", "same name, nothing else", [[ANA], [ANA | {"external_id": "A-2", "phone": "+12025550159"}]],
     {"enrolled": 1}, ()),
)  # fmt: skip

AGAIN: Final[tuple[History, ...]] = (
    ("18 again", "moved by staff, same file", [[ANA], ("move", "A-1", "2026-04-02"), [ANA]],
     {"unchanged": 1}, ("surgery_date",)),
    ("18 again", "moved by staff, file has another day", [[ANA], ("move", "A-1", "2026-04-02"),
      [ANA | {"surgery_date": "2026-04-20"}]], {"updated": 0}, ("surgery_date",)),
    ("18 again", "moved by staff, file has staff's day", [[ANA], ("move", "A-1", "2026-04-02"),
      [ANA | {"surgery_date": "2026-04-02"}]], {"unchanged": 1}, ()),
    ("18 again", "phone changed by staff, same file", [[ANA], ("phone", "A-1", "+12025550160"), [ANA]],
     {"unchanged": 1}, ("phone",)),
    ("18 again", "phone changed by staff, the file's date is new", [[ANA], ("phone", "A-1", "+12025550160"),
      [ANA | {"surgery_date": "2026-03-24"}]], {"updated": 1}, ("phone",)),
    ("18 again", "moved by staff and back, same file", [[ANA], ("move", "A-1", "2026-04-02"),
      ("move", "A-1", "2026-03-20"), [ANA]], {"unchanged": 1}, ()),
    ("18 again", "nothing was touched", [[ANA, BEN], [ANA, BEN]], {"unchanged": 2}, ()),
    ("18 again", "the order of the rows differs", [[ANA, BEN], [BEN, ANA]], {"unchanged": 2}, ()),
    ("18 again", "the phone is written differently", [[ANA], [ANA | {"phone": "(202) 555-0151"}]], {"unchanged": 1}, ()),
    ("18 again", "consent is written differently", [[ANA], [ANA | {"sms_consent": "TRUE"}]], {"unchanged": 1}, ()),
    ("18 again", "cancelled by staff, same file", [[ANA], ("cancel", "A-1"), [ANA]], {"unchanged": 1}, ()),
    ("18 again", "paused by staff, new day in the file", [[ANA], ("pause", "A-1"),
      [ANA | {"surgery_date": "2026-03-24"}]], {"updated": 1}, ()),
    ("18 again", "stopped by the patient, same file", [[ANA], ("stop", "A-1"), [ANA]], {"unchanged": 1}, ()),
    ("18 again", "the file comes a third time", [[ANA], ("move", "A-1", "2026-04-02"), [ANA], [ANA]],
     {"unchanged": 1}, ("surgery_date",)),
    ("18 again", "two changes, one of them staff's", [[ANA], ("move", "A-1", "2026-04-02"),
      [ANA | {"language": "es"}]], {"updated": 1}, ("surgery_date",)),
    ("18 again", "moved to a day more than 18 months ahead", [[ANA], [ANA | {"surgery_date": "2027-11-20"}]],
     {"updated": 1}, ("18 months",)),
    ("18 again", "moved to a day long past", [[ANA], [ANA | {"surgery_date": "2017-11-20"}]],
     {"updated": 1}, ("surgery_date",)),
)  # fmt: skip

HISTORIES: Final = (*TAKEOVERS, *DUPLICATES, *AGAIN)
