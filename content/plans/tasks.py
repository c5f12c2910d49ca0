"""Celery's doorbell of the plans: the readings of live metrics."""

from celery import shared_task
from celery.schedules import crontab

from content.plans.snapshots import take_missing_readings

BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "plans.take_readings": {
        "task": "content.plans.tasks.take_readings",
        "schedule": crontab(minute="12"),
        "options": {"expires": 3000},
    },
}


@shared_task(acks_late=True)
def take_readings() -> None:
    """Write the readings that are missing; every hour, so that a missed night is healed within one."""
    take_missing_readings()
