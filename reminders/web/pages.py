"""Renders our own pages from `templates/staff/` and `templates/patient/`."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reminders.rendering import shipped_folder


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(shipped_folder()),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render one page."""
    return HTMLResponse(_environment().get_template(template).render(**values), status_code=status)


@cache
def stylesheet() -> str:
    """Return the stylesheet of the staff pages."""
    return (shipped_folder() / "staff" / "reminders.css").read_text(encoding="utf-8")


@cache
def patient_stylesheet() -> str:
    """Return the stylesheet of the pages that patients open."""
    return (shipped_folder() / "patient" / "patient.css").read_text(encoding="utf-8")
