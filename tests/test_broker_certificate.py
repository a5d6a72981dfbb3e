"""A `rediss://` broker must show a certificate that we trust; kombu alone would take any."""

from __future__ import annotations

import socket
import ssl
import threading
from typing import TYPE_CHECKING

import pytest

from reminders.celery_app import make_app
from reminders.config import Settings
from reminders.worker.startup import NotYetError, check_broker
from reminders.worker.transport import checked_url
from tests.standins import certificate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A server that speaks as much of Redis's language as a look at it takes, behind a certificate no one knows."""
    certificate_path, key_path = certificate.write(tmp_path)
    context = certificate.server_context(certificate_path, key_path)
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(listener, context), daemon=True).start()
    yield listener.getsockname()[1], certificate_path
    listener.close()


def _serve(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(plain, context), daemon=True).start()


def _answer(plain: socket.socket, context: ssl.SSLContext) -> None:
    try:
        with context.wrap_socket(plain, server_side=True) as one:
            while data := one.recv(4096):
                commands = max(data.count(b"\r\n*") + data.startswith(b"*"), 1)
                if b"HELLO" in data:
                    one.sendall(b"%1\r\n+proto\r\n:3\r\n")
                else:
                    one.sendall(b"+PONG\r\n" if b"PING" in data else b"+OK\r\n" * commands)
    except OSError:
        return


def test_an_unknown_certificate_is_refused(redis: tuple[int, Path]):
    with pytest.raises(NotYetError, match="certificate"):
        check_broker(Settings(broker_url=f"rediss://127.0.0.1:{redis[0]}/0"), 2)


def test_one_of_our_own_authority_is_taken_and_a_url_that_asks_for_no_check_gets_none(redis: tuple[int, Path]):
    port, trusted = redis
    check_broker(Settings(broker_url=f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={trusted}"), 2)
    check_broker(Settings(broker_url=f"rediss://127.0.0.1:{port}/0?ssl_cert_reqs=none"), 2)


def test_worker_and_beat_check_too():
    app = make_app(Settings(broker_url="rediss://:secret@redis.example:6380/0"))
    with app.connection_for_write() as connection:
        assert connection.ssl["ssl_cert_reqs"] is ssl.CERT_REQUIRED
        assert connection.ssl["ssl_check_hostname"] is True


def test_other_addresses_stay_as_they_are():
    for url in ("redis://redis:6379/0", "memory://", "redis+socket:///run/redis.sock"):
        assert checked_url(url) == url
