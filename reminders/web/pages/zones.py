"""The time zones a clinic's patients are likely to live in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.services.forms.time_zones import known_zones

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic


def zones_of(clinic: Clinic) -> list[str]:
    """Return the zones of the clinic's country, its own first; every other zone may be written as well."""
    from babel.core import get_global

    territories = get_global("zone_territories")
    country_zones = sorted(zone for zone in known_zones() if territories.get(zone) == clinic.country)
    return [clinic.timezone, *(zone for zone in country_zones if zone != clinic.timezone)]
