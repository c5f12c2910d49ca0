"""Which tables pages can show, and the trigger each of them carries.

Triggers and not Django's signals: they see bulk updates, treebeard's raw SQL and a hand at the database's prompt, each
row as it was and as it is, and their log commits or rolls back with the change itself.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import Model

TRIGGER = "page_cache_note_change"

# Columns that tell about editing and housekeeping, not about what is shown; a draft changes only these.
SILENT_COLUMNS = {
    "wagtailcore_page": (
        "draft_title",
        "has_unpublished_changes",
        "latest_revision_id",
        "latest_revision_created_at",
        "live_revision_id",
        "locked",
        "locked_at",
        "locked_by_id",
        "owner_id",
    ),
}


def watched_models() -> Iterator[type[Model]]:
    """The models that editors publish; `PAGE_CACHE_WATCHED` names them or their apps."""
    watched = {name.lower() for name in settings.PAGE_CACHE_WATCHED}
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.managed and not options.proxy and {options.app_label, options.label_lower} & watched:
            yield model


def watched_tables() -> frozenset[str]:
    """The names of their tables."""
    return frozenset(model._meta.db_table for model in watched_models())


def install(using: str = "default", wanted: frozenset[str] | None = None) -> list[str]:
    """Create the triggers that are missing and drop those of tables not watched; return the tables touched.

    `wanted` are the tables to watch, by default `watched_tables()`; an empty set removes every trigger.
    """
    wanted = watched_tables() if wanted is None else wanted
    touched = []
    with connections[using].cursor() as cursor:
        found = _tables(cursor)
        quote = connections[using].ops.quote_name
        for table, has_trigger in sorted(found.items()):
            if table in wanted and not has_trigger:
                silent = ", ".join(f"'{column}'" for column in SILENT_COLUMNS.get(table, ()))
                cursor.execute(
                    f"CREATE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON {quote(table)} "
                    f"FOR EACH ROW EXECUTE FUNCTION {TRIGGER}({silent})"
                )
                touched.append(table)
            elif has_trigger and table not in wanted:
                cursor.execute(f"DROP TRIGGER {TRIGGER} ON {quote(table)}")
                touched.append(table)
    return touched


def missing(cursor: Any) -> frozenset[str]:
    """The watched tables whose changes nobody notes."""
    return watched_tables() - {table for table, has_trigger in _tables(cursor).items() if has_trigger}


def _tables(cursor: Any) -> dict[str, bool]:
    """Each table of the database, and whether it carries the trigger in working order."""
    cursor.execute(
        "SELECT relname, coalesce(tgenabled IN ('O', 'A'), false) FROM pg_class LEFT JOIN pg_trigger "
        "ON tgrelid = pg_class.oid AND tgname = %s WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace",
        [TRIGGER],
    )
    return dict(cursor.fetchall())


def install_after_migrate(using: str, **_arguments: Any) -> None:
    """Django's post_migrate receiver; waits until the function of the first migration is there.

    Without `PAGE_CACHE` nothing is noted, since nobody would read the log or shorten it.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_proc WHERE proname = %s", [TRIGGER])
        there = cursor.fetchone() is not None
    if there:
        install(using, None if settings.PAGE_CACHE else frozenset())
