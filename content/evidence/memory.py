"""What one request has read already, so that it is read once however often the page shows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_memory: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("content_memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within this block each fact and linked page is read from the database at most once per language."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def memory() -> dict[tuple[Any, ...], Any]:
    """The memory of the block around the caller; outside of one, a fresh one that nobody keeps."""
    return {} if (known := _memory.get()) is None else known
