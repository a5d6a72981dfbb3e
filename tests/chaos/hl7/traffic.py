"""What a hospital sends: surgeries booked, moved, corrected, cancelled, phones that change; doubled, late, broken."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

PARTNER = """partner: riverside
timezone: America/Chicago
procedures: {"63030": microdiscectomy, "63047": laminectomy}
facts: {opioid: {field: ZSU-2, values: {"Y": "yes", "N": "no"}}}
consent: {sms: {field: ZSU-1, values: {"Y": "yes", "N": "no"}}}
"""
MENDED = PARTNER + "charset: 8859/1\n"
START = datetime(2026, 11, 2, 6, tzinfo=UTC)
DOUBLED, LATE, BROKEN = 0.10, 0.05, 0.03


@dataclass(frozen=True, slots=True)
class Wire:
    """One message on its way. `case` names its surgery; `is_broken`: it will be refused."""

    case: str
    sent: datetime
    raw: bytes
    control_id: str = ""
    is_broken: bool = False
    is_latin: bool = False


@dataclass
class _Case:
    number: int
    code: str
    consent: str
    today: date
    sent: datetime
    count: int = 0
    day: int = 20
    phone: int = 0
    opioid: str = "Y"

    @property
    def name(self) -> str:
        return f"C-{self.number}"

    @property
    def family(self) -> str:
        """A last name that is like no other one's."""
        return f"Rivera{hashlib.sha256(str(self.number).encode()).hexdigest()[:12]}"

    @property
    def born(self) -> str:
        """A birth date of its own."""
        return (date(1935, 1, 1) + timedelta(days=self.number % 15_000)).strftime("%Y%m%d")

    def write(self, kind: str) -> Wire:
        """Write the next message."""
        self.count += 1
        self.sent += timedelta(minutes=1)
        control = f"{self.number}.{self.count}"
        stamp = self.sent.strftime("%Y%m%d%H%M%S") + "+0000"
        number = f"(212) {200 + self.number // 1000 + 100 * self.phone}-{5000 + self.number % 1000:04}"
        person = f"PID|1||7{self.number:05}^^^RIV^MR||{self.family}^Ana||{self.born}|F|||||{number}^PRN^CP||eng"
        lines = [f"MSH|^~\\&|EPIC|RIV|US|OAK|{stamp}||{kind}|{control}|P|2.5.1||||||UNICODE UTF-8", person]
        if kind.startswith("SIU"):
            day = (self.today + timedelta(days=self.day)).strftime("%Y%m%d")
            lines.insert(1, f"SCH|P{self.number}^EPIC|{self.name}^EPIC||||||SURGERY")
            lines += ["RGS|1", f"AIS|1|A|{self.code}^Words^CPT|{day}", f"ZSU|{self.consent}|{self.opioid}"]
        return Wire(self.name, self.sent, ("\r".join(lines) + "\r").encode(), control)


def surgeries(chance: random.Random, count: int, today: date) -> list[Wire]:
    """Write the messages of that many surgeries in the order in which things happen."""
    written: list[Wire] = []
    for number in range(count):
        kind = chance.random()
        code = "99999" if kind < 0.03 else chance.choice(("63030", "63047"))
        sent = START + timedelta(minutes=chance.randrange(60 * 24))
        case = _Case(number, code, "N" if 0.03 <= kind < 0.1 else "Y", today, sent, day=20 + chance.randrange(200))
        written.append(case.write("SIU^S12"))
        for event in chance.choices(("S13", "S14", "A08", "S15", "ORM"), (40, 20, 20, 10, 10), k=chance.randint(2, 6)):
            if event == "S13":
                case.day = 20 + chance.randrange(200)
            elif event == "S14":
                case.opioid = chance.choice("YN")
            elif event == "A08":
                case.phone += 1
            written.append(case.write({"A08": "ADT^A08", "ORM": "ORM^O01"}.get(event, f"SIU^{event}")))
    return sorted(written, key=lambda wire: (wire.sent, wire.case))


def broken(chance: random.Random, count: int, today: date) -> list[Wire]:
    """Write messages that cannot be read: of each there is one reason."""
    found: list[Wire] = []
    for number in range(count):
        case = _Case(90_000 + number, "63030", "Y", today, START + timedelta(minutes=chance.randrange(60 * 24)))
        wire = case.write("SIU^S12")
        text = wire.raw.decode()
        ways = {
            "Latin-1": text.replace("|UNICODE UTF-8", "").replace("^Ana", "^Íñigo").encode("latin-1"),
            "no control id": text.replace(f"|{wire.control_id}|", "||", 1).encode(),
            "no record number": text.replace(f"7{case.number:05}^^^RIV^MR", "", 1).encode(),
            "no date": text.replace(text.split("CPT|")[1][:8], "", 1).encode(),
            "no message": f"nothing of HL7, {number}".encode(),
        }
        way = list(ways)[number % len(ways)]
        kept = wire.control_id if way in {"no record number", "no date", "Latin-1"} else ""
        found.append(Wire(case.name, wire.sent, ways[way], kept, is_broken=True, is_latin=way == "Latin-1"))
    return found


def queues(chance: random.Random, wires: list[Wire], senders: int) -> list[list[Wire]]:
    """Deal the messages out: what belongs to one surgery goes one way, a share of it late, a share twice."""
    late = list(wires)
    last: dict[str, int] = {}
    for place in range(len(late) - 1, -1, -1):  # swapped with the next one of the same surgery
        follower = last.get(late[place].case)
        if follower is not None and chance.random() < LATE * 1.3:
            late[place], late[follower] = late[follower], late[place]
        last[late[place].case] = place
    for wire in chance.sample(late, round(len(late) * DOUBLED)):
        place = late.index(wire)
        late.insert(min(len(late), place + chance.randint(1, 60)), wire)
    return [[wire for wire in late if hash_of(wire.case) % senders == number] for number in range(senders)]


def hash_of(case: str) -> int:
    """Return a number of a case that is the same in every run."""
    return sum(case.encode())


def write(seed: int, messages: int, senders: int) -> tuple[list[Wire], list[list[Wire]]]:
    """Write about that many messages; return them, and how they are sent."""
    chance, today = random.Random(seed), datetime.now(UTC).date()
    refused = broken(chance, round(messages * BROKEN), today)
    good = surgeries(chance, messages // 5, today)[: messages - len(refused)]
    wires = sorted([*good, *refused], key=lambda wire: (wire.sent, wire.case, wire.control_id))
    return wires, queues(chance, wires, senders)
