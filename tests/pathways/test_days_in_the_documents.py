"""The page that a clinician reads names the days that the shipped plans have."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
PLANS = ("microdiscectomy", "laminectomy", "spinal_fusion", "vertebroplasty_kyphoplasty")
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|((?:[ \d-]+\|){4})$", re.MULTILINE)


def test_the_clinicians_page_names_every_step_with_its_days():
    page = (ROOT / "docs" / "clinician.md").read_text(encoding="utf-8")
    shown = {step: [day.strip() for day in days.split("|")[:4]] for step, _who, days in ROW.findall(page)}
    optional = {step for step, who, _days in ROW.findall(page) if "optional" in who}
    plans = [yaml.safe_load((ROOT / f"reminders/pathways/{plan}.yaml").read_text(encoding="utf-8")) for plan in PLANS]
    steps = [{step["key"]: step for step in plan["steps"]} for plan in plans]
    names = {name for plan in steps for name in plan}
    assert shown == {name: [str(plan[name]["day"]) if name in plan else "" for plan in steps] for name in names}
    assert optional == {name for plan in steps for name, step in plan.items() if step.get("optional")}
