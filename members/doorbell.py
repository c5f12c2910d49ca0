"""Ringing a Celery worker: the row is the truth, the task only says there is work."""

import logging
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ring_on_commit(task: "Task[Any, Any]", *arguments: int) -> None:
    """Call a task once the rows it will read are committed.

    When Redis is away the row stays as it is and the sweep in the beat schedule finds it later.
    """
    transaction.on_commit(partial(_ring, task, arguments))


def _ring(task: "Task[Any, Any]", arguments: tuple[int, ...]) -> None:
    try:
        task.apply_async(args=arguments, retry=False)
    except OperationalError:
        logger.warning("The task queue is away; the sweep will pick up %s.", task.name)
