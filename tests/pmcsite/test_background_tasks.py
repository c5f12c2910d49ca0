"""Wagtail's background tasks through a real worker and a real Redis."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import transaction
from django_tasks import task_backends
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import InvalidTaskError
from wagtail.models import ReferenceIndex
from wagtail.tasks import delete_file_from_storage_task, update_reference_index_task

from content.api import get_home_page
from pmcsite import settings as as_written
from pmcsite.background_tasks import CeleryBackend
from tests.processes import REDIS_NOWHERE, RunningProcess, run_program, wait_until

STORAGE = "django.core.files.storage.FileSystemStorage"


@pytest.fixture
def _carried_by_celery(settings: Any) -> None:
    settings.TASKS = as_written.TASKS


def queued(client: redis.Redis) -> int:
    return int(client.llen("housekeeping"))


@pytest.mark.usefixtures("_carried_by_celery")
def test_the_site_is_set_up_with_this_backend() -> None:
    assert isinstance(task_backends["default"], CeleryBackend)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_carried_by_celery")
def test_a_saved_page_is_indexed_by_the_worker(celery_worker: Callable[..., RunningProcess]) -> None:
    home = get_home_page()
    home.save()
    ReferenceIndex.objects.all().delete()
    assert home.social_image is None
    worker = celery_worker(queues=("housekeeping",))
    update_reference_index_task.enqueue("pages", "homepage", home.pk)
    wait_until(lambda: ReferenceIndex.objects.exists() or "succeeded" in worker.said, "the worker to index the page")
    assert "Traceback" not in worker.said


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_carried_by_celery")
def test_the_worker_deletes_a_deleted_documents_file(
    celery_worker: Callable[..., RunningProcess], tmp_path: Path
) -> None:
    file = tmp_path / "to-delete.txt"
    file.write_text("x")
    celery_worker(queues=("housekeeping",))
    delete_file_from_storage_task.enqueue([STORAGE, [], {"location": str(tmp_path)}], file.name)
    wait_until(lambda: not file.exists(), "the worker to delete the file")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_carried_by_celery")
def test_a_task_waits_for_the_commit_and_vanishes_with_a_rollback(redis_server: redis.Redis) -> None:
    with transaction.atomic():
        result = delete_file_from_storage_task.enqueue([STORAGE, [], {}], "nothing")
        assert queued(redis_server) == 0
    assert queued(redis_server) == 1
    assert result.status == TaskResultStatus.READY

    def rolled_back() -> None:
        with transaction.atomic():
            delete_file_from_storage_task.enqueue([STORAGE, [], {}], "nothing")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        rolled_back()
    assert queued(redis_server) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_carried_by_celery")
def test_a_task_about_something_deleted_does_no_harm(celery_worker: Callable[..., RunningProcess]) -> None:
    worker = celery_worker(queues=("housekeeping",))
    update_reference_index_task.enqueue("wagtailcore", "page", 987_654)
    wait_until(lambda: "succeeded" in worker.said, "the task to end well")
    assert "background_task_without_object" in worker.said
    assert "Traceback" not in worker.said


ENQUEUE = """
import sys
from wagtail.tasks import delete_file_from_storage_task
storage = ["django.core.files.storage.FileSystemStorage", [], {"location": sys.argv[1]}]
delete_file_from_storage_task.enqueue(storage, sys.argv[2])
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_task_runs_at_once(tmp_path: Path) -> None:
    file = tmp_path / "to-delete.txt"
    file.write_text("x")
    done = run_program(ENQUEUE, str(tmp_path), file.name, REDIS_URL=REDIS_NOWHERE)
    assert done.returncode == 0, done.stderr
    assert "background_task_run_at_once" in done.stderr
    assert not file.exists()


@pytest.mark.usefixtures("_carried_by_celery")
def test_what_cannot_be_carried_is_refused() -> None:
    with pytest.raises(InvalidTaskError, match="priority"):
        update_reference_index_task.using(priority=3)
    with pytest.raises(InvalidTaskError, match="Queue"):
        update_reference_index_task.using(queue_name="elsewhere")
