"""All tables of replies in one place: the rules were mended with them, the weights learn from them."""

from __future__ import annotations

from typing import Final

from tests.core.replies.blind_batches import batch
from tests.core.replies.table_blind import ROWS_BLIND
from tests.core.replies.table_clinical import LISTED_A, LISTED_B
from tests.core.replies.table_en import ROWS_EN
from tests.core.replies.table_es import ROWS_ES
from tests.core.replies.table_fresh import ROWS_FRESH
from tests.core.replies.table_heard import ROWS_HEARD

_TABLES = (
    *ROWS_EN,
    *ROWS_ES,
    *ROWS_HEARD,
    *ROWS_FRESH,
    *batch("red_flags"),
    *batch("harmless"),
    *batch("keywords"),
    *batch("paraphrases"),
    *batch("held_out"),
    *batch("held_out_later"),
    *ROWS_BLIND,
)
_LISTED = (*((text, "A") for text in LISTED_A), *((text, "B") for text in LISTED_B))
ROWS: Final = _TABLES
LABELED_ROWS: Final = tuple(dict((*_TABLES, *_LISTED)).items())
"""Every text of the tables once, with the red-flag words of the clinical notes: the classifier learns from all."""
