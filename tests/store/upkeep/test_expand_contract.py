"""A migration leaves the version before it working and locks no large table for long: squawk reads its SQL."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import event

from reminders.store.database.session import open_database
from reminders.store.upkeep.schema import alembic_config, create_tables
from tests.making import vault
from tests.tables import each_row

if TYPE_CHECKING:
    from collections.abc import Iterator

BEFORE_THE_RULE = "0044"
"""The newest schema of before the first release, which no older version runs beside."""

ALLOWED: dict[tuple[str, str], str] = {}
"""What a migration may do although squawk warns, by revision and rule, each with its reason."""

RULES = {
    *("adding-required-field", "adding-not-nullable-field", "changing-column-type", "renaming-column"),
    *("renaming-table", "ban-drop-column", "ban-drop-table", "constraint-missing-not-valid"),
    *("adding-foreign-key-constraint", "disallowed-unique-constraint", "require-concurrent-index-creation"),
    *("adding-serial-primary-key-field", "ban-truncate-cascade"),
}
"""Of squawk's rules, those about old code and about locks. Others are of taste, or `migrate` sees to them."""


@pytest.fixture
def squawk() -> str:
    program = shutil.which("squawk", path=str(Path(sys.executable).parent)) or shutil.which("squawk")
    if program is None:
        pytest.skip("no squawk: pip install squawk-cli")
    return program


def warnings(squawk: str, sql: str) -> list[str]:
    """Return the rules that some SQL breaks."""
    command = [squawk, "--pg-version", "13", "--assume-in-transaction", "--reporter", "gcc"]
    done = subprocess.run(command, input=sql, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode in {0, 1}, done.stderr
    return [rule for rule in re.findall(r": (?:warning|error): ([a-z-]+) ", done.stdout) if rule in RULES]


@each_row(
    ("sql", "broken"),
    [
        pytest.param("ALTER TABLE messages ADD COLUMN x INTEGER", [], id="a new column that may be empty"),
        pytest.param("ALTER TABLE messages ADD x INTEGER DEFAULT 0 NOT NULL", [], id="a new column with a default"),
        pytest.param("CREATE TABLE t (a INTEGER); CREATE INDEX i ON t (a)", [], id="a new table with its index"),
        pytest.param("ALTER TABLE messages ADD x INTEGER NOT NULL", ["adding-required-field"], id="must be filled"),
        pytest.param("ALTER TABLE messages DROP COLUMN x", ["ban-drop-column"], id="a column goes"),
        pytest.param("ALTER TABLE messages RENAME x TO y", ["renaming-column"], id="a column gets another name"),
        pytest.param("ALTER TABLE messages ALTER x TYPE BIGINT", ["changing-column-type"], id="another type"),
        pytest.param("CREATE INDEX i ON messages (step)", ["require-concurrent-index-creation"], id="a blocking index"),
        pytest.param("DROP TABLE uploads", ["ban-drop-table"], id="a table goes"),
    ],
)
def test_squawk_finds_what_the_version_before_cannot_live_with(squawk: str, sql: str, broken: list[str]):
    assert warnings(squawk, f"{sql};") == broken


def test_migrations_after_the_first_release_expand(squawk: str, postgres_copies: Any):
    broken = {
        (revision, rule)
        for revision, sql in _migrations(postgres_copies)
        for rule in warnings(squawk, sql)
        if (revision, rule) not in ALLOWED
    }
    assert not broken, "see CONTRIBUTING, “Migrations”: two releases, or ALLOWED with the reason"


def _migrations(copies: Any) -> Iterator[tuple[str, str]]:
    """Return the SQL of each migration since the rule, as it is run on PostgreSQL."""
    found = ScriptDirectory.from_config(alembic_config()).walk_revisions(BEFORE_THE_RULE, "head")
    revisions = [script.revision for script in reversed(list(found))][1:]
    if not revisions:
        return
    url = copies.server.create_database()
    database = open_database(url, vault(), durable=False)
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(str(arguments[2]))

    with database.begin() as tx:
        create_tables(tx, BEFORE_THE_RULE)
        event.listen(tx.conn, "before_cursor_execute", note)
        for revision in revisions:
            statements.clear()
            create_tables(tx, revision)
            ours = [one for one in statements if re.match(r"\s*(ALTER|CREATE|DROP|TRUNCATE)", one)]
            yield revision, "".join(f"{one.rstrip().rstrip(';')};\n" for one in ours)
    database.close()
    copies.drop(url)
