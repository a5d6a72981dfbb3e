"""Work that the database aborts is done again, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from reminders.services.retry_database import retry_database
from tests.tables import each_row

if TYPE_CHECKING:
    from collections.abc import Sequence

ABORTED = OperationalError("a statement", None, Exception("deadlock"))
LOST = DBAPIError("a statement", None, Exception("gone"), connection_invalidated=True)
DOUBLED = IntegrityError("a statement", None, Exception("unique"))
FAILED = DBAPIError("a statement", None, Exception("no such column"))
OWN = ValueError("ours")


class Work:
    """Raises what it is told, one error a try, then returns how often it was done."""

    def __init__(self, errors: Sequence[Exception]) -> None:
        self.errors, self.tries = list(errors), 0

    def __call__(self) -> int:
        self.tries += 1
        if self.errors:
            raise self.errors.pop(0)
        return self.tries


@each_row(
    ("errors", "tries", "raised"),
    [
        ([], 1, None),
        ([ABORTED], 2, None),
        ([LOST, ABORTED], 3, None),
        ([ABORTED, ABORTED, ABORTED], 3, ABORTED),
        ([DOUBLED], 1, DOUBLED),
        ([FAILED], 1, FAILED),
        ([OWN], 1, OWN),
        ([ABORTED, OWN], 2, OWN),
    ],
)
def test_only_what_the_database_aborts_is_done_again(errors: list[Exception], tries: int, raised: Exception | None):
    work = Work(errors)
    caught: Exception | None = None
    try:
        assert retry_database(work, (0.0, 0.0)) == tries
    except Exception as error:  # noqa: BLE001 which one is the question
        caught = error
    assert (work.tries, caught) == (tries, raised)
