"""Removes from this host's store the pages that a change concerns, within moments of its commit.

One thread of one web process on each host does it: the one that holds the store's lock; when its process ends, the
next takes over where it stopped. PostgreSQL's NOTIFY wakes it; should one be lost, it looks once a second anyway.
Redis plays no part: a purge needs only the database in which the change was made.
"""

import fcntl
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import structlog
from django.db import connections

from pmcsite.page_cache import changes, release, triggers
from pmcsite.page_cache.dependencies import Change, Dependency
from pmcsite.page_cache.store import Signature, Store

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0
KEEP_CHANGES_HOURS = 24
# A host that has been away longer cannot be sure to find every change it missed, and begins anew.
LONGEST_ABSENCE_SECONDS = 20 * 3600
_HOUR = 3600.0
_MINUTE = 60.0


class UnwatchedError(RuntimeError):
    """Tables that pages show carry no trigger, so no page can be kept."""


class Index:
    """What each page of the store was made from, by table; reads the entries that other processes wrote."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known: dict[str, tuple[Signature, str, float | None]] = {}
        self._by_table: dict[str, dict[str, list[Dependency]]] = defaultdict(dict)

    def refresh(self) -> None:
        """Take in entries that are new or other than before, and drop those that are gone."""
        found: set[str] = set()
        with suppress(FileNotFoundError), os.scandir(self.store.entries) as files:
            for file in files:
                with suppress(FileNotFoundError):
                    status = file.stat()
                    found.add(file.name)
                    self._take(file.name, file.path, (status.st_ino, status.st_mtime_ns))
        for name in self._known.keys() - found:
            self._drop(name)

    def _take(self, name: str, path: str, written: Signature) -> None:
        known = self._known.get(name)
        if known is not None and known[0] == written:
            return
        self._drop(name)
        entry = self.store.find(path)
        if entry is None:
            return
        self._known[name] = (written, entry.key, entry.expires_at)
        for dependency in entry.dependencies:
            self._by_table[dependency.table].setdefault(name, []).append(dependency)

    def _drop(self, name: str) -> None:
        if self._known.pop(name, None) is not None:
            for pages in self._by_table.values():
                pages.pop(name, None)

    def touched_by(self, happened: Iterable[Change]) -> set[str]:
        """The keys of the pages that the changes concern."""
        touched: set[str] = set()
        for change in happened:
            for name, dependencies in self._by_table.get(change.table, {}).items():
                key = self._known[name][1]
                if key not in touched and any(one.is_touched_by(change) for one in dependencies):
                    touched.add(key)
        return touched

    def expired(self, now: float) -> set[str]:
        """The keys of the pages whose time is over."""
        return {key for _written, key, expires in self._known.values() if expires is not None and expires <= now}

    def __len__(self) -> int:
        return len(self._known)


class Purger:
    """Follows the log of changes from where this host stopped."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.index = Index(store)
        self.position_file = store.root / "position"
        self.release_file = store.root / "release"

    def begin(self, cursor: changes.Cursor) -> None:
        """Begin with an empty store unless it is known to be of this release and to have missed no change.

        Raises `UnwatchedError` when changes are not noted.
        """
        self.check_triggers(cursor)
        position = self._position(cursor)
        if position is None or _text(self.release_file) != release.fingerprint():
            now = changes.snapshot(cursor)
            self.store.clear()
            self.release_file.write_text(release.fingerprint())
            self._remember(now)

    def check_triggers(self, cursor: changes.Cursor) -> None:
        """Keep nothing while changes are not noted: raise `UnwatchedError` with the store empty and closed."""
        unwatched = triggers.missing(cursor)
        if unwatched:
            self.store.close()
            raise UnwatchedError(
                f"{len(unwatched)} tables have no trigger for the page cache, {min(unwatched)} among them. "
                "Run manage.py migrate with PAGE_CACHE=1."
            )

    def _position(self, cursor: changes.Cursor) -> str | None:
        position = _text(self.position_file)
        if not position or time.time() - self.position_file.stat().st_mtime > LONGEST_ABSENCE_SECONDS:
            return None
        cursor.execute(
            "SELECT pg_snapshot_xmax(%s::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())", [position]
        )
        # Otherwise this is another database, or one put back from a backup.
        return position if cursor.fetchone()[0] else None

    def purge(self, cursor: changes.Cursor) -> set[str]:
        """Handle what was committed since the last time; return the keys of the pages removed."""
        now, happened = changes.since(cursor, _text(self.position_file))
        touched: set[str] = set()
        if happened:
            self.index.refresh()
            touched = self.index.touched_by(happened)
            self._remove(touched)
            log.info("pages_purged", pages=len(touched), kept=len(self.index) - len(touched), changes=len(happened))
        self._remember(now)
        return touched

    def expire(self) -> None:
        """Remove the pages whose time is over."""
        self.index.refresh()
        self._remove(self.index.expired(time.time()))

    def _remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.store.remove(key)

    def _remember(self, position: str) -> None:
        fresh = self.position_file.with_name("position.new")
        fresh.write_text(position)
        fresh.replace(self.position_file)


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


class PurgingThread(threading.Thread):
    """Waits until this process is the one of its host that purges, then does so until the process ends."""

    def __init__(self, store: Store) -> None:
        super().__init__(name="page-cache-purging", daemon=True)
        self.store = store

    def run(self) -> None:
        """Purge for as long as the process lives, whatever happens to the database or the disk meanwhile."""
        while True:
            try:
                self.store.prepare()
                with (self.store.root / "purging").open("w") as handle:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._lead()
            except BlockingIOError:
                pass
            except UnwatchedError as error:
                log.error("pages_not_kept", reason=str(error))  # noqa: TRY400 (the reason says all)
                time.sleep(_MINUTE)
            except (psycopg.Error, OSError) as error:
                log.warning("purging_interrupted", error=type(error).__name__)
            except Exception:
                log.exception("purging_failed")
            time.sleep(LOOK_SECONDS)

    def _lead(self) -> None:
        purger = Purger(self.store)
        forgotten_at = 0.0
        with _connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"LISTEN {changes.CHANNEL}")
            purger.begin(cursor)
            while True:
                purger.purge(cursor)
                purger.expire()
                purger.check_triggers(cursor)
                if time.monotonic() - forgotten_at > _HOUR:
                    changes.forget_old(cursor, KEEP_CHANGES_HOURS)
                    forgotten_at = time.monotonic()
                for _notification in connection.notifies(timeout=LOOK_SECONDS, stop_after=1):
                    pass


def _connect() -> psycopg.Connection[Any]:
    """A connection of this thread's own, on which every statement is its own transaction."""
    wrapper = connections["default"]
    parameters = {
        name: value
        for name, value in wrapper.get_connection_params().items()
        if name not in {"cursor_factory", "context", "prepare_threshold"}
    }
    return psycopg.connect(**parameters, autocommit=True)
