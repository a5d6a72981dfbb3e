"""How many segments the texts of a plan take for one example patient, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.model.status import Status
from reminders.core.wording.sms_text import segments
from reminders.ports import RenderError
from reminders.services.plans.plan import SAMPLE_LINKS, SAMPLE_NAME
from reminders.services.wording.live_care import at_clinic
from reminders.services.wording.render_message import Recipient, write_step
from reminders.services.wording.text_price import text_price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.planning import PlannedMessage
    from reminders.services.context import Context


@dataclass(frozen=True, slots=True)
class PlanCost:
    """Segments of all texts of one patient, in US cents; `cents` is None where no price is known.

    `as_of` is the month of the list price, without carrier fees; empty: the clinic's own price.
    """

    segments: int
    cents: float | None
    as_of: str


def plan_cost(context: Context, clinic: Clinic, plan: Sequence[PlannedMessage]) -> PlanCost | None:
    """Count what the texts that will be sent take in the clinic's main language; None where words do not render."""
    recipient = Recipient(SAMPLE_NAME, clinic.language_list[0], SAMPLE_LINKS)
    renderer = at_clinic(context, clinic).renderer
    sent = sorted(
        (one for one in plan if one.status is Status.PLANNED and one.channel is Channel.SMS), key=lambda one: one.due_at
    )
    total = 0
    try:
        for number, message in enumerate(sent, start=1):
            content = write_step(renderer, clinic, recipient, message.step, Channel.SMS, number=number)
            total += segments(content.text)
    except RenderError:
        return None
    price = text_price(clinic)
    return PlanCost(total, price.of(total) if price else None, price.as_of if price else "")
