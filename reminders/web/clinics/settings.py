"""The clinic's settings, and the switch that pauses it. For admins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from reminders.core.language.known_languages import own_names
from reminders.core.model.clinic import Clinic
from reminders.core.model.errors import SettingError
from reminders.services.clinics.clinic_settings import change_clinic, check_clinic, name_warning
from reminders.services.clinics.paused import count_a_day_ahead, pause_clinic, resume_clinic
from reminders.services.wording.text_price import list_price
from reminders.web.pages.pages import redirect
from reminders.web.pages.zones import country_names, zones_of
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Admin, CurrentUser

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
    "second_identifier",
    "text_price",
)
PAUSE_WORDS = {"pause", "pausa", "pausar"}
SWITCHES = ("one_person", "double_opt_in")
NUMBERS = ("daily_cap", "weekly_cap", "escalate_minutes")


@router.get("/settings")
def show(user: Admin) -> HTMLResponse:
    """Show the settings as they stand."""
    values = {name: str(getattr(user.clinic, name) or "") for name in (*TEXTS, *NUMBERS)}
    return _page(user, values | {name: "yes" if getattr(user.clinic, name) else "" for name in SWITCHES})


@router.post("/settings")
def change(user: Admin, form: Form) -> Response:
    """Change them; unsent messages follow in the same transaction."""
    values = {name: _posted(form, name) for name in (*TEXTS, *NUMBERS, *SWITCHES)}
    try:
        clinic = check_clinic(_from_form(user.clinic, form))
        change_clinic(user.context, clinic, actor=user.actor)
    except SettingError as error:
        return _page(user, values, {error.field: error}, status=422)
    return redirect("/settings?done=saved")


@router.get("/settings/pause")
def ask_pause(user: Admin) -> HTMLResponse:
    """Confirm pausing this clinic."""
    return _ask_pause(user)


@router.post("/settings/sending")
def switch(user: Admin, form: Form) -> Response:
    """Pause this clinic, when that was typed; or let it go on. Every clinic at once is for the command line."""
    if text_of(form, "action") != "pause":
        resume_clinic(user.context, user.clinic, actor=user.actor)
        return redirect("/settings?done=clinic-resumed")
    if text_of(form, "typed").strip().casefold() not in PAUSE_WORDS:
        return _ask_pause(user, {"typed": "type PAUSE to confirm"})
    pause_clinic(user.context, user.clinic, actor=user.actor)
    return redirect("/settings?done=clinic-paused")


def _ask_pause(user: CurrentUser, errors: dict[str, str] | None = None) -> HTMLResponse:
    how_many = count_a_day_ahead(user.context, user.clinic)
    return user.page("staff/pause.html", status=422 if errors else 200, how_many=how_many, errors=errors or {})


def _page(
    user: CurrentUser, values: dict[str, str], errors: Mapping[str, object] | None = None, status: int = 200
) -> HTMLResponse:
    zones = dict.fromkeys([*filter(None, [values["timezone"]]), *zones_of(user.clinic)])
    return user.page(
        "staff/settings.html",
        status=status,
        values=values,
        errors=errors or {},
        zone_options=[(zone, zone.replace("_", " ")) for zone in zones],
        country_options=country_names(user.staff.language, user.clinic.country),
        language_options=[(code, own_names().get(code, code)) for code in user.context.renderer.all_languages()],
        longer=name_warning(user.clinic.name),
        list_price=list_price(user.clinic),
    )


def _from_form(clinic: Clinic, form: FormData) -> Clinic:
    texts = {name: _posted(form, name) for name in TEXTS}
    if not {"languages", "main_language"} & set(form):
        texts["languages"] = clinic.languages
    numbers = {name: _number(name, text_of(form, name)) for name in NUMBERS}
    sunday = texts.pop("sunday_hours") or None
    one_person, double_opt_in = (bool(text_of(form, name)) for name in SWITCHES)
    return replace(clinic, **texts, **numbers, sunday_hours=sunday, one_person=one_person, double_opt_in=double_opt_in)


def _posted(form: FormData, name: str) -> str:
    """Return a field as a clinic keeps it: languages in order, hours of two parts, midnight as the end of the day."""
    if name == "languages" and "main_language" in form:
        chosen = [text_of(form, "main_language"), *(str(item) for item in form.getlist(name))]
        return ",".join(dict.fromkeys(item.strip() for item in chosen if item.strip()))
    if f"{name}-from" not in form:
        return text_of(form, name).strip()
    start, end = (text_of(form, f"{name}-{part}").strip()[:5] for part in ("from", "until"))
    return f"{start}-{'24:00' if end == '00:00' else end}" if start or end else ""


def _number(name: str, text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= 3):  # noqa: PLR2004 up to 999
        raise SettingError(name, "a whole number is needed", "enter a whole number")
    return int(text)
