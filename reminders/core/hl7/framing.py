r"""Messages among bytes: MLLP frames of a connection (`<VT> message <FS><CR>`), and the messages of a file.

MLLP as in HL7's transport specification, release 1. What stands between two frames is not ours and is dropped.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from reminders.core.model.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterator

START: Final = b"\x0b"
END: Final = b"\x1c\r"
_END_BLOCK: Final = b"\x1c"
_ENOUGH: Final = 4096
"""Bytes of a message that hold its header."""

_HEADER = re.compile(rb"(?:^|(?<=[\r\n]))MSH(?=[^A-Za-z0-9\s])")
_WRAPPER = re.compile(rb"(?:^|(?<=[\r\n]))(?:FHS|BHS|BTS|FTS)[^\r\n]*[\r\n]*")


class FrameTooLargeError(UseError):
    """A frame is longer than allowed; the connection cannot be read any further. `beginning` is enough to answer it."""

    def __init__(self, beginning: bytes) -> None:
        super().__init__("a message is longer than allowed")
        self.beginning = beginning


class FrameReader:
    """Takes the bytes of one connection as they come, and gives back whole messages."""

    def __init__(self, largest: int) -> None:
        """Set the longest message, in bytes."""
        self._largest = largest
        self._buffer = bytearray()

    @property
    def is_halfway(self) -> bool:
        """Return True if a message has begun and its end is still to come."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take some bytes; yield each message whose end they hold.

        Raises:
            FrameTooLargeError: a message is longer than allowed.

        """
        self._buffer += data
        while True:
            start = self._buffer.find(START)
            if start < 0:
                self._buffer.clear()  # noise between frames; half a start block there is not
                return
            del self._buffer[:start]
            end = self._buffer.find(_END_BLOCK, 1)
            if (end if end >= 0 else len(self._buffer)) > self._largest:
                raise FrameTooLargeError(bytes(self._buffer[1:_ENOUGH]))
            if end < 0:
                return
            frame = bytes(self._buffer[1:end])
            del self._buffer[: end + 1]
            if self._buffer.startswith(b"\r"):
                del self._buffer[:1]
            yield frame.rpartition(START)[2]  # a frame that was cut and begun again: the sender means the second


def frame(message: bytes) -> bytes:
    """Wrap one message for MLLP."""
    return START + message + END


def messages_of_file(content: bytes) -> list[bytes]:
    """Split the bytes of a file into messages: framed or not, with or without batch headers (FHS, BHS).

    What stands before the first MSH and is no batch header comes first, as a message of its own that cannot be read.
    """
    plain = content.removeprefix(b"\xef\xbb\xbf")
    if START in plain:
        frames = (part.partition(_END_BLOCK)[0] for part in plain.split(START))
        return [part for part in map(_stripped, frames) if part]
    plain = _WRAPPER.sub(b"", plain.replace(_END_BLOCK, b"\r"))
    starts = [match.start() for match in _HEADER.finditer(plain)]
    before = plain[: starts[0]] if starts else plain
    bodies = [plain[start:end] for start, end in pairwise([*starts, len(plain)])]
    return [part for part in map(_stripped, (before, *bodies)) if part]


def _stripped(part: bytes) -> bytes:
    """Return a message without the line ends around it, and what some editors end a file with."""
    return part.strip(b"\r\n\t \x00\x1a")
