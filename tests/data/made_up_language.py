"""Makes a language "xx" that no one speaks, as one folder: English whose small words have others in their place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reminders.data import roots
from reminders.template_files import shipped_folder

if TYPE_CHECKING:
    from pathlib import Path

WORDS: Final = {
    "the": "zo",
    "you": "zu",
    "your": "zur",
    "and": "zun",
    "with": "zith",
    "this": "zis",
    "not": "zot",
    "have": "zav",
}
_CODE: Final = re.compile(r"(\{[{%#].*?[%#}]\}|<[^>]*>|&\w+;)", re.DOTALL)
_WORD: Final = re.compile(r"\b[a-z]+\b")
STOP, START, HELP, STOP_PHRASE, WORRIED = "haltu", "komenzu", "asistu", "ne plu sendu", "zorgita"
RED_FLAG, HARMLESS = "mia gambo estas brokuzo", "gambo de brokuzo tablo"
_HEAD: Final = "source: 'Made up for a test'\nreviewed_by:\nreviewed_on:\nentries:\n"
FILES: Final = {
    "language.yaml": "  language:\n    labels:\n      name: Xuxu\n      english_name: Xuxuan\n"
    "      readability: flesch-kincaid\n",
    "keywords.yaml": f"  stop_words:\n    words: {STOP}\n  clear_stop_words:\n    words: {STOP}\n"
    f"  start_words:\n    words: {START}\n  help_words:\n    words: {HELP}\n"
    f"  stop_bodies:\n    phrases: {STOP_PHRASE}\n",
    "wording.yaml": "  stop_words:\n    phrases: STOP\n  start_words:\n    phrases: START\n"
    "  help_words:\n    phrases: HELP\n"
    "  offered_answers:\n    pattern: '(?:\\breply|,) ([1-9]) to (?!\\d)'\n",
    "wording_forbidden.yaml": "  'a body part':\n    patterns:\n      - 'gambo\\w*'\n",
    "answer_names.yaml": f"  worried:\n    phrases: {WORRIED}\n",
    "red_flags.yaml": "  no_feeling:\n    spelled: gambo_estas_brokuzo brokuzo\n",
    "red_flag_harmless.yaml": "  no_feeling:\n    spelled: brokuzo_tablo\n",
    "time_zones.yaml": "  America/New_York:\n    words: oriento\n",
    "pages.yaml": "  own_page:\n    labels:\n      title: 'Zur messages'\n  calendar:\n    labels:\n"
    "      summary: 'Noto de {clinic}'\n",
}
CATALOG: Final = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Today"\nmsgstr "Hodiau"\n'


def make_language(folder: Path) -> Path:
    """Write `folder/xx` and return `folder`, which is what LANGUAGES_DIR names."""
    place = folder / "xx"
    for name, entries in FILES.items():
        _write(place / name, _HEAD + entries)
    _write(place / "site" / "site.po", CATALOG)
    shipped = shipped_folder()
    for kind in ("messages", "replies", "notices"):
        for file in (shipped / kind).glob("*/en/*"):
            path = file.relative_to(shipped)
            text = (
                file.read_text(encoding="utf-8").replace("/en/", "/xx/").replace('language = "en"', 'language = "xx"')
            )
            _write(place / "templates" / path.parent.parent / path.name, spoken(text))
    assert not any((root / "xx").exists() for root in roots())
    return folder


def spoken(text: str) -> str:
    """Say an English template in the made-up language; what is code stays."""
    parts = _CODE.split(text)
    return "".join(part if at % 2 else _WORD.sub(lambda word: WORDS.get(word[0], word[0]), part)
                   for at, part in enumerate(parts))  # fmt: skip


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
