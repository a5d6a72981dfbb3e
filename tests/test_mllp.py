"""The MLLP server with real sockets: many senders, each with its own answers; one that hangs or floods is cut off."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from reminders.config import SettingsError
from reminders.core.hl7.framing import frame
from reminders.mllp import Limits, Server, make_tls, serve
from tests.standins.certificate import write

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

SMALL = Limits(largest=200, connections=2, idle=5, half=0.1, write=1)


class Desk:
    """A server that answers each message with its own words, and senders of it."""

    def __init__(self, port: int, gate: asyncio.Event, taking: asyncio.Event) -> None:
        self.port = port
        self.gate = gate
        self.taking = taking

    async def sender(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)


@asynccontextmanager
async def desk(limits: Limits = SMALL, tls: ssl.SSLContext | None = None) -> AsyncGenerator[Desk]:
    listener = socket.create_server(("127.0.0.1", 0))
    stop, gate, taking = asyncio.Event(), asyncio.Event(), asyncio.Event()
    gate.set()

    async def take(message: bytes) -> bytes:
        taking.set()
        await gate.wait()
        return b"ack " + message

    server = Server(take, lambda beginning: b"too large " + beginning[:4], limits)
    serving = asyncio.create_task(serve(listener, server, stop, tls))
    yield Desk(listener.getsockname()[1], gate, taking)
    stop.set()
    async with asyncio.timeout(5):
        await serving


def test_each_sender_gets_its_answers_in_order_however_the_bytes_come():
    async def play() -> None:
        async with desk() as here:
            (one_in, one_out), (two_in, two_out) = await here.sender(), await here.sender()
            one_out.write(b"\x0bfir")
            two_out.write(frame(b"other"))
            assert await two_in.readexactly(12) == frame(b"ack other")
            one_out.write(b"st\x1c\r" + frame(b"second"))
            assert await one_in.readexactly(25) == frame(b"ack first") + frame(b"ack second")
            for writer in (one_out, two_out):
                writer.close()

    asyncio.run(play())


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"\x0bonly half of it", b""),  # and then silence
        (b"\x0bMSH|" + b"x" * 300, frame(b"too large MSH|")),
    ],
    ids=["half", "too large"],
)
def test_a_sender_that_hangs_or_floods_is_cut_off_and_the_others_are_served(sent: bytes, answered: bytes):
    async def play() -> None:
        async with desk() as here:
            (bad_in, bad_out), (good_in, good_out) = await here.sender(), await here.sender()
            bad_out.write(sent)
            good_out.write(frame(b"good"))
            assert await good_in.readexactly(11) == frame(b"ack good")
            assert await bad_in.read() == answered
            for writer in (bad_out, good_out):
                writer.close()

    asyncio.run(play())


def test_too_many_connections_are_refused_until_one_leaves():
    async def play() -> None:
        async with desk() as here:
            first, second = [await here.sender() for _ in range(2)]
            second[1].write(frame(b"a"))
            assert await second[0].readexactly(8) == frame(b"ack a")
            third = await here.sender()
            assert await third[0].read() == b""
            first[1].close()
            second[1].write(frame(b"b"))
            assert await second[0].readexactly(8) == frame(b"ack b")
            fourth = await here.sender()
            fourth[1].write(frame(b"c"))
            assert await fourth[0].readexactly(8) == frame(b"ack c")
            for _reader, writer in (second, third, fourth):
                writer.close()

    asyncio.run(play())


def test_a_stop_answers_what_is_being_applied_and_ends_who_is_idle():
    async def play() -> None:
        async with desk() as here:
            (idle_in, idle_out), (busy_in, busy_out) = await here.sender(), await here.sender()
            here.gate.clear()
            busy_out.write(frame(b"late"))
            await here.taking.wait()
            leaving = asyncio.create_task(busy_in.readexactly(11))
            asyncio.get_running_loop().call_later(0.05, here.gate.set)
        assert await leaving == frame(b"ack late")
        assert await idle_in.read() == b""
        for writer in (idle_out, busy_out):
            writer.close()

    asyncio.run(play())


def test_with_an_authority_only_a_sender_with_its_certificate_is_served(tmp_path: Path):
    certificate, key = write(tmp_path)
    tls = make_tls(certificate, key, certificate)

    def wanting(*, with_own: bool) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(certificate))
        context.check_hostname = False
        if with_own:
            context.load_cert_chain(certificate, key)
        return context

    async def send(port: int, context: ssl.SSLContext) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        writer.write(frame(b"secret"))
        try:
            return await reader.readexactly(13)
        finally:
            writer.close()

    async def play() -> None:
        async with desk(tls=tls) as here:
            assert await send(here.port, wanting(with_own=True)) == frame(b"ack secret")
            with pytest.raises((ssl.SSLError, ConnectionError, asyncio.IncompleteReadError)):
                await send(here.port, wanting(with_own=False))

    asyncio.run(play())


def test_files_that_are_no_certificate_end_the_start_with_a_sentence(tmp_path: Path):
    (tmp_path / "no.pem").write_text("nothing", encoding="ascii")
    with pytest.raises(SettingsError, match="--tls-cert, --tls-key or --client-ca cannot be used"):
        make_tls(tmp_path / "no.pem", tmp_path / "no.pem", None)
