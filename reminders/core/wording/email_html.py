"""The HTML of an email, made from its plain text: the same words in the shipped layout. An editor writes no HTML."""

from __future__ import annotations

import re
from html import escape
from typing import Final

_PARAGRAPH: Final = '<p style="margin:0 0 18px;">{}</p>'
_LIST: Final = '<ul style="margin:0 0 18px;padding:0 0 0 24px;">\n{}\n</ul>'
_ITEM: Final = '  <li style="margin:0 0 10px;">{}</li>'
_ANSWERS: Final = (
    '<div style="margin:0 0 18px;padding:2px 0 2px 18px;border-left:4px solid #8aa39c;">\n'
    "{% for digit, code in answers.items() %}\n"
    '  <p style="margin:6px 0;"><strong>{{ digit }}</strong> = {{ words[code] }}</p>\n'
    "{% endfor %}\n</div>"
)
_BUTTON: Final = (
    '<p style="margin:0 0 18px;"><a class="button" href="{{{{ links.answer }}}}" '
    'style="display:inline-block;padding:14px '
    "20px;border-radius:10px;background-color:#0a5a50;color:#ffffff;font-weight:600;text-decoration:none;"
    '">{}</a></p>'
)
_SAFETY: Final = '{% include "messages/_layout/" ~ language ~ "/safety.html" %}'
_SET_WORDS = re.compile(r"\{% set words = \{.*?\} %\}\n", re.DOTALL)
_BLOCK = re.compile(r"\{% block preheader %\}(.*?)\{% endblock %\}", re.DOTALL)
_CODE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)


def preheader_of(html: str) -> str:
    """Return the line that mail programs show beside the subject, as a template's HTML has it."""
    found = _BLOCK.search(html)
    return found[1] if found else ""


def html_of(plain: str, language: str, preheader: str) -> str:
    """Return the HTML template of an email from its plain one: its first line is the title.

    Paragraphs stand between empty lines; lines that begin with `- ` are a list.
    """
    words = _SET_WORDS.match(plain)
    body = plain[words.end() :] if words else plain
    title, *blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", body.strip())]
    content = [html for block in blocks if (html := _block(block))]
    lines = [
        f'{{% set language = "{language}" %}}',
        '{% extends "messages/_layout/email.html" %}',
        "",
        f"{{% block preheader %}}{preheader}{{% endblock %}}",
        f"{{% block title %}}{_escaped(title)}{{% endblock %}}",
        "{% block content %}",
        *([words.group().rstrip("\n")] if words else []),
        *content,
        "{% endblock %}",
    ]
    return "\n".join(lines) + "\n"


def _block(block: str) -> str | None:
    """Return one paragraph, list, button or part of the layout; None for the footer, which the layout has."""
    if block.startswith("{% include"):
        return _SAFETY if "/safety." in block else None
    if block.startswith("{% for digit, code"):
        return _ANSWERS
    if "{{ links.answer }}" in block:
        return _BUTTON.format(_escaped(block.replace("{{ links.answer }}", "").strip().rstrip(":")))
    lines = block.split("\n")
    if all(line.startswith("- ") for line in lines):
        return _LIST.format("\n".join(_ITEM.format(_escaped(line[2:])) for line in lines))
    return _PARAGRAPH.format(_escaped(" ".join(line.strip() for line in lines)))


def _escaped(text: str) -> str:
    """Escape the words and leave the placeholders: their values are escaped when they are filled in."""
    return "".join(part if part.startswith("{") else escape(part, quote=False) for part in _CODE.split(text))
