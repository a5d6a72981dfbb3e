"""The whole line in one process: CSV in, texts and emails out, once, whatever happens to the process."""

from __future__ import annotations

import signal
from collections import Counter
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.embedded.conftest import clinic_in_a_box
from tests.standins import wait_until
from tests.standins.twilio import Fault
from tests.telemetry.scrape import Scrape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.embedded.clinic_in_a_box import ClinicInABox

PATIENTS = 12


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClinicInABox]:
    """A clinic that is up, and has sent all that was due; tests may look at it, and ask for what changes nothing."""
    with clinic_in_a_box(tmp_path_factory.mktemp("sent")) as box:
        box.enroll(PATIENTS)
        box.up(forks=False)
        box.wait_ready()
        wait_until(lambda: len(box.twilio.accepted) >= PATIENTS and len(box.smtp.accepted) >= PATIENTS)
        box.wait_quiet()
        yield box


def test_what_is_due_goes_out_once_and_is_recorded_with_provider_ids(sent: ClinicInABox) -> None:
    box, rows = sent, sent.rows
    assert Counter(message.to for message in box.twilio.accepted) == Counter(row["phone"] for row in rows)
    assert Counter(mail.rcpt_tos[0] for mail in box.smtp.accepted) == Counter(row["email"] for row in rows)
    lines = box.messages()
    sent = [line for line in lines if line["step"] in {"text_now", "mail_now"}]
    assert {line["status"] for line in sent} == {"accepted"}
    sids = {message.sid for message in box.twilio.accepted}
    assert {line["provider_id"] for line in sent if line["channel"] == "sms"} == sids
    assert all(line["provider_id"] and line["sent_at"] for line in sent)
    assert {line["status"] for line in lines if line["step"] == "much_later"} == {"planned"}


def test_killed_in_mid_wave_and_started_again_nothing_goes_out_twice(box: ClinicInABox) -> None:
    rows = box.enroll(PATIENTS)
    box.extra |= {"LEASE_SECONDS": "6", "HTTP_TIMEOUT_SECONDS": "5"}  # what was on the wire is waited for that long
    box.twilio.faults.append(Fault.slow(0.6, times=-1))
    process = box.up()
    wait_until(lambda: bool(box.twilio.requests))
    process.send_signal(signal.SIGKILL)
    process.wait(60)
    box.twilio.faults.clear()
    box.up()
    box.wait_ready()
    # A send that was on the wire when the process died has an unknown outcome: it is never sent again.
    box.wait_quiet()

    texts = Counter(message.to for message in box.twilio.accepted)
    mails = Counter(mail.rcpt_tos[0] for mail in box.smtp.accepted)
    assert max(texts.values()) == 1
    assert max(mails.values()) == 1
    unknown = box.statuses("text_now").count("unconfirmed")
    assert unknown >= 1
    assert len(texts) + unknown >= len(rows)


def test_enrolling_the_same_file_again_sends_nothing_again(sent: ClinicInABox) -> None:
    again = sent.run("enroll", str(sent.folder / "patients.csv"))
    assert again.stdout.startswith(f"0 enrolled, 0 updated, {PATIENTS} unchanged")
    sent.wait_quiet()
    assert len(sent.twilio.accepted) == PATIENTS


def test_a_second_up_on_the_same_database_is_refused(sent: ClinicInABox) -> None:
    second = sent.run("up", "--port", "0", check=False)
    assert second.returncode == 2
    assert second.stderr == "reminders: another `reminders up` is running on reminders.db; stop that one first\n"


def test_a_port_in_use_is_one_sentence(sent: ClinicInABox) -> None:
    port = sent.url.rsplit(":", 1)[1]
    second = sent.run("up", "--port", port, check=False, DATABASE_URL="sqlite:///other.db")
    assert second.returncode == 2
    assert (
        f"cannot listen on 127.0.0.1:{port} (Address already in use); choose another: --port or PORT" in second.stderr
    )


def test_the_front_page_and_the_metrics_name_no_one(sent: ClinicInABox) -> None:
    texts = [sent.metrics()]
    for path in ("/sign-in", "/readyz", "/healthz"):
        with urlopen(sent.url + path, timeout=30) as answer:
            texts.append(answer.read().decode())
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert not [value for row in sent.rows for value in _private(row) if value in "".join(texts)]


def test_the_metrics_are_on_a_port_of_their_own_and_count_what_was_sent(sent: ClinicInABox) -> None:
    seen = Scrape(sent.metrics())
    assert seen.number("lateness_seconds_count", lane="sms") == PATIENTS
    assert seen.number("sends_total", lane="email", outcome="accepted") == PATIENTS
    assert seen.number("database_up") == 1
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{sent.url}/metrics", timeout=30)


def test_neither_the_database_nor_the_logs_hold_patient_data_in_the_clear(box: ClinicInABox) -> None:
    rows = box.enroll(PATIENTS)
    box.twilio.faults.append(Fault.refused(21211, times=2))
    box.up()
    wait_until(lambda: len(box.smtp.accepted) >= PATIENTS)
    box.wait_quiet()
    box.stop()

    bodies = [message.body[-60:] for message in box.twilio.accepted]
    private = [*(value for row in rows for value in _private(row)), *bodies, "Zenobia", "Quartermain"]
    dump = b"".join(path.read_bytes() for path in box.folder.glob("reminders.db*"))
    assert len(dump) > 50_000
    assert not [value for value in private if value.encode() in dump]
    assert box.log.count("\n") > 5
    assert not [value for value in private if value in box.log]


def _private(row: dict[str, str]) -> list[str]:
    names = ("external_id", "given_name", "family_name", "phone", "email")
    return [row[name] for name in names] + [row["phone"].removeprefix("+1")]
