"""Reads out of a query that ran which tables, columns and rows its result rests on.

The rules are careful: what they do not understand counts as "any row, any column", which purges too much and never
too little.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.db.models.expressions import Col, RawSQL, Subquery
from django.db.models.lookups import Lookup
from django.db.models.sql import Query
from django.db.models.sql.constants import LOUTER
from django.db.models.sql.datastructures import Join
from django.db.models.sql.where import AND, OR, ExtraWhere, NothingNode, WhereNode

from pmcsite.page_cache.dependencies import NEVER, UNKNOWN, Condition, Dependency

UNSURE = Dependency("")
"""A dependency on no table: something that these rules cannot follow was read, so the page is kept for a short while only."""

_COMPARISONS = {"exact", "in", "startswith", "isnull", "gt", "gte", "lt", "lte"}
_MOST_VALUES = 2_000


class _Columns:
    """The columns that expressions mention, by table alias, and the queries nested in them."""

    def __init__(self) -> None:
        self.by_alias: dict[str, set[str]] = defaultdict(set)
        self.queries: list[Query] = []
        self.is_opaque = False

    def read(self, expression: Any) -> None:
        """Walk an expression, a condition or a list of them; anything else has nothing to read."""
        if isinstance(expression, Col):
            self.by_alias[expression.alias].add(str(expression.target.column))
        elif isinstance(expression, Query):
            self._read_query(expression)
        elif isinstance(expression, Subquery):
            self._read_query(expression.query)
        elif isinstance(expression, RawSQL | ExtraWhere):
            self.is_opaque = True
        elif isinstance(expression, WhereNode):
            for child in expression.children:
                self.read(child)
        elif isinstance(expression, list | tuple | set | frozenset):
            for part in expression:
                if hasattr(part, "get_source_expressions"):
                    self.read(part)
        elif hasattr(expression, "get_source_expressions"):
            for part in expression.get_source_expressions():
                self.read(part)
            self.read(getattr(expression, "rhs", None))

    def _read_query(self, query: Query) -> None:
        self.queries.append(query)
        self.read(query.where)
        self.read(tuple(query.annotations.values()))


def dependencies_of(compiler: Any, result: Any) -> Iterator[Dependency]:
    """The dependencies of a query that a compiler ran; `result` is what it returned."""
    query: Query = compiler.query
    if query.combinator or query.extra or query.distinct_fields:
        yield from dependencies_of_query(query)
        return
    deciding, shown = _Columns(), _Columns()
    deciding.read(query.where)
    # Where all rows come, their order decides only how those are shown.
    (deciding if query.is_sliced else shown).read(compiler.ordering)
    if isinstance(query.group_by, tuple):
        deciding.read(query.group_by)
    places: dict[tuple[str, str], int] = {}
    for place, (expression, _sql, _alias) in enumerate(compiler.select or []):
        if isinstance(expression, Col):
            places[expression.alias, str(expression.target.column)] = place
        shown.read(expression)
    _read_joins(query, deciding, shown)
    is_opaque = deciding.is_opaque or shown.is_opaque
    if is_opaque or _reads_what_is_not_followed(query):
        yield UNSURE
    rows_of: dict[str, frozenset[str] | None] = {}
    tables = list(_aliases(query, {*deciding.by_alias, *shown.by_alias}))
    for alias, table in tables:
        key = _key_column(table.table_name)
        place = places.get((alias, key), -1)
        rows_of[alias] = _values_at(result, place) if place >= 0 else None
    for alias, table in tables:
        decorates = _only_decorates(table, deciding)
        rows = rows_of[alias]
        yield Dependency(
            table=table.table_name,
            condition=_condition_of(query, alias, table, rows_of, decorates=decorates),
            shown=None if is_opaque else frozenset(shown.by_alias[alias]),
            used=None if is_opaque else frozenset(deciding.by_alias[alias]),
            key=_key_column(table.table_name),
            rows=rows,
            shifts=bool(query.low_mark),
            follows_others=_follows_others(query, alias, rows_of),
        )
    for nested in [*deciding.queries, *shown.queries]:
        yield from dependencies_of_query(nested)


def dependencies_of_query(query: Any) -> Iterator[Dependency]:
    """The dependencies of a query whose rows are not seen: one that is counted, combined or nested in another."""
    for combined in query.combined_queries:
        yield from dependencies_of_query(combined)
    columns = _Columns()
    columns.read(query.where)
    columns.read(tuple(query.annotations.values()))
    if columns.is_opaque or _reads_what_is_not_followed(query) or _orders_by_other_tables(query):
        yield UNSURE
    for alias, table in _aliases(query, columns.by_alias):
        condition = UNKNOWN if _is_outer(table) or query.extra else _condition(query.where, alias)
        yield Dependency(table.table_name, condition, key=_key_column(table.table_name))
    if not query.alias_map and query.model is not None:
        yield Dependency(query.model._meta.db_table)
    for nested in columns.queries:
        if nested is not query:
            yield from dependencies_of_query(nested)


def _reads_what_is_not_followed(query: Query) -> bool:
    """Whether a query has SQL written by hand, or joins on conditions of their own."""
    has_own_joins = getattr(query, "_filtered_relations", None)
    return bool(query.extra or query.extra_tables or query.extra_order_by or has_own_joins)


def _orders_by_other_tables(query: Query) -> bool:
    """Whether the tables that a query orders by are found only when it is compiled, which was done out of sight."""
    meta = query.get_meta()
    ordering = query.order_by or (meta.ordering if query.default_ordering and meta is not None else ())
    return ordering is not None and any(not isinstance(one, str) or "__" in one for one in ordering)


def _aliases(query: Query, mentioned: Collection[str]) -> Iterator[tuple[str, Any]]:
    """The tables in use, by alias: Django counts those that `select_related` and the ordering join only while it compiles."""
    for place, (alias, table) in enumerate(query.alias_map.items()):
        is_used = place == 0 or alias in mentioned or query.alias_refcount.get(alias)
        if is_used and isinstance(table.table_name, str):
            yield alias, table


def _read_joins(query: Query, deciding: _Columns, shown: _Columns) -> None:
    """The columns that join two tables decide which rows meet; those of a mere decoration are only shown."""
    for alias, table in list(_aliases(query, {*deciding.by_alias, *shown.by_alias})):
        if not isinstance(table, Join):
            continue
        target = shown if _only_decorates(table, deciding) else deciding
        for ours, theirs in table.join_cols:
            target.by_alias[table.parent_alias].add(ours)
            target.by_alias[alias].add(theirs)


def _is_outer(table: Any) -> bool:
    return bool(table.join_type == LOUTER)


def _only_decorates(table: Any, deciding: _Columns) -> bool:
    """Whether an outer join adds to rows without deciding which come or in what order."""
    return _is_outer(table) and not deciding.by_alias.get(table.table_alias)


def _condition_of(
    query: Query, alias: str, table: Any, rows_of: dict[str, frozenset[str] | None], *, decorates: bool
) -> Condition:
    if not _is_outer(table):
        return _condition(query.where, alias)
    if not decorates or len(table.join_cols) != 1:
        return UNKNOWN
    (ours, theirs), *_others = table.join_cols
    parent = query.alias_map[table.parent_alias]
    parents = rows_of.get(table.parent_alias)
    if ours == _key_column(parent.table_name) and parents is not None and len(parents) <= _MOST_VALUES:
        return ("in", theirs, tuple(int(value) if value.isdigit() else value for value in sorted(parents)))
    return UNKNOWN


def _follows_others(query: Query, alias: str, rows_of: dict[str, frozenset[str] | None]) -> bool:
    """Whether rows of this table come and go only together with rows of another table of the query.

    So do the rows that a foreign key of another table points to: they are there before it points to them, and it
    changes before they go. And so do those of a model that inherits from another one, whose table is joined in.
    """
    table = query.alias_map[alias]
    key = _key_column(table.table_name)
    if isinstance(table, Join) and len(table.join_cols) == 1:
        ours, theirs = table.join_cols[0]
        parent = query.alias_map[table.parent_alias]
        if theirs == key and ours != _parent_link(parent.table_name) and ours != _key_column(parent.table_name):
            return True
    for other_alias in rows_of:
        other = query.alias_map[other_alias]
        if isinstance(other, Join) and other.parent_alias == alias and not _is_outer(other):
            ours, theirs = other.join_cols[0]
            if ours == _parent_link(table.table_name) and theirs == _key_column(other.table_name):
                return True
    return False


def _condition(node: Any, alias: str) -> Condition:
    """The part of a condition that one table's row decides."""
    if isinstance(node, NothingNode):
        return NEVER
    if isinstance(node, WhereNode):
        if node.connector not in {AND, OR}:
            return UNKNOWN
        parts = tuple(_condition(child, alias) for child in node.children)
        whole: Condition = parts[0] if len(parts) == 1 else (node.connector.lower(), *parts) if parts else UNKNOWN
        if parts and all(part == UNKNOWN for part in parts):
            whole = UNKNOWN
        return ("not", whole) if node.negated and whole != UNKNOWN else whole
    if not isinstance(node, Lookup) or not isinstance(node.lhs, Col) or node.lhs.alias != alias:
        return UNKNOWN
    return _comparison(node)


