"""Background work of search: mending what was missed."""

from celery import shared_task
from celery.schedules import crontab

from content.search.mending import forget_words, mend


@shared_task(acks_late=True)
def mend_search() -> None:
    """Write the entries that are missing or outdated."""
    mend()


@shared_task(acks_late=True)
def forget_search_words() -> None:
    """Remove the words that nothing published contains any more."""
    forget_words()


BEAT_SCHEDULE = {
    "mend the search entries": {"task": "content.search.tasks.mend_search", "schedule": crontab(minute="25")},
    "forget words of search": {
        "task": "content.search.tasks.forget_search_words",
        "schedule": crontab(hour="8", minute="50"),
    },
}
