"""A message as staff edit it: placeholders in brackets, `Hi [first name]`, instead of template code.

Only what this page of rules knows can be written back, so an editor can neither type code nor break any. A template
that holds anything else is edited as a file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reminders.core.model.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Mapping

_US: Final = {"en": "us", "es": "consultorio"}
"""What stands where a clinic has no phone number yet, by language."""

ANSWERS: Final = "[answers]"
_LOOP_START, _LOOP_END = "{% for digit, code in answers.items() %}\n", "{% endfor %}"
_LINE: Final = "{{ digit }} = {{ words[code] }}"
_STOPS: Final = '{{ "." if loop.last else "," }}'
_WORDS = re.compile(r"\{% set words = \{(?P<words>.*?)\} %\}\n", re.DOTALL)
_LOOP = re.compile(re.escape(_LOOP_START + _LINE) + f"(?P<stops>{re.escape(_STOPS)})?\n" + re.escape(_LOOP_END))
_CODE = re.compile(r"\{\{|\{%|\{#|%\}|\}\}|#\}")
_CHIP = re.compile(r"\[[^\[\]\n]{0,40}\]")


@dataclass(frozen=True, slots=True)
class Editable:
    """What an editor shows of one text. `words`: what each answer's code is called in it."""

    text: str
    words: Mapping[str, str] = field(default_factory=dict[str, str])


def chips(language: str) -> dict[str, str]:
    """Return the placeholders of a language, each with the code it stands for."""
    layout = f"messages/_layout/{language}"
    return {
        "[first name]": "{{ patient.given_name }}",
        "[clinic]": "{{ clinic.name }}",
        "[phone]": f'{{{{ clinic.phone or "{_US.get(language, _US["en"])}" }}}}',
        "[emergency number]": "{{ clinic.emergency_number }}",
        "[lowest]": "{{ scale.lowest }}",
        "[highest]": "{{ scale.highest }}",
        **{f"[visit {name}]": f"{{{{ visit.{name} }}}}" for name in ("day", "time", "place")},
        **{f"[{name} link]": f"{{{{ links.{name} }}}}" for name in ("answer", "page", "unsubscribe")},
        "[when to get help]": f'{{% include "{layout}/safety.txt" %}}',
        "[footer]": f'{{% include "{layout}/footer.txt" %}}',
    }


def to_chips(source: str, language: str) -> Editable | None:
    """Return a template as it is edited; None if it holds what only a file can."""
    words: dict[str, str] = {}
    if found := _WORDS.match(source):
        words = json.loads("{" + found["words"].strip().rstrip(",") + "}")
        source = source[found.end() :]
    text = _LOOP.sub("\0", source)
    if _CHIP.search(text):  # words in brackets that are no placeholder
        return None
    text = text.replace("\0", ANSWERS)
    for chip, code in chips(language).items():
        text = text.replace(code, chip)
    return None if _CODE.search(text) else Editable(text, words)


def from_chips(edited: Editable, language: str, *, is_text: bool) -> str:
    """Return the template that an edited text stands for; in a text (SMS) the answers are a list with commas.

    Raises:
        UseError: it holds code, or a placeholder that does not exist.

    """
    known = chips(language) | {ANSWERS: ""}
    if code := _CODE.search(edited.text):
        raise UseError(f"take out “{code.group()}”: a message holds words and placeholders, no code")
    for chip in _CHIP.findall(edited.text):
        if chip not in known:
            raise UseError(f"there is no placeholder {chip}; use one of {', '.join(known)}")
    for word in edited.words.values():
        if _CODE.search(word) or _CHIP.search(word) or "\n" in word or not word.strip():
            raise UseError("write each answer in plain words on one line")
    source = edited.text.replace("\r\n", "\n")
    for chip, code in chips(language).items():
        source = source.replace(chip, code)
    stops = _STOPS if is_text else ""
    source = source.replace(ANSWERS, f"{_LOOP_START}{_LINE}{stops}\n{_LOOP_END}")
    return _set_words(edited.words) + source if edited.words else source


def _set_words(words: Mapping[str, str]) -> str:
    """Return the line that gives the answers their words; over several lines where one would be long."""
    pairs = [f"{json.dumps(code)}: {json.dumps(word, ensure_ascii=False)}" for code, word in words.items()]
    line = "{% set words = {" + ", ".join(pairs) + "} %}\n"
    if len(line) <= _MAX_LINE:
        return line
    return "{% set words = {\n" + "".join(f"  {pair},\n" for pair in pairs) + "} %}\n"


_MAX_LINE: Final = 120
