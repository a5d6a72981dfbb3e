"""Every error of ours is in one tree, and says which exit code a command ends with."""

from __future__ import annotations

import ast
from pathlib import Path

from reminders.core.model.errors import NotFoundError, RemindersError, SetupError, UseError, WrongUseError

CODE = Path(__file__).parents[3] / "reminders"


def error_classes() -> dict[str, list[str]]:
    """Return every class of ours that is raised, with the names of its bases."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in CODE.rglob("*.py")]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return {node.name: [ast.unparse(base) for base in node.bases] for node in classes if node.name.endswith("Error")}


def test_every_error_is_in_the_tree():
    known = error_classes()
    # DataError is below the core: a file that we ship is broken, and no one who uses the service can mend it.
    outside = set(known) - {RemindersError.__name__, "DataError"}
    inside = {RemindersError.__name__}
    while grown := {name for name in outside if inside & set(known[name])}:
        inside, outside = inside | grown, outside - grown
    assert outside == set()


def test_exit_codes():
    """1: it could not be done; 2: wrong use, or something must be set up first."""
    assert (UseError.exit_code, NotFoundError.exit_code) == (1, 1)
    assert (WrongUseError.exit_code, SetupError.exit_code) == (2, 2)
