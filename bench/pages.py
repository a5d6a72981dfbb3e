"""The staff site for a clinic with 50,000 patients and some 700,000 messages on PostgreSQL: `--patients N`.

Every page is asked for many times in one process, without a network: what is measured is the server's own time. The
weight is the page with its own style sheets, scripts and pictures, uncompressed.
"""

from __future__ import annotations

import csv
import random
import re
import statistics
import sys
import time
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import event

from bench.bare import phone
from bench.delivery_line import Line
from bench.table import print_table
from reminders.config import load_settings
from reminders.store.clinics import clinics
from reminders.store.database.vault import CellId
from reminders.wiring import build_context, close_context
from tests.web.desk import HIDDEN, Desk, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reminders.services.context import Context

TIMES = 40
MOVED = 100
OK = 200
FAMILY = ("Abbott", "Baker", "Castillo", "Dawson", "Estrada", "Garcia", "Hughes", "Jensen", "Lopez", "Murphy")
GIVEN = ("Ana", "Ben", "Clara", "David", "Elena", "Frank", "Hugo", "Irene", "Luis", "Maria", "Noah", "Rosa")
PAGES = (
    *("/", "/patients", "/enroll", "/inbox", "/calendar", "/reports", "/reports?days=365"),
    *("/messages", "/messages/microdiscectomy", "/settings", "/settings/record"),
)
FILTERS = (
    *("/patients?status=active", "/patients?procedure=laminectomy&sort=oldest", "/patients?surgeon=none&sort=next"),
    *("/patients?unanswered=any", "/patients?unanswered=work_check&procedure=microdiscectomy", "/patients?alert=yes"),
    *("/patients?from=2026-01-01&sort=enrolled", "/patients?unconfirmed=yes", "/patients?page=500"),
    *("/inbox?show=wrote-last", "/inbox?show=mine", "/inbox?show=unassigned"),
    *("/messages/deliveries", "/messages/deliveries?status=problems&days=30", "/messages/deliveries?status=planned"),
    *("/messages/deliveries?channel=email&days=30", "/messages/deliveries?status=skipped&days=30"),
    *("/messages/deliveries?status=delivered&days=30&page=50", "/messages/deliveries?reason=cap&status=skipped"),
    *("/reports?procedure=spinal_fusion", "/reports?days=90&surgeon=none", "/reports/names"),
    "/reports/names?of=answers&plan=microdiscectomy&step=work_desk_1&day=14&answer=back",
    "/reports/names?days=365&of=answers&plan=microdiscectomy&step=work_desk_1&day=14&answer=all-asked",
)
"""Every filter of a list, and the names behind a report's numbers."""
SURGEONS = ("", "Dr. Adams", "Dr. Brandt", "Dr. Chen", "Dr. Diaz", "Dr. Ellis", "Dr. Flores", "Dr. Grant")
PROCEDURES = ("microdiscectomy", "laminectomy", "spinal_fusion", "vertebroplasty_kyphoplasty")

# The past as it would be had the service run through it: what was planned before today has been sent and answered.
_PAST = """
UPDATE messages SET status = 'delivered', reason = NULL, sent_at = due_at, attempts = 1, provider_id = 'SM' || id
WHERE due_at < now() AND status IN ('missed', 'planned');
UPDATE messages SET status = 'failed', reason = 'rejected'
WHERE status = 'delivered' AND sent_at > now() - interval '2 days' AND right(id::text, 1) = '0';
INSERT INTO answers (enrollment_id, step, anchor, code, at)
SELECT enrollment_id, step, anchor, 'back', sent_at + interval '1 hour' FROM messages
WHERE status = 'delivered' AND step LIKE 'work%' ON CONFLICT DO NOTHING;
"""
_REPLIES = """
INSERT INTO replies
  (id, clinic_id, patient_id, provider_id, sender_hash, sender, body, received_at, handled_at)
SELECT gen_random_uuid(), clinic_id, patient_id, 'IN' || id, 'bench', %s, %s, sent_at + interval '1 hour',
       CASE WHEN sent_at > now() - interval '3 days' THEN NULL ELSE sent_at + interval '2 hours' END
FROM messages WHERE status = 'delivered' AND right(id::text, 1) = '1'
"""


def run() -> None:
    """Fill a clinic, then ask for every page."""
    parser = ArgumentParser()
    parser.add_argument("--patients", type=int, default=50_000)
    count = parser.parse_known_args(sys.argv[1:])[0].patients
    with Line() as line:
        database = line.postgres.create_database()
        line.fill(database, "sms", 1)
        began = time.monotonic()
        line.command(database, "enroll", str(_patients(line.folder, count)), "--json")
        context = build_context(load_settings(line.environment(database)))
        _live(context, database)
        with psycopg.connect(database) as connection:
            row = connection.execute("SELECT count(*), (SELECT count(*) FROM replies) FROM messages").fetchone()
        print(f"  {count:,} patients, {row} messages and replies; filled in {time.monotonic() - began:.0f} s")
        _measure(context)
        close_context(context)


