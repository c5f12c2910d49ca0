"""Engines for one test run: quick instead of durable, deleted afterwards."""

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pmcsite.engines import private
from pmcsite.engines.folder_lock import AlreadyRunningError


@contextmanager
def throw_away_engines(parent: Path, pause: Callable[[float], None] = time.sleep) -> Iterator[private.PrivateEngines]:
    """Start engines in a new folder under `parent`, and delete the folder at the end.

    Folders that a killed run left behind are deleted first; those of runs still going are left alone.
    """
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.iterdir():
        with contextlib.suppress(AlreadyRunningError):
            private.erase(old, pause)
    folder = parent / secrets.token_hex(4)
    try:
        with private.PrivateEngines(folder, durable=False, pause=pause) as engines:
            yield engines
    finally:
        private.erase(folder)
