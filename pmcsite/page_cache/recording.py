"""The recorder of the page being made: what was read for it, and whether it may be kept at all."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings

from pmcsite.page_cache.dependencies import Dependency
from pmcsite.page_cache.triggers import watched_tables

_current: ContextVar["Recorder | None"] = ContextVar("page_cache_recorder", default=None)


class Recorder:
    """Collects the dependencies of one answer.

    It opens when a view that may be cached begins (`open`); what was read before, to find the view, is not noted.
    """

    def __init__(self) -> None:
        self.is_open = False
        self.dependencies: set[Dependency] = set()
        self.expires_at: float | None = None
        self._noted = 0
        self._executed = 0

    def open(self) -> None:
        """Begin to note: this answer may be kept."""
        self.is_open = True

    def refuse(self) -> None:
        """The answer must not be kept."""
        self.is_open = False

    def note(self, dependencies: Iterable[Dependency]) -> None:
        """Take the dependencies of one query."""
        self._noted += 1
        self.add(dependencies)

    def add(self, dependencies: Iterable[Dependency]) -> None:
        """Take dependencies. Rows that no trigger watches, such as counts of people, are shown for a short while only."""
        watched = _watched()
        for dependency in dependencies:
            if dependency.table in watched:
                self.dependencies.add(dependency)
            elif dependency.table not in _NEVER_SHOWN:
                self.expire_at(time.time() + settings.PAGE_CACHE_COUNTS_SECONDS)

    def expire_at(self, moment: float) -> None:
        """Keep the answer until `moment` (seconds since 1970) at the latest."""
        self.expires_at = moment if self.expires_at is None else min(self.expires_at, moment)

    def count(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 (Django's signature)
        """An execute wrapper for the connection: counts what is read, to notice reading that nobody noted."""
        if self.is_open and sql.lstrip("( ")[:6].upper() in {"SELECT", "WITH"}:
            self._executed += 1
        return execute(sql, params, many, context)

    def finish(self) -> None:
        """Keep an answer only for a short while if something read the database past Django's query compilers."""
        if self._executed > self._noted:
            self.expire_at(time.time() + settings.PAGE_CACHE_COUNTS_SECONDS)


# Read while a page is made, but by the frame around it, and the same for every anonymous visitor.
_NEVER_SHOWN = frozenset({"django_content_type", "django_session"})
_tables: list[frozenset[str]] = []


def _watched() -> frozenset[str]:
    if not _tables:
        _tables.append(watched_tables())
    return _tables[0]


def current() -> Recorder | None:
    """The recorder of the answer being made in this thread, if it is one that may be kept."""
    return _current.get()


@contextmanager
def recording() -> Iterator[Recorder]:
    """Within this block, `current()` is a new recorder."""
    recorder = Recorder()
    token = _current.set(recorder)
    try:
        yield recorder
    finally:
        _current.reset(token)