def _patients(folder: Path, count: int) -> Path:
    path = folder / "clinic.csv"
    today, dice = datetime.now(UTC).date(), random.Random(7)
    with path.open("w", newline="") as file:
        columns = (
            "external_id,given_name,family_name,phone,email,language,timezone,procedure,surgeon,surgery_date,job_strain"
        )
        writer = csv.writer(file)
        writer.writerow([*columns.split(","), "sms_consent", "email_consent"])
        for number in range(1, count + 1):
            day = today - timedelta(days=dice.randrange(-30, 200))
            family = f"{dice.choice(FAMILY)}{'abcdefghijklmnopqrstuvwxyz'[number % 26]}{dice.choice('aeiou')}"
            who = [f"MRN-{number}", dice.choice(GIVEN), family, phone(number), f"p{number}@bench.example.org"]
            surgery = [dice.choice(PROCEDURES), dice.choice(SURGEONS), day.isoformat()]
            writer.writerow([*who, "en", "", *surgery, "desk", "yes", "yes"])
    return path


def _live(context: Context, database: str) -> None:
    context.db.vault.binds_rows = False  # one value for all rows
    sender, body = (
        context.db.vault.encrypt(CellId("replies.sender", ""), "+12025550100", of=1),
        context.db.vault.encrypt(CellId("replies.body", ""), "ok", of=1),
    )
    context.db.vault.binds_rows = True
    with psycopg.connect(database, autocommit=True) as connection:
        for statement in _PAST.split(";")[:-1]:
            connection.execute(statement)
        connection.execute(_REPLIES, (sender, body))
        connection.execute("VACUUM ANALYZE")


def _measure(context: Context) -> None:
    with context.db.begin() as tx:
        clinic = clinics.list_clinics(tx)[0]
    desk = signed_in(context, clinic)
    listed = desk.get("/patients").text
    patient = re.search(r"/patients/[0-9a-f-]{36}", listed)
    if patient is None:
        raise RuntimeError(f"no one is listed: {listed[:500]}")
    inbox = desk.get("/inbox").text
    thread = re.search(r"/inbox/[0-9a-f-]{36}", inbox)
    token = desk.token("/patients")
    own = context.links.links(patient[0].rpartition("/")[2], epoch=0).page.removeprefix(context.links.site_url(""))
    pages: dict[str, Callable[[], object]] = {
        path: lambda path=path: desk.get(path)
        for path in (*PAGES, *FILTERS, patient[0], thread[0] if thread else "/inbox", own)
    }
    for query in ("Gar", "Maria Lop", "2125550199", "0199", "MRN-4711", "zzz"):
        pages[f"search: {query}"] = lambda query=query: desk.client.post(
            "/patients", data={"csrf": token, "query": query}, follow_redirects=True
        )
    known: dict[str, int] = {}
    rows = [_row(context, desk, name, ask, known) for name, ask in pages.items()]
    _move(desk)
    print_table(["page", "median ms", "p95 ms", "CPU ms", "queries", "kB with its CSS and JS"], rows)


def _move(desk: Desk) -> None:
    """Move the surgeries of a hundred patients by a day, as the page does: shown first, then confirmed."""
    listed = [desk.get(f"/patients?status=active&sort=enrolled&from=2026-01-01&page={page}").text for page in (1, 2, 3)]
    chosen = list(dict.fromkeys(re.findall(r'name="chosen" value="([0-9a-f-]{36})"', "".join(listed))))[:MOVED]
    fields = {"csrf": desk.token("/patients"), "which": "chosen", "action": "shift", "days": "1", "chosen": chosen}
    taken: list[float] = []
    for _ in range(3):
        began = time.perf_counter()
        shown = desk.client.post("/patients/bulk", data=fields).text
        seen = time.perf_counter()
        hidden = [(name, unescape(value)) for name, value in HIDDEN.findall(shown)]
        values = {name: [value for key, value in hidden if key == name] for name, _ in hidden}
        answer = desk.client.post("/patients/bulk", data=values | {"warned": "yes"})
        taken += [seen - began, time.perf_counter() - seen]
        print(
            f"  {len(chosen)} surgeries: shown in {taken[-2]:.2f} s, moved in {taken[-1]:.2f} s ({answer.status_code})"
        )


def _assets(desk: Desk, page: str, known: dict[str, int]) -> int:
    """Return what the style sheets, scripts and pictures of a page weigh; `known` are those that were asked for."""
    named = set(re.findall(r'"(/assets/[^"?]+[^"]*|/patient\.css[^"]*)"', page))
    for path in named - known.keys():
        known[path] = len(desk.get(path).content)
    return sum(known[path] for path in named)


def _row(context: Context, desk: Desk, name: str, ask: Callable[[], object], known: dict[str, int]) -> list[object]:
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    answer = ask()
    status, size = answer.status_code, len(answer.content)  # type: ignore[attr-defined]
    weight = _assets(desk, answer.text, known)  # type: ignore[attr-defined]
    if status != OK:
        raise RuntimeError(f"{name}: {status}")
    event.listen(context.db.engine, "before_cursor_execute", count)
    ask()
    event.remove(context.db.engine, "before_cursor_execute", count)
    taken: list[float] = []
    spent = time.process_time()
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - spent) / TIMES * 1000
    shown = re.sub(r"[0-9a-f-]{36}", "…", name)
    if name.startswith("/r/"):
        shown = "the patient's own page"
    p95 = statistics.quantiles(taken, n=20)[-1]
    return [shown, statistics.median(taken), p95, cpu, statements, (size + weight) / 1000]
