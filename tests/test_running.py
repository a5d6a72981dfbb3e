"""The rules of a run hold: nothing outside this machine, a limit for each test, and the quick half is what it says."""

from __future__ import annotations

import socket
from contextlib import closing
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests import running
from tests.tables import each_row

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTSIDE = "203.0.113.7"  # kept for documentation: no one has it


@pytest.fixture
def noted() -> Iterator[list[str]]:
    """What went outside, forgiven at the end."""
    yield running._outside
    running._outside.clear()


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_connection_outside_is_refused_and_noted_even_if_the_code_takes_it_for_a_fault(
    kind: socket.SocketKind, noted: list[str]
):
    with socket.socket(socket.AF_INET, kind) as client, pytest.raises(running.OutsideError, match=OUTSIDE):
        client.connect((OUTSIDE, 443))
    assert noted == [f"socket.connect {OUTSIDE}"]
    noted.clear()


def test_a_packet_to_outside_is_refused(noted: list[str]):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client, pytest.raises(running.OutsideError):
        client.sendto(b"who is there", (OUTSIDE, 53))
    noted.clear()


def test_this_machine_answers():
    with socket.create_server(("127.0.0.1", 0)) as server, closing(socket.create_connection(server.getsockname())):
        pass


@each_row(
    ("host", "is_here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("mail.example.org", False),
    ],
)
def test_what_counts_as_this_machine(host: str, is_here: bool):  # noqa: FBT001 - a column of the table
    assert running._is_loopback(host) is is_here


def test_every_test_has_a_limit(request: pytest.FixtureRequest):
    assert request.config.pluginmanager.has_plugin("timeout"), "run make setup: pytest-timeout is missing"
    mark = request.node.get_closest_marker("timeout")
    assert mark.args == (running.LIMIT,)


@each_row(
    ("path", "left_out_by"),
    [
        ("browser/test_live.py", {"not live", "quick"}),
        ("production", {"not live", "quick"}),
        ("web/pages/test_pages.py", {"live", "quick"}),
        ("core", {"live"}),
        ("test_servers.py", {"live"}),
        (".", set()),
    ],
)
def test_what_a_mark_leaves_out_is_not_imported(path: str, left_out_by: set[str]):
    marks = ("", "live", "not live", "quick", "slow")
    assert {mark for mark in marks if running.is_left_out(running.HERE / path, mark)} == left_out_by


@each_row(
    ("fixtures", "parameters", "needs"),
    [
        (["tmp_path"], {}, False),
        (["database_url"], {"database_url": "sqlite"}, False),
        (["database_url"], {"database_url": "postgresql"}, True),
        (["empty_url"], {"empty_url": "postgresql"}, True),
        (["postgres_url"], {}, True),
    ],
)
def test_what_needs_a_server_is_not_quick(fixtures: list[str], parameters: dict[str, str], needs: bool):  # noqa: FBT001
    item = SimpleNamespace(fixturenames=fixtures, callspec=SimpleNamespace(params=parameters))
    assert running._needs_server(item) is needs  # type: ignore[arg-type]
