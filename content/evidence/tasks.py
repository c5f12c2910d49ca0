"""Periodic work of the registry."""

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from content.evidence.review import send_reminders


@shared_task(acks_late=True)
def remind_of_reviews() -> int:
    """Remind owners of the facts they should review."""
    return send_reminders(timezone.localdate())


BEAT_SCHEDULE = {
    "remind owners of facts to review": {
        "task": "content.evidence.tasks.remind_of_reviews",
        "schedule": crontab(hour="13", minute="20"),
    },
}
