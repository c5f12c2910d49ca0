"""Start processes that end with this one, and end them with everything they started."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

from pmcsite.engines.account import Account

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_c_library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _ends_with_parent(parent: int, signal_number: int) -> Callable[[], None] | None:
    """Return what a new child runs first so that the kernel ends it when we die, even of SIGKILL.

    Elsewhere than on Linux there is no such order; a leftover is then ended at the next start.
    """
    library = _c_library
    if library is None:
        return None

    def tell_kernel() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tell_kernel


def end_with_parent(signal_number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process a signal when the one that started it dies."""
    if _c_library is not None:
        _c_library.prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of any descendant whose own parent dies, so that none can escape."""
    if _c_library is not None:
        _c_library.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(
    command: Sequence[str],
    *,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    output: IO[bytes] | int | None = None,
    death_signal: int = signal.SIGTERM,
    own_session: bool = True,
    inherited: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a command that gets `death_signal` when this process dies.

    With `own_session` a Ctrl-C in the terminal does not reach it: we end it in our own order. `inherited` are
    descriptors, such as of listening sockets, that it gets under the same numbers. Must be called in the main thread, since the kernel watches the thread that forks.
    """
    return subprocess.Popen(
        list(command),
        env=None if environment is None else dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL if own_session else None,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=own_session,
        pass_fds=inherited,
        preexec_fn=_ends_with_parent(os.getpid(), death_signal),  # noqa: PLW1509 - two system calls, before any thread
        **(account.popen_arguments() if account else {}),
    )


def wait_for_end(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait until the process ended; tell whether it did within `seconds`."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def descendants(pid: int) -> list[psutil.Process]:
    """Every living process below `pid`, children of children included."""
    try:
        found: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found


def stop(
    processes: Sequence[subprocess.Popen[bytes]], *, seconds: float = 10, signal_number: int = signal.SIGTERM
) -> None:
    """End processes together: ask each, wait up to `seconds`, then kill whatever is left below them."""
    below = [child for process in processes for child in descendants(process.pid)]
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal_number)
    deadline = time.monotonic() + seconds
    for process in processes:
        if not wait_for_end(process, max(0.05, deadline - time.monotonic())):
            below += descendants(process.pid)
            process.kill()
            process.wait()
    kill_all(below)


def kill_all(processes: Sequence[psutil.Process]) -> None:
    """Kill processes that may have ended already, and wait until they have."""
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=5)
