"""When a sender is down, and when it is tried again. Pure rules, handed counts and times.

A sender goes down at once on what is said of the sender itself (`Blame.SENDER`). What is said of one message counts
against the sender only when many different people's messages meet it within a short span.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

EVIDENCE_SPAN: Final = timedelta(hours=1)
"""Receipts come within minutes: what a filter has against the sender shows within the hour of a wave."""

MANY_PEOPLE: Final = 5
"""One filtered text is a word in it or one carrier's guess, and so are two or three. Patients of one clinic share
carriers, so five different people within the hour are no chance any more."""

MANY_SHARE: Final = 0.2
"""Of all that was sent in the span. Of 1,000 texts a day five are always filtered somewhere, with a good sender. A
carrier has between a fifth and a third of the patients, so one carrier that refuses all is seen."""

FIRST_TRIAL: Final = timedelta(minutes=15)
"""Long enough not to annoy a provider that has said no, short enough to lose few messages to a glitch of theirs."""

MAX_TRIAL_WAIT: Final = timedelta(hours=4)
"""A registration takes days, a payment hours. A step is valid for six hours or more, so a trial still meets it."""

TRIAL_HOLD: Final = timedelta(minutes=1)
"""While one worker tries, the others leave the sender alone. A trial that told nothing may follow after it."""


def is_senders_fault(people: int, sent: int) -> bool:
    """Return True if refusals of messages are the sender's fault: `people` met them, of `sent` messages in the span."""
    return people >= MANY_PEOPLE and people >= MANY_SHARE * sent


def trial_wait(failures: int) -> timedelta:
    """Return the wait before the next trial after so many failed ones: doubled each time, up to some hours."""
    return min(FIRST_TRIAL * 2 ** min(failures, 10), MAX_TRIAL_WAIT)
