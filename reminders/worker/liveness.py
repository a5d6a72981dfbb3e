"""Touches LIVENESS_FILE from the very loops of worker and beat, for health checks: see alive.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from celery.beat import Scheduler
from celery.bootsteps import StartStopStep

if TYPE_CHECKING:
    from pathlib import Path

    from celery import Celery

TOUCH_EVERY_SECONDS: Final = 5.0
CONF: Final = "liveness_file"


class TouchingStep(StartStopStep):
    """Runs while a worker consumes; its timer is the loop's own."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, parent: Any) -> None:
        """Touch the file at once, and again and again."""
        file: Path = parent.app.conf[CONF]
        file.touch()
        self._timer: Any = parent.timer.call_repeatedly(TOUCH_EVERY_SECONDS, file.touch)

    def stop(self, parent: Any) -> None:
        """Touch it no more: the connection is lost, or the worker ends."""
        del parent
        self._timer.cancel()


class TouchingScheduler(Scheduler):
    """Celery's scheduler, which keeps no schedule file; each turn of beat's loop touches the file."""

    def tick(self, *args: Any, **more: Any) -> Any:
        """Send what is due."""
        interval = super().tick(*args, **more)
        self.app.conf[CONF].touch()
        return interval


def touch_from_loops(app: Celery, file: Path) -> None:
    """Have the loops of this app's worker or beat touch a file."""
    app.conf[CONF] = file
    app.conf.beat_scheduler = f"{TouchingScheduler.__module__}:{TouchingScheduler.__qualname__}"
    steps: dict[str, set[Any]] = app.steps  # pyright: ignore[reportAssignmentType] Celery ships no types
    steps["consumer"].add(TouchingStep)
