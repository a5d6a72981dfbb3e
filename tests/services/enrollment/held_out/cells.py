"""Held-out cells: (kind, cells that differ from a plain row, result, stored value or None).

Results: "ok", "warned" (enrolled with a warning) or "rejected COLUMN". The stored value is that of the first cell.
Written before the code was looked at; the rules are those of docs/enrollment.md. Today is Monday, 2 March 2026.
"""

from __future__ import annotations

from typing import Final

Cell = tuple[str, dict[str, str], str, str | None]

PHONES: Final[tuple[Cell, ...]] = (
    ("19 phones", {"phone": "1 (202) 555-0143"}, "ok", "+12025550143"),
    ("19 phones", {"phone": "202.555.0143"}, "ok", "+12025550143"),
    ("19 phones", {"phone": "202\u2011555\u20110143"}, "ok", "+12025550143"),
    ("19 phones", {"phone": "202\u00a0555\u00a00143"}, "ok", "+12025550143"),
    ("19 phones", {"phone": "tel:+1-202-555-0143"}, "ok", "+12025550143"),
    ("19 phones", {"phone": "+44 7700 900123"}, "ok", "+447700900123"),
    ("19 phones", {"phone": "011 44 7700 900123"}, "ok", "+447700900123"),
    ("19 phones", {"phone": "\uff12\uff10\uff12-555-0143"}, "ok", "+12025550143"),
    ("19 phones", {"phone": "'2025550143"}, "ok", "+12025550143"),
    ("19 phones", {"phone": "202-KLM-0143"}, "rejected phone", None),
    ("19 phones", {"phone": "2025550143 Dana"}, "rejected phone", None),
    ("19 phones", {"phone": "cell 2025550143"}, "rejected phone", None),
    ("19 phones", {"phone": "202-555-0143 ext. 4"}, "rejected phone", None),
    ("19 phones", {"phone": "202-555-0143 x4"}, "rejected phone", None),
    ("19 phones", {"phone": "202-555-0143#4"}, "rejected phone", None),
    ("19 phones", {"phone": "202-555-0143 / 202-555-0199"}, "rejected phone", None),
    ("19 phones", {"phone": "202-555-0143; 202-555-0199"}, "rejected phone", None),
    ("19 phones", {"phone": "202-555-0143 or 202-555-0199"}, "rejected phone", None),
    ("19 phones", {"phone": "555-0143"}, "rejected phone", None),
    ("19 phones", {"phone": "2025550143.0"}, "rejected phone", None),
    ("19 phones", {"phone": "2.03E+09"}, "rejected phone", None),
    ("19 phones", {"phone": "#NAME?"}, "rejected phone", None),
    ("19 phones", {"phone": "911"}, "rejected phone", None),
    ("19 phones", {"phone": "000-000-0000"}, "rejected phone", None),
    ("19 phones", {"phone": "n/a"}, "rejected phone", None),
)

EMAILS: Final[tuple[Cell, ...]] = (
    ("20 emails", {"email": "dana.o'neil@example.org"}, "ok", "dana.o'neil@example.org"),
    ("20 emails", {"email": "dana+ops@example.org"}, "ok", "dana+ops@example.org"),
    ("20 emails", {"email": " dana@example.org "}, "ok", "dana@example.org"),
    ("20 emails", {"email": "dana@münchen.example.org"}, "ok", None),
    ("20 emails", {"email": "zoë@example.org"}, "rejected email", None),
    ("20 emails", {"email": "данa@example.org"}, "rejected email", None),
    ("20 emails", {"email": "dana@example"}, "rejected email", None),
    ("20 emails", {"email": "dana@@example.org"}, "rejected email", None),
    ("20 emails", {"email": "dana@example.org, rosa@example.org"}, "rejected email", None),
    ("20 emails", {"email": "dana@example.org;rosa@example.org"}, "rejected email", None),
    ("20 emails", {"email": "Dana <dana@example.org>"}, "rejected email", None),
    ("20 emails", {"email": "mailto:dana@example.org"}, "rejected email", None),
    ("20 emails", {"email": "dana@example.org."}, "rejected email", None),
    ("20 emails", {"email": "dana.@example.org"}, "rejected email", None),
    ("20 emails", {"email": "dana@exam_ple.org"}, "rejected email", None),
    ("20 emails", {"email": "none"}, "rejected email", None),
    ("20 emails", {"email": "dana@example.org\u200b"}, "ok", "dana@example.org"),
    ("20 emails", {"email": "d" * 70 + "@example.org"}, "rejected email", None),
)

