"""`reminders templates check`."""

from __future__ import annotations

import typer

from reminders.config import load_settings
from reminders.services.wording.check_templates import check_templates
from reminders.wiring import build_catalog, build_renderer

app = typer.Typer(help="Check the words.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Check the words."""


@app.command()
def check() -> None:
    """Render every step in every language and channel; check segments, reading grade and forbidden words."""
    settings = load_settings()
    findings = check_templates(build_renderer(settings), build_catalog(settings).pathways)
    for finding in findings:
        print(f"{finding.file}: {finding.rule}: {finding.message}")
    if findings:
        raise typer.Exit(1)
    print("every message renders and follows the rules")
