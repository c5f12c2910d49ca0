"""Start, stop and kill real senders from a test."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.processes import process_environment, wait_until


def is_running(pid: int) -> bool:
    """Whether the process exists and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


class WarmParent:
    """A process with Django loaded that forks a sender whenever it is asked to."""

    def __init__(self, port: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.sending_process"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=process_environment(
                DJANGO_SETTINGS_MODULE="tests.faults.worker_settings",
                SANDBOX_SMTP_PORT=str(port),
                DELIVERY_JOURNAL_DIR=settings.DELIVERY_JOURNAL_DIR,
            ),
        )
        assert self._process.stdout.readline() == "ready\n"
        self.pids: list[int] = []

    def fork(
        self,
        *,
        seconds: float = 60.0,
        connections: int = 4,
        largest_file: int = 0,
        poison: str = "",
        **changed_settings: object,
    ) -> int:
        """Fork a sender and return its process id."""
        order = {
            "seconds": seconds,
            "connections": connections,
            "settings": changed_settings,
            "largest_file": largest_file,
            "poison": poison,
        }
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        self.pids.append(pid)
        return pid

    def kill(self, pid: int) -> None:
        """SIGKILL a sender and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        self.wait_for(pid)

    def wait_for(self, pid: int, seconds: float = 120) -> None:
        """Wait until a sender has ended."""
        wait_until(lambda: not is_running(pid), f"the end of sender {pid}", seconds)

    def close(self) -> None:
        """End the senders and the parent."""
        for pid in self.pids:
            if is_running(pid):
                self.kill(pid)
        self._process.stdin.close()
        self._process.wait(10)


@contextlib.contextmanager
def warm_parent(port: int) -> Iterator[WarmParent]:
    """Have a warm parent for the length of a `with` block."""
    parent = WarmParent(port)
    try:
        yield parent
    finally:
        parent.close()
