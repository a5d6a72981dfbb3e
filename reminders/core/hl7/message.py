"""One HL7 v2 message as text: its separators, its segments, and any value in it by its place (`PID-3.1`).

Nothing here knows what a field means. What cannot be a message at all is a `MessageError` that names the place and
never echoes a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.language.letters import is_text, kept
from reminders.core.model.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DELETED: Final = '""'
"""What a sender writes in a field to say that the value it had is to be deleted (HL7 v2, 2.5.3)."""

_HEADER: Final = "MSH"
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
_BREAKS = re.compile(r"\r\n|\n|\r")
_HEX = re.compile(r"X([0-9A-Fa-f]{2})+")
_LINE_BREAK = re.compile(r"\.(?:br|sp)\+?\d{0,3}")
_PATH = re.compile(r"([A-Z][A-Z0-9]{2})-(\d{1,3})(?:\[(\d{1,2})=([^\]]+)\])?(?:\.(\d{1,2}))?(?:\.(\d{1,2}))?")
_ENCODING_CHARACTERS: Final = 4


class MessageError(UseError):
    """A message cannot be read as it stands.

    `place` is the segment or field that is wrong, `problem` the code of why, `sentence` says it without any value.
    Sending the message again unchanged will not help, so the sender is answered AR.
    """

    def __init__(self, problem: str, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.problem = problem
        self.place = place
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Separators:
    """What separates fields, components, repetitions and subcomponents, and what begins an escape."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"


@dataclass(frozen=True, slots=True)
class FieldPath:
    """The place of a value: `PID-3.1`, or `PID-3[5=MR].1` for the repetition whose fifth component is MR.

    `values` may hold several, as in `[5=MR|PI]`; the first repetition with any of them counts. No component: the first.
    """

    segment: str
    field: int
    component: int | None = None
    subcomponent: int = 1
    where: int | None = None
    values: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> FieldPath:
        """Read a path.

        Raises:
            ValueError: it is none; the message says what one looks like.

        """
        match = _PATH.fullmatch(text.strip())
        if not match or int(match[2]) == 0 or "0" in {match[3], match[5], match[6]}:
            raise ValueError(f"{text!r} is not a place in a message; write it as PID-3.1 or PID-3[5=MR].1")
        return cls(
            segment=match[1],
            field=int(match[2]),
            component=int(match[5]) if match[5] else None,
            subcomponent=int(match[6] or 1),
            where=int(match[3]) if match[3] else None,
            values=tuple(value.strip() for value in (match[4] or "").split("|") if value.strip()),
        )

    def __str__(self) -> str:
        """Write the path as it is read."""
        where = f"[{self.where}={'|'.join(self.values)}]" if self.where else ""
        component = f".{self.component}" if self.component else ""
        return f"{self.segment}-{self.field}{where}{component}"


@dataclass(frozen=True, slots=True)
class Repetition:
    """One value of a field, in its components."""

    components: tuple[tuple[str, ...], ...]

    def part(self, component: int = 1, subcomponent: int = 1) -> str:
        """Return a component, counted from 1; empty where there is none."""
        if component > len(self.components):
            return ""
        parts = self.components[component - 1]
        return parts[subcomponent - 1].strip() if subcomponent <= len(parts) else ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of a message. `fields[0]` is field 1, whatever the segment; of MSH that is the separator itself."""

    name: str
    fields: tuple[tuple[Repetition, ...], ...]

    def repetitions(self, field: int) -> tuple[Repetition, ...]:
        """Return the values of a field, counted from 1."""
        return self.fields[field - 1] if 0 < field <= len(self.fields) else ()

    def value(self, field: int, component: int = 1, subcomponent: int = 1) -> str:
        """Return a part of the first value of a field."""
        repetitions = self.repetitions(field)
        return repetitions[0].part(component, subcomponent) if repetitions else ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message in its segments, in order; the first is MSH."""

    separators: Separators
    segments: tuple[Segment, ...]

    def all(self, name: str) -> Iterator[Segment]:
        """Return every segment of a name."""
        return (segment for segment in self.segments if segment.name == name)

    def repetitions(self, path: FieldPath) -> Iterator[Repetition]:
        """Return every value at a path, of all segments of its name."""
        for segment in self.all(path.segment):
            for repetition in segment.repetitions(path.field):
                if path.where is None or repetition.part(path.where) in path.values:
                    yield repetition

    def value(self, path: FieldPath) -> str:
        """Return the first value at a path that is not empty."""
        values = (item.part(path.component or 1, path.subcomponent) for item in self.repetitions(path))
        return next((value for value in values if value), "")


