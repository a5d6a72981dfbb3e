"""The words of the staff site in another language: gettext catalogs, `site/*.po` in a language's folder of data.

The English stands in the pages themselves. Catalogs of English hold only what a page says otherwise than the code.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from typing import Any, Final

from reminders.core.language.known_languages import own_names
from reminders.data import DEFAULT_LANGUAGE, files_of

CATALOGS: Final = "site"


def site_languages() -> dict[str, str]:
    """What the staff site speaks, each by its own name: every language with a catalog."""
    return {code: name for code, name in own_names().items() if any(files_of(code, CATALOGS, ".po"))}


class Words(NullTranslations):
    """All catalogs of one language as one. A string that is in none of them stays as it is."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.known = _read(language)

    def gettext(self, message: str) -> str:
        """Translate a string."""
        return self.known.get(message) or message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Translate one of two strings; both of our languages have one form for 1 and one for all else."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def translate(self, sentence: object) -> str:
        """Translate what a service said: a string, or an error that keeps its `template` and `values` apart.

        Templates use this and not `_()` for what is not written in them: `_()` would take it for HTML.
        """
        template = getattr(sentence, "template", None)
        if not isinstance(template, str):
            return self.gettext(str(sentence))
        values: dict[str, object] = getattr(sentence, "values", {})
        return self.gettext(template).format(**values)


@cache
def words(language: str) -> Words:
    """Return the words of a language; of one we do not have, the English ones."""
    return Words(language if language in site_languages() else DEFAULT_LANGUAGE)


def _read(language: str) -> dict[str, str]:
    from babel.messages.pofile import read_po  # 0.1 s that the first page pays, not the start

    known: dict[str, str] = {}
    for path in files_of(language, CATALOGS, ".po"):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                known.update(zip(_forms(message.id), _forms(message.string), strict=False))
    known.pop("", None)  # the catalog's header
    return known


def _forms(strings: Any) -> tuple[str, ...]:
    return (strings,) if isinstance(strings, str) else tuple(strings)
