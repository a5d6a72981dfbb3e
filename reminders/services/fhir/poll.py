"""Reads what changed on a partner's FHIR server since the last time, page by page, and takes each resource in.

Nothing is skipped. A search begins before the cursor (`overlap`), for a change may become visible late. While pages are
read, a change of one resource can move others from one page to the one before: so a search of several pages is read
again until a pass meets nothing old that the pass before had missed, and only then the cursor moves, in the transaction
of the last resource that it covers. What comes twice changes nothing, so a poll may end anywhere and begin again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog

from reminders.core.fhir.moments import read_instant
from reminders.core.fhir.server import BusyError, GoneError, ServerError
from reminders.core.hl7.message import MessageError
from reminders.services.fhir.pages import Reader
from reminders.services.fhir.take import new_message, take
from reminders.store.hl7 import cursors
from reminders.store.hl7.cursors import LastPoll

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reminders.core.fhir.pool import Entry
    from reminders.core.fhir.server import Server
    from reminders.core.hl7.outcomes import Outcome
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.services.fhir.pages import Page
    from reminders.store.database.session import Tx
    from reminders.store.hl7.messages import NewMessage

log = structlog.get_logger(__name__)

MAX_PASSES: Final = 6


@dataclass(slots=True)
class Polled:
    """What a poll did: outcomes of what was new, by how often; and why it ended early, if it did."""

    outcomes: Counter[Outcome] = field(default_factory=Counter["Outcome"])
    read: int = 0
    problem: str | None = None
    not_before: datetime | None = None


def poll(context: Context, clinic: Clinic, partner: Partner, server: Server) -> Polled:
    """Ask a server for what changed, and take it in. A server that fails is tried again by the next poll."""
    polled = Polled()
    source = partner.fhir
    try:
        reader = Reader(server, bool(source and source.consent))
        for kind in source.resources if source else ():
            _Search(context, clinic, partner, reader, kind, polled).run()
    except BusyError as error:
        polled.problem, polled.not_before = str(error), error.until
    except ServerError as error:
        polled.problem = str(error)
    with context.db.begin() as tx:
        last = LastPoll(context.clock.now(), polled.not_before, polled.problem)
        cursors.record_poll(tx, clinic.id, partner.name, last)
    log.info("fhir_polled", partner=partner.name, read=polled.read, new=polled.outcomes.total(), problem=polled.problem)
    return polled


@dataclass(slots=True)
class _Search:
    """One type of resource, from its cursor on."""

    context: Context
    clinic: Clinic
    partner: Partner
    reader: Reader
    kind: str
    polled: Polled
    _seen: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    _newest: datetime | None = None
    _missed: bool = False

    def run(self) -> None:
        with self.context.db.read() as tx:
            cursor = cursors.find_cursor(tx, self.clinic.id, self.partner.name, self.kind)
        covered: datetime | None = None
        for number in range(MAX_PASSES):
            self._missed = False
            try:
                pages = self._pass(cursor, covered, can_move=number > 0)
            except GoneError:  # an expired page: the search is begun again
                continue
            if pages == 1 or (number > 0 and not self._missed):
                return
            covered = self._newest
        log.warning("fhir_unsteady", partner=self.partner.name, resource=self.kind, passes=MAX_PASSES)

    def _pass(self, cursor: datetime | None, covered: datetime | None, *, can_move: bool) -> int:
        """Read the whole search once and return its number of pages; `covered` is the newest of the pass before."""
        count = 0
        page: Page | None = self.reader.search(self.kind, self._parameters(cursor))
        while page is not None:
            count += 1
            entries = [item for item in page.entries if item.kind == self.kind]
            new = [(entry, self._message(entry, page)) for entry in entries]
            is_whole = not page.next_url and (count == 1 or (can_move and not self._is_late(new, covered)))
            self._take_page(new, covered, is_whole=is_whole, until=None if count == 1 else covered)
            page = self.reader.following(page)
        return count

    def _take_page(
        self,
        new: list[tuple[Entry, NewMessage]],
        covered: datetime | None,
        *,
        is_whole: bool,
        until: datetime | None,
    ) -> None:
        self._missed = self._is_late(new, covered) or self._missed
        for entry, _ in new:
            updated = updated_at(entry)
            if updated is not None and (self._newest is None or updated > self._newest):
                self._newest = updated
        moves = self._moving(until or self._newest) if is_whole and not self._missed else None
        if moves is not None and not new:  # what it covers was committed with the pages before
            with self.context.db.begin() as tx:
                moves(tx)
        for index, (_, message) in enumerate(new):
            self.polled.read += 1
            key = (message.control_id, hash(message.raw))
            is_last = index == len(new) - 1
            if key in self._seen and not (is_last and moves):
                continue
            taken = take(self.context, self.clinic, self.partner, message, moves if is_last else None)
            self._seen.add(key)
            if not taken.is_repeat:
                self.polled.outcomes[taken.decision.outcome] += 1

    def _is_late(self, new: list[tuple[Entry, NewMessage]], covered: datetime | None) -> bool:
        """Return True if something old was not met by the pass before."""
        if covered is None:
            return False
        return any(
            (message.control_id, hash(message.raw)) not in self._seen
            and (updated := updated_at(entry)) is not None
            and updated <= covered
            for entry, message in new
        )

    def _moving(self, since: datetime | None) -> Callable[[Tx], None] | None:
        if since is None:
            return None
        since = min(since, self.context.clock.now())  # a server's clock that is wrong must not hide what comes
        return partial(_move, clinic_id=self.clinic.id, partner=self.partner.name, resource=self.kind, since=since)

    def _message(self, entry: Entry, page: Page) -> NewMessage:
        return new_message(self.clinic, self.partner, entry, page.pool)

    def _parameters(self, cursor: datetime | None) -> dict[str, str]:
        source = self.partner.fhir
        assert source is not None  # noqa: S101 it is asked for nothing otherwise
        since = (cursor - source.overlap) if cursor else self.context.clock.now() - source.look_back
        own = source.search.get(self.kind, {})
        moment = since.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {**own, "_lastUpdated": f"ge{moment}", "_sort": "_lastUpdated", "_count": str(source.page_size)}


def _move(tx: Tx, *, clinic_id: int, partner: str, resource: str, since: datetime) -> None:
    cursors.move_cursor(tx, clinic_id, partner, resource, since)


def updated_at(entry: Entry) -> datetime | None:
    """Return when a resource was last changed; None where it does not say."""
    try:
        meta = entry.node.node("meta")
        return read_instant(meta.text("lastUpdated")) if meta else None
    except MessageError:
        return None
