"""What each language is called, and what pages say in it: `language.yaml` and `pages.yaml` in its folder of data."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from reminders.data import DEFAULT_LANGUAGE, book_of, languages

if TYPE_CHECKING:
    from collections.abc import Mapping


def own_names() -> dict[str, str]:
    """Every language by its code, as its own speakers call it."""
    return {code: _label(code, "name") for code in languages()}


def english_names() -> dict[str, str]:
    """Every language by its code, in English."""
    return {code: _label(code, "english_name") for code in languages()}


def _label(code: str, key: str) -> str:
    language_book = book_of(code, "language")
    return language_book.labels("language").get(key, code) if language_book.entries else code


def page_languages() -> tuple[str, ...]:
    """The languages that pages for patients speak, the default one first."""
    spoken = [code for code in languages() if book_of(code, "pages").entries]
    return tuple(sorted(spoken, key=lambda code: (code != DEFAULT_LANGUAGE, code)))


def spoken_on_pages(language: str) -> str:
    """The language if pages for patients speak it, else the default one."""
    return language if language in page_languages() else DEFAULT_LANGUAGE


@cache
def page_words(language: str, page: str) -> Mapping[str, str]:
    """What a page, an email or a calendar says (an entry of `pages.yaml`); the default language where one is silent."""
    own, default = book_of(language, "pages"), book_of(DEFAULT_LANGUAGE, "pages")
    return {**default.labels(page), **(own.labels(page) if page in own.entries else {})}
