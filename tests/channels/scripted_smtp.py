"""An SMTP server that recites: for replies that a real server gives at steps where the stand-in has no say."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import BinaryIO, Self

USUAL = {
    "GREETING": "220 ready",
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "CONTENT": "250 2.0.0 Ok: queued as ABC123",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


class ScriptedSmtp:
    """Gives `replies` instead of the usual ones, by command; an empty reply hangs up.

    `heard` lists the commands, `contents` the emails. `waits_for_data`: it answers MAIL and RCPT only once it has heard
    DATA too, which a client that waits for each answer never says.
    """

    def __init__(self, waits_for_data: bool = False, /, **replies: str) -> None:  # noqa: FBT001, FBT002
        self._replies = USUAL | replies
        self.heard: list[str] = []
        self._waits_for_data = waits_for_data
        self.contents: list[bytes] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, name="scripted-smtp", daemon=True)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        # Closing a listener does not wake the thread that waits on it; shutting it down does.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(60)

    def hang_up(self) -> None:
        """Close every connection from our side, without a word."""
        while self._open:
            with contextlib.suppress(OSError):
                self._open.pop().shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                self.connections += 1
                threading.Thread(target=self._speak, args=(connection,), daemon=True).start()

    def _speak(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines, contextlib.suppress(OSError):
            if not self._say(connection, "GREETING"):
                return
            for line in lines:
                verb = line.split()[0].decode().upper() if line.split() else ""
                self.heard.append(verb)
                if self._waits_for_data and verb in {"MAIL", "RCPT"}:
                    continue
                verbs = ("MAIL", "RCPT", "DATA") if self._waits_for_data and verb == "DATA" else (verb,)
                if not all(self._say(connection, one) for one in verbs) or verb == "QUIT":
                    return
                has_content = verb == "DATA" and self._replies["DATA"].startswith("354")
                if has_content and not (self._take(lines) and self._say(connection, "CONTENT")):
                    return

    def _take(self, lines: BinaryIO) -> bool:
        """Read a content to its end; False: the client went away before."""
        content = b""
        for line in lines:
            if line == b".\r\n":
                self.contents.append(content)
                return True
            content += line
        return False

    def _say(self, connection: socket.socket, verb: str) -> bool:
        reply = self._replies.get(verb, "502 unknown")
        connection.sendall(f"{reply}\r\n".encode() if reply else b"")
        return bool(reply)
