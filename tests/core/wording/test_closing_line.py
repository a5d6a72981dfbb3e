"""What a closing line says and the text has said already is not said twice; nothing else is left out."""

from __future__ import annotations

from reminders.core.consent.stop_instruction import tells_how_to_stop
from reminders.core.wording import closing_line
from tests.tables import each_row

LINE = "This number is not monitored. Emergency: call 911. STOP to end."
FIRST = "Up to 3 msgs/week. HELP for help, STOP to end."


@each_row(
    ("text", "whole"),
    [
        ("Walk today.", f"Walk today. {LINE}"),
        (
            "This number is not monitored. Call us.",
            "This number is not monitored. Call us. Emergency: call 911. STOP to end.",
        ),
        ("This number is not monitored, so call us.", f"This number is not monitored, so call us. {LINE}"),
        ("Do not STOP to end.here", f"Do not STOP to end.here {LINE}"),
        ("No emergency: call 911.", f"No emergency: call 911. {LINE}"),
        (LINE, LINE),
        ("Reply STOP to end.", LINE),
    ],
)
def test_a_closing_line_adds_what_is_new(text: str, whole: str) -> None:
    assert closing_line.add(text, LINE, tells_how_to_stop=tells_how_to_stop) == whole


@each_row(
    ("text", "whole"),
    [
        ("Call us. Reply STOP to end.", f"Call us. {FIRST}"),
        ("Reply STOP to end. Call us.", f"Call us. {FIRST}"),
        ("Walk today.\nText STOP to stop these texts\nCall us.", f"Walk today.\nCall us. {FIRST}"),
        ("Walk today. To end these texts, reply STOP.", f"Walk today. {FIRST}"),
        ("Stop to rest. Do not stop your pills.", f"Stop to rest. Do not stop your pills. {FIRST}"),
        ("Reply STOP to end or call us.", f"Reply STOP to end or call us. {FIRST}"),
    ],
)
def test_how_to_stop_is_said_once_by_the_line_and_nothing_else_is_left_out(text: str, whole: str) -> None:
    assert closing_line.add(text, FIRST, tells_how_to_stop=tells_how_to_stop) == whole


def test_a_line_that_says_nothing_of_it_leaves_the_text_as_it_is() -> None:
    told = closing_line.add("Call us. Reply STOP to end.", "Emergency: 911.", tells_how_to_stop=tells_how_to_stop)
    assert told == "Call us. Reply STOP to end. Emergency: 911."
