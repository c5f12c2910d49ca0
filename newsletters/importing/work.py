"""What a worker does for imports when its doorbell rings."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Final

from django.utils import timezone

from newsletters import doorbells
from newsletters.importing.applying import apply_range
from newsletters.importing.comparing import compare_range
from newsletters.importing.staging import stage_file
from newsletters.models import SubscriberImport

LONGEST_TASK: Final = 120.0
"""Seconds after which a task hands over to the next; Celery stops tasks after 240."""
_SILENT_FOR: Final = timedelta(seconds=60)


def work_on(import_id: int, *, seconds: float = LONGEST_TASK) -> None:
    """Take an import on by what is due: reading, comparing, applying; ring again when time is over."""
    until = monotonic() + seconds
    if stage_file(import_id, until=until):
        _repeat_until(compare_range, import_id, until)
    _repeat_until(apply_range, import_id, until)
    if monotonic() >= until and SubscriberImport.objects.filter(pk=import_id, state__in=_UNDER_WAY).exists():
        doorbells.ring_import(import_id)


def ring_for_silent_imports() -> int:
    """Ring for imports whose worker was lost, told by a minute without a step; return how many."""
    silent = SubscriberImport.objects.filter(state__in=_UNDER_WAY, touched_at__lt=timezone.now() - _SILENT_FOR)
    identifiers = list(silent.values_list("pk", flat=True))
    for import_id in identifiers:
        doorbells.ring_import(import_id)
    return len(identifiers)


def _repeat_until(step: Callable[[int], bool], import_id: int, until: float) -> None:
    while monotonic() < until and step(import_id):
        pass


_UNDER_WAY: Final = (SubscriberImport.State.CHECKING, SubscriberImport.State.APPLYING)
