"""Celery: tasks are doorbells, PostgreSQL rows are the truth.

A task carries no content, only "there is work". It is acknowledged after it ran, and a sweep in the
beat schedule rings again for whatever stalled, so that losing Redis or a worker loses nothing.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")

QUEUES = ("transactional", "delivery", "imports", "housekeeping")

app = Celery("pmcsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_default_queue="housekeeping",
    task_acks_late=True,
    task_reject_on_worker_lost=False,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 300},
    timezone="UTC",
    beat_schedule={},
)
app.autodiscover_tasks()
__all__ = ["QUEUES", "app", "crontab"]
