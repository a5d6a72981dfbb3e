"""The systemd unit runs the command that exists, with what the program needs and no more."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path

UNIT = Path(__file__).parents[2] / "deploy" / "systemd" / "reminders.service"


def test_the_unit_runs_up_as_a_user_of_its_own_and_stops_in_time():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # pyright: ignore[reportAttributeAccessIssue] systemd's keys are case-sensitive
    unit.read(UNIT)
    service = unit["Service"]
    assert service["ExecStart"].endswith("/reminders up")
    assert (service["DynamicUser"], service["ProtectSystem"], service["NoNewPrivileges"]) == ("yes", "strict", "yes")
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
    assert int(service["TimeoutStopSec"]) >= 45
    assert unit["Install"]["WantedBy"] == "multi-user.target"


def test_systemd_finds_nothing_wrong_with_it_where_there_is_one(tmp_path: Path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text().replace("/opt/reminders/bin/reminders", "/bin/true"))
    done = subprocess.run([analyze, "verify", str(copy)], capture_output=True, text=True, check=False)
    assert "reminders.service" not in done.stderr, done.stderr
