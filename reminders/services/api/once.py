"""Does what a request asks for, once: a repeated Idempotency-Key gets the first answer again.

The answer is stored in the transaction that did the work. So a crash between commit and answer, or the same request
twice at once, changes nothing: the second request finds the answer, or waits for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from reminders.core.api.problems import ProblemError, ProblemKind
from reminders.store.api import answers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reminders.services.api.keys import Caller
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

KEPT_FOR: Final = timedelta(hours=24)
MAX_KEY: Final = 255
TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: a status, a document, and the validator of the enrollment it is about."""

    status: int
    document: Mapping[str, Any] = field(default_factory=dict[str, Any])
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that changes something: its Idempotency-Key, if it has one, and what it asks for."""

    key: str | None
    what: str
    body: object

    @property
    def content(self) -> str:
        """What two requests have in common if they are the same, however their JSON is laid out."""
        return f"{self.what}\n{json.dumps(self.body, sort_keys=True)}"


def answer_once(context: Context, caller: Caller, asked: Asked, work: Callable[[Tx], Answer]) -> Answer:
    """Do the work in one transaction and return its answer, or the answer that the same request got before.

    What a test key asks for is done and taken back. Two systems that enroll the same surgery at the same moment meet
    at a unique column: the second one is tried again and finds it enrolled.

    Raises:
        ProblemError: the work is refused, or the key was used for another request.

    """
    _check_key(asked)
    for tries_left in reversed(range(TRIES)):
        try:
            return _try(context, caller, asked, work)
        except DBAPIError as error:
            if not tries_left or not isinstance(error, IntegrityError | OperationalError):
                raise
    raise AssertionError  # pragma: no cover


def reserve(context: Context, caller: Caller, asked: Asked) -> Answer | None:
    """Take an Idempotency-Key for work that commits by itself, and is the same however often it is done.

    Returns the answer if there is one; else the work is to be done, and its answer handed to `complete`.

    Raises:
        ProblemError: the key was used for another request.

    """
    _check_key(asked)
    if asked.key is None:
        return None
    with context.db.begin() as tx:
        claimed = _claim(context, tx, caller, asked)
        if not isinstance(claimed, Answer):
            _keep(tx, caller, claimed, Answer(_NOT_ANSWERED))
            return None
    return None if claimed.status == _NOT_ANSWERED else claimed


def complete(context: Context, caller: Caller, asked: Asked, answer: Answer) -> None:
    """Keep the answer to a request whose key was reserved."""
    if asked.key is not None:
        with context.db.begin() as tx:
            answers.keep_later(tx, _request(caller, asked), answer.status, _written(answer))


_NOT_ANSWERED: Final = 0


def _check_key(asked: Asked) -> None:
    if asked.key is not None and not 0 < len(asked.key) <= MAX_KEY:
        raise ProblemError(ProblemKind.BAD_REQUEST, f"Idempotency-Key must have 1 to {MAX_KEY} characters")


def _try(context: Context, caller: Caller, asked: Asked, work: Callable[[Tx], Answer]) -> Answer:
    is_stored = False
    try:
        with context.db.begin() as tx:
            claimed = _claim(context, tx, caller, asked)
            if isinstance(claimed, Answer):
                is_stored = True
                return claimed
            answer = work(tx)
            if caller.key.is_test:
                tx.roll_back()
            else:
                _keep(tx, caller, claimed, answer)
        is_stored = not caller.key.is_test
    finally:
        if not is_stored:
            context.book.forget()  # a pathway kept by a transaction that was undone was never kept
    return answer if is_stored or asked.key is None else _keep_of_test(context, caller, asked, answer)


def _keep_of_test(context: Context, caller: Caller, asked: Asked, answer: Answer) -> Answer:
    """Keep the answer to a test key apart from its work, which was taken back."""
    with context.db.begin() as tx:
        claimed = _claim(context, tx, caller, asked)
        if isinstance(claimed, Answer):
            return claimed
        _keep(tx, caller, claimed, answer)
    return answer


def _claim(context: Context, tx: Tx, caller: Caller, asked: Asked) -> Answer | int | None:
    """Return the answer that the request got before; or where its answer goes, None if it has no key."""
    if asked.key is None:
        return None
    now = context.clock.now()
    stored = answers.claim(tx, _request(caller, asked), now, now - KEPT_FOR)
    if isinstance(stored, int):
        return stored
    if not stored.same_request:
        raise ProblemError(
            ProblemKind.IDEMPOTENCY_CONFLICT,
            "this Idempotency-Key was used for another request in the last 24 hours; use a new key for a new request",
        )
    return Answer(stored.status, stored.document["document"], stored.document["etag"])


def _keep(tx: Tx, caller: Caller, claimed: int | None, answer: Answer) -> None:
    if claimed is not None:
        answers.keep(tx, caller.clinic.id, claimed, answer.status, _written(answer))


def _request(caller: Caller, asked: Asked) -> answers.Request:
    return answers.Request(caller.clinic.id, caller.key.is_test, asked.key or "", asked.content)


def _written(answer: Answer) -> dict[str, Any]:
    return {"document": answer.document, "etag": answer.etag}
