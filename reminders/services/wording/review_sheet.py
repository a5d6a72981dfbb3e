"""Writes the sheet that a clinician reviews and signs: every data file of words, red flags first, as one HTML page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from reminders.core.language.known_languages import english_names
from reminders.data import EntryKind, book, records
from reminders.data.reviews import data_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reminders.data import Entry
    from reminders.data.reviews import DataFile

_FIRST: Final = ("red_flag_rules", "red_flags", "red_flag_harmless", "red_flag_scope", "vitals", "temperature", "stops")
_TIERS: Final = {"A": "A: emergency service now", "B": "B: call to the clinic today"}
_ABOUT: Final = (
    "These words decide which texts raise an alarm, stop messages or count as answers. To sign a file, write the three "
    "lines shown under it at its top. Any later change of the file makes it need review again."
)
_STYLE: Final = """
body { font: 11pt/1.4 Georgia, serif; margin: 2em auto; max-width: 60em; color: #111; background: #fff; }
h1, h2, .state, th { font-family: system-ui, sans-serif; }
h2 { margin-top: 2em; page-break-after: avoid; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 1px solid #999; padding: .3em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th:first-child { width: 18%; } thead { display: table-header-group; } tr { page-break-inside: avoid; }
.state { font-weight: 700; } .needs { color: #8a1c00; } .signed { color: #064f1d; }
code { font-size: 90%; } @media print { body { margin: 0; max-width: none; } nav { display: none; } }
"""


def write_sheet() -> str:
    """Return the page.

    Raises:
        DataError: A data file is broken.
    """
    files = sorted(data_files(), key=_order)
    waiting = sum(not file.is_reviewed for file in files)
    parts = [
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'><title>Words to review</title>",
        f"<style>{_STYLE}</style></head><body><h1>Words to review</h1>",
        f"<p>{_ABOUT}</p>",
        f"<p class='state'>{waiting} of {len(files)} files need review.</p>",
        *_conflicts(),
        *(line for file in files for line in _file(file)),
        "</body></html>\n",
    ]
    return "\n".join(parts)


def _order(file: DataFile) -> tuple[int, str, str]:
    place = _FIRST.index(file.subject) if file.subject in _FIRST else len(_FIRST)
    return place, file.subject, file.folder


def _conflicts() -> Iterator[str]:
    """Texts whose labels contradict each other: no one but a clinician can say which is right."""
    conflicts = records("label_conflicts", "text", "labels")
    yield f"<h2>Labels that contradict each other: {len(conflicts)}</h2>"
    yield "<p>The same text has two labels in the tables and training texts. Strike out the wrong one.</p>"
    yield from _table(
        ("Text", "Labels", "Decision"), (_cells(each.text("text"), each.texts("labels"), "") for each in conflicts)
    )


def _file(file: DataFile) -> Iterator[str]:
    language = english_names().get(file.folder, file.folder)
    yield f"<h2>{escape(file.subject)} ({escape(language)})</h2>"
    yield f"<p>{escape(file.about)}<br><code>{escape(file.name)}</code><br>Source: {escape(file.source)}</p>"
    yield _state(file)
    if file.facts:
        yield from _table(("Record", "Says"), (_cells(name, texts) for name, texts in file.facts.items()))
    else:
        tiers = _tiers()
        heads = ("Entry", "Tier", "Phrases", "Examples", "Counter-examples", "Source", "Reviewed")
        yield from _table(heads, (_entry(file, entry, tiers) for entry in file.entries.values()))


def _state(file: DataFile) -> str:
    if file.is_reviewed:
        return f"<p class='state signed'>Reviewed by {escape(file.reviewed_by)} on {escape(file.reviewed_on)}</p>"
    why = f"changed since {escape(file.reviewed_by)} signed" if file.has_changed else "not signed"
    lines = f"reviewed_by: NAME<br>reviewed_on: YYYY-MM-DD<br>reviewed_content: '{file.content}'"
    return f"<p class='state needs'>Needs review: {why}.</p><p>To sign: <code>{lines}</code></p>"


def _tiers() -> dict[str, str]:
    """The tier of each idea of `red_flags`, by the rules that need it."""
    tiers_by_idea: dict[str, set[str]] = {}
    for rule in book("red_flag_rules").entries.values():
        for idea in rule.values:
            tiers_by_idea.setdefault(idea, set()).add(rule.tier or "")
    return {idea: " and ".join(sorted(tiers)) for idea, tiers in tiers_by_idea.items()}


def _entry(file: DataFile, entry: Entry, tiers: dict[str, str]) -> str:
    tier = _TIERS.get(entry.tier or "", "") or (
        tiers.get(entry.name, "") if file.subject.startswith("red_flag") else ""
    )
    lines = [f"{key}: {value}" for key, value in (entry.labels or entry.numbers).items()]
    lines = lines or [each.replace("_", " ") if entry.kind is EntryKind.SPELLED else each for each in entry.values]
    signed = f"{file.reviewed_by}, {file.reviewed_on}" if file.is_reviewed else "needs review"
    name = f"{entry.name}: {entry.about}" if entry.about else entry.name
    return _cells(name, tier, lines, entry.examples, entry.counter_examples, entry.source, signed)


def _cells(*cells: str | Sequence[str]) -> str:
    return "".join(f"<td>{_cell(cell)}</td>" for cell in cells)


def _cell(cell: str | Sequence[str]) -> str:
    if isinstance(cell, str):
        return escape(cell)
    return "<br>".join(map(escape, cell))


def _table(heads: tuple[str, ...], rows: Iterator[str]) -> Iterator[str]:
    yield f"<table><thead><tr>{''.join(f'<th>{escape(head)}</th>' for head in heads)}</tr></thead><tbody>"
    yield from (f"<tr>{row}</tr>" for row in rows)
    yield "</tbody></table>"
