"""What stored words are called on a page. The keys are the database's; the English is translated like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.language.known_languages import english_names
from reminders.core.language.lazy import LazyTable
from reminders.core.sending.faults.fault_sentences import sentence_of
from reminders.core.sending.faults.mail_faults import SENTENCES
from reminders.data import book

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reminders.web.pages.translations import Words


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


def _labels() -> dict[str, Mapping[str, str]]:
    words = book("labels")
    known = {kind: words.labels(kind) for kind in words.entries}
    known["detail"] = {**known["detail"], **SENTENCES}  # of email that is refused: why
    return known | {"language": english_names()}


LABELS: Final = LazyTable(_labels)
"""By kind, what each stored word is called: `reminders/data/shared/labels.yaml`, `step` by template."""


def filters(words: Words) -> dict[str, Callable[[str | None], str]]:
    """Return one filter per kind, named like it."""

    def named(kind: str) -> Callable[[str | None], str]:
        def show(key: str | None) -> str:
            if not key:
                return ""
            if ", " in key:
                return ", ".join(show(part) for part in key.split(", "))
            label = LABELS[kind].get(key) or LABELS[kind].get(key.partition(":")[0])
            return words.gettext(label) if label else key.replace("_", " ")

        return show

    def fault(code: str | None) -> str:
        """Say what an error code means and what to do."""
        sentence = sentence_of(code)
        return words.gettext(sentence.template).format(**sentence.values) if sentence else ""

    return {"fault": fault} | {kind: named(kind) for kind in LABELS}
