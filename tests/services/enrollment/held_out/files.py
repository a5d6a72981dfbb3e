"""Held-out files: (kind, name, bytes, how many rows enroll, columns that are refused). "file": the whole file is refused.

Written before the code was looked at; the rules are those of docs/enrollment.md.
"""

from __future__ import annotations

from typing import Final

File = tuple[str, str, bytes, int, tuple[str, ...]]

HEADER: Final = (
    "external_id,given_name,family_name,phone,email,language,timezone,procedure,surgery_date,job_strain,"
    "sms_consent,email_consent"
)
DANA: Final = "D-1,Dana,Lee,2025550143,dana@example.org,en,,laminectomy,2026-03-20,,yes,no"
ROSA: Final = "D-2,Rosa,Díaz,2025550144,,es,,laminectomy,2026-03-21,,yes,no"
BAD: Final = "D-3,Ines,Paz,555,,es,,laminectomy,2026-03-21,,yes,no"


def text(*lines: str, end: str = "\r\n", encoding: str = "utf-8") -> bytes:
    """The lines as a file."""
    return (end.join(lines) + end).encode(encoding)


def with_delimiter(delimiter: str, encoding: str = "utf-8") -> bytes:
    """Header and two rows with another delimiter."""
    return text(*(line.replace(",", delimiter) for line in (HEADER, DANA, ROSA)), encoding=encoding)


FILES: Final[tuple[File, ...]] = (
    ("13 empty cells", "commas after everything", text(HEADER + ",,,", DANA + ",,,", ROSA + ",,,"), 2, ()),
    ("13 empty cells", "commas after the rows only", text(HEADER, DANA + ",,", ROSA), 2, ()),
    ("13 empty cells", "commas after the header only", text(HEADER + ",,", DANA, ROSA), 2, ()),
    ("13 empty cells", "spaces in the empty columns", text(HEADER + ", ,", DANA + ",  ,", ROSA), 2, ()),
    ("13 empty cells", "a row of commas", text(HEADER, DANA, "," * 11, ROSA), 2, ()),
    ("13 empty cells", "rows of commas at the end", text(HEADER, DANA, *["," * 11] * 30), 1, ()),
    ("13 empty cells", "a row of spaces and quotes", text(HEADER, DANA, ' ,"",' + "," * 9, ROSA), 2, ()),
    ("13 empty cells", "an optional column cut off", text(HEADER + ",smoker", DANA + ",no", ROSA), 2, ()),
    ("13 empty cells", "a row without its last needed cell", text(HEADER, DANA, ROSA.removesuffix(",no")), 2, ()),
    ("13 empty cells", "something under no name", text(HEADER + ",", DANA + ",call first", ROSA), 1, ("",)),
    ("13 empty cells", "a cell too many with content", text(HEADER, DANA + ",x", ROSA), 1, ("",)),
    ("13 empty cells", "an empty column in the middle",
     text(HEADER.replace(",phone", ",,phone"), DANA.replace(",2025", ",,2025"), ROSA.replace(",2025", ",,2025")), 2, ()),
    ("13 empty cells", "header alone", text(HEADER), 0, ()),
    ("13 empty cells", "one bad row among good", text(HEADER, DANA, BAD, ROSA), 2, ("phone",)),
    ("13 separators", "semicolons", with_delimiter(";"), 2, ()),
    ("13 separators", "tabs", with_delimiter("\t"), 2, ()),
    ("13 separators", "semicolons with a line sep=;", b"sep=;\r\n" + with_delimiter(";"), 2, ()),
    ("13 separators", "commas with a line sep=,", b"sep=,\r\n" + text(HEADER, DANA), 1, ()),
    ("13 separators", "line feeds", text(HEADER, DANA, ROSA, end="\n"), 2, ()),
    ("13 separators", "carriage returns", text(HEADER, DANA, ROSA, end="\r"), 2, ()),
    ("13 separators", "no line end after the last row", text(HEADER, DANA, ROSA).rstrip(), 2, ()),
    ("13 separators", "empty lines between", text(HEADER, "", DANA, "", "", ROSA), 2, ()),
    ("13 separators", "an empty line before the header", text("", HEADER, DANA), 1, ()),
    ("13 separators", "every cell quoted", text(*(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in (HEADER, DANA))), 1, ()),
    ("13 separators", "a comma inside quotes", text(HEADER, DANA.replace("Lee", '"Lee, Jr."')), 1, ()),
    ("13 separators", "a line break inside quotes", text(HEADER, DANA.replace("Lee", '"Lee\nWood"'), ROSA), 2, ()),
    ("13 separators", "a quote that never ends", text(HEADER, DANA.replace("Lee", '"Lee'), ROSA), 0, ("file",)),
    ("13 separators", "header in capitals", text(HEADER.upper(), DANA), 1, ()),
    ("13 separators", "header with spaces", text(HEADER.replace(",", " , "), DANA), 1, ()),
    ("13 separators", "an unknown column", text(HEADER + ",ward", DANA + ",7"), 0, ("file",)),
    ("13 separators", "a column twice", text(HEADER + ",phone", DANA + ",2025550199"), 0, ("file",)),
    ("13 separators", "a needed column missing", text(HEADER.removesuffix(",email_consent"), DANA.removesuffix(",no")),
     0, ("file",)),
    ("13 encodings", "UTF-8 with BOM", text(HEADER, DANA, ROSA, encoding="utf-8-sig"), 2, ()),
    ("13 encodings", "UTF-16 with BOM", text(HEADER, DANA, ROSA, encoding="utf-16"), 2, ()),
    ("13 encodings", "UTF-16 big endian with BOM", b"\xfe\xff" + text(HEADER, ROSA, encoding="utf-16-be"), 1, ()),
    ("13 encodings", "UTF-16 with tabs, as Excel's Unicode text", with_delimiter("\t", "utf-16"), 2, ()),
    ("13 encodings", "Windows 1252", text(HEADER, DANA, ROSA, encoding="cp1252"), 2, ()),
    ("13 encodings", "Windows 1252 with semicolons", with_delimiter(";", "cp1252"), 2, ()),
    ("13 encodings", "a BOM before quotes", b"\xef\xbb\xbf" + text('"' + HEADER.replace(",", '","') + '"', DANA), 1, ()),
    ("13 encodings", "an empty file", b"", 0, ("file",)),
    ("13 encodings", "a BOM alone", b"\xef\xbb\xbf", 0, ("file",)),
    ("13 encodings", "an Excel workbook", b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + b"\x00" * 40, 0, ("file",)),
    ("13 encodings", "an old Excel workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40, 0, ("file",)),
    ("13 encodings", "a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 0, ("file",)),
    ("13 encodings", "a web page", b"<html><table><tr><td>external_id</td></tr></table></html>", 0, ("file",)),
    ("13 encodings", "zero bytes in a row", text(HEADER, DANA.replace("Dana", "Da\0na"), ROSA), 1, ("given_name",)),
)  # fmt: skip
