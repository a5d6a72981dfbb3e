"""Stores texts one by one while they come slowly, and all that wait at once when they come faster than that.

A text is answered only when the transaction that stored it has committed, alone or with others. Whatever goes wrong
with many costs no more than taking in each of them alone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import structlog
from anyio import CapacityLimiter, fail_after, to_thread
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from reminders.services.replies.reply import MAX_CONCURRENT_TEXTS, receive_text, receive_texts
from reminders.services.retry_database import retry_database

if TYPE_CHECKING:
    from reminders.core.replies.replies import Reading
    from reminders.services.context import Context
    from reminders.services.replies.inbound import InboundText

log = structlog.get_logger(__name__)

DATABASE_WAITS = (0.1, 0.3, 0.6, 1.0, 2.0, 3.0, 4.0)
"""Seconds between tries while the database is away: 11 in all, for Twilio waits 15 s for an answer."""

ANSWER_WITHIN = 13.0
"""Seconds: before Twilio goes away, also when the database holds a writer up for longer."""

AT_ONCE = 2
"""Transactions that store texts at the same time. Python runs one at a time; the other waits for the database."""

MOST = 32
"""Texts in one transaction: they share its statements, and the last one waits for the reading of all."""

SLOW = 1.0
"""Seconds after which a transaction that waits for something keeps no place of `AT_ONCE`."""


class KeyedLock:
    """One text of a phone at a time: a flood from one phone takes one place, and the others do not wait for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, phone: str) -> asyncio.Lock:
        """Return the lock of a phone; it is forgotten when no one holds or awaits it."""
        lock = self._locks.get(phone)
        if lock is None:
            lock = self._locks[phone] = asyncio.Lock()
        return lock


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """A text, and what its request waits for. A request that went away has canceled it."""

    text: InboundText
    outcome: asyncio.Future[Reading | None]


class TextIntake:
    """Takes in the texts of one web process."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._phones = KeyedLock()
        self._threads = CapacityLimiter(MAX_CONCURRENT_TEXTS)
        self._waiting: deque[_Waiting] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._slow: set[asyncio.Task[None]] = set()

    async def take_in(self, text: InboundText) -> Reading | None:
        """Store a text and act on it; return how it reads, None when there is nothing new to act on.

        Raises:
            TimeoutError: it took too long; it may be stored later, and the next try finds it then.
            OperationalError: the database does not come back.
            NoConnectionError: all connections to the database are in use.

        """
        async with self._phones.of(text.sender):
            entry = _Waiting(text, asyncio.get_running_loop().create_future())
            self._waiting.append(entry)
            self._start()
            with fail_after(ANSWER_WITHIN):
                return await entry.outcome

    def _start(self) -> None:
        """Begin a transaction with what waits, where there is a place for one."""
        while self._waiting and len(self._running) < MAX_CONCURRENT_TEXTS:
            if len(self._running) - len(self._slow) >= AT_ONCE:
                return
            entries = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            if entries := [entry for entry in entries if not entry.outcome.done()]:
                self._running.add(asyncio.create_task(self._run(entries)))

    async def _run(self, entries: list[_Waiting]) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 this is one
        timer = asyncio.get_running_loop().call_later(SLOW, self._keep_no_place, task)
        try:
            await self._store(entries)
        finally:
            timer.cancel()
            self._running.discard(task)
            self._slow.discard(task)
            self._start()

    def _keep_no_place(self, slow: asyncio.Task[None]) -> None:
        self._slow.add(slow)
        self._start()

    async def _store(self, entries: list[_Waiting]) -> None:
        readings = await self._store_together(entries) if len(entries) > 1 else {}
        for index, reading in readings.items():
            _answer(entries[index], reading)
        alone = [entry for index, entry in enumerate(entries) if index not in readings]
        if len(alone) == 1:
            await self._store_alone(alone[0])
        elif alone:
            await asyncio.gather(*(self._store_alone(entry) for entry in alone))

    async def _store_together(self, entries: list[_Waiting]) -> dict[int, Reading | None]:
        """Store texts in one transaction; return what was read of those that it took, by index."""
        texts = [entry.text for entry in entries]
        try:
            return await to_thread.run_sync(
                lambda: retry_database(lambda: receive_texts(self._context, texts), DATABASE_WAITS),
                limiter=self._threads,
            )
        except (OperationalError, NoConnectionError) as error:  # no fault of any one of them
            for entry in entries:
                _refuse(entry, error)
            return dict.fromkeys(range(len(entries)))
        except Exception as error:  # noqa: BLE001 whatever one of them meets must not cost the others
            log.error("texts_taken_in_one_by_one", texts=len(texts), problem=type(error).__name__)  # noqa: TRY400 its words may hold data
            return {}

    async def _store_alone(self, entry: _Waiting) -> None:
        """Store one text; wait for a database that is being restarted. A second try finds what a first one stored."""
        if entry.outcome.done():
            return
        try:
            reading = await to_thread.run_sync(
                lambda: retry_database(lambda: receive_text(self._context, entry.text), DATABASE_WAITS),
                limiter=self._threads,
            )
        except Exception as error:  # noqa: BLE001 its request raises it
            _refuse(entry, error)
        else:
            _answer(entry, reading)


def _answer(entry: _Waiting, reading: Reading | None) -> None:
    if not entry.outcome.done():
        entry.outcome.set_result(reading)


def _refuse(entry: _Waiting, error: Exception) -> None:
    if not entry.outcome.done():
        entry.outcome.set_exception(error)
