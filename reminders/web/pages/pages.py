"""Renders our own pages from `templates/staff/` and `templates/patient/`."""

from __future__ import annotations

from functools import cache
from typing import Any

import phonenumbers
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reminders.rendering import shipped_folder
from reminders.web.pages import audit_words, dates, identified, labels
from reminders.web.pages.assets import asset_path
from reminders.web.pages.translations import LANGUAGES, words


@cache
def environment(language: str = "en", country: str = "US") -> Environment:
    """Return the templates in one language, with dates as one country writes them."""
    templates = Environment(
        loader=FileSystemLoader(shipped_folder()),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    catalog = words(language)
    templates.install_gettext_translations(catalog, newstyle=True)  # type: ignore[attr-defined] added by the extension
    templates.filters |= (
        dates.filters(language, country, catalog) | labels.filters(catalog) | audit_words.filters(catalog)
    )
    templates.filters |= identified.filters(catalog, language, country) | {
        "sentence": _sentence,
        "phone": phone_as_read,
    }
    known: dict[str, Any] = templates.globals
    known.update(asset=asset_path, languages=LANGUAGES, language=language, translate=catalog.translate)
    return templates


def page(template: str, *, status: int = 200, language: str = "en", country: str = "US", **values: Any) -> HTMLResponse:
    """Render one page."""
    language = language if language in LANGUAGES else "en"
    return HTMLResponse(environment(language, country).get_template(template).render(**values), status_code=status)


@cache
def patient_stylesheet() -> str:
    """Return the stylesheet of the pages that patients open."""
    return (shipped_folder() / "patient" / "patient.css").read_text(encoding="utf-8")


def redirect(path: str) -> RedirectResponse:
    """Send the browser to look at a page after a form was carried out."""
    return RedirectResponse(path, status_code=303)


def phone_as_read(number: str) -> str:
    """Write a phone number as people of its country read it, and others with the country's code."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    kind = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, kind.NATIONAL if parsed.country_code == 1 else kind.INTERNATIONAL)


def _sentence(text: str) -> str:
    """Make a sentence of what a service said: a capital at its beginning, a full stop at its end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
