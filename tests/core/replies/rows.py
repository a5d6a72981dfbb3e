"""All tables of replies in one place: those the rules and weights were made with, and those they are measured on."""

from __future__ import annotations

from typing import Final

from tests.core.replies.table_blind import ROWS_BLIND
from tests.core.replies.table_clinical import LISTED_A, LISTED_B
from tests.core.replies.table_en import ROWS_EN
from tests.core.replies.table_es import ROWS_ES
from tests.core.replies.table_fresh import ROWS_FRESH
from tests.core.replies.table_heard import ROWS_HEARD
from tests.core.replies.unseen import batch

HELD_OUT: Final = (*batch("held_out"), *batch("held_out_later"), *ROWS_BLIND)
"""Never learned from: what the classifier adds is measured on these."""

_SEEN = (
    *ROWS_EN,
    *ROWS_ES,
    *ROWS_HEARD,
    *ROWS_FRESH,
    *batch("red_flags"),
    *batch("harmless"),
    *batch("keywords"),
    *batch("roundabout"),
)
ROWS: Final = (*_SEEN, *HELD_OUT)
_LISTED = (*((text, "A") for text in LISTED_A), *((text, "B") for text in LISTED_B))
LEARNED_ROWS: Final = tuple(row for row in (*_SEEN, *_LISTED) if row not in frozenset(HELD_OUT))
