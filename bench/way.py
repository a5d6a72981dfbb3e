"""The way of one message: which modules of ours it passes, stage by stage, and how many calls that takes.

Every call of a function under `reminders/` is counted while one text, then one email, goes from due to outcome known in
this process, on PostgreSQL. `--cold` counts the first message of a process, which also reads pathways and templates.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from textwrap import fill
from typing import TYPE_CHECKING

from bench.delivery_line import Line
from bench.program import ROOT
from reminders.config import load_settings
from reminders.services.sending import deliver, dispatch, record, tick
from reminders.wiring import build_context, close_context

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import CodeType, FrameType

OURS = f"{ROOT}/reminders/"
STAGES: dict[CodeType, str] = {
    tick.tick.__code__: "tick",
    dispatch.claim_batch.__code__: "claim",
    dispatch._look.__code__: "check and render",  # noqa: SLF001 where one stage becomes the next
    deliver._submit.__code__: "send",  # noqa: SLF001
    record.record_all.__code__: "record",
}
ORDER = ("tick", "claim", "check and render", "send", "record", "between")


class Way:
    """Calls by stage and module. What a sender's own thread does belongs to sending."""

    def __init__(self) -> None:
        self.calls: Counter[tuple[str, str]] = Counter()
        self._stages: list[str] = []
        self._main = threading.get_ident()

    def see(self, frame: FrameType, event: str, _: object) -> None:
        """Take what the interpreter tells of a call or a return."""
        code = frame.f_code
        if not code.co_filename.startswith(OURS):
            return
        is_main = threading.get_ident() == self._main
        if event == "call":
            if is_main and code in STAGES:
                self._stages.append(STAGES[code])
            stage = (self._stages[-1] if self._stages else "between") if is_main else "send"
            self.calls[stage, code.co_filename.removeprefix(OURS)] += 1
        elif event == "return" and is_main and code in STAGES:
            self._stages.pop()

    @contextmanager
    def watching(self) -> Generator[None]:
        """Count what happens in the block."""
        threading.setprofile(self.see)
        sys.setprofile(self.see)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)  # type: ignore[arg-type]


def run() -> None:
    """Follow one text and one email."""
    with Line() as line:
        for lane in ("sms", "email"):
            calls = follow(line, lane, cold="--cold" in sys.argv)
            modules = {module for _, module in calls}
            print(f"\n  one {lane}: {len(modules)} modules, {sum(calls.values())} calls")
            for stage in ORDER:
                passed = sorted(
                    (module.removesuffix(".py"), count) for (of, module), count in calls.items() if of == stage
                )
                print(f"  {stage}: {len(passed)} modules, {sum(count for _, count in passed)} calls")
                print(
                    fill(
                        ", ".join(module for module, _ in passed), 110, initial_indent="    ", subsequent_indent="    "
                    )
                )


def follow(line: Line, lane: str, *, cold: bool) -> Counter[tuple[str, str]]:
    """Send one message and return the calls it took; unless `cold`, another one was sent before it."""
    source = line.postgres.create_database()
    line.fill(source, lane, 1)
    line.command(source, "resume-all")
    way, process = Way(), None
    for is_watched in (True,) if cold else (False, True):
        context = build_context(load_settings(line.environment(line.copy_of(source))))
        if process is not None:  # what a process keeps that has sent one before
            context = replace(context, book=process.book, renderer=process.renderer)
            if context.witness is not None:
                context.witness.read("another installation")  # it has connected
        process = context
        try:
            line.reset()
            with way.watching() if is_watched else nullcontext():
                tick.tick(context)
                deliver.deliver(context, lane)
        finally:
            close_context(context)
    return way.calls
