"""Reads the log of changes: what has been committed since a given moment, seen from PostgreSQL's snapshots.

Numbers or times would not do: a transaction that began early may commit late. A snapshot says exactly which
transactions one has seen, so that each change is handled once it is visible, and none is missed.
"""

import json
from collections.abc import Sequence
from typing import Any, Protocol

from pmcsite.page_cache.dependencies import Change

CHANNEL = "page_cache"

_SINCE = """
    SELECT seen.now, change.table_name, change.before, change.after, change.changed
    FROM (SELECT pg_current_snapshot()::text AS now) AS seen
    LEFT JOIN page_cache_change AS change
        ON change.transaction >= pg_snapshot_xmin(%s::pg_snapshot)
        AND NOT pg_visible_in_snapshot(change.transaction, %s::pg_snapshot)
"""


class Cursor(Protocol):
    """What Django's cursors and psycopg's have in common."""

    def execute(self, sql: Any, params: Any = None, /) -> Any:
        """Run a statement."""
        ...

    def fetchone(self) -> Any:
        """One row."""
        ...

    def fetchall(self) -> Sequence[Any]:
        """All rows."""
        ...


def snapshot(cursor: Cursor) -> str:
    """Which transactions are visible at this moment."""
    cursor.execute("SELECT pg_current_snapshot()::text")
    return str(cursor.fetchone()[0])


def since(cursor: Cursor, seen: str) -> tuple[str, list[Change]]:
    """The snapshot of this moment, and the changes visible in it that were not in `seen`."""
    cursor.execute(_SINCE, [seen, seen])
    rows = cursor.fetchall()
    changes = [
        Change(table, _row(before), _row(after), frozenset(changed or ()))
        for _now, table, before, after, changed in rows
        if table is not None
    ]
    return str(rows[0][0]), changes


def _row(value: Any) -> dict[str, Any] | None:
    """A row as a mapping: Django's cursors bring JSON as text, psycopg's as values."""
    found: dict[str, Any] | None = json.loads(value) if isinstance(value, str) else value
    return found


def forget_old(cursor: Cursor, hours: int) -> None:
    """Delete changes that every host has long seen."""
    cursor.execute("DELETE FROM page_cache_change WHERE changed_at < now() - make_interval(hours => %s)", [hours])
