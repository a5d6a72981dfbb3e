"""JSON with its path: what is wrong in a resource is said with its place, as in `Appointment.participant[0].actor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from reminders.core.hl7.message import MessageError
from reminders.core.language.letters import is_text

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON: TypeAlias = "Mapping[str, object]"
"""A JSON object."""

_LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Node:
    """An object of a resource, and where it stands."""

    value: JSON
    path: str

    def wrong(self, name: str, sentence: str, problem: str = "wrong") -> MessageError:
        """Return the error for an element of this object; `sentence` repeats no value."""
        return MessageError(problem, f"{self.path}.{name}" if name else self.path, sentence)

    def text(self, name: str) -> str:
        """Return a text, without blanks around it; empty where there is none.

        Raises:
            MessageError: it is no text.

        """
        value = self.value.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise self.wrong(name, "this must be text")
        if not is_text(value):
            raise self.wrong(name, "a NUL or half of a letter stands in this text")
        return value.strip()

    def truth(self, name: str) -> bool | None:
        """Return a yes or no; None where there is none."""
        value = self.value.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "this must be true or false")
        return value

    def node(self, name: str) -> Node | None:
        """Return an object below this one, or None."""
        value = self.value.get(name)
        return None if value is None else object_at(value, f"{self.path}.{name}")

    def nodes(self, name: str) -> list[Node]:
        """Return the objects of a list; none where there is no list."""
        value = self.value.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(name, "this must be a list")
        items = cast("list[object]", value)
        return [object_at(item, f"{self.path}.{name}[{index}]") for index, item in enumerate(items)]

    def texts(self, name: str) -> list[str]:
        """Return the texts of a list, none of them empty."""
        value = self.value.get(name)
        if value is None:
            return []
        items = cast("list[object]", value) if isinstance(value, list) else None
        if items is None or not all(item is None or (isinstance(item, str) and is_text(item)) for item in items):
            raise self.wrong(name, "this must be a list of texts")
        return [item.strip() for item in items if isinstance(item, str) and item.strip()]


def object_at(value: object, path: str) -> Node:
    """Return an object with its path.

    Raises:
        MessageError: it is none.

    """
    if not isinstance(value, dict):
        raise MessageError("wrong", path, "this must be an object")
    return Node(cast("JSON", value), path)
