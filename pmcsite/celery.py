"""Celery: tasks are doorbells, PostgreSQL rows are the truth.

A task carries no content, only "there is work". It is acknowledged after it ran, and a sweep in the
beat schedule rings again for whatever stalled, so that losing Redis or a worker loses nothing.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from kombu import Exchange, Queue

from pmcsite.worker_heartbeat import WorkerHeartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")

QUEUES = ("transactional", "delivery", "imports", "housekeeping")

# Which queue each task lies in, by its name. A test holds that none of ours is missing here: mail that somebody
# waits for at the screen is transactional and never stands behind a mailing or an import.
_QUEUE_OF_TASK = {
    "delivery.tasks.send_transactional_messages": "transactional",
    "members.tasks.answer_address_request": "transactional",
    "members.tasks.send_confirmation_mail": "transactional",
    "members.tasks.sweep_open_requests": "transactional",
    "newsletters.tasks.handle_subscription_requests": "transactional",
    "advocacy.outreach.tasks.advance_letters": "delivery",
    "delivery.tasks.send_deliveries": "delivery",
    "newsletters.tasks.send_due_issues": "delivery",
    "newsletters.tasks.work_on_import": "imports",
    "advocacy.legislators.tasks.perform_import": "imports",
    "advocacy.legislators.tasks.refresh": "imports",
    "advocacy.legislators.tasks.heal_imports": "housekeeping",
    "content.evidence.tasks.remind_of_reviews": "housekeeping",
    "content.library.tasks.read_document": "housekeeping",
    "content.library.tasks.read_missed_documents": "housekeeping",
    "content.plans.tasks.take_readings": "housekeeping",
    "content.search.tasks.forget_search_words": "housekeeping",
    "content.search.tasks.mend_search": "housekeeping",
    "delivery.tasks.forget_old": "housekeeping",
    "delivery.tasks.read_return_mailbox": "housekeeping",
    "delivery.tasks.sweep": "housekeeping",
    "delivery.tasks.tell_outcomes": "housekeeping",
    "education.tasks.delete_stale_records": "housekeeping",
    "members.tasks.forget_expired_personal_data": "housekeeping",
    "newsletters.tasks.follow_imports": "housekeeping",
    "newsletters.tasks.remind_and_forget": "housekeeping",
    "pmcsite.tasks.clear_sessions": "housekeeping",
    "pmcsite.tasks.draw_social_card": "housekeeping",
    "pmcsite.tasks.mend_indexes": "housekeeping",
    "pmcsite.tasks.publish_scheduled": "housekeeping",
    "pmcsite.tasks.run_background_task": "housekeeping",
}
TASK_ROUTES = {task: {"queue": queue} for task, queue in _QUEUE_OF_TASK.items()}

# A task must end before the broker believes its worker dead and hands it to another one: longer work is
# cut into pieces, each of which rings for the next.
SOFT_LIMIT_SECONDS = 240
HARD_LIMIT_SECONDS = 270
VISIBILITY_SECONDS = 300

app = Celery("pmcsite", task_cls="pmcsite.doorbell:Doorbell")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # Each with an exchange and a key of its own: sharing them would put every task into every queue.
    task_queues=[Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
    task_routes=TASK_ROUTES,
    task_default_queue="housekeeping",
    task_create_missing_queues=False,
    task_acks_late=True,
    # A task whose worker process was killed is not run again at once: it may be what killed it.
    task_reject_on_worker_lost=False,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_soft_time_limit=SOFT_LIMIT_SECONDS,
    task_time_limit=HARD_LIMIT_SECONDS,
    task_publish_retry_policy={"max_retries": 2, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2},
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_enable_remote_control=True,
    worker_send_task_events=False,
    broker_connection_retry_on_startup=True,
    # For ever: a worker waits for Redis instead of giving up.
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_SECONDS,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 25,
    },
    timezone="UTC",
)
app.steps["consumer"].add(WorkerHeartbeat)
app.autodiscover_tasks()


@setup_logging.connect
def use_the_sites_logging(**_arguments: Any) -> None:
    """Let workers and beat log as the web process does, instead of in Celery's own way."""
    from logging.config import dictConfig  # noqa: PLC0415 - with the settings, which this module precedes

    from django.conf import settings  # noqa: PLC0415 - see above

    dictConfig(settings.LOGGING)


__all__ = ["QUEUES", "TASK_ROUTES", "app"]
