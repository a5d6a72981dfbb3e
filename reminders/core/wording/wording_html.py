"""House rules for an HTML email: it loads nothing, names its language, and says what the plain text says."""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from reminders.core.language.lists import words_of

if TYPE_CHECKING:
    from reminders.core.wording.wording import Wrong

_SILENT = frozenset({"head", "style", "script", "title"})
_TAGS = words_of("html")
_LOADING_ATTRIBUTES = frozenset({"src", "srcset", "background", "poster", "data"})
_LOADING_CSS = re.compile(r"url\s*\(|@import|expression\s*\(", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_URL = re.compile(r"https?://\S+")
_WORD = re.compile(r"\w+")


class _HTMLReader(HTMLParser):
    """Collects what a patient sees, what stays hidden (the preheader), and what a mail program would fetch."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.seen: list[str] = []
        self.hidden: list[str] = []
        self.fetched: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = values.get("lang", "")
        loading = sorted(_LOADING_ATTRIBUTES & values.keys())
        if tag in _TAGS.loading or loading or _LOADING_CSS.search(values.get("style", "")):
            self.fetched.append(f"<{' '.join([tag, *loading])}>")
        if tag not in _TAGS.void:
            self._open.append((tag, bool(_HIDDEN.search(values.get("style", "")))))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        tags = {name for name, _ in self._open}
        if tags & _SILENT:
            if "style" in tags and _LOADING_CSS.search(data):
                self.fetched.append("<style>")
        elif any(hidden for _, hidden in self._open):
            self.hidden.append(data)
        else:
            self.seen.append(data)


def preheader(html: str) -> str:
    """Return the hidden words that an inbox shows beside the subject."""
    return " ".join(" ".join(_read(html).hidden).split())


def loads_nothing(html: str) -> Wrong:
    """Opening an email tells no one anything and works offline: no image, font, script or style from elsewhere."""
    return [f"{what} would load something from elsewhere; remove it" for what in dict.fromkeys(_read(html).fetched)]


def names_its_language(html: str, language: str) -> Wrong:
    """A screen reader picks its voice by the lang attribute."""
    language_tag = _read(html).language
    return [] if language_tag == language else [f'<html lang="{language_tag}"> should be lang="{language}"']


def says_the_same(text: str, html: str, clinic_name: str) -> Wrong:
    """Plain text and HTML hold the same words in the same order; links and a letterhead with the clinic aside."""
    head = _words(clinic_name)
    plain, rich = (_without(_words(words), head) for words in (_URL.sub(" ", text), " ".join(_read(html).seen)))
    if plain == rich:
        return []
    pairs = enumerate(zip(plain, rich, strict=False))
    at = next((index for index, (left, right) in pairs if left != right), min(len(plain), len(rich)))
    left, right = (" ".join(words[max(at - 2, 0) : at + 4]) or "nothing more" for words in (plain, rich))
    return [f'text says "{left}" where the HTML says "{right}"; let both say the same']


@lru_cache(maxsize=4)  # every rule reads the same email in turn
def _read(html: str) -> _HTMLReader:
    reader = _HTMLReader()
    reader.feed(html)
    reader.close()
    return reader


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _without(words: list[str], head: list[str]) -> list[str]:
    return words[len(head) :] if words[: len(head)] == head else words
