"""Whether an answer may be made from what was remembered between requests.

A page that is kept until something it shows changes must be made from the database: what is remembered may lag behind
it for a moment, and the page would then show the old for as long as it is kept. Whoever makes such a page says so with
`asking_anew`; whoever remembers asks `may_remember`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_asks_anew: ContextVar[bool] = ContextVar("content_asks_anew", default=False)


def may_remember() -> bool:
    """Whether what was remembered is good enough for the answer being made."""
    return not _asks_anew.get()


@contextmanager
def asking_anew() -> Iterator[None]:
    """Within this block everything is read from the database."""
    token = _asks_anew.set(True)
    try:
        yield
    finally:
        _asks_anew.reset(token)
