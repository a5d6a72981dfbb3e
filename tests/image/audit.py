"""`make audit`: asks pip-audit for known vulnerabilities in what the image installs.

pip-audit passes when it can ask nothing: every package is then "skipped". This says so instead of passing in silence.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SECONDS = 60
REQUIREMENTS = ("requirements.txt", "requirements-build.txt")


class AuditError(Exception):
    """pip-audit gave no answer that can be read."""


def main() -> int:
    """Audit, print the outcome in a line or a table, and return the exit code."""
    try:
        if (reason := _no_database()) is not None:
            print(f"audit: SKIPPED, no vulnerability was looked up: {reason}")
            return 0
        answers = [_ask(ROOT / name) for name in REQUIREMENTS]
    except (AuditError, subprocess.TimeoutExpired) as error:
        print(f"audit: SKIPPED, no vulnerability was looked up: {error}")
        return 0
    code, text = judge(answers)
    print(text)
    return code


def judge(answers: list[dict[str, Any]]) -> tuple[int, str]:
    """Return the exit code and what to print: a known vulnerability fails, and so does a package not looked up."""
    packages = [package for answer in answers for package in answer["dependencies"]]
    unknown = [f"{item['name']}: {item['skip_reason']}" for item in packages if "skip_reason" in item]
    known = [
        f"{item['name']} {item['version']}: {hole['id']}, fixed in {' or '.join(hole['fix_versions']) or 'none'}"
        for item in packages
        for hole in item.get("vulns", ())
    ]
    if known:
        return 1, "\n".join(["audit: raise these pins in constraints.txt, then `make requirements`", *known, *unknown])
    if unknown:
        return 1, "\n".join(["audit: these packages were not looked up", *unknown])
    return 0, f"audit: no known vulnerability in {len(packages)} packages"


def _no_database() -> str | None:
    """Ask about one package before all: where the index answers no such questions, none is worth asking."""
    line = (ROOT / REQUIREMENTS[1]).read_text(encoding="utf-8").split("\n\n", 1)[0]
    first = line.split(" ", 1)[0]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "one.txt"
        file.write_text(first + "\n", encoding="utf-8")
        answer = _ask(file, hashed=False)
    return next((item["skip_reason"] for item in answer["dependencies"] if "skip_reason" in item), None)


def _ask(file: Path, *, hashed: bool = True) -> dict[str, Any]:
    how = ["--require-hashes"] if hashed else ["--no-deps"]
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", *how, "--progress-spinner=off", "-f", "json", "-r"]
    done = subprocess.run([*command, str(file)], check=False, capture_output=True, text=True, timeout=SECONDS)
    try:
        return json.loads(done.stdout)
    except ValueError:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise AuditError(last[0]) from None


if __name__ == "__main__":
    sys.exit(main())
