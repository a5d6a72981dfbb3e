"""In which language a page for patients is read: the reader's own, or another one of the clinic's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reminders.core.language.known_languages import own_names, page_languages, spoken_on_pages

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic


def language_values(clinic: Clinic, own: str, asked: str, home: str) -> dict[str, Any]:
    """Return what a page needs: its language, the others it can be read in, and what keeps a choice in an address."""
    offered = [code for code in clinic.language_list if code in page_languages()]
    language = asked if asked in offered else spoken_on_pages(own)
    names = own_names()
    others = [(code, names[code], f"{home}?language={code}") for code in offered if code != language]
    return {"language": language, "others": others, "keep": f"?language={language}" if asked in offered else ""}
