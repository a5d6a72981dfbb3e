"""A worker has built what sending needs before it takes jobs: the first message of a process waits for nothing."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.servers import free_port

_SCRIPT = """
import sys
from datetime import timedelta

from celery.signals import worker_init

import reminders.celery_app as celery_app
from reminders.core.model.contact import Channel
from reminders.pathways import reading
from reminders.ports import Outgoing, Rendered

celery_app._check_or_exit = lambda settings: None
celery_app.production_app().loader.init_worker()  # as a worker does before it says that it begins
worker_init.send(sender=None)

from reminders.worker import tasks

before, parsed = set(sys.modules), reading.read_pathway.cache_info().misses
context = tasks.process_context.get()
text = Outgoing("attempt", "message", Channel.SMS, "+12025550123", Rendered("hello"), 1e9, timedelta(hours=1))
outcome = context.senders[Channel.SMS].submit(text).result(30)
tasks.process_context.close()
print(outcome.code)
print(reading.read_pathway.cache_info().misses - parsed)
print(",".join(sorted(name for name in set(sys.modules) - before if name.startswith(("reminders", "twilio")))))
"""


def test_nothing_is_left_to_the_first_message():
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "DATABASE_URL": "sqlite://",
        "BROKER_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a-secret-of-a-test-that-is-long-enough-to-be-one",
        "ENCRYPTION_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "SMS_BACKEND": "twilio",
        "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
        "TWILIO_AUTH_TOKEN": "0" * 32,
        "TWILIO_FROM": "+12025550100",
        "TWILIO_API_BASE_URL": f"http://127.0.0.1:{free_port()}",
    }
    done = subprocess.run([sys.executable, "-c", _SCRIPT], check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-600:]
    code, pathways_read, modules = done.stdout.split("\n")[:3]
    assert code == "not_connected", "the sender went the whole way to its provider"
    assert (pathways_read, modules) == ("0", "")
