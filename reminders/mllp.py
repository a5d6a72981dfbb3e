"""A server for HL7 messages over MLLP: any number of senders, each answered in its own order.

What a message does happens in a thread (`take`), in a transaction that ends before the answer goes out. A sender that
hangs, floods or breaks off in the middle costs its own connection only.
"""

from __future__ import annotations

import asyncio
import signal
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog

from reminders.config import SettingsError
from reminders.core.hl7.framing import FrameReader, FrameTooLargeError, frame

if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable
    from pathlib import Path

log = structlog.get_logger(__name__)

_CHUNK: Final = 65_536
_THREADS: Final = 4
_STOP_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a connection may cost. `half`: seconds for the rest of a message that has begun; `write`: for an answer."""

    largest: int = 2 * 1024 * 1024
    connections: int = 100
    idle: float = 3600.0
    half: float = 30.0
    write: float = 30.0


DEFAULT_LIMITS: Final = Limits()


def make_tls(certificate: Path, key: Path, client_ca: Path | None) -> ssl.SSLContext:
    """Prepare TLS 1.2 or newer; with `client_ca`, senders must show a certificate that it signed.

    Raises:
        SettingsError: a file is not there, or is not what it should be.

    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
        if client_ca is not None:
            context.load_verify_locations(client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or "not a certificate and its key in PEM"
        raise SettingsError(f"--tls-cert, --tls-key or --client-ca cannot be used: {reason}") from None
    return context


def run(
    listener: socket.socket,
    take: Callable[[bytes], bytes],
    too_large: Callable[[bytes], bytes],
    tls: ssl.SSLContext | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> None:
    """Serve until SIGTERM or SIGINT; a message that is being applied then is finished and answered."""
    asyncio.run(_run(listener, take, too_large, tls, limits))


async def _run(
    listener: socket.socket,
    take: Callable[[bytes], bytes],
    too_large: Callable[[bytes], bytes],
    tls: ssl.SSLContext | None,
    limits: Limits,
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="hl7") as threads:
        await serve(listener, Server(partial(loop.run_in_executor, threads, take), too_large, limits), stop, tls)


async def serve(
    listener: socket.socket, server: Server, stop: asyncio.Event, tls: ssl.SSLContext | None = None
) -> None:
    """Serve on a bound socket until `stop` is set."""
    accepting = await asyncio.start_server(server.connection, sock=listener, ssl=tls)
    try:
        await stop.wait()
    finally:
        accepting.close()
        await server.stop()
        log.info("hl7_stopped")


class Server:
    """All connections of one listener."""

    def __init__(
        self,
        take: Callable[[bytes], Awaitable[bytes]],
        too_large: Callable[[bytes], bytes],
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """Take what answers a message; it never raises. `too_large` answers the beginning of one that is too long."""
        self._take = take
        self._too_large = too_large
        self._limits = limits
        self._tasks: dict[asyncio.Task[None], bool] = {}  # and whether it is at work
        self._stops = False

    async def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one sender until it leaves."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 a connection runs in a task
        if len(self._tasks) >= self._limits.connections:
            log.warning("hl7_too_many_connections", limit=self._limits.connections)
            writer.close()
            return
        self._tasks[task] = False
        try:
            await self._serve(task, reader, writer)
        except TimeoutError:
            log.warning("hl7_connection_timed_out")
        except (OSError, asyncio.IncompleteReadError) as error:
            log.info("hl7_connection_lost", problem=type(error).__name__)
        except asyncio.CancelledError:
            pass  # the service stops, and this sender was idle
        finally:
            del self._tasks[task]
            writer.close()

    async def stop(self) -> None:
        """End idle connections, and wait for those at work to be answered."""
        self._stops = True
        for task, at_work in list(self._tasks.items()):
            if not at_work:
                task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=_STOP_SECONDS)

    async def _serve(
        self, task: asyncio.Task[None], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        frames = FrameReader(self._limits.largest)
        while not self._stops:
            patience = self._limits.half if frames.is_halfway else self._limits.idle
            async with asyncio.timeout(patience):
                data = await reader.read(_CHUNK)
            if not data:
                if frames.is_halfway:
                    log.warning("hl7_message_cut_off")
                return
            self._tasks[task] = True
            try:
                for message in frames.feed(data):
                    await self._answer(writer, await self._take(message))
            except FrameTooLargeError as error:
                log.warning("hl7_message_too_large", limit=self._limits.largest)
                await self._answer(writer, self._too_large(error.beginning))
                return
            self._tasks[task] = False

    async def _answer(self, writer: asyncio.StreamWriter, answer: bytes) -> None:
        async with asyncio.timeout(self._limits.write):
            writer.write(frame(answer))
            with suppress(ConnectionResetError):  # the sender is gone; it repeats the message and gets this answer
                await writer.drain()
