"""Turn SIGTERM, SIGINT and SIGHUP into an orderly stop."""

import select
import signal
import socket
from types import FrameType, TracebackType
from typing import Any, Self

from pmcsite.engines.failures import StopRequested


class StopSignals:
    """While entered, records the first stop signal instead of dying of it, and wakes `wait` for it.

    Must be entered in the main thread. A SIGHUP that was being ignored (`nohup`) stays ignored.
    """

    def __init__(self) -> None:
        self.requested: int | None = None
        self.count = 0
        self._previous: dict[int, Any] = {}
        self._reader, self._writer = socket.socketpair()
        self._reader.settimeout(0)
        self._writer.settimeout(0)
        self._previous_wakeup = -1

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue
            self._previous[number] = signal.signal(number, self._record)
        self._previous[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        self._previous_wakeup = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.set_wakeup_fd(self._previous_wakeup)
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def _record(self, number: int, _frame: FrameType | None) -> None:
        self.requested = self.requested or number
        self.count += 1

    def wait(self, seconds: float) -> None:
        """Sleep until a signal comes, a child ends, or `seconds` have passed."""
        ready, _, _ = select.select([self._reader], [], [], seconds)
        if ready:
            while True:
                try:
                    if not self._reader.recv(4096):
                        return
                except BlockingIOError:
                    return

    def pause(self, seconds: float) -> None:
        """Like `wait`, but raise `StopRequested` once a stop signal has come."""
        if self.requested is None:
            self.wait(seconds)
        if self.requested is not None:
            raise StopRequested(self.requested)
