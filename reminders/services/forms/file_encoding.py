"""Which encoding a file is in: UTF-8, UTF-16 or, as spreadsheets still save it, Windows-1252 or that of old Macs.

A file says so by its first bytes, by where its zeros stand, or by being valid UTF-8. What is left has one byte a
letter, and the same byte is another letter elsewhere. Then the words decide: Garc-ED-a is García and not GarcÌa. Where
they do not, the file is read as Windows-1252 and is `guessed`; where no reading gives words, it is refused.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.model.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD = 64
WINDOWS, MAC = "cp1252", "mac_roman"
_SURE_WORD, _DOUBTFUL_WORD, _NO_WORD = 2, 1, 0
_WORD = re.compile(rb'[^\x00-\x20,;"]*[\x80-\xff][^\x00-\x20,;"]*')
_LAST_WORD = re.compile(rb'[^\x00-\x20,;"]*\Z')
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_SHORT_BEGINNING = re.compile(r"[A-Z][a-z]{1,2}")
_APOSTROPHES, _DASH, _QUOTES = "\u2018\u2019", "\u2013", "\u201c\u201d"
_ACUTE = "\u00b4"
_SIGNS = f"\u00a0\u00ba\u00aa\u00b0\u00b7\u00bf\u00a1{_ACUTE}"
"""A space that does not break, superscripts as in Mª José, an acute accent typed for an apostrophe."""
_MAX_ACCENTS = 2
_MEANT_TOO = frozenset("ñÑ")


def _in_both() -> frozenset[str]:
    """Return the letters that stand for themselves in Windows-1250, too: Polish and Czech files do not change them."""
    western, eastern = (bytes(range(0xC0, 0x100)).decode(name) for name in (WINDOWS, "cp1250"))
    return frozenset(one for one, other in zip(western, eastern, strict=True) if one == other and one.isalpha())


_SURE = _in_both() | _MEANT_TOO


class EncodingError(UseError):
    """The bytes are no text; `line` is where that shows, or None where the file is no text file at all."""

    def __init__(self, line: int | None) -> None:
        super().__init__("not a text file" if line is None else f"line {line}: not UTF-8")
        self.line = line


@dataclass(frozen=True, slots=True)
class FileEncoding:
    """The name of an encoding as Python knows it; `guessed`: its letters might be others."""

    name: str
    guessed: bool = False

    def is_doubtful(self, text: str) -> bool:
        """Return True if a text that was read this way has a letter that might be another one."""
        return self.guessed and any(not (c.isascii() or (c in _SURE and self.name == WINDOWS)) for c in text)


def encoding_of(chunks: Iterable[bytes]) -> FileEncoding:
    """Tell the encoding of a file; `chunks` is read up to three times, so it must reopen the file each time.

    Raises:
        EncodingError: it is no text, or its letters are those of no encoding that we know.

    """
    declared = _named_at_start(next(iter(chunks), b"")[:_HEAD])
    try:
        _check(chunks, declared or "utf-8")
    except _UndecodableError as error:
        if declared:
            raise EncodingError(error.line) from None
    else:
        return FileEncoding(declared or "utf-8")
    return _of_one_byte(chunks)


class _UndecodableError(EncodingError):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line: int = line


def _named_at_start(head: bytes) -> str | None:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2], head[1::2]
    if odd and not any(odd) and all(even):  # a header is ASCII
        return "utf-16-le"
    if even and not any(even) and all(odd):
        return "utf-16-be"
    return None


def _check(chunks: Iterable[bytes], name: str) -> None:
    decoder = codecs.getincrementaldecoder(name)()
    line = 1
    for chunk in chunks:
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            raise _UndecodableError(line + chunk.count(b"\n", 0, error.start)) from None
        if "\0" in text:
            raise EncodingError(None)
        line += text.count("\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _UndecodableError(line) from None


def _of_one_byte(chunks: Iterable[bytes]) -> FileEncoding:
    least = {WINDOWS: _SURE_WORD, MAC: _SURE_WORD}
    first_bad: int | None = None
    for word, line in _words(chunks):
        for name, so_far in least.items():
            least[name] = min(so_far, _likelihood(word, name))
        if first_bad is None and not any(least.values()):
            first_bad = line
    if first_bad is not None:
        raise EncodingError(first_bad)
    if least[MAC] > least[WINDOWS]:
        return FileEncoding(MAC, guessed=True)
    return FileEncoding(WINDOWS, guessed=least[WINDOWS] == _DOUBTFUL_WORD or least[MAC] == least[WINDOWS])


def _words(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Yield the words that are not ASCII, each with its line; a word may go over the end of a chunk."""
    rest, line = b"", 1
    for chunk in chunks:
        text = rest + chunk
        if _CONTROL.search(text):
            raise EncodingError(None)
        last = _LAST_WORD.search(text)
        whole = text[: last.start()] if last else text
        rest = text[len(whole) :]
        at = 0
        for match in _WORD.finditer(whole):
            line += whole.count(b"\n", at, match.start())
            at = match.start()
            yield match[0], line
        line += whole.count(b"\n", at)
    if _WORD.fullmatch(rest):
        yield rest, line


def _likelihood(word: bytes, name: str) -> int:
    """Tell how likely a word in an encoding is one that a person wrote."""
    try:
        text = word.decode(name)
    except UnicodeDecodeError:
        return _NO_WORD
    letters = [one for one in text if one.isalpha()]
    accents = sum(not one.isascii() for one in letters)
    if accents > _MAX_ACCENTS and accents * 2 > len(letters):
        return _NO_WORD  # Cyrillic or Greek
    return min((_likelihood_at(text, place) for place, one in enumerate(text) if not one.isascii()), default=_SURE_WORD)


def _likelihood_at(text: str, place: int) -> int:
    letter, before, after = text[place], text[:place], text[place + 1 : place + 2]
    if not letter.isalpha() or letter in _SIGNS:
        return _likelihood_of_mark(letter, before, after)
    if not unicodedata.name(letter, "").startswith("LATIN"):
        return _NO_WORD
    last = before[-1:]
    in_word = last.isalpha()
    if letter.isupper() and in_word and (after.islower() or last.islower()):
        return _DOUBTFUL_WORD if after.islower() and _SHORT_BEGINNING.fullmatch(before) else _NO_WORD
    capitals = after.isupper() or (in_word and last.isupper() and before[-2:-1].isupper())
    if letter.islower() and capitals and letter != "ß":
        return _NO_WORD
    return _SURE_WORD if letter in _SURE else _DOUBTFUL_WORD


def _likelihood_of_mark(mark: str, before: str, after: str) -> int:
    joins = before[-1:].isalpha() and after.isalpha()
    if mark in _APOSTROPHES:
        return _SURE_WORD
    if mark == _DASH:
        return _NO_WORD if joins and after.islower() else _SURE_WORD
    if mark in _QUOTES:
        return _NO_WORD if joins else _SURE_WORD
    if mark in _SIGNS:
        return _NO_WORD if joins and after.islower() and mark != _ACUTE else _DOUBTFUL_WORD
    return _NO_WORD
