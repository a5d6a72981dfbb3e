"""Files that do not say their encoding: read right, read with a doubt that is told, or refused."""

from __future__ import annotations

import pytest

from reminders.services.forms.file_encoding import EncodingError, FileEncoding, encoding_of
from tests.tables import each_row

HEADER = "external_id,given_name,family_name\n"

READ_RIGHT = {
    "cp1252": [
        "José Muñoz", "Sean O’Brien", "GARCÍA LÓPEZ", "NUÑEZ", "François", "D’Angelo", "GROßMANN", "Jürgen Müller",
        "René", "Siân", "José “Pepe” Ruiz", "Zoë", "Ángela", "Güell", "Peñalver–Ruiz", "Íñigo", "María-Ángeles",
        "McÉwan",
    ],
    "utf-16": ["José", "李雷", "Nguyễn"],
    "utf-16-le": ["José", "李雷", "Nguyễn"],
    "utf-16-be": ["José", "李雷", "Nguyễn"],
    "utf-32": ["李雷"],
    "utf-8": ["José", "李雷", "Nguyễn", "Иван"],
    "utf-8-sig": ["José"],
}  # fmt: skip
READ_WITH_A_DOUBT = {
    "cp1252": ["Hélène", "João", "Søren", "O´Brien", "Mª José"],
    "mac_roman": ["José Muñoz", "Raúl", "NUÑEZ", "GARCÍA", "Sean O’Brien"],
}
WRONG_AND_SAID_SO = {"mac_roman": ["García", "María"], "cp1250": ["Węgrzyn", "Dvořák"], "cp1254": ["Şebnem"]}
REFUSED = {
    "cp1250": ["Wałęsa"],
    "cp1251": ["Иван Петров", "Олена"],
    "cp1253": ["Γιώργος"],
    "cp850": ["José", "Muñoz", "Márquez", "García"],
    "shift_jis": ["山田"],
    "gb2312": ["李雷"],
}


def file_of(name: str, encoding: str) -> bytes:
    return f"{HEADER}A1,Ana,Smith\nA2,{name.replace(' ', ',')}\nA3,Bo,Lee\n".encode(encoding)


def read(content: bytes, size: int = 1 << 20) -> FileEncoding:
    return encoding_of([content[at : at + size] for at in range(0, len(content), size)])


def seen(name: str, encoding: str, size: int = 1 << 20) -> tuple[bool, bool] | str:
    """Return True if a name is read as it was written, and whether a doubt is told; or why the file is refused."""
    content = file_of(name, encoding)
    try:
        found = read(content, size)
    except EncodingError as error:
        return str(error)
    text = content.decode(found.name)
    return name.replace(" ", ",") in text, found.is_doubtful(text)


@each_row("size", [1 << 20, 64, 67])
def test_each_name_is_read_right_or_with_a_doubt_or_not_at_all(size: int):
    table: list[tuple[dict[str, list[str]], object]] = [
        (READ_RIGHT, (True, False)),
        (READ_WITH_A_DOUBT, (True, True)),
        (WRONG_AND_SAID_SO, (False, True)),
        (REFUSED, "line 3: not UTF-8"),
    ]
    wrong = [
        (encoding, name, got)
        for names, expected in table
        for encoding, spelled in names.items()
        for name in spelled
        if (got := seen(name, encoding, size)) != expected
    ]
    assert not wrong


def test_one_word_that_is_clear_decides_for_the_others():
    content = f"{HEADER}A1,María,Muñoz\n".encode("mac_roman")
    assert read(content) == FileEncoding("mac_roman", guessed=True)


@each_row(
    ("content", "line"),
    [
        (file_of("José", "utf-8") + file_of("José", "cp1252"), 3),  # two files put together
        (b"PK\x03\x04\x14\x00", None),
        (b"external_id,\x00\xff", None),
        (b"external_id\n\xe9\x01", None),
        (b"\xff\xfea\x00b", 1),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, line: int | None):
    with pytest.raises(EncodingError) as refused:
        read(content)
    assert refused.value.line == line
