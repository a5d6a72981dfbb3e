"""Serves a process's metrics on a port of their own, METRICS_PORT, so that the web port need not show them."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from reminders.core.model.errors import SetupError
from reminders.telemetry.instruments import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger(__name__)

CONTENT_TYPE = CONTENT_TYPE_LATEST


class MetricsPortError(SetupError):
    """METRICS_PORT cannot be listened on; the message says why."""


def own_metrics() -> str:
    """Return what this process knows of itself, in Prometheus's format."""
    return generate_latest(REGISTRY).decode()


def serve_metrics(host: str, port: int, text: Callable[[], str] = own_metrics) -> Callable[[], None]:
    """Serve `/metrics` in threads of their own until the process ends; return what stops it earlier.

    Raises:
        MetricsPortError: the port cannot be listened on.

    """

    class Handler(BaseHTTPRequestHandler):
        """Answers one scrape."""

        timeout = 10
        server_version, sys_version = "reminders", ""

        def do_GET(self) -> None:
            """Answer /metrics, and nothing else."""
            if self.path.partition("?")[0] != "/metrics":
                self.send_error(404)
                return
            try:
                content = text().encode()
            except Exception as error:  # noqa: BLE001 a scrape that fails must not end the thread without an answer
                log.warning("metrics_failed", problem=type(error).__name__)
                self.send_error(500)
                return
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the base class's
            """Write no line per scrape."""

    class Server(ThreadingHTTPServer):
        """Answers each scrape in a thread that ends with the process."""

        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        daemon_threads = True

    try:
        server = Server((host, port), Handler)
    except OSError as error:
        reason = error.strerror or "not possible"
        raise MetricsPortError(
            f"cannot listen on {host}:{port} ({reason}); METRICS_PORT must be free: processes on one host need one each"
        ) from None
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    return stop
