"""What one query of a page rests on, and whether a changed row makes its result another.

A dependency is kept for each table of a query. Its condition is a tree in three-valued logic: what cannot be told from
one row alone is `UNKNOWN`, and only a condition that is certainly false lets a change pass.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

UNKNOWN: tuple[str, ...] = ("?",)
NEVER: tuple[str, ...] = ("never",)
Condition = tuple[Any, ...]
"""`("?",)`, `("never",)`, `("and" | "or", *conditions)`, `("not", condition)` or `(comparison, column, value)`."""


@dataclass(frozen=True)
class Change:
    """One row of a watched table, before and after; long values are left out of both."""

    table: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    changed: frozenset[str]


@dataclass(frozen=True)
class Dependency:
    """One table of one query.

    `shown` are the columns fetched, `used` those that decide which rows come and in what order (`None`: any column).
    `rows` are the primary keys that came, where they are known. `shifts` tells that rows before the first one were
    skipped, so that a row which is not shown can move those which are. With `follows_others` rows come and go together
    with rows of another table that has a dependency of its own.
    """

    table: str
    condition: Condition = UNKNOWN
    shown: frozenset[str] | None = None
    used: frozenset[str] | None = None
    key: str = "id"
    rows: frozenset[str] | None = None
    shifts: bool = False
    follows_others: bool = False

    def is_touched_by(self, change: Change) -> bool:
        """Whether the query could bring another result after the change."""
        if change.before is None or change.after is None:
            return self._is_touched_by_coming_or_going(change)
        decides = self.used is None or not self.used.isdisjoint(change.changed)
        if decides and (may_hold(self.condition, change.before) or may_hold(self.condition, change.after)):
            return True
        if self.shown is not None and self.shown.isdisjoint(change.changed):
            return False
        if self.rows is not None:
            return str(change.after.get(self.key)) in self.rows
        return may_hold(self.condition, change.after)

    def _is_touched_by_coming_or_going(self, change: Change) -> bool:
        if self.follows_others:
            return False
        if change.after is not None:
            return may_hold(self.condition, change.after)
        row = change.before or {}
        if self.rows is not None and not self.shifts:
            return str(row.get(self.key)) in self.rows
        return may_hold(self.condition, row)

    def to_json(self) -> list[Any]:
        """A list for a JSON file, see `from_json`."""
        return [
            self.table,
            self.condition,
            _sorted(self.shown),
            _sorted(self.used),
            self.key,
            _sorted(self.rows),
            self.shifts,
            self.follows_others,
        ]


def from_json(data: list[Any]) -> Dependency:
    """The dependency that `Dependency.to_json` wrote."""
    table, condition, shown, used, key, rows, shifts, follows_others = data
    return Dependency(table, condition, _set(shown), _set(used), key, _set(rows), shifts, follows_others)


def _sorted(values: frozenset[str] | None) -> list[str] | None:
    return None if values is None else sorted(values)


def _set(values: list[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def may_hold(condition: Condition, row: Mapping[str, Any]) -> bool:
    """Whether the condition is true of the row or cannot be told."""
    return _value(condition, row) is not False


def _value(condition: Condition, row: Mapping[str, Any]) -> bool | None:
    """True, False, or None where it cannot be told."""
    kind = condition[0]
    if kind == "?":
        return None
    if kind == "never":
        return False
    if kind == "not":
        inner = _value(condition[1], row)
        return None if inner is None else not inner
    if kind in {"and", "or"}:
        values = [_value(part, row) for part in condition[1:]]
        decisive = kind == "or"
        return decisive if decisive in values else (None if None in values else not decisive)
    return _compare(kind, row.get(condition[1], UNKNOWN), condition[2])


def _compare(comparison: str, found: Any, wanted: Any) -> bool | None:
    """What one comparison says of a value; None where the value was left out or the database may see it otherwise."""
    if found is UNKNOWN or comparison not in _COMPARERS:
        return None
    if found is None and comparison != "isnull":
        return False
    if comparison in _ORDERING and (isinstance(found, str) or isinstance(wanted, str)):
        # The database orders text by its collation and moments as moments, Python by code points.
        return None
    try:
        return bool(_COMPARERS[comparison](found, wanted))
    except TypeError:
        return None


_ORDERING = frozenset({"gt", "gte", "lt", "lte"})
_COMPARERS: dict[str, Callable[[Any, Any], Any]] = {
    "isnull": lambda found, wanted: (found is None) == wanted,
    "exact": operator.eq,
    "in": lambda found, wanted: found in wanted,
    "startswith": lambda found, wanted: str(found).startswith(wanted),
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}
