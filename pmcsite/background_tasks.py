"""Wagtail's background tasks (django-tasks), carried by Celery."""

from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued
from django_tasks.utils import get_random_id
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


class CeleryBackend(BaseTaskBackend):
    """Sends a task to the `housekeeping` queue once the surrounding transaction has committed.

    Wagtail only enqueues; it never asks for a result, a delay or a priority, so none is kept or offered.
    While the broker is away a task runs at once in the process that enqueued it: slower, but not lost.
    """

    supports_async_task = True

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Queue the task for a worker; raises `InvalidTaskError` for one this backend cannot run."""
        self.validate_task(task)
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        transaction.on_commit(lambda: self._send(result), robust=True)
        return result

    def _send(self, result: TaskResult[Any]) -> None:
        from pmcsite.tasks import run_background_task  # noqa: PLC0415 - settings name this module before apps load

        arguments = (result.task.module_path, result.args, result.kwargs)
        try:
            run_background_task.apply_async(arguments, task_id=result.id)
        except OperationalError:
            log.warning("background_task_run_at_once", path=result.task.module_path)
            run_background_task.run(*arguments)
        else:
            task_enqueued.send(type(self), task_result=result)
