"""The way out for webhooks, over a real socket: private addresses are refused wherever they show up."""

from __future__ import annotations

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from reminders.channels.webhooks.poster import WebhookPoster
from reminders.ports import Post, PostAnswer
from tests.tables import each_row

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOPBACK = [ip_network("127.0.0.0/8"), ip_network("::1/128")]
SECOND = timedelta(seconds=1)


class Handler(BaseHTTPRequestHandler):
    """Answers by the path: a status, a redirect, or nothing for a while."""

    got: ClassVar[list[tuple[str, bytes]]] = []
    hang: ClassVar[threading.Event]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.got.append((self.path, body))
        if self.path == "/hangs":
            self.hang.wait(5)
            return
        self.send_response(int(self.path.strip("/")))
        self.send_header("Location", "/200")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def address() -> Iterator[str]:
    Handler.got, Handler.hang = [], threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    Handler.hang.set()
    server.shutdown()
    server.server_close()


def post(url: str, body: bytes = b"{}") -> Post:
    return Post(url, {"Content-Type": "application/json"}, body)


def test_it_posts_at_once_and_answers_in_order(address: str):
    poster = WebhookPoster(SECOND, LOOPBACK)
    paths = ["200", "500", "302", "hangs", "204"]
    found = poster.post_all([post(f"http://{address}/{path}", path.encode()) for path in paths])
    statuses = [
        PostAnswer(200),
        PostAnswer(500),
        PostAnswer(302),
        PostAnswer(None, "no answer in time"),
        PostAnswer(204),
    ]
    assert found == statuses
    assert sorted(Handler.got) == sorted((f"/{path}", path.encode()) for path in paths), "a redirect is not followed"


def test_a_private_address_is_not_connected_to(address: str):
    poster = WebhookPoster(SECOND)
    port = address.rpartition(":")[2]
    urls = [f"https://127.0.0.1:{port}/200", f"https://localhost:{port}/200", f"https://[::1]:{port}/200"]
    assert poster.post_all([post(url) for url in urls]) == [PostAnswer(None, "private address")] * 3
    assert Handler.got == []


def test_an_address_that_does_not_answer_says_why(address: str):
    poster = WebhookPoster(SECOND, LOOPBACK)
    port = address.rpartition(":")[2]
    tls = poster.post_all([post(f"https://localhost:{port}/200"), post("http://127.0.0.1:1/200")])
    assert [item.status for item in tls] == [None, None]
    assert tls[1].problem == "no connection"


REFUSED = [
    "ftp://ehr.example.org",
    "ehr.example.org",
    "http://ehr.example.org",
    "https://",
    "https://user:secret@ehr.example.org",
    "https://x.org/#a",
    "https://127.0.0.1",
    "https://[::1]/x",
    "https://169.254.169.254/latest",
    "https://10.0.0.7",
    "http://8.8.8.8",
    "https://x.org:0",
    "https://x.org:99999",
    "https://exämple.org",
    "http://[fe80::1%25eth0]/",
    "javascript:alert(1)",
]


@each_row("url", [*REFUSED, "https://x.org/a b", "https://x.org/\n", "https://" + "x" * 500, ""])
def test_an_address_that_cannot_be_used_is_refused_with_a_sentence(url: str):
    assert WebhookPoster(SECOND).refuses(url)


def test_an_address_that_can_be_used_is_taken():
    poster = WebhookPoster(SECOND, [ip_network("10.0.0.0/8")])
    for url in ("https://ehr.example.org/hook?key=1", "https://8.8.8.8", "https://10.0.0.7", "http://10.0.0.7:8080/x"):
        assert poster.refuses(url) is None, url
    assert poster.refuses("http://8.8.8.8"), "http is only for one's own networks"
