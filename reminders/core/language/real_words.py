"""Everyday words one or two slips away from a listed word, which must not be taken for it ("would" is not "wound")."""

from __future__ import annotations

from functools import cache

from reminders.data import line_list


@cache
def real_words() -> frozenset[str]:
    """The list, read once."""
    return line_list("real_words")
