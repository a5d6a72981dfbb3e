"""Finds values in text, however they are written: other case, without accents, percent-encoded, base64, escaped."""

from __future__ import annotations

import base64
import json
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SHORTEST = 5
"""Characters of base64 below which anything could be found by chance."""


def leaks(places: Mapping[str, str], values: Iterable[str]) -> set[tuple[str, str]]:
    """Return each value with each place that says it, in any form."""
    folded = {place: (text, _fold(text)) for place, text in places.items()}
    return {
        (place, value)
        for value in values
        for place, (text, low) in folded.items()
        if any(form in low for form in _plain_forms(value)) or any(form in text for form in _base64_forms(value))
    }


def _fold(text: str) -> str:
    return text.casefold()


def _bare(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def _plain_forms(value: str) -> set[str]:
    """Return how a value may stand in text whose case does not count."""
    written = {value, _bare(value), unicodedata.normalize("NFD", value)}
    escaped = {json.dumps(item)[1:-1] for item in written} | {repr(item.encode())[2:-1] for item in written}
    addressed = {way(item) for item in written for way in (quote, quote_plus)} | {quote(item, "") for item in written}
    return {_fold(item) for item in written | escaped | addressed} | {item.encode().hex() for item in _cases(value)}


def _cases(value: str) -> set[str]:
    return {way(item) for item in (value, _bare(value)) for way in (str, str.lower, str.upper)}


def _base64_forms(value: str) -> Iterator[str]:
    """Yield what base64 of a longer text holds, wherever in it the value stands."""
    for written in _cases(value):
        raw = written.encode()
        for before in range(3):
            encoded = base64.b64encode(b"\0" * before + raw)
            first = (0, 2, 3)[before]
            last = len(encoded) - (0, 4, 4)[(before + len(raw)) % 3]
            if last - first >= _SHORTEST:
                whole = encoded[first:last].decode()
                yield from (whole, whole.replace("+", "-").replace("/", "_"))
