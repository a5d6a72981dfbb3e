"""Who takes in texts has built its word lists before: the first texts after a restart wait for nothing."""

from __future__ import annotations

import os
import subprocess
import sys

_COUNT = """
import re
import threading
import reminders.cli.upkeep.serve as serve
import reminders.embedded as embedded
from reminders.core.replies.replies import is_small_talk, read

def count_compiled():
    real, compiled = re._compiler.compile, []
    re._compiler.compile = lambda pattern, flags=0: compiled.append(pattern) or real(pattern, flags)
    for text in ("My chest hurts", "STOP", "please no more", "he died", "2", "me duele el pecho", "thanks"):
        read(text)
        is_small_talk(text)
    print(len(compiled))
"""

_WEB = f"""{_COUNT}
serve.await_database = lambda database, settings: None
embedded.run_web = lambda context, settings, listener: count_compiled()
serve.web(port=0)
"""

_UP = f"""{_COUNT}
import asyncio

async def start_and_stop(app):
    async with app.router.lifespan_context(app):
        for thread in threading.enumerate():
            if thread.name == "word lists":
                thread.join()
        count_compiled()

embedded.serve = lambda app, listener: asyncio.run(start_and_stop(app))
serve.up(port=0)
"""

_LEFT = 50
"""Patterns of more than 800: a few small ones are for rare words."""


def test_a_web_process_leaves_hardly_a_pattern_to_the_first_texts():
    assert _compiled_by_texts(_WEB, {"DATABASE_URL": "sqlite://", "BROKER_URL": "redis://127.0.0.1:1/0"}) < _LEFT


def test_nor_does_all_in_one_process(tmp_path):
    assert _compiled_by_texts(_UP, {"DATABASE_URL": f"sqlite:///{tmp_path}/up.db"}) < _LEFT


def _compiled_by_texts(script: str, where: dict[str, str]) -> int:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **where,
        "SECRET_KEY": "a-secret-of-a-test-that-is-long-enough-to-be-one",
        "ENCRYPTION_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    }
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-600:]
    return int(done.stdout.split()[-1])
