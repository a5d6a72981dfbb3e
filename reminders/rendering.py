"""Turns template files into words: the shipped `templates/` with a clinic's own folder laid over them.

Values are only ever values: nothing a patient or a clinic is called is read as template syntax, can add a header
to an email, or reaches HTML unescaped. A template that cannot be rendered is an error with file, line and remedy;
the error never repeats a patient's data.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import escape

from reminders.core.model.contact import Channel
from reminders.core.wording.sms_text import make_safe
from reminders.core.wording.tidy_text import one_line, one_period, paragraphs_of
from reminders.data import DEFAULT_LANGUAGE
from reminders.ports import ClinicVoice, Links, PatientVoice, Rendered, RenderError
from reminders.template_files import TemplateFiles
from reminders.template_rules import HTML, VARIABLES, Sandbox, why_refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.enrollment import VisitVoice
    from reminders.ports import TemplateValues

SMS_FILE = "sms.txt"
CAREGIVER_FILE = "caregiver.txt"
EMAIL_FILES = ("email_subject.txt", "email.txt", "email.html")
_MARK = secrets.token_hex(16)
"""What stands in the place of a patient's own values while a form is made; nothing that is written can hold it."""

_BLANKS = {
    "patient": PatientVoice(f"{_MARK}0"),
    "links": Links(f"{_MARK}1", f"{_MARK}2", f"{_MARK}3"),
}
_BLANK = re.compile(f"{_MARK}([0-3])")
_MOST_FORMS = 500
"""Some 3 MB. A form is made for each file, clinic and step."""


