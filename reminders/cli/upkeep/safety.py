"""`reminders safety review`: the words that a clinician reviews, as a page to print and sign."""

from __future__ import annotations

import typer

from reminders.config import load_settings
from reminders.services.wording.review_sheet import write_sheet
from reminders.wiring import take_languages

app = typer.Typer(help="Review the words that texts are read with.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Review the words that texts are read with."""


@app.command()
def review() -> None:
    """Print the review sheet as HTML: `reminders safety review > review.html`."""
    take_languages(load_settings())
    print(write_sheet(), end="")
