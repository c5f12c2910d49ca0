"""Running an import: read whole, then write in one transaction, and log how it went."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from advocacy.legislators.importing.problems import ImportRefusedError, Problems
from advocacy.legislators.importing.sources import FileTree
from advocacy.legislators.importing.synchronise import Moment, Tally
from advocacy.legislators.models import ImportRun

logger = logging.getLogger(__name__)

_LOCK = 0x1E615_1A70
"""The number of the advisory lock that keeps two imports apart."""
_KEPT_WARNINGS = 200


@dataclass
class Prepared:
    """Files that were read and found whole; `write` brings them into the database."""

    write: Callable[[Moment, Tally], None]
    newest_entry: date | None = None


@dataclass(frozen=True)
class Order:
    """Who asked for an import and what they allow."""

    allow_ending: bool = False
    started_by_id: int | None = None
    run: ImportRun | None = field(default=None)
    """The log entry to go on with, for an import that was queued."""


def run_import(source: str, tree: FileTree, read: Callable[[FileTree, Problems], Prepared], order: Order) -> ImportRun:
    """Import one source; return its log entry.

    Raises `ImportRefusedError` when the files are not whole or the import would lose much; not one row of
    legislators has changed then, and the refusal is in the log. Any other error is logged as failed and
    raised again.
    """
    run = order.run or ImportRun()
    run.source, run.location, run.status = source, tree.location[:1000], ImportRun.Status.RUNNING
    run.allow_ending = order.allow_ending
    run.started_by_id = run.started_by_id or order.started_by_id
    run.save()
    problems = Problems()
    try:
        prepared = read(tree, problems)
        problems.refuse_if_any()
        run.vintage, run.revision, run.newest_entry = tree.vintage, tree.revision, prepared.newest_entry
        run.content_hash = tree.content_hash()
        with transaction.atomic():
            tally = _write(run, prepared, order)
            run.counts = tally.as_json()
            run.warnings = problems.warnings[:_KEPT_WARNINGS]
            _finish(run, ImportRun.Status.SUCCEEDED, "Nothing has changed." if tally.is_unchanged else "")
    except ImportRefusedError as refusal:
        run.counts, run.warnings = {}, problems.warnings[:_KEPT_WARNINGS]
        _finish(run, ImportRun.Status.REFUSED, str(refusal))
        raise
    except BaseException as error:
        _finish(run, ImportRun.Status.FAILED, f"{type(error).__name__}. Nothing was changed. See the server's log.")
        raise
    if not tally.is_unchanged:
        _refresh_statistics()
    logger.info("import %s of %s succeeded", run.pk, source)
    return run


def last_success(source: str) -> ImportRun | None:
    """The newest import of a source that went through."""
    return ImportRun.objects.filter(source=source, status=ImportRun.Status.SUCCEEDED).first()


def _write(run: ImportRun, prepared: Prepared, order: Order) -> Tally:
    _take_lock()
    last = last_success(run.source)
    if last and last.vintage and run.vintage and run.vintage < last.vintage:
        raise ImportRefusedError(
            f"{run.location} is of {run.vintage}; the files imported last are of {last.vintage}, which is later. "
            "Nothing was changed."
        )
    tally = Tally()
    prepared.write(Moment(run.vintage or timezone.localdate(), is_first=last is None), tally)
    if not order.allow_ending:
        tally.refuse_large_losses()
    return tally


def _take_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise ImportRefusedError("Another import is running. Nothing was changed; try again when it has ended.")


def _finish(run: ImportRun, status: str, message: str) -> None:
    run.status, run.message, run.finished_at = status, message, timezone.now()
    run.save()


def _refresh_statistics() -> None:
    """Let PostgreSQL plan with the new numbers of rows at once, not after its next automatic analysis."""
    tables = ", ".join(
        connection.ops.quote_name(model._meta.db_table) for model in apps.get_app_config("legislators").get_models()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
