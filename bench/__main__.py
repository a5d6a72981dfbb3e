"""Runs the benchmarks that are named, or all of them: `python -m bench [NAME…] [--options of theirs]`."""

from __future__ import annotations

import sys
from importlib import import_module
from itertools import takewhile

from bench.machine import describe

NAMES = {
    "up": "reminders up: time to ready, memory, what it costs at rest",
    "processes": "web, worker and beat on PostgreSQL and Redis: time to ready, memory",
    "simulate": "1,000 patients over a year",
    "tick": "an empty tick and a claim with thousands and with millions of messages to come",
    "clinics": "10,000 clinics with senders of their own beside one: empty tick, claims, 5 texts behind 50,000",
    "upgrade": "old programs, the migration, new programs one by one while texts leave and come in; counts",
    "delivery": "texts and emails from due to outcome known, beside a bare loop and the way tutorials show",
    "inbound": "texts from patients into two web processes: 60, 200, 400 a second, and the database restarted",
    "pages": "the staff site for a clinic with 50,000 patients",
    "soak": "worker memory over 100,000 texts",
    "way": "the modules and calls of one message, stage by stage",
    "hl7": "HL7 messages through one listener into PostgreSQL; moved surgeries at 50 a second; memory",
    "fhir": "2,000 surgeries from a FHIR server that pages, throttles, cuts, forgets; pollers killed",
    "api": "enrollments by API at 50 a second, and the outbox of webhooks",
    "enroll": "a CSV file into the database, beside a bare COPY and a plain ORM; memory from 1,000 to 100,000 rows",
}


def main(names: list[str]) -> int:
    """Run benchmarks; return the exit status."""
    unknown = [name for name in names if name not in NAMES]
    if unknown or {"-h", "--help"} & set(sys.argv):
        for name, what in NAMES.items():
            print(f"{name:10} {what}")
        return 2
    print(describe())
    for name in names or NAMES:
        print(f"\n{name}: {NAMES[name]}")
        import_module(f"bench.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(list(takewhile(lambda word: not word.startswith("-"), sys.argv[1:]))))
