"""Opens what is encrypted, to see whether it does: what is damaged or was copied from elsewhere does not open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reminders.store.database.key_ring import Form
from reminders.store.upkeep.rekeying import Unreadable, damage_of, encrypted_tables, form_of, forms_in, read_page

if TYPE_CHECKING:
    from reminders.store.database.session import Tx
    from reminders.store.upkeep.rekeying import EncryptedTable

ROWS_LOOKED_AT: Final = 10_000
"""Rows of each table that a quick look opens: about 2 s for all tables together."""


@dataclass(slots=True)
class CellReport:
    """What was looked at, and how many values are of which form.

    `older` are not of the form that the program writes; `is_complete`: no row was left out.
    """

    rows: int = 0
    forms: Counter[Form] = field(default_factory=Counter[Form])
    older: int = 0
    damaged: list[Unreadable] = field(default_factory=list[Unreadable])
    is_complete: bool = True


def check_cells(tx: Tx, limit: int | None = ROWS_LOOKED_AT) -> CellReport:
    """Open the values of up to `limit` rows of each table, or of all."""
    report = CellReport()
    for item in encrypted_tables():
        _check_table(tx, item, limit, report)
    return report


def _check_table(tx: Tx, item: EncryptedTable, limit: int | None, report: CellReport) -> None:
    after: str | int | None = None
    rows = 0
    while page := read_page(tx, item, after):
        after = getattr(page[-1], item.key.name)
        for row in page:
            report.damaged += damage_of(tx.vault, item, row)
            forms = forms_in(item, row)
            report.forms += forms
            report.older += forms.total() - forms[form_of(item)]
        rows += len(page)
        if limit is not None and rows >= limit:
            report.is_complete = False
            break
    report.rows += rows
