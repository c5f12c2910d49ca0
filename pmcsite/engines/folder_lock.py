"""One owner at a time for a folder of engines."""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

from pmcsite.engines.failures import EngineError

_LOOKERS_SECONDS = 2


class AlreadyRunningError(EngineError):
    """Another process owns the engines of this folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Another process is running from {folder}; end it first.")
        self.folder = folder


class FolderLock:
    """An advisory lock on a folder; the kernel releases it when its holder dies, however it dies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._descriptor: int | None = None

    def acquire(self, pause: Callable[[float], None] = time.sleep) -> None:
        """Become the owner; raise `AlreadyRunningError` when somebody else is."""
        try:
            descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except PermissionError as error:
            raise EngineError(
                f"{self.folder} belongs to another user: start as that user, or have them run `make demo-reset`."
            ) from error
        deadline = time.monotonic() + _LOOKERS_SECONDS
        try:
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    # Somebody who only looks (`is_held`) holds it for a blink; an owner holds it for good.
                    if time.monotonic() > deadline:
                        raise AlreadyRunningError(self.folder) from error
                    pause(0.05)
                else:
                    self._descriptor = descriptor
                    return
        finally:
            if self._descriptor is None:
                os.close(descriptor)

    def release(self) -> None:
        """Give the folder up."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_held(folder: Path) -> bool:
    """Whether some process owns the engines of this folder now."""
    try:
        descriptor = os.open(folder / "lock", os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
