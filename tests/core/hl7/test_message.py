"""Any value of a message by its place: separators, escapes, repetitions, and what is no message at all."""

from __future__ import annotations

import warnings
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.core.hl7.charset import decode
from reminders.core.hl7.framing import FrameReader, FrameTooLargeError, frame, messages_of_file
from reminders.core.hl7.message import FieldPath, MessageError, parse
from reminders.core.hl7.moments import read_day
from tests.core.hl7.making import ZONE, booking, header
from tests.tables import each_row

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of a release from 2022
    import hl7

PID = "PID|1||11^^^A^PI~22^^^B^MR||O\\T\\Neil&van^Ana\\S\\B||\\X41\\|a\\.br\\b|\\Zx\\|c\\H\\d\\N\\|half\\F|\\"
OTHER_SIGNS = "MSH*!$#@*EPIC*RIV***20260309**SIU!S12*1*P*2.5\rPID*1**11!!!A!PI$22!!!B!MR**O#T#Neil@van!Ana"


def value(text: str, path: str) -> str:
    return parse(text).value(FieldPath.parse(path))


@each_row(
    ("path", "expected"),
    [
        ("MSH-1", "|"),
        ("MSH-2", "^~\\&"),
        ("MSH-3", "EPIC"),
        ("MSH-9.2", "S12"),
        ("PID-3", "11"),
        ("PID-3.4", "A"),
        ("PID-3[5=MR].1", "22"),
        ("PID-3[5=MR|PI].1", "11"),
        ("PID-3[5=XX].1", ""),
        ("PID-5.1", "O&Neil"),
        ("PID-5.1.2", "van"),
        ("PID-5.2", "Ana^B"),
        ("PID-7", "A"),
        ("PID-8", "a b"),
        ("PID-9", "\\Zx\\"),
        ("PID-10", "cd"),
        ("PID-11", "half\\F"),
        ("PID-12", "\\"),
        ("PID-99", ""),
        ("ZZZ-1", ""),
    ],
)
def test_a_value_is_at_its_place(path: str, expected: str):
    assert value(f"{header()}\r{PID}", path) == expected


@each_row(
    ("path", "expected"), [("PID-3[5=MR].1", "22"), ("PID-5.1", "O@Neil"), ("PID-5.1.2", "van"), ("MSH-9.2", "S12")]
)
def test_a_message_brings_its_own_separators(path: str, expected: str):
    assert value(OTHER_SIGNS, path) == expected


@each_row(
    "path",
    ["", "PID", "PID-", "PID-0", "pid-3", "PID-3.0", "PID-3[5]", "PID-3[0=MR]", "PIDX-3", "PID-3.1.1.1", "PID 3"],
)
def test_what_is_no_place_is_refused_with_an_example(path: str):
    with pytest.raises(ValueError, match=r"write it as PID-3\.1"):
        FieldPath.parse(path)


@each_row(
    ("text", "place"),
    [
        ("", "MSH"),
        ("PID|1", "MSH"),
        ("MSH", "MSH-1"),
        ("MSH|^^^^|A", "MSH-2"),
        ("MSHa^~\\&aEPIC", "MSH-2"),
        (f"{header()}\rpid|1", "line 2"),
        (f"{header()}\rPID|1\r{header()}", "line 3"),
        (f"{header()}\rNo segment at all", "line 2"),
    ],
)
def test_what_is_no_message_names_the_place_and_no_value(text: str, place: str):
    with pytest.raises(MessageError) as error:
        parse(text)
    assert error.value.place == place
    assert "EPIC" not in str(error.value)


@each_row("ending", ["\r", "\n", "\r\n", "\r\r"])
def test_segments_end_as_senders_end_them(ending: str):
    assert [item.name for item in parse(f"{header()}{ending}PID|1{ending}PV1|1{ending}").segments] == [
        "MSH",
        "PID",
        "PV1",
    ]


def test_the_structure_is_that_of_another_parser():
    """python-hl7 reads the same values; the service does not use it because it logs fields whose escapes are wrong."""
    text = booking()
    other = hl7.parse(text)
    for name, field, component in (("PID", 3, 5), ("PID", 5, 2), ("PID", 13, 1), ("AIS", 3, 1), ("MSH", 9, 2)):
        assert value(text, f"{name}-{field}.{component}") == str(other.segment(name)(field)(1)(component))


