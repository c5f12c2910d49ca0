"""Celery's doorbells of the legislators: imports ordered by staff, and the weekly refresh."""

from celery import shared_task
from celery.schedules import crontab
from django.conf import settings

from advocacy.legislators.importing import queued

BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "legislators.heal_imports": {
        "task": "advocacy.legislators.tasks.heal_imports",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
}
if settings.CONGRESS_SOURCE or settings.STATE_LEGISLATORS_SOURCE:
    BEAT_SCHEDULE["legislators.refresh"] = {
        "task": "advocacy.legislators.tasks.refresh",
        "schedule": crontab(day_of_week="sun", hour="5", minute="20"),
        "options": {"expires": 3600},
    }


@shared_task(acks_late=True)
def perform_import(run_id: int) -> None:
    """Carry out one queued import."""
    queued.perform(run_id)


@shared_task(acks_late=True)
def refresh() -> None:
    """Queue an import from each address the operator configured."""
    queued.order_refresh()


@shared_task(acks_late=True)
def heal_imports() -> None:
    """Ring again for imports that wait, and close those whose worker was lost."""
    queued.heal()
