"""What polling asks of a FHIR server, and how a server can fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from reminders.core.model.errors import RemindersError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reminders.core.fhir.node import JSON


class ServerError(RemindersError):
    """A server did not give what was asked of it. The message names no patient."""


class UnreachableError(ServerError):
    """There was no connection, or no answer in time."""


class BusyError(ServerError):
    """A server asks us to come back later; `until` is when, if it says so."""

    def __init__(self, until: datetime | None = None) -> None:
        super().__init__("the FHIR server is busy and asks us to come back later")
        self.until = until


class GoneError(ServerError):
    """What was asked for is not there, or no longer: an expired page, a deleted resource."""


class Server(Protocol):
    """One FHIR server. Every method raises `ServerError`, and `GoneError` for what is not there."""

    base_url: str

    def search(self, kind: str, parameters: Mapping[str, str]) -> JSON:
        """Return the first page of a search."""
        ...

    def find(self, kind: str, parameters: Mapping[str, str]) -> JSON:
        """Return the first page of a search whose values name a patient, and so stand in no address."""
        ...

    def follow(self, url: str) -> JSON:
        """Return the page that a `next` link names; one that leads to another host is refused."""
        ...

    def read(self, reference: str) -> JSON:
        """Return a resource, by a reference such as `Patient/1`."""
        ...

    def create(self, resource: JSON, identifier: str) -> str:
        """Create a resource unless one of this identifier (`system|value`) is there; return where it is."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...
