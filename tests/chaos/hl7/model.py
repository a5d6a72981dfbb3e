"""What must come of the messages, read by other code than the product's: each once, in the order they were written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.chaos.hl7.traffic import Wire

PLANS = {"63030": "microdiscectomy", "63047": "laminectomy"}


@dataclass
class Standing:
    """One surgery of the hospital's, as it stands."""

    is_enrolled: bool = False
    is_active: bool = False
    waits_for: str = ""
    plan: str = ""
    day: date | None = None
    opioid: str = ""
    phone: str = ""


@dataclass
class Model:
    """All of them. `people` says which surgery a record number has."""

    cases: dict[str, Standing] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def replay(self, wires: Iterable[Wire]) -> None:
        """Read messages, the earliest first."""
        for wire in sorted(wires, key=lambda item: item.sent):
            lines = [line.split("|") for line in wire.raw.decode().split("\r") if line]
            self._take(lines[0][8], {fields[0]: fields for fields in lines})

    def _take(self, kind: str, segments: dict[str, list[str]]) -> None:
        number = segments["PID"][3].partition("^")[0]
        digits = "".join(sign for sign in segments["PID"][13].partition("^")[0] if sign.isdigit())
        if kind == "ADT^A08" and (case := self.people.get(number)):
            self.cases[case].phone = digits
        if not kind.startswith("SIU^"):
            return
        case = segments["SCH"][2].partition("^")[0]
        standing = self.cases.setdefault(case, Standing())
        if kind == "SIU^S15":
            standing.is_active = False
            return
        standing.day = date.fromisoformat(segments["AIS"][4])
        standing.opioid = {"Y": "yes", "N": "no"}[segments["ZSU"][2]]
        plan = PLANS.get(segments["AIS"][3].partition("^")[0])
        if plan is None or segments["ZSU"][1] != "Y":
            standing.waits_for = "plan" if plan is None else "consent"
            return
        if not standing.is_enrolled:
            standing.is_enrolled, standing.plan, standing.phone = True, plan, digits
            self.people[number] = case
        standing.is_active = True
