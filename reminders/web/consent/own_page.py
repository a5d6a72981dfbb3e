"""The patient's own page behind `/r/<token>`: no login, nothing about the patient in the URL or the title.

A GET changes nothing, since scanners fetch links; stopping is asked for once more before a POST does it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from reminders.core.language.known_languages import page_languages
from reminders.core.language.local_dates import long_date, short_time
from reminders.core.model.contact import Channel
from reminders.services.consent.calendar_file import write_calendar
from reminders.services.consent.own_page import ChannelState, open_page, start_email, stop_channel
from reminders.web.pages.dead_link import dead_link
from reminders.web.pages.pages import page, patient_stylesheet
from reminders.web.pages.patient_language import language_values

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.services.consent.own_page import OwnPage
    from reminders.services.context import Context

_NO_INDEX = {"X-Robots-Tag": "noindex, nofollow, noarchive"}


def make_router(context: Context) -> APIRouter:
    """Build the routes on a context."""
    router = APIRouter()

    @router.get("/r/{token}")
    def show(request: Request, token: str, done: str = "", language: str = "") -> HTMLResponse:
        """Show the plan ahead, how to reach the clinic, and which channels are on."""
        own = open_page(context, token, language)
        if own is None:
            return dead_link(request)
        values: dict[str, Any] = {"days": days_of(own), "left": _left(own), "done": _done(own, done)}
        return _answer("patient/own_page.html", own, token, language, **values)

    @router.get("/r/{token}/plan.ics")
    def calendar(request: Request, token: str) -> Response:
        """Download the plan as a calendar file."""
        own = open_page(context, token)
        if own is None:
            return dead_link(request)
        headers = {"Content-Disposition": 'attachment; filename="plan.ics"', **_NO_INDEX}
        return Response(write_calendar(own, context.clock.now()), media_type="text/calendar", headers=headers)

    @router.get("/r/{token}/stop/{channel}")
    def ask(request: Request, token: str, channel: Channel, language: str = "") -> HTMLResponse:
        """Confirm stopping a channel; a GET changes nothing."""
        own = open_page(context, token, language)
        if own is None:
            return dead_link(request)
        return _answer("patient/stop_channel.html", own, token, language, channel=channel, place=f"/stop/{channel}")

    @router.post("/r/{token}/stop/{channel}")
    def stop(request: Request, token: str, channel: Channel, language: str = "") -> Response:
        """Stop a channel and go back to the page, which says so."""
        stopped = stop_channel(context, token, channel)
        return _back(token, f"stop-{channel.value}", language) if stopped else dead_link(request)

    @router.post("/r/{token}/start/email")
    def start(request: Request, token: str, language: str = "") -> Response:
        """Start email again and go back to the page, which says so."""
        return _back(token, "start-email", language) if start_email(context, token) else dead_link(request)

    @router.get("/patient.css")
    def css() -> Response:
        """Serve the stylesheet of the pages that patients open."""
        return Response(patient_stylesheet(), media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})

    return router


def _answer(template: str, own: OwnPage, token: str, asked: str, *, place: str = "", **values: Any) -> HTMLResponse:
    home = f"/r/{token}"
    values |= language_values(own.clinic, own.language, asked, home + place)
    answer = page(template, own=own, dial=_dial(own.clinic.phone), home=home, **values)
    answer.headers.update(_NO_INDEX)
    return answer


def _back(token: str, done: str, language: str) -> RedirectResponse:
    kept = f"&language={language}" if language in page_languages() else ""
    return RedirectResponse(f"/r/{token}?done={done}{kept}", status_code=303, headers=_NO_INDEX)


def _done(own: OwnPage, done: str) -> str | None:
    """Return what was just done, if it is so: no one is told by a made-up link that texts have stopped."""
    kind, _, name = done.partition("-")
    expected_state = {"stop": ChannelState.STOPPED, "start": ChannelState.ON}.get(kind)
    so = expected_state is not None and name in list(Channel) and own.channels[Channel(name)] is expected_state
    return done if so else None


def days_of(own: OwnPage) -> list[dict[str, Any]]:
    """Lay the notes to come out by day, as the patient's own calendar has them."""
    days: list[dict[str, Any]] = []
    for line in own.coming:
        day = line.due_at.astimezone(own.zone).date()
        if not days or days[-1]["day"] != day:
            days.append({"day": day, "date": _date(own, line.due_at), "notes": []})
        time = short_time(_about(line.due_at), own.zone, own.language, own.clinic.country)
        days[-1]["notes"].append({"line": line, "time": time})
    return days


def _about(moment: datetime) -> datetime:
    """Round a minute down to five: no one says about 11:07."""
    return moment.replace(minute=moment.minute // 5 * 5)


def _left(own: OwnPage) -> list[dict[str, Any]]:
    return [
        {"note": note, "date": _date(own, note.sent_at), "title": _title(note.text, note.channel)}
        for note in own.left
        if note.text
    ]


def _title(text: str, channel: Channel) -> str:
    """Return what a past message was about: the first line of an email; a text has none."""
    return text.split("\n", 1)[0] if channel is Channel.EMAIL else ""


def _date(own: OwnPage, moment: datetime) -> str:
    return long_date(moment.astimezone(own.zone).date(), own.language, own.clinic.country)


def _dial(phone: str) -> str:
    """Return what a phone dials: the number without its extension, which begins with an `e` or an `x`."""
    number = phone.lower().split("e", maxsplit=1)[0].split("x", maxsplit=1)[0]
    return "".join(character for character in number if character in "+0123456789")
