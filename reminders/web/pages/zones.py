"""The time zones a clinic's patients are likely to live in, and the countries a clinic can be in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import phonenumbers

from reminders.core.language.local_dates import locale_of
from reminders.services.forms.time_zones import known_zones

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reminders.core.model.clinic import Clinic


def zones_of(clinic: Clinic) -> list[str]:
    """Return the zones of the clinic's country, its own first; every other zone may be written as well."""
    from babel.core import get_global

    territories = get_global("zone_territories")
    country_zones = sorted(zone for zone in known_zones() if territories.get(zone) == clinic.country)
    return [clinic.timezone, *(zone for zone in country_zones if zone != clinic.timezone)]


def country_names(language: str, country: str) -> list[tuple[str, str]]:
    """Return every country a clinic can be in: its code and its name in a language, in order of the name."""
    names = cast("Mapping[str, str]", locale_of(language, country).territories)
    codes: Iterable[str] = phonenumbers.SUPPORTED_REGIONS
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1])
