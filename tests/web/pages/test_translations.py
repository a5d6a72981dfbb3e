"""Every string of our pages has a Spanish translation that keeps its placeholders, and none is left over."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from babel.messages.extract import extract_from_dir

from reminders.core.language.known_languages import english_names
from reminders.core.model.audit_actions import Action
from reminders.core.plans.closed_days import public_holidays, regions_of
from reminders.core.sending.faults.fault_tables import CAUSES, OUR_CODES, TEXT_FAULTS
from reminders.data import book
from reminders.template_files import shipped_folder
from reminders.web.pages.translations import words
from tests.tables import each_row

WEB = Path(__file__).parents[3] / "reminders" / "web"
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
TEMPLATE_OPTIONS = {"**.html": {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true"}}


def used() -> set[str]:
    """List every string that templates and code translate."""
    found: set[str] = set()
    places = [
        (shipped_folder() / "staff", [("**.html", "jinja2.ext:babel_extract")]),
        (shipped_folder() / "patient", [("**.html", "jinja2.ext:babel_extract")]),
        (WEB, [("**.py", "python")]),
        (WEB.parent / "core", [("**.py", "python")]),
    ]
    for folder, methods in places:
        for _file, _line, message, _comments, _context in extract_from_dir(folder, methods, TEMPLATE_OPTIONS):
            found |= set(message) if isinstance(message, tuple) else {message}
    faults = {fault.says for fault in (*CAUSES.values(), *TEXT_FAULTS.values())} | set(OUR_CODES.values())
    labels = {word for kind in book("labels").entries for word in book("labels").labels(kind).values()}
    return found | faults | labels | set(english_names().values()) | {action.value for action in Action}


def written() -> set[str]:
    """List every string in our code: what services and core say is translated where a page shows it."""
    code = (path.read_text("utf-8") for path in WEB.parent.rglob("*.py"))
    return {
        node.value
        for source in code
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_there_are_strings():
    assert {"Sign in", "Today", "delivered"} <= used()


def holidays() -> set[str]:
    """List the public holidays of every part of the United States: the library has them in English only."""
    days = [public_holidays(region, year) for region in ("US", *regions_of("US")) for year in (2026, 2027, 2028)]
    return {name for year in days for names in year.values() for name in names}


@each_row("message", lambda: sorted(holidays()))
def test_a_holiday_has_a_spanish_name(message: str):
    assert words("es").known.get(message), "add it to reminders/data/es/site/holidays.po"


@each_row("message", lambda: sorted(used()))
def test_a_string_has_a_spanish_translation_with_its_placeholders(message: str):
    spanish = words("es").known.get(message)
    assert spanish, "add it to a catalog in reminders/data/es/site/"
    assert sorted(PLACEHOLDER.findall(spanish)) == sorted(PLACEHOLDER.findall(message))


def test_no_translation_is_left_over():
    """Words that no page says any more mislead who reviews the catalogs."""
    said = used() | holidays() | written()
    beginnings = ("no messages will go out: ", "the message is not in the character set that ")  # code adds the rest
    left = {known for known in words("es").known if known not in said and not known.startswith(beginnings)}
    assert left == {"Inauguration Day"}, "remove them from their catalogs; that holiday comes every fourth year"
