"""The built-in web server: Waitress, with an end that loses nothing."""

import time
from typing import Any

from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

THREADS = 8
# With waitress's default of 100, a hundred slow phones would keep everyone else out.
CONNECTIONS = 900
SLOW_CLIENT_SECONDS = 30
# Waitress lets go of whoever is silent for so long. A byte now and then is no silence, so a request also has to be here
# in time: its head, and all of it, which for a photograph over a bad line takes minutes.
HEAD_SECONDS, REQUEST_SECONDS = 20, 180
# No form takes as much: 16 MB and some words where a photograph is sent. While it comes in, what is longer than half a
# megabyte lies in a file without a name, for in memory a few dozen slow senders could fill it; with waitress's default
# of 1 GB they could fill the disk.
LONGEST_BODY = 20 * 1024 * 1024
# Docker kills ten seconds after it has asked.
DRAIN_SECONDS = 8.0


class WebServer:
    """Listens from the moment it is made (OSError where it cannot), and answers once it runs."""

    def __init__(self, application: Any, *, host: str, port: int) -> None:
        self._sockets: dict[int, Any] = {}
        self._stopping = False
        self._looked_at = 0.0
        # Requests that are coming in, and when they were first seen to.
        self._coming: dict[Any, float] = {}
        self._server = create_server(
            application,
            map=self._sockets,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            max_request_body_size=LONGEST_BODY,
            channel_timeout=SLOW_CLIENT_SECONDS,
            cleanup_interval=5,
            # Werkzeug's ProxyFix reads them, and believes as many hops as TRUSTED_PROXIES says.
            clear_untrusted_proxy_headers=False,
            ident=None,
        )

    def run(self) -> None:
        """Serve until `stop`; then answer every request that has reached us, and leave."""
        while not self._stopping:
            self._turn(seconds=1)
            self._let_go_of_the_slow()
        self._refuse_newcomers()
        deadline = time.monotonic() + DRAIN_SECONDS
        while self._has_unanswered() and time.monotonic() < deadline:
            self._turn(seconds=0.1)
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets)

    def stop(self) -> None:
        """Ask `run` to end; may be called by a signal handler. Waitress itself would drop what is queued."""
        self._stopping = True

    def _turn(self, *, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)

    def _let_go_of_the_slow(self) -> None:
        now = time.monotonic()
        if now < self._looked_at + 1:
            return
        self._looked_at = now
        sending = [one for one in self._channels() if one.request is not None and not one.requests]
        self._coming = {one.request: self._coming.get(one.request, now) for one in sending}
        for channel in sending:
            patience = REQUEST_SECONDS if channel.request.headers_finished else HEAD_SECONDS
            if now > self._coming[channel.request] + patience:
                channel.will_close = True

    def _channels(self) -> list[HTTPChannel]:
        return [one for one in self._sockets.values() if isinstance(one, HTTPChannel)]

    def _refuse_newcomers(self) -> None:
        for listener in [one for one in self._sockets.values() if isinstance(one, BaseWSGIServer)]:
            _accept_waiting(listener, self._sockets)
            wasyncore.dispatcher.close(listener)
        # What those just accepted have sent is read now, so that it counts as a request.
        self._turn(seconds=0)

    def _has_unanswered(self) -> bool:
        return any(one.requests or one.request or one.total_outbufs_len for one in self._channels())


def _accept_waiting(listener: BaseWSGIServer, sockets: dict[int, Any]) -> None:
    """Take in every connection that the system has made for us already."""
    known = -1
    while known != len(sockets):
        known = len(sockets)
        listener.handle_accept()
