"""The sender's connections: opened in threads, driven by one loop, so that none waits for another."""

import selectors
import socket
import threading
import time
from collections import deque
from typing import Final

from delivery.smtp.connection import Connection, Dispatcher
from delivery.smtp.opening import Features, OpeningError, open_connection
from delivery.smtp.server import OutboundRefusedError, Server

_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 15.0
_GIVE_UP_AFTER: Final = 4


class ConnectionPool:
    """Up to `size` connections to one server; a failed one is opened again after a growing pause."""

    def __init__(self, server: Server, dispatcher: Dispatcher, *, size: int, local_name: str) -> None:
        self._server = server
        self._dispatcher = dispatcher
        self._size = size
        self._local_name = local_name
        self._selector = selectors.DefaultSelector()
        self._opened: deque[tuple[socket.socket, Features] | OpeningError | OutboundRefusedError] = deque()
        self._waker, self._waked = socket.socketpair()
        self._waked.settimeout(0)
        self._selector.register(self._waked, selectors.EVENT_READ, None)
        self._opening = 0
        self._failures = 0
        self._next_try = 0.0
        self.connections: list[Connection] = []
        self.trouble = ""

    @property
    def hopeless(self) -> bool:
        """Whether the server could not be reached several times in a row and nothing is connected."""
        return not self.connections and self._failures >= _GIVE_UP_AFTER

    @property
    def busy(self) -> bool:
        """Whether any connection carries a letter."""
        return any(not connection.idle for connection in self.connections)

    def open_more(self, wanted: int) -> None:
        """See to it that as many connections as are wanted are open or being opened, one new server trial at a time."""
        if time.monotonic() < self._next_try:
            return
        allowed = self._size if self.connections else 1
        while len(self.connections) + self._opening < min(wanted, allowed):
            self._opening += 1
            threading.Thread(target=self._open, daemon=True, name="delivery-connect").start()

    def _open(self) -> None:
        outcome: tuple[socket.socket, Features] | OpeningError | OutboundRefusedError
        try:
            outcome = open_connection(self._server, local_name=self._local_name)
        except (OpeningError, OutboundRefusedError) as error:
            outcome = error
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in this thread, the loop must hear of it
            outcome = OpeningError(f"{type(error).__name__}: {error}")
        self._opened.append(outcome)
        try:
            self._waker.send(b"o")
        except OSError:
            if isinstance(outcome, tuple):
                outcome[0].close()

    def turn(self, timeout: float) -> None:
        """Wait for something to happen, at most `timeout` seconds, and deal with it."""
        for connection in self.connections:
            mask = selectors.EVENT_READ | (selectors.EVENT_WRITE if connection.wants_to_write else 0)
            if self._selector.get_key(connection.socket).events != mask:
                self._selector.modify(connection.socket, mask, connection)
        for key, events in self._selector.select(timeout):
            connection = key.data
            if connection is None:
                self._take_opened()
                continue
            if events & selectors.EVENT_WRITE and not connection.closed:
                connection.writable()
            if events & selectors.EVENT_READ and not connection.closed:
                connection.readable()
        for connection in self.connections:
            connection.check_time()
        self._forget_closed()

    def _take_opened(self) -> None:
        try:
            self._waked.recv(4096)
        except BlockingIOError:
            return
        while self._opened:
            outcome = self._opened.popleft()
            self._opening -= 1
            if isinstance(outcome, OutboundRefusedError):
                raise outcome
            if isinstance(outcome, OpeningError):
                self._failures += 1
                self.trouble = str(outcome)
                self._next_try = time.monotonic() + min(_FIRST_PAUSE * 2**self._failures / 2, _LONGEST_PAUSE)
                continue
            self._failures = 0
            self.trouble = ""
            connection = Connection(outcome[0], outcome[1], self._dispatcher)
            self._selector.register(connection.socket, selectors.EVENT_READ, connection)
            self.connections.append(connection)

    def _forget_closed(self) -> None:
        for connection in [each for each in self.connections if each.closed]:
            for key in [key for key in self._selector.get_map().values() if key.data is connection]:
                self._selector.unregister(key.fileobj)
            self.connections.remove(connection)
            self._next_try = max(self._next_try, time.monotonic() + _FIRST_PAUSE)

    def close(self) -> None:
        """Take leave on every connection."""
        for connection in self.connections:
            connection.quit()
        self._forget_closed()
        self._selector.close()
        self._waked.close()
        self._waker.close()
