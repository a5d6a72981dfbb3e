"""Throws inputs at targets and keeps what breaks: an exception that is not ours, a 5xx, a hang."""

from __future__ import annotations

import signal
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.targets import OURS, Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from tests.fuzz.world import World

HANG_SECONDS = 5
"""Of the processor, so that a busy machine is no hang."""


class HangError(AssertionError):
    """One input took longer than it may."""


@dataclass(frozen=True, slots=True)
class Found:
    """One break: where, by which input, and how."""

    target: str
    key: str
    drawn: str
    trace: str


def hunt(target: Target, world: World, *, start: int, examples: int) -> list[Found]:
    """Throw `examples` inputs at a target, the same ones for the same `start`; return each kind of break once."""
    found: dict[str, Found] = {}

    @seed(start)
    @settings(
        max_examples=max(examples // target.cost, 1),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.inputs)
    def throw(drawn: Any) -> None:
        problem = attempt(target, world, drawn)
        if problem is not None:
            found.setdefault(problem.key, problem)

    throw()
    return list(found.values())


def attempt(target: Target, world: World, drawn: Any) -> Found | None:
    """Throw one input; return what broke."""
    try:
        with _limited():
            target.attempt(world, drawn)
    except OURS:
        return None
    except Exception as problem:  # noqa: BLE001 that is what is looked for
        frames = traceback.extract_tb(problem.__traceback__)
        ours = [frame for frame in frames if "/reminders/" in frame.filename and "site-packages" not in frame.filename]
        place = f"{ours[-1].filename.rpartition('/reminders/')[2]}:{ours[-1].lineno}" if ours else "?"
        key = f"{target.name}: {type(problem).__name__} at {place}"
        return Found(target.name, key, repr(drawn)[:4_000], traceback.format_exc()[-4_000:])
    return None


@contextmanager
def _limited() -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise HangError(f"more than {HANG_SECONDS} s of the processor")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, HANG_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
