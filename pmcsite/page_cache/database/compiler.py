"""Django's compilers; those that read tell the recorder of the page being made, if there is one."""

from typing import Any

from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import SQLDeleteCompiler, SQLInsertCompiler, SQLUpdateCompiler

from pmcsite.page_cache import reading, recording

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


class SQLCompiler(compiler.SQLCompiler):
    """Remembers how it ordered, and notes the query after it ran."""

    ordering: tuple[Any, ...] = ()
    was_compiled = False

    def get_order_by(self) -> Any:
        """Resolve the ordering, and keep it for the note."""
        found = super().get_order_by()
        self.ordering = tuple(expression for expression, _sql in found)
        return found

    def as_sql(self, *arguments: Any, **named: Any) -> Any:
        """Compile; a query that can have no result raises before it is marked as compiled."""
        compiled = super().as_sql(*arguments, **named)
        self.was_compiled = True
        return compiled

    def execute_sql(self, *arguments: Any, **named: Any) -> Any:
        """Run the query, then note what it read and which rows it brought."""
        result = super().execute_sql(*arguments, **named)
        recorder = recording.current()
        if recorder is not None and recorder.is_open and self.was_compiled:
            recorder.note(reading.dependencies_of(self, result))
        return result


class SQLAggregateCompiler(compiler.SQLAggregateCompiler):
    """Notes the query it counts over."""

    def execute_sql(self, *arguments: Any, **named: Any) -> Any:
        """Run the query, then note what it read."""
        result = super().execute_sql(*arguments, **named)
        recorder = recording.current()
        if recorder is not None and recorder.is_open:
            recorder.note(reading.dependencies_of_query(self.query.inner_query))
        return result
