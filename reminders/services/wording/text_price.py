"""What a segment costs a clinic: its own price, or else the list price of its country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.data import book

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic


@dataclass(frozen=True, slots=True)
class TextPrice:
    """US cents for one segment. `as_of` is the month of a list price, without carrier fees; empty: the clinic's own."""

    cents: float
    as_of: str = ""

    def of(self, segments: int) -> float:
        """Return what some segments cost, in US cents."""
        return self.cents * segments


def text_price(clinic: Clinic) -> TextPrice | None:
    """Return what a segment costs the clinic; None where neither a price of its own nor a list price is known."""
    return TextPrice(float(clinic.text_price)) if clinic.text_price else list_price(clinic)


def list_price(clinic: Clinic) -> TextPrice | None:
    """Return the list price of the clinic's country, the default of this installation; None where there is none."""
    prices = book("text_prices")
    hundredths = prices.numbers("per_segment").get(clinic.country)
    return None if hundredths is None else TextPrice(hundredths / 100, prices.labels("as_of").get(clinic.country, ""))
