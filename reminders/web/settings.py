"""The clinic's settings, and the switch that stops all sending. For admins."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from reminders.services.clinic_settings import change_clinic, check_clinic
from reminders.services.find import UseError
from reminders.services.switch import pause_all, resume_all
from reminders.store.clinics import Clinic
from reminders.web.forms import Form, text_of
from reminders.web.pages import see
from reminders.web.signed import Admin, Signed
from reminders.web.zones import zones_of

router = APIRouter()

TEXTS = (
    "name",
    "phone",
    "email",
    "emergency_number",
    "timezone",
    "country",
    "languages",
    "send_hours",
    "sunday_hours",
    "sms_sender",
    "second_identifier",
)
NUMBERS = ("daily_cap", "weekly_cap", "escalate_minutes")


@router.get("/settings")
def show(signed: Admin) -> HTMLResponse:
    """Show the settings as they stand."""
    values = {name: str(getattr(signed.clinic, name) or "") for name in (*TEXTS, *NUMBERS)}
    return _page(signed, values)


@router.post("/settings")
def change(signed: Admin, form: Form) -> Response:
    """Change them; unsent messages follow in the same transaction."""
    values = {name: text_of(form, name).strip() for name in (*TEXTS, *NUMBERS)}
    try:
        clinic = check_clinic(_from_form(signed.clinic, form))
        change_clinic(signed.context, clinic, actor=signed.actor)
    except UseError as error:
        field, sentence = _field_of(str(error))
        return _page(signed, values, {field: sentence}, status=422)
    return see("/settings?done=saved")


@router.post("/settings/sending")
def switch(signed: Admin, form: Form) -> Response:
    """Stop all sending, or let it go on."""
    stop = text_of(form, "action") == "pause"
    (pause_all if stop else resume_all)(signed.context, actor=signed.actor)
    return see(f"/settings?done={'paused-all' if stop else 'resumed-all'}")


def _page(
    signed: Signed, values: dict[str, str], errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    zones = zones_of(signed.clinic)
    return signed.page("staff/settings.html", status=status, values=values, errors=errors or {}, zones=zones)


def _from_form(clinic: Clinic, form: FormData) -> Clinic:
    texts = {name: text_of(form, name).strip() for name in TEXTS}
    numbers = {name: _number(name, text_of(form, name)) for name in NUMBERS}
    sunday = texts.pop("sunday_hours") or None
    sender = texts.pop("sms_sender") or "default"
    return replace(clinic, **texts, **numbers, sunday_hours=sunday, sms_sender=sender[:64])


def _number(name: str, text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= 3):  # noqa: PLR2004 up to 999
        raise UseError(f"--{name.replace('_', '-')} must be a whole number")
    return int(text)


def _field_of(message: str) -> tuple[str, str]:
    """Split what the command line would say into the field it is about and the rest."""
    option, _, sentence = message.partition(" ")
    name = option.strip(":-").replace("-", "_")
    return (name, sentence) if option.startswith("--") and sentence else ("name", message)
