"""What staff can take back of what they did to a plan."""

from __future__ import annotations

from enum import StrEnum


class UndoKind(StrEnum):
    """What can be taken back."""

    CANCEL = "cancel"
    SEND_NOW = "send_now"
