"""Renders our own pages from `templates/staff/` and `templates/patient/`."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Any

import phonenumbers
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension

from reminders.core.language.known_languages import page_words
from reminders.core.wording.editor_problems import said_to_editor
from reminders.data import DEFAULT_LANGUAGE, languages
from reminders.template_files import shipped_folder
from reminders.web.pages import audit_words, dates, identified, labels
from reminders.web.pages.assets import asset_path
from reminders.web.pages.translations import site_languages, words


class _Flush(Extension):
    """Takes the indentation out of templates before they are read: a tenth of a long list. Values are left alone."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del name, filename
        return re.sub(r"^[ \t]+", "", source, flags=re.MULTILINE)


@cache
def environment(language: str = DEFAULT_LANGUAGE, country: str = "US") -> Environment:
    """Return the templates in one language, with dates as one country writes them."""
    templates = Environment(
        loader=FileSystemLoader(shipped_folder()),
        extensions=["jinja2.ext.i18n", _Flush],
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
    known.update(asset=asset_path, languages=site_languages(), language=language, translate=catalog.translate)
    known.update(page_words=partial(_page_words, language), to_editor=said_to_editor)
    return templates


def page(
    template: str, *, status: int = 200, language: str = DEFAULT_LANGUAGE, country: str = "US", **values: Any
) -> HTMLResponse:
    """Render one page."""
    language = language if language in languages() else DEFAULT_LANGUAGE
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


def _page_words(language: str, page: str) -> dict[str, Any]:
    """Return what a page for patients says; a dot in a name is a step down."""
    words: dict[str, Any] = {}
    for name, text in page_words(language, page).items():
        *above, last = name.split(".")
        place = words
        for part in above:
            place = place.setdefault(part, {})
        place[last] = text
    return words


def _sentence(text: str) -> str:
    """Make a sentence of what a service said: a capital at its beginning, a full stop at its end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
