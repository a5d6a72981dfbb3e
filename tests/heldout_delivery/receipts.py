"""Held-out codes of the text provider: what one receipt or one refusal may do.

Rows: (code, blame), after the meaning in Twilio's error dictionary; "many" is a fault of one message
that takes the sender down only when many different people have it.
"""

CODES = (
    (20003, "sender"), (30002, "sender"), (21606, "sender"), (21659, "sender"), (30034, "sender"),
    (30032, "sender"), (21603, "sender"), (20005, "sender"), (21660, "sender"), (21704, "sender"),
    (30007, "many"), (30004, "many"), (30008, "message"), (30003, "message"), (21617, "message"),
    (30019, "message"), (30036, "message"), (21602, "message"), (30010, "message"),
    (30005, "address"), (30006, "address"), (21211, "address"), (21614, "address"),
    (21635, "address"), (21265, "address"), (21217, "address"),
    (20429, "later"), (30001, "later"), (21611, "later"), (63038, "later"), (30022, "later"),
    (99999, "message"),
)  # fmt: skip