NAMES: Final[tuple[Cell, ...]] = (
    ("21 names", {"given_name": "Żaneta"}, "warned", "Żaneta"),
    ("21 names", {"given_name": "Đức"}, "warned", "Đức"),
    ("21 names", {"given_name": "Şule"}, "warned", "Şule"),
    ("21 names", {"given_name": "李"}, "warned", "李"),
    ("21 names", {"given_name": "Dana 🙂"}, "warned", None),
    ("21 names", {"given_name": "Renée"}, "ok", "Renée"),
    ("21 names", {"given_name": "Begoña"}, "ok", "Begoña"),
    ("21 names", {"given_name": "Jürgen"}, "ok", "Jürgen"),
    ("21 names", {"given_name": "D'Andre"}, "ok", "D'Andre"),
    ("21 names", {"given_name": "D\u2019Andre"}, "ok", None),
    ("21 names", {"given_name": 'William "Bill"'}, "ok", 'William "Bill"'),
    ("21 names", {"given_name": "Mary  Ann"}, "ok", "Mary Ann"),
    ("21 names", {"given_name": "Re\u0301mi"}, "ok", "Rémi"),
    ("21 names", {"given_name": ""}, "rejected given_name", None),
    ("21 names", {"given_name": "#N/A"}, "rejected given_name", None),
    ("21 names", {"given_name": "Dana http://example.org"}, "rejected given_name", None),
    ("21 names", {"given_name": "D" * 200}, "rejected given_name", None),
    ("21 names", {"given_name": "Ana\tLuz"}, "ok", "Ana Luz"),
)

ZONES: Final[tuple[Cell, ...]] = (
    ("22 zones", {"timezone": "America/Chicago"}, "ok", "America/Chicago"),
    ("22 zones", {"timezone": "America/Indiana/Knox"}, "ok", "America/Indiana/Knox"),
    ("22 zones", {"timezone": "Pacific/Honolulu"}, "ok", "Pacific/Honolulu"),
    ("22 zones", {"timezone": "america/new_york"}, "ok", "America/New_York"),
    ("22 zones", {"timezone": ""}, "ok", "America/New_York"),
    ("22 zones", {"timezone": "EST5EDT"}, "rejected timezone", None),
    ("22 zones", {"timezone": "PST"}, "rejected timezone", None),
    ("22 zones", {"timezone": "MST"}, "rejected timezone", None),
    ("22 zones", {"timezone": "Etc/GMT+5"}, "rejected timezone", None),
    ("22 zones", {"timezone": "posix/America/New_York"}, "rejected timezone", None),
    ("22 zones", {"timezone": "right/America/New_York"}, "rejected timezone", None),
    ("22 zones", {"timezone": "UTC-5"}, "rejected timezone", None),
    ("22 zones", {"timezone": "-05:00"}, "rejected timezone", None),
    ("22 zones", {"timezone": "Eastern"}, "rejected timezone", None),
    ("22 zones", {"timezone": "New York"}, "rejected timezone", None),
    ("22 zones", {"timezone": "zone1970.tab"}, "rejected timezone", None),
    ("22 zones", {"timezone": "../etc/localtime"}, "rejected timezone", None),
    ("22 zones", {"timezone": "Factory"}, "rejected timezone", None),
)

DATES: Final[tuple[Cell, ...]] = (
    ("23 dates", {"surgery_date": "2026-03-20"}, "ok", "2026-03-20"),
    ("23 dates", {"surgery_date": " 2026-03-20 "}, "ok", "2026-03-20"),
    ("23 dates", {"surgery_date": "2028-02-29"}, "warned", "2028-02-29"),
    ("23 dates", {"surgery_date": "2026-02-29"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "3/20/2026"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "20.03.2026"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "20-Mar-26"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "2026/03/20"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "20260320"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "46101"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "2026-03-20 00:00:00"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "2026-3-20"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "26-03-20"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "2026-W12-5"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "1999-12-31"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "2101-01-01"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "2026-00-10"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "0000-00-00"}, "rejected surgery_date", None),
    ("23 dates", {"surgery_date": "２０２６-03-20"}, "rejected surgery_date", None),
    ("23 dates", {"birth_date": "2026-03-21", "surgery_date": "2026-03-20"}, "rejected birth_date", None),
    ("23 dates", {"birth_date": "1899-12-31"}, "rejected birth_date", None),
    ("23 dates", {"birth_date": "1/2/1950"}, "rejected birth_date", None),
)

NOTHING: Final[tuple[Cell, ...]] = (
    ("17 nothing goes out", {"surgery_date": "2019-06-01"}, "warned", None),
    ("17 nothing goes out", {"surgery_date": "2024-03-01"}, "warned", None),
    ("17 nothing goes out", {"surgery_date": "2027-10-01"}, "warned", None),
    ("17 nothing goes out", {"surgery_date": "2062-01-01"}, "warned", None),
    ("17 nothing goes out", {"surgery_date": "2027-08-01"}, "ok", None),
    ("17 nothing goes out", {"surgery_date": "2026-03-02"}, "ok", None),
    ("17 nothing goes out", {"surgery_date": "2026-02-20"}, "ok", None),
    ("17 nothing goes out", {"sms_consent": "no", "email_consent": "no"}, "rejected sms_consent", None),
    ("17 nothing goes out", {"sms_consent": "maybe"}, "rejected sms_consent", None),
    ("17 nothing goes out", {"phone": "", "sms_consent": "yes", "email_consent": "no", "email": "dana@example.org"},
     "rejected phone", None),
    ("17 nothing goes out", {"phone": "", "email": "", "sms_consent": "yes"}, "rejected phone", None),
    ("17 nothing goes out", {"procedure": "appendectomy"}, "rejected procedure", None),
)  # fmt: skip

CELLS: Final = (*PHONES, *EMAILS, *NAMES, *ZONES, *DATES, *NOTHING)
