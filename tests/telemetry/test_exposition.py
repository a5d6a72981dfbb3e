"""Metrics on a port of their own: that port answers /metrics and nothing else, and the web port then does not."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from reminders.config import SettingsError, load_settings
from reminders.telemetry.exposition import MetricsPortError, serve_metrics
from tests.servers import free_port
from tests.web.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.services.context import Context


@pytest.fixture
def port() -> Iterator[int]:
    number = free_port()
    stop = serve_metrics("127.0.0.1", number)
    yield number
    stop()


def ask(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_the_port_answers_metrics_and_nothing_else(port: int):
    status, text = ask(port, "/metrics")
    assert (status, "reminders_lateness_seconds" in text, "process_resident_memory_bytes" in text) == (200, True, True)
    asked = [ask(port, path)[0] for path in ("/", "/sign-in", "/metrics/x", "/metrics?name[]=up")]
    assert asked == [404, 404, 404, 200]
    assert ask(port, "/metrics", "POST")[0] == 501


def test_a_scrape_that_fails_says_so_and_the_next_one_is_answered():
    answers = [ValueError("no"), "reminders_x 1\n"]

    def text() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    number = free_port()
    stop = serve_metrics("127.0.0.1", number, text)
    try:
        assert [ask(number, "/metrics")[0] for _ in range(2)] == [500, 200]
    finally:
        stop()


def test_a_taken_port_is_one_sentence(port: int):
    with pytest.raises(MetricsPortError, match=f"cannot listen on 127.0.0.1:{port} .*METRICS_PORT must be free"):
        serve_metrics("127.0.0.1", port)


@pytest.mark.parametrize("value", ["0", "-1", "65536", "metrics", "8000"])
def test_a_port_that_cannot_be_is_named(value: str):
    with pytest.raises(SettingsError, match="METRICS_PORT"):
        load_settings({"METRICS_PORT": value})


def test_with_a_port_of_their_own_the_web_port_shows_no_metrics(context: Context):
    assert Desk(context).get("/metrics").status_code == 200
    assert Desk(context, metrics_port=9464).get("/metrics").status_code == 404
    assert load_settings({"METRICS_PORT": ""}).metrics_port is None
