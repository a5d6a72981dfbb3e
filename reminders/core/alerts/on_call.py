"""Who is on call for a clinic, and by which ways each person is told."""

from __future__ import annotations

from dataclasses import dataclass

from reminders.core.model.contact import Channel


@dataclass(frozen=True, slots=True)
class OnCall:
    """One person on the list: told by text, by email, or by both. `phone` is E.164."""

    name: str
    phone: str | None = None
    email: str | None = None
    position: int = 0
    id: int = 0

    @property
    def ways(self) -> list[tuple[Channel, str]]:
        """How the person is told."""
        addresses = [(Channel.SMS, self.phone), (Channel.EMAIL, self.email)]
        return [(channel, address) for channel, address in addresses if address]