def _comparison(lookup: Any) -> Condition:
    name = lookup.lookup_name
    if name not in _COMPARISONS:
        return UNKNOWN
    if name == "in":
        if not isinstance(lookup.rhs, list | tuple | set | frozenset) or len(lookup.rhs) > _MOST_VALUES:
            return UNKNOWN
        values = tuple(_plain(value) for value in lookup.rhs)
        return UNKNOWN if any(value is _NOT_PLAIN for value in values) else ("in", lookup.lhs.target.column, values)
    value = _plain(lookup.rhs)
    return UNKNOWN if value is _NOT_PLAIN else (name, lookup.lhs.target.column, value)


_NOT_PLAIN = object()


def _plain(value: Any) -> Any:
    """A value as PostgreSQL's JSON of the row would show it, or `_NOT_PLAIN`."""
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, bool | int | str):
        return value
    return str(value) if isinstance(value, UUID) else _NOT_PLAIN


def _values_at(result: Any, place: int) -> frozenset[str] | None:
    """The values in one column of a result; nothing when it is not in memory as a whole."""
    if result is None:
        return frozenset()
    if isinstance(result, list):
        rows: Iterable[Any] = (row for chunk in result for row in chunk)
    elif isinstance(result, tuple):
        rows = [result]
    else:
        return None
    return frozenset(str(row[place]) for row in rows if row[place] is not None)


_keys: dict[str, tuple[str, str]] = {}


def _key_column(table: str) -> str:
    return _model_facts(table)[0]


def _parent_link(table: str) -> str:
    """The column by which a row of an inheriting model names its parent's row; empty for other models."""
    return _model_facts(table)[1]


def _model_facts(table: str) -> tuple[str, str]:
    if not _keys:
        from django.apps import apps  # noqa: PLC0415 (the compilers are imported before the apps are ready)

        for model in apps.get_models(include_auto_created=True):
            options = model._meta
            link = next((field.column for field in options.parents.values() if field is not None), "")
            if not options.proxy and options.pk is not None:
                _keys[options.db_table] = (str(options.pk.column), str(link))
    return _keys.get(table, ("id", ""))
