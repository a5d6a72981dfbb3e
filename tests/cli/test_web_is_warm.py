"""A web process has its word lists before it serves: the first texts after a restart wait for nothing."""

from __future__ import annotations

import os
import subprocess
import sys

_SCRIPT = """
import re
import reminders.cli.upkeep.serve as serve
import reminders.embedded as embedded
from reminders.core.replies.replies import is_small_talk, read

def count_compiled(context, settings, listener):
    real, compiled = re._compiler.compile, []
    re._compiler.compile = lambda pattern, flags=0: compiled.append(pattern) or real(pattern, flags)
    for text in ("My chest hurts", "STOP", "please no more", "he died", "2", "me duele el pecho", "thanks"):
        read(text)
        is_small_talk(text)
    print(len(compiled))

serve.await_database = lambda database, settings: None
embedded.run_web = count_compiled
serve.web(port=0)
"""


def test_hardly_a_pattern_is_left_to_the_first_texts():
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "DATABASE_URL": "sqlite://",
        "BROKER_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a-secret-of-a-test-that-is-long-enough-to-be-one",
        "ENCRYPTION_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    }
    done = subprocess.run([sys.executable, "-c", _SCRIPT], check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-600:]
    left = int(done.stdout.split()[-1])
    assert left < 50, "of more than 800"  # a few small ones are for rare words
