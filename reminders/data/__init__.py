"""The words, patterns and weights that texts are read with: files for people to review, and what loads them.

`book("stops")` is everything under that name: `en/stops.yaml`, `es/stops.yaml` and whatever other language has a folder
here, with `shared/stops.yaml` for what belongs to no one language. Each file is read once, when it is first asked for.
Whatever is broken in one is a `DataError`, which names file, line and key. See `docs/adr/0015-words-are-data.md`.
"""

from __future__ import annotations

from reminders.data.books import Book, book, book_of, line_list, records, subjects, use_languages, weights
from reminders.data.entries import Entry, EntryKind
from reminders.data.folders import DEFAULT_LANGUAGE, files_of, languages, roots
from reminders.data.nodes import DataError
from reminders.data.records import Record

__all__ = [
    "DEFAULT_LANGUAGE",
    "Book",
    "DataError",
    "Entry",
    "EntryKind",
    "Record",
    "book",
    "book_of",
    "files_of",
    "languages",
    "line_list",
    "records",
    "roots",
    "subjects",
    "use_languages",
    "weights",
]
