"""A network that can fail: a TCP proxy that forwards, cuts, or swallows what is sent."""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

START_SECONDS = 10
# Closing a socket with this sends RST: the other side hears of it at once, in the middle of whatever it does.
RESET = struct.pack("ii", 1, 0)


class CuttingProxy:
    """Forwards between a loopback port of its own and a server, in a thread of its own."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._listener: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._is_cut = False

    def cut(self) -> None:
        """Reset every connection, and new ones as soon as they are there."""
        self._call(self._cut)

    def swallow(self) -> None:
        """Keep connections, take new ones, and pass nothing on: what comes waits."""
        self._call(self._flowing.clear)

    def mend(self) -> None:
        """Forward again; what waited arrives now, as it does after a short failure of the network."""
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(START_SECONDS)

    def run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        if self._listener is not None:
            self._listener.close()
        # Whoever was taken in at the last moment begins first, so that it can be ended.
        self._loop.run_until_complete(asyncio.sleep(0.05))
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        # One turn more: what was reset just now closes its socket in the next.
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def close(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _call(self, change: Callable[[], None]) -> None:
        async def soon() -> None:
            change()

        asyncio.run_coroutine_threadsafe(soon(), self._loop).result(START_SECONDS)

    def _cut(self) -> None:
        # The listener stays: asyncio forgets to close a connection that is just being accepted when it is closed.
        self._is_cut = True
        for writer in self._open:
            _reset(writer)

    async def _listen(self) -> None:
        self._is_cut = False
        self._flowing.set()
        if self._listener is None:
            self._listener = await asyncio.start_server(self._forward, "127.0.0.1", self.port)
            self.port = self._listener.sockets[0].getsockname()[1]

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            _reset(writer)
            return
        self._open.add(writer)
        try:
            await self._flowing.wait()
            upstream, onward = await asyncio.open_connection("127.0.0.1", self.target)
            self._open.add(onward)
            try:
                await asyncio.gather(self._pump(reader, onward), self._pump(upstream, writer))
            finally:
                self._open.discard(onward)
                _reset(onward)
        except OSError:
            # Whoever went away, or could not be reached: the other side hears it by the reset.
            pass
        finally:
            self._open.discard(writer)
            _reset(writer)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while sent := await reader.read(65536):
            await self._flowing.wait()
            writer.write(sent)
            await writer.drain()
        # One side is done: so is the other, once it has all that was sent.
        writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    peer: socket.socket | None = writer.get_extra_info("socket")
    if peer is not None and peer.fileno() >= 0:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()


@contextmanager
def cutting_proxy(target: int) -> Iterator[CuttingProxy]:
    """A proxy in front of a loopback port, forwarding."""
    proxy = CuttingProxy(target)
    thread = threading.Thread(target=proxy.run, name="proxy")
    thread.start()
    try:
        proxy.mend()
        yield proxy
    finally:
        proxy.close()
        thread.join(START_SECONDS)
