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


__all__ = ["QUEUES", "app"]
