"""What a closing line says and the text has said already is not said twice; nothing else is left out."""

from __future__ import annotations

from reminders.core.wording import closing_line
from tests.tables import each_row

LINE = "This number is not monitored. Emergency: call 911. STOP to end."


@each_row(
    ("text", "whole"),
    [
        ("Walk today.", f"Walk today. {LINE}"),
        (
            "This number is not monitored. Call us.",
            "This number is not monitored. Call us. Emergency: call 911. STOP to end.",
        ),
        (
            "Call us. Reply STOP to end.",
            "Call us. Reply STOP to end. This number is not monitored. Emergency: call 911.",
        ),
        ("This number is not monitored, so call us.", f"This number is not monitored, so call us. {LINE}"),
        ("Do not STOP to end.here", f"Do not STOP to end.here {LINE}"),
        ("No emergency: call 911.", f"No emergency: call 911. {LINE}"),
        (LINE, LINE),
    ],
)
def test_a_closing_line_adds_what_is_new(text: str, whole: str) -> None:
    assert closing_line.add(text, LINE) == whole
