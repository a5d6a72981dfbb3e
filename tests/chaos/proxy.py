"""A TCP proxy whose open connections can fall silent without being closed, as a dead router leaves them."""

from __future__ import annotations

import asyncio
import threading
from typing import Self


class Proxy:
    """Relays to one port. After `freeze` what was open says nothing any more; new connections work."""

    def __init__(self, target: int) -> None:
        """Prepare; `start` opens the port."""
        self.port = 0
        self._target = target
        self._alive = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="chaos-proxy", daemon=True)
        self._generation = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    def start(self) -> Self:
        """Open the port."""
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def _serve(self) -> asyncio.Server:
        return await asyncio.start_server(self._accept, "127.0.0.1", 0)

    def freeze(self) -> None:
        """Let every open connection fall silent."""
        self._generation += 1

    def stop(self) -> None:
        """Close everything."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0.05)  # an aborted transport closes its socket in the next round of the loop

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.close()
            return
        self._writers |= {writer, back}
        born = self._generation
        for source, sink in ((reader, back), (there, writer)):
            task = self._loop.create_task(self._pump(source, sink, born))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, born: int) -> None:
        try:
            while data := await source.read(65_536):
                if born == self._generation:
                    sink.write(data)
                    await sink.drain()
        except OSError:
            pass
        if born == self._generation:
            sink.close()
