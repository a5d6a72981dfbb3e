"""The page of a link that opens nothing: the same for one that is forged, too old, or of a contact that was corrected.

It says what to do and nothing else: the person who holds the link may be a stranger with the patient's old phone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.language.known_languages import page_languages, page_words
from reminders.web.pages.pages import page

if TYPE_CHECKING:
    from fastapi import Request
    from fastapi.responses import HTMLResponse


def dead_link(request: Request) -> HTMLResponse:
    """Answer in the language that the visitor's browser asks for; in all when it asks for none of ours."""
    languages = [part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    spoken = [language for language in languages if language in page_languages()][:1] or page_languages()
    shown = {language: page_words(language, "unknown_link") for language in spoken}
    answer = page("patient/unknown_link.html", status=404, shown=shown, spoken=spoken[0])
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
