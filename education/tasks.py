"""Housekeeping of the learning records."""

from celery import shared_task
from celery.schedules import crontab

from education import certificates, learners

BEAT_SCHEDULE = {
    "education-delete-stale-records": {
        "task": "education.tasks.delete_stale_records",
        "schedule": crontab(hour=3, minute=40),
    },
}


@shared_task(acks_late=True)
def delete_stale_records() -> None:
    """Delete idle learners without an account and unconfirmed certificate requests."""
    learners.delete_idle_learners()
    certificates.delete_stale_requests()
