"""Makes the folder of a new language: every file there can be, ready to be translated, and none of it reviewed.

Words that texts are read with stand as comments, in English, until someone who speaks the language writes them: an
English stop word would be no help, and half a red flag would be none. Messages stand in English, as they would be sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from reminders.core.model.errors import NotFoundError, UseError
from reminders.data import DEFAULT_LANGUAGE, languages, roots
from reminders.template_files import shipped_folder

if TYPE_CHECKING:
    from pathlib import Path

_CODE = re.compile(r"[a-z]{2}")
_SIGN_OFF = "source: '{source}'\nreviewed_by:\nreviewed_on:\nentries:{entries}\n"
_LANGUAGE = "  language:\n    labels:\n      name: '{name}'\n      english_name: '{english_name}'"


def make_language(code: str, folder: Path) -> list[str]:
    """Write the folder of a language and return its files, by path in `folder`. Nothing is overwritten.

    Raises:
        UseError: it is no language's two-letter code, there is such a language, or its folder exists.
        NotFoundError: no language has this code.

    """
    if not _CODE.fullmatch(code):
        raise UseError(f"{code!r} is not a language code; it has two small letters, for example pt")
    if code in languages():
        raise UseError(f"there is a folder for {code!r} already; edit that one")
    if (folder / code).exists():
        raise UseError(f"{folder / code} exists already; nothing was changed")
    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        raise NotFoundError(f"no language has the code {code!r}; codes are listed in ISO 639-1") from None
    files = _templates(code) | _words() | {"site/site.po": _catalog(code)}
    names = _LANGUAGE.format(name=locale.display_name or code, english_name=locale.english_name or code)
    files["language.yaml"] = _SIGN_OFF.format(source="CLDR", entries=f"\n{names}")
    for name, text in sorted(files.items()):
        place = folder / code / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
    return [f"{code}/{name}" for name in sorted(files)]


def _templates(code: str) -> dict[str, str]:
    """Return the messages, answers and notices in English, marked as being in the new language."""
    shipped = shipped_folder()
    found: dict[str, str] = {}
    for kind in ("messages", "replies", "notices"):
        for file in sorted((shipped / kind).glob(f"*/{DEFAULT_LANGUAGE}/*")):
            path = file.relative_to(shipped)
            text = file.read_text(encoding="utf-8").replace(f"/{DEFAULT_LANGUAGE}/", f"/{code}/")
            text = text.replace(f'language = "{DEFAULT_LANGUAGE}"', f'language = "{code}"')
            found[f"templates/{path.parent.parent.as_posix()}/{path.name}"] = text
    return found


def _words() -> dict[str, str]:
    """Return the files of words, the English ones as comments to translate."""
    found: dict[str, str] = {}
    for file in sorted((roots()[-1] / DEFAULT_LANGUAGE).glob("*.yaml")):
        if file.name == "language.yaml" or "classifier" in file.name or "classes" in file.name:
            continue  # the classifiers know the languages they were trained in
        english = file.read_text(encoding="utf-8").splitlines()
        comments = "\n".join(f"# {line}".rstrip() for line in english)
        head = "# Translate what stands in comments, below `entries:`; an entry that is left out is not read for.\n"
        found[file.name] = head + _SIGN_OFF.format(source="Not written yet", entries=" {}") + f"\n{comments}\n"
    return found


def _catalog(code: str) -> str:
    """Return the sentences of the staff site, each to be translated; an empty one is shown in English."""
    known: set[str] = set()
    for file in sorted((roots()[-1] / "es" / "site").glob("*.po")):
        known |= set(re.findall(r'^msgid "(.+)"$', file.read_text(encoding="utf-8"), re.MULTILINE))
    head = f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: {code}\\n"\n'
    return head + "".join(f'\nmsgid "{text}"\nmsgstr ""\n' for text in sorted(known))
