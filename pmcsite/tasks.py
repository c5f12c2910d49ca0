"""The site's own periodic work, and the carrier of Wagtail's background tasks."""

from typing import Any

import structlog
from celery import shared_task
from celery.schedules import crontab
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command
from django.db import InterfaceError, OperationalError
from django.utils.module_loading import import_string
from wagtail.models import Page

from pmcsite.doorbell import Doorbell
from pmcsite.face.social_cards import ensure_card

log = structlog.get_logger(__name__)


@shared_task(acks_late=True)
def draw_social_card(page_id: int) -> None:
    """Draw the social card of a page that is still published."""
    page = Page.objects.live().filter(pk=page_id).first()
    if page is not None:
        ensure_card(page.specific)


class RingingTask(Doorbell):
    """Tells its caller when the broker is away: no row stands for this work."""

    abstract = True
    must_ring = True


@shared_task(
    acks_late=True,
    base=RingingTask,
    autoretry_for=(OperationalError, InterfaceError),
    retry_backoff=True,
    retry_backoff_max=120,
    max_retries=10,
)
def run_background_task(path: str, arguments: list[Any], named_arguments: dict[str, Any]) -> None:
    """Run one of Wagtail's background tasks, named by the path of its function.

    What it was about may have been deleted in the meantime: then there is nothing left to do.
    """
    task = import_string(path)
    try:
        task.call(*arguments, **named_arguments)
    except ObjectDoesNotExist:
        log.info("background_task_without_object", path=path)


@shared_task(acks_late=True)
def publish_scheduled() -> None:
    """Publish and expire pages whose time has come."""
    call_command("publish_scheduled")


@shared_task(acks_late=True)
def clear_sessions() -> None:
    """Delete sessions that ended."""
    call_command("clearsessions")


@shared_task(acks_late=True)
def mend_indexes() -> None:
    """Bring the search and reference indexes up to date, should a background task have been lost."""
    call_command("update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)


BEAT_SCHEDULE = {
    "publish scheduled pages": {"task": "pmcsite.tasks.publish_scheduled", "schedule": crontab()},
    "clear ended sessions": {"task": "pmcsite.tasks.clear_sessions", "schedule": crontab(hour="8", minute="10")},
    "mend the search and reference indexes": {
        "task": "pmcsite.tasks.mend_indexes",
        "schedule": crontab(hour="8", minute="40"),
    },
}
