"""Writes a patient's plan as a calendar file (RFC 5545): when a note comes, and never what it is about.

A calendar is often shared with a family or an employer, so an entry names the clinic and nothing else.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.language.known_languages import page_words

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.services.consent.own_page import OwnPage

_LENGTH = timedelta(minutes=15)


def write_calendar(page: OwnPage, now: datetime) -> bytes:
    """Return the calendar file of what is to come; held notes have no time and are left out."""
    from icalendar import Calendar, Event  # 60 ms that only this file needs

    words = page_words(page.language, "calendar")
    calendar = Calendar()
    calendar.add("prodid", "-//Reminders//Plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for line in page.coming:
        if line.held:
            continue
        event = Event()
        event.add("uid", f"{line.id}@reminders")
        event.add("dtstamp", now)
        event.add("dtstart", line.due_at)
        event.add("dtend", line.due_at + _LENGTH)
        event.add("summary", words["summary"].format(clinic=page.clinic.name))
        if page.clinic.phone:
            event.add("description", words["call"].format(phone=page.clinic.phone))
        event.add("transp", "TRANSPARENT")  # it takes no one's time
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return calendar.to_ical()
