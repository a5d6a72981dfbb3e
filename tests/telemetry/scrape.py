"""Reads what /metrics says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.parser import text_string_to_metric_families

from reminders.services.upkeep.service_numbers import metrics_text

if TYPE_CHECKING:
    from reminders.services.context import Context


class Scrape:
    """One reading. `number` adds up what has the labels named; a sample that is not there is 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]

    @property
    def names(self) -> set[str]:
        return {sample.name for sample in self.samples}

    def number(self, name: str, **labels: str) -> float:
        return sum(
            sample.value
            for sample in self.samples
            if sample.name == f"reminders_{name}" and labels.items() <= sample.labels.items()
        )


def scrape(context: Context) -> Scrape:
    """Read the metrics of a service on this context."""
    return Scrape(metrics_text(context))
