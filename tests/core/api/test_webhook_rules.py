"""Which addresses a webhook may reach, when it is tried again, and how it is signed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

from reminders.core.api.public_addresses import may_reach
from reminders.core.api.webhooks import EVENT_OF, next_try, signature
from reminders.core.model.audit_actions import Action
from tests.tables import each_row

PRIVATE = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:0:0:0:0:0:80ff:fffe",
    "2001:db8::1",
    "localhost",
    "2130706433",
    "0x7f000001",
    "127.1",
]
PUBLIC = ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@each_row(("address", "reached"), [*((item, False) for item in PRIVATE), *((item, True) for item in PUBLIC)])
def test_only_public_addresses_are_reached(address: str, reached: bool):  # noqa: FBT001 a row
    assert may_reach(address) == reached


def test_a_network_that_was_named_is_reached_and_no_other():
    allowed = [ip_network("10.20.0.0/16"), ip_network("fd12::/16")]
    assert [may_reach(item, allowed) for item in ("10.20.1.1", "::ffff:10.20.1.1", "fd12::1", "10.21.0.1")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_tries_get_rarer_up_to_one_an_hour():
    now = datetime(2026, 3, 9, 19, tzinfo=UTC)
    waits = [next_try(failures, now) - now for failures in (1, 2, 3, 9, 10, 1000)]
    assert waits == [timedelta(seconds=seconds) for seconds in (10, 20, 40, 2560, 3600, 3600)]


def test_the_signature_is_that_of_standard_webhooks():
    """The example of the specification, section "Signature scheme"."""
    body = b'{"test": 2432232314}'
    found = signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_change_of_a_plan_is_an_event():
    looking = {
        "sent a planned message now",
        "took back sending a message now",
        "uploaded a file",
        "confirmed a surgery",
    }
    plans = [
        action for action in Action if action.value.endswith((" a plan", " a surgery", " a care plan", "enrolled"))
    ]
    assert {action for action in plans if action.value not in looking} <= EVENT_OF.keys()
