"""Reads pages of a search, and fetches what their resources refer to: patients, orders, consents, each once a poll."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.fhir.node import Node, object_at
from reminders.core.fhir.pool import Entry, Pool, literal
from reminders.core.fhir.server import GoneError, ServerError
from reminders.core.fhir.snapshot import WITH_CONSENTS, references_of
from reminders.core.hl7.message import MessageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reminders.core.fhir.node import JSON
    from reminders.core.fhir.server import Server

_FETCHED: Final = frozenset({"Patient", "ServiceRequest", "Procedure"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its resources, what they refer to, and where the next one is."""

    entries: tuple[Entry, ...]
    pool: Pool
    next_url: str


class Reader:
    """Reads from one server during one poll. `with_consents`: consents of each patient are looked up, too."""

    def __init__(self, server: Server, with_consents: bool) -> None:  # noqa: FBT001 one of two
        self._server = server
        self._with_consents = with_consents
        self._read: dict[str, Entry | None] = {}
        self._consents: dict[str, list[Entry]] = {}

    def search(self, kind: str, parameters: Mapping[str, str]) -> Page:
        """Return the first page of a search."""
        return self._page(self._server.search(kind, parameters))

    def following(self, page: Page) -> Page | None:
        """Return the page after this one, or None."""
        return self._page(self._server.follow(page.next_url)) if page.next_url else None

    def _page(self, document: JSON) -> Page:
        try:
            bundle = object_at(document, "Bundle")
            if bundle.text("resourceType") != "Bundle":
                raise ServerError("the FHIR server's answer to a search is no Bundle")
            entries = list(_entries(bundle))
            links = [item for item in bundle.nodes("link") if item.text("relation") == "next"]
            next_url = links[0].text("url") if links else ""
        except MessageError as error:
            raise ServerError(f"the FHIR server's answer cannot be read: {error}") from None
        pool = Pool()
        pool.add(entries)
        pool.add(self._referred(entries, pool))
        return Page(tuple(entries), pool, next_url)

    def _referred(self, entries: list[Entry], pool: Pool) -> list[Entry]:
        """Fetch what the resources of a page refer to and did not come with it."""
        fetched: list[Entry] = []
        for entry in entries:
            for reference in _references(entry):
                found = self._find(reference, entry, pool)
                if found is None:
                    continue
                fetched.append(found)
                if found.kind == "Patient" and entry.kind in WITH_CONSENTS and self._with_consents:
                    fetched += self._consents_of(found)
        return fetched

    def _find(self, reference: Node, entry: Entry, pool: Pool) -> Entry | None:
        try:
            return pool.resolve(reference, entry) or self._fetch(reference)
        except MessageError:  # it is told of when the resource's own turn comes
            return None

    def _fetch(self, reference: Node) -> Entry | None:
        text = reference.text("reference")
        name = literal(text)
        is_here = "://" not in text or text.startswith(f"{self._server.base_url}/")
        if name.partition("/")[0] not in _FETCHED or not is_here:
            return None
        if name not in self._read:
            try:
                self._read[name] = Entry(self._server.read(name), f"{self._server.base_url}/{name}")
            except GoneError:
                self._read[name] = None
        return self._read[name]

    def _consents_of(self, patient: Entry) -> list[Entry]:
        if patient.reference not in self._consents:
            answer = self._server.search("Consent", {"patient": patient.reference, "_count": "100"})
            try:
                found = [item for item in _entries(object_at(answer, "Bundle")) if item.kind == "Consent"]
            except MessageError as error:
                raise ServerError(f"the FHIR server's answer cannot be read: {error}") from None
            self._consents[patient.reference] = found
        return self._consents[patient.reference]


def _entries(bundle: Node) -> Iterator[Entry]:
    for item in bundle.nodes("entry"):
        resource = item.node("resource")
        if resource is not None:
            yield Entry(resource.value, item.text("fullUrl"))


def _references(entry: Entry) -> list[Node]:
    try:
        return list(references_of(entry))
    except MessageError:  # it is told of when the resource's own turn comes
        return []
