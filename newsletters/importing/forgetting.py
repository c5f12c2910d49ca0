"""Let go of what uploaded files held, once it is of no more use."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from newsletters.models import ImportedFilePart, ImportedRow, SubscriberImport

KEPT: Final = timedelta(days=7)
"""How long rows with problems can be downloaded after the end, and how long an import waits for staff."""
_AT_ONCE: Final = 20_000
_State = SubscriberImport.State


def forget_imported_rows(now: datetime | None = None) -> int:
    """Delete good rows of ended imports, faulty ones after `KEPT`, and imports nobody went on with; return rows deleted."""
    now = now or timezone.now()
    waiting = SubscriberImport.objects.filter(state__in=[_State.UPLOADED, _State.CHECKED], touched_at__lt=now - KEPT)
    for order in waiting:
        SubscriberImport.objects.filter(pk=order.pk, state=order.state).update(state=_State.CANCELLED, ended_at=now)
    ended = SubscriberImport.objects.filter(rows_kept=True, ended_at__isnull=False)
    ImportedFilePart.objects.filter(of_import__in=ended).delete()
    deleted = 0
    for order in ended:
        over = order.state == _State.CANCELLED or (order.ended_at is not None and order.ended_at < now - KEPT)
        rows = order.rows.all() if over else order.rows.filter(problem="", same_as=None)
        while some := list(rows.values_list("pk", flat=True)[:_AT_ONCE]):
            deleted += ImportedRow.objects.filter(pk__in=some).delete()[0]
        if over:
            SubscriberImport.objects.filter(pk=order.pk).update(rows_kept=False)
    return deleted