def parse(text: str) -> Message:
    """Split a message; segments end with CR, and LF or CR LF are taken too.

    Raises:
        MessageError: it does not begin with a whole MSH segment, or a line is no segment.

    """
    lines = [line for line in _BREAKS.split(text.strip("\r\n\x0b\x1c \t")) if line.strip()]
    if not lines or not lines[0].startswith(_HEADER):
        raise MessageError("not_a_message", "MSH", "a message must begin with an MSH segment")
    separators = _separators(lines[0])
    return Message(separators, tuple(_segment(line, separators, number) for number, line in enumerate(lines, start=1)))


def _separators(header: str) -> Separators:
    if len(header) <= len(_HEADER):
        raise MessageError("not_a_message", "MSH-1", "the field separator is missing")
    field = header[len(_HEADER)]
    encoding = header[len(_HEADER) + 1 :].split(field, maxsplit=1)[0]
    standard = Separators()
    defaults = (standard.component, standard.repetition, standard.escape, standard.subcomponent)
    component, repetition, escape, subcomponent = (
        encoding[index] if index < len(encoding) else default for index, default in enumerate(defaults)
    )
    used = (field, component, repetition, escape, subcomponent)
    if len(encoding) > _ENCODING_CHARACTERS + 1 or len(set(used)) < len(used) or any(map(str.isalnum, used)):
        raise MessageError("not_a_message", "MSH-2", "the encoding characters must be different signs, as in ^~\\&")
    return Separators(field, component, repetition, escape, subcomponent)


def _segment(line: str, separators: Separators, number: int) -> Segment:
    if not is_text(line):
        raise MessageError("not_a_segment", f"line {number}", "a NUL or half of a letter stands in this segment")
    name, *fields = line.split(separators.field)
    if not _SEGMENT.fullmatch(name):
        raise MessageError("not_a_segment", f"line {number}", "a segment must begin with its name, as in PID")
    if name == _HEADER:
        if number > 1:
            raise MessageError("not_a_segment", f"line {number}", "a second MSH stands in the same message")
        as_written = Repetition(((separators.field,),)), Repetition(((fields[0],),))
        head = tuple((item,) for item in as_written)
        return Segment(name, (*head, *(_repetitions(text, separators) for text in fields[1:])))
    return Segment(name, tuple(_repetitions(text, separators) for text in fields))


def _repetitions(text: str, separators: Separators) -> tuple[Repetition, ...]:
    return tuple(_repetition(part, separators) for part in text.split(separators.repetition)) if text else ()


def _repetition(text: str, separators: Separators) -> Repetition:
    return Repetition(
        tuple(
            tuple(_unescaped(part, separators) for part in component.split(separators.subcomponent))
            for component in text.split(separators.component)
        )
    )


def _unescaped(text: str, separators: Separators) -> str:
    r"""Replace escapes: `\F\` is the field separator, `\X0D\` a byte, `\.br\` a line break, `\H\` and `\N\` nothing.

    An escape that is none of these, or never ends, stays as it is written: it is part of the value for all we know.
    """
    sign = separators.escape
    if sign not in text:
        return text
    parts = text.split(sign)
    written: list[str] = [parts[0]]
    index = 1
    while index < len(parts):
        meaning = _meaning(parts[index], separators) if index + 1 < len(parts) else None
        if meaning is None:
            written.append(sign + parts[index])
            index += 1
            continue
        written += [meaning, parts[index + 1]]
        index += 2
    return "".join(written)


def _meaning(code: str, separators: Separators) -> str | None:
    signs = {
        "F": separators.field,
        "S": separators.component,
        "R": separators.repetition,
        "E": separators.escape,
        "T": separators.subcomponent,
        "H": "",
        "N": "",
    }
    if code in signs:
        return signs[code]
    if _HEX.fullmatch(code):
        return kept(bytes.fromhex(code[1:]).decode("utf-8", "replace"))
    return " " if _LINE_BREAK.fullmatch(code) else None


def first_value(message: Message, paths: Sequence[FieldPath]) -> str:
    """Return the first value that is not empty, of several places."""
    return next((value for path in paths if (value := message.value(path))), "")
