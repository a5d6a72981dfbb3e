"""`reminders language new CODE`: the folder of a new language, to be translated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reminders.config import load_settings
from reminders.services.wording.new_language import make_language

app = typer.Typer(help="Languages, each a folder.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Languages, each a folder."""


@app.command("new")
def new(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The language's two letters, for example pt.")],
    folder: Annotated[
        Path | None, typer.Option("--dir", metavar="DIR", help="Where; LANGUAGES_DIR, else ./languages.")
    ] = None,
) -> None:
    """Make the folder of a new language: what texts are read with, messages, pages and the staff site, to translate."""
    place = folder or load_settings().languages_dir or Path("languages")
    files = make_language(code, place)
    print(f"wrote {len(files)} files to {place / code}; none of them is translated or reviewed")
    print(
        f"next: translate them, set LANGUAGES_DIR={place}, run reminders templates check, and have a clinician review"
    )
    print(f"      it (reminders safety review); then: reminders clinic set SLUG --languages en,{code}")
