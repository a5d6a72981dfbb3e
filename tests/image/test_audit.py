"""What `make audit` makes of pip-audit's answers: silence is not health."""

from __future__ import annotations

from typing import Any

from tests.image.audit import judge
from tests.tables import each_row

SAFE: dict[str, Any] = {"name": "vine", "version": "5.1.0", "vulns": []}
HOLED = {"name": "yarl", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1", "2.0"]}]}
UNFIXED = {"name": "yarl", "version": "1.0", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
SKIPPED = {"name": "amqp", "skip_reason": "not found"}

ROWS = [
    ([SAFE], 0, "no known vulnerability in 1 packages"),
    ([SAFE, HOLED], 1, "yarl 1.0: PYSEC-1, fixed in 1.1 or 2.0"),
    ([UNFIXED], 1, "yarl 1.0: PYSEC-2, fixed in none"),
    ([SAFE, SKIPPED], 1, "amqp: not found"),
]


@each_row("packages, code, said", ROWS)
def test_the_verdict(packages: list[dict[str, Any]], code: int, said: str):
    got, text = judge([{"dependencies": packages}])
    assert got == code
    assert said in text
