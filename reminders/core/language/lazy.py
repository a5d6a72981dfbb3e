"""A table that is built when it is first looked into, so that what never needs it never reads its file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_K = TypeVar("_K")
_V = TypeVar("_V")


class LazyTable(Mapping[_K, _V]):
    """A read-only mapping, built by a function on first use."""

    def __init__(self, make: Callable[[], Mapping[_K, _V]]) -> None:
        self._make = make

    @cached_property
    def _table(self) -> Mapping[_K, _V]:
        return self._make()

    def __getitem__(self, key: _K) -> _V:
        return self._table[key]

    def __iter__(self) -> Iterator[_K]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)