class TemplateFolder:
    """The renderer over files. Built once per process; compiled templates are kept, so edits show after a restart."""

    def __init__(self, overlay: Path | None = None, own: Mapping[str, str] | None = None) -> None:
        """Search `overlay`, a folder shaped like `templates/`, before the shipped one. Nothing is read yet.

        `own`: a clinic's own wording, by the file's name; it wins over both.
        """
        self._overlay = overlay
        self._files = TemplateFiles(overlay, own)
        self._environment = Sandbox(self._files)
        self._forms: dict[tuple[object, ...], list[str] | None] = {}

    def with_own(self, files: Mapping[str, str]) -> TemplateFolder:
        """Return a renderer in which a clinic's own wording is laid over this one's files."""
        return TemplateFolder(self._overlay, files)

    def files_of(self, template: str) -> dict[str, str]:
        """Return every file of a step template as it stands, by `<language>/<file>`."""
        folder = f"messages/{template}"
        return {
            f"{language}/{file}": self._files.text(f"{folder}/{language}/{file}")
            for language in self.languages(template)
            for file in self._files.files(f"{folder}/{language}")
        }

    def text_of(self, template: str, file: str) -> str | None:
        """Return one file of a step template, `en/sms.txt`, as it stands."""
        return self._files.text(name) if self.has(name := f"messages/{template}/{file}") else None

    def why_refused(self, name: str, source: str) -> str | None:
        """Return why a text may not become a clinic's wording, in one sentence; None if it may.

        It may name variables, show the answers of a question, and use the shipped layout; it runs nothing.
        """
        try:
            tree = self._environment.parse(source, name)
        except TemplateSyntaxError as error:
            return f"line {error.lineno}: {error.message}"
        return why_refused(tree, VARIABLES)

    def render(self, template: str, language: str, channel: Channel, values: TemplateValues) -> Rendered:
        """Render `messages/<template>/<language>/` for one channel.

        Raises:
            RenderError: a file is missing, a variable is unknown, or the template does not parse.

        """
        folder = f"messages/{template}/{language}"
        if channel is Channel.SMS:
            return Rendered(text=self._text(f"{folder}/{SMS_FILE}", values))
        context = _context(values)
        subject, text, html = (self._fill(f"{folder}/{file}", context) for file in EMAIL_FILES)
        return Rendered(text=paragraphs_of(text), subject=one_line(subject), html=html)

    def to_caregiver(self, template: str, language: str, values: TemplateValues) -> Rendered:
        """Render `messages/<template>/<language>/caregiver.txt`: the same step in words to the caregiver.

        Raises:
            RenderError: as for `render`.

        """
        return Rendered(text=self._text(f"messages/{template}/{language}/{CAREGIVER_FILE}", values))

    def opt_in(self, language: str, values: TemplateValues) -> str:
        """Return the line that the first text to a phone carries.

        Raises:
            RenderError: as for `render`.

        """
        return self._text(f"messages/_opt_in/{language}/{SMS_FILE}", values)

    def not_watched(self, language: str, values: TemplateValues) -> str:
        """Return the line that every fifth text to a phone carries.

        Raises:
            RenderError: as for `render`.

        """
        return self._text(f"messages/_not_watched/{language}/{SMS_FILE}", values)

    def reply(self, name: str, language: str, values: TemplateValues) -> str:
        """Render `replies/<name>/<language>/sms.txt`: one of the service's own answers.

        Raises:
            RenderError: as for `render`.

        """
        return self._text(f"replies/{name}/{language}/{SMS_FILE}", values)

    def notice(self, name: str, language: str, channel: Channel, values: TemplateValues) -> Rendered:
        """Render `notices/<name>/<language>/`, a message to staff; in the default language where it has none.

        Raises:
            RenderError: as for `render`.

        """
        folder = f"notices/{name}/{language}"
        if not self.has(f"{folder}/{SMS_FILE if channel is Channel.SMS else EMAIL_FILES[0]}"):
            folder = f"notices/{name}/{DEFAULT_LANGUAGE}"
        if channel is Channel.SMS:
            return Rendered(text=self._text(f"{folder}/{SMS_FILE}", values))
        context = _context(values)
        subject, text = (self._fill(f"{folder}/{file}", context) for file in EMAIL_FILES[:2])
        return Rendered(text=paragraphs_of(text), subject=one_line(subject))

    def templates(self) -> tuple[str, ...]:
        """Name every step template; a folder that begins with `_` is a part of others."""
        return self._files.children("messages")

    def replies(self) -> tuple[str, ...]:
        """Name every answer the service gives by itself."""
        return self._files.children("replies")

    def languages(self, template: str) -> tuple[str, ...]:
        """Name the languages a step template has a folder for."""
        return self._files.languages(f"messages/{template}")

    def all_languages(self) -> tuple[str, ...]:
        """Name every language that any step template or reply has."""
        folders = [f"messages/{name}" for name in self.templates()] + [f"replies/{name}" for name in self.replies()]
        return tuple(sorted({language for folder in folders for language in self._files.languages(folder)}))

    def has(self, name: str) -> bool:
        """Return True if a template file exists in either folder."""
        return self._files.has(name)

    def label(self, name: str) -> str:
        """Say where a template file is, the way a person would look for it."""
        return self._files.label(name)

    def _text(self, name: str, values: TemplateValues) -> str:
        return one_line(make_safe(self._fill(name, _context(values))))

    def _fill(self, name: str, context: dict[str, Any]) -> str:
        try:
            return one_period(self._from_form(name, context) or self._environment.get_template(name).render(context))
        except TemplateNotFound as error:
            raise RenderError(self._missing(name, error)) from None
        except TemplateSyntaxError as error:
            where = f"{self.label(error.name or name)}, line {error.lineno}"
            raise RenderError(f"{where}: {error.message}; mend the template syntax there") from None
        except (UndefinedError, SecurityError) as error:
            raise RenderError(f"{self._where(name, error)}: {error.message}") from None
        except UnicodeDecodeError:
            raise RenderError(f"{self.label(name)}: not UTF-8; save the file as UTF-8") from None
        except Exception as error:  # noqa: BLE001 a template can raise anything; its words may hold patient data
            what = f"{type(error).__name__} while filling in; simplify the expression on that line"
            raise RenderError(f"{self._where(name, error)}: {what}") from None

    def _from_form(self, name: str, context: dict[str, Any]) -> str | None:
        """Fill in what was rendered once for all patients of a clinic and step; None where each is rendered by itself.

        That is so for a template that does more with a patient's own values than to print them, or speaks of a visit.
        """
        if context["visit"] is not None:
            return None
        answers = tuple(context["answers"].items())
        shared = context["clinic"], context["day"], context["step"], context["scale"], context["colleague"]
        key = (name, *shared, answers)
        try:
            form = self._forms[key]
        except KeyError:
            form = self._form(name, context)
            if len(self._forms) >= _MOST_FORMS:
                self._forms.clear()
            self._forms[key] = form
        if form is None:
            return None
        links = context["links"]
        own: tuple[str, ...] = (context["patient"].given_name, links.page, links.unsubscribe, links.answer)
        if name.endswith(HTML):
            own = tuple(map(escape, own))
        filled = form.copy()
        filled[1::2] = [own[int(blank)] for blank in form[1::2]]
        return "".join(filled)

    def _form(self, name: str, context: dict[str, Any]) -> list[str] | None:
        """Render with blanks for a patient's own values; return the words around them and their numbers in turn."""
        with self._environment.noting_files() as files:
            try:
                words = self._environment.get_template(name).render(context | _BLANKS)
            except Exception:
                if all(map(self._environment.prints_plainly, files)):
                    raise
                return None  # it may be the blanks that it cannot take
        return _BLANK.split(words) if all(map(self._environment.prints_plainly, files)) else None

    def _missing(self, name: str, error: TemplateNotFound) -> str:
        variable = error.name or name
        looked = self._files.looked_for(str(variable))
        if variable == name:
            return f"templates/{name}: there is no such file (looked for {looked}); add it"
        where = self._where(name, error)
        return f"{where}: it includes {variable}, which does not exist (looked for {looked}); add it or mend the name"

    def _where(self, name: str, error: Exception) -> str:
        """Find the innermost template line in a traceback; Jinja maps compiled code back to template lines."""
        place = self.label(name)
        trace = error.__traceback__
        while trace is not None:
            template = self._files.name_of(Path(trace.tb_frame.f_code.co_filename))
            if template is not None:
                place = f"{self.label(template)}, line {trace.tb_lineno}"
            trace = trace.tb_next
        return place


def _context(values: TemplateValues) -> dict[str, Any]:
    """Lay the values out by name; what people are called is cleaned of control characters on the way."""
    return {
        "clinic": _clean_clinic(values.clinic),
        "patient": PatientVoice(given_name=_clean(values.patient.given_name)),
        "links": values.links,
        "day": values.day,
        "step": values.step,
        "answers": values.answers,
        "scale": values.scale,
        "visit": _clean_visit(values.visit) if values.visit else None,
        "colleague": _clean(values.colleague),
    }


def _clean_visit(visit: VisitVoice) -> VisitVoice:
    return replace(visit, day=_clean(visit.day), time=_clean(visit.time), place=_clean(visit.place))


@lru_cache(maxsize=256)
def _clean_clinic(clinic: ClinicVoice) -> ClinicVoice:
    return replace(
        clinic,
        name=_clean(clinic.name),
        phone=_clean(clinic.phone),
        emergency_number=_clean(clinic.emergency_number),
    )


def _clean(value: str) -> str:
    """Drop control, format and surrogate characters; turn every kind of space into one plain one."""
    if value.isprintable():
        return value.strip()
    characters = (" " if character.isspace() else character for character in value)
    return " ".join("".join(c for c in characters if unicodedata.category(c) not in {"Cc", "Cf", "Cs"}).split())
