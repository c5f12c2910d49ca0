"""Imports that staff or the schedule ordered, carried out by a worker."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from advocacy.legislators.importing.districts import import_districts
from advocacy.legislators.importing.legislators import import_legislators
from advocacy.legislators.importing.problems import ImportRefusedError
from advocacy.legislators.importing.runs import Order
from advocacy.legislators.models import ImportRun

LONGEST = timedelta(minutes=15)
"""An import that has run longer lost its worker: it takes seconds, and tasks are stopped after minutes."""

_OF_PEOPLE = {ImportRun.Source.CONGRESS, ImportRun.Source.OPENSTATES}


def order_import(
    source: str,
    location: str,
    *,
    congress: int | None = None,
    allow_ending: bool = False,
    started_by_id: int | None = None,
) -> ImportRun:
    """Queue an import; a worker takes it up once the transaction is through."""
    run = ImportRun.objects.create(
        source=source,
        location=location,
        congress=congress,
        allow_ending=allow_ending,
        started_by_id=started_by_id,
        status=ImportRun.Status.QUEUED,
    )
    ring_for(run)
    return run


def ring_for(run: ImportRun) -> None:
    """Wake a worker for a queued import when the transaction is through."""
    from advocacy.legislators.tasks import perform_import  # noqa: PLC0415 (tasks import this module)

    run_id = run.pk
    transaction.on_commit(lambda: perform_import.delay(run_id))


def perform(run_id: int) -> ImportRun | None:
    """Carry out a queued import once, however often it is asked for; None when someone else has it.

    A refusal is told in the log entry, not raised.
    """
    with transaction.atomic():
        run = (
            ImportRun.objects.select_for_update(skip_locked=True)
            .filter(pk=run_id, status=ImportRun.Status.QUEUED)
            .first()
        )
        if run is None:
            return None
        run.status, run.started_at = ImportRun.Status.RUNNING, timezone.now()
        run.save(update_fields=["status", "started_at"])
    order = Order(allow_ending=run.allow_ending, started_by_id=run.started_by_id, run=run)
    try:
        if run.source in _OF_PEOPLE:
            import_legislators(run.location, order, only=run.source)
        else:
            import_districts(run.location, order, congress=run.congress, only=run.source)
    except ImportRefusedError as refusal:
        run.status, run.message, run.finished_at = ImportRun.Status.REFUSED, str(refusal), timezone.now()
        run.save(update_fields=["status", "message", "finished_at"])
    return run


def heal() -> tuple[int, int]:
    """Ring again for queued imports, and close those whose worker was lost; return how many of each.

    A lost worker's transaction was rolled back, so nothing was changed.
    """
    lost = ImportRun.objects.filter(status=ImportRun.Status.RUNNING, started_at__lt=timezone.now() - LONGEST).update(
        status=ImportRun.Status.FAILED,
        message="The worker was lost. Nothing was changed.",
        finished_at=timezone.now(),
    )
    waiting = list(
        ImportRun.objects.filter(status=ImportRun.Status.QUEUED, started_at__lt=timezone.now() - timedelta(minutes=1))
    )
    for run in waiting:
        ring_for(run)
    return len(waiting), lost


def order_refresh() -> list[ImportRun]:
    """Queue an import from each of the addresses the operator configured."""
    addresses = {
        ImportRun.Source.CONGRESS: settings.CONGRESS_SOURCE,
        ImportRun.Source.OPENSTATES: settings.STATE_LEGISLATORS_SOURCE,
    }
    return [order_import(source, address) for source, address in addresses.items() if address]
