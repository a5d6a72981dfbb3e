"""What each language is called; its folder in `reminders/data/` says so in `language.yaml`."""

from __future__ import annotations

from reminders.data import book_of, languages


def own_names() -> dict[str, str]:
    """Every language by its code, as its own speakers call it."""
    return {code: _label(code, "name") for code in languages()}


def english_names() -> dict[str, str]:
    """Every language by its code, in English."""
    return {code: _label(code, "english_name") for code in languages()}


def _label(code: str, key: str) -> str:
    found = book_of(code, "language")
    return found.labels("language").get(key, code) if found.entries else code