@given(st.text(alphabet="MSHPID|^~\\&X41\r\nFE .", max_size=60))
def test_any_text_is_a_message_or_an_error_of_ours(text: str):
    with suppress(MessageError):
        parse(f"MSH|^~\\&|A\r{text}")


MSH = b"MSH|^~\\&|A|B|C|D|20260309||SIU^S12|1|P|2.5\r"
TWO = [MSH + b"PID|1", MSH + b"PID|2"]


@each_row(
    ("content", "count"),
    [
        (b"".join(TWO), 1),  # the second MSH does not begin a line
        (b"\r".join(TWO), 2),
        (b"\n".join(part.replace(b"\r", b"\n") for part in TWO), 2),
        (b"".join(map(frame, TWO)), 2),
        (b"\xef\xbb\xbf" + b"\r\n\r\n".join(TWO) + b"\r\n", 2),
        (b"FHS|^~\\&|A\rBHS|^~\\&|A\r" + b"\r".join(TWO) + b"\rBTS|2\rFTS|1\r", 2),
        (b"noise\r" + TWO[0], 2),
        (b"", 0),
        (b" \r\n ", 0),
        (b"MSHX no header", 1),
    ],
)
def test_a_file_is_split_into_its_messages(content: bytes, count: int):
    messages = messages_of_file(content)
    assert len(messages) == count
    if count == 2 and b"noise" not in content:
        assert [message[-5:] for message in messages] == [b"PID|1", b"PID|2"]


@each_row(
    ("pieces", "expected"),
    [
        ([b"\x0bone\x1c\r\x0btwo\x1c\r"], [b"one", b"two"]),
        ([b"\x0bo", b"ne", b"\x1c", b"\r", b"\x0btwo\x1c", b"\r"], [b"one", b"two"]),
        ([b"noise\x0bone\x1c\rmore noise", b"\x0btwo\x1c\r"], [b"one", b"two"]),
        ([b"\x0bcut short\x0bone\x1c\r"], [b"one"]),
        ([b"\x0bone\x1c\x0btwo\x1c"], [b"one", b"two"]),
        ([b"\x0b\x1c\r"], [b""]),
        ([b"no frame at all\r\n"], []),
    ],
)
def test_frames_are_found_however_the_bytes_arrive(pieces: list[bytes], expected: list[bytes]):
    reader = FrameReader(100)
    assert [message for piece in pieces for message in reader.feed(piece)] == expected
    assert not reader.is_halfway


def test_a_frame_may_not_be_endless():
    reader = FrameReader(10)
    assert list(reader.feed(b"\x0b123456789")) == []
    assert reader.is_halfway
    with pytest.raises(FrameTooLargeError):
        list(reader.feed(b"0123"))


@each_row(
    ("charset", "codec", "default"),
    [
        ("", "utf-8", "utf-8"),
        ("", "iso8859-1", "iso8859-1"),
        ("8859/1", "latin-1", "utf-8"),
        ("8859/15", "iso8859-15", "utf-8"),
        ("UNICODE UTF-8", "utf-8", "iso8859-1"),
        ("UNICODE UTF-8~8859/1", "utf-8", "iso8859-1"),
        ("ASCII", "utf-8", "iso8859-1"),
    ],
)
def test_letters_are_read_in_the_character_set_of_the_message(charset: str, codec: str, default: str):
    raw = f"{header(charset=charset)}\rPID|||7||Núñez^José".encode(codec)
    assert value(decode(raw, default), "PID-5.1") == "Núñez"


@each_row("charset", ["8859/99", "KLINGON", "UNICODE UTF-8", "base64"])
def test_letters_of_another_character_set_are_an_error_not_a_guess(charset: str):
    raw = f"{header(charset=charset)}\rPID|||7||Núñez^José".encode("latin-1")
    with pytest.raises(MessageError) as error:
        decode(raw, "utf-8")
    assert error.value.place == "MSH-18"


@each_row(
    ("text", "expected"),
    [
        ("20260310", "2026-03-10"),
        ("202603102330", "2026-03-10"),
        ("20260310233000.1234", "2026-03-10"),
        ("20260311033000+0000", "2026-03-10"),
        ("20260310233000-0800", "2026-03-11"),
        ("20260230", None),
        ("2026", None),
        ("202603", None),
        ("2026-03-10", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_a_day_is_that_of_the_partners_clock(text: str, expected: str | None):
    day = read_day(text, ZONE)
    assert (day.isoformat() if day else None) == expected
