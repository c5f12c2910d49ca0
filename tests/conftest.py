"""What every test stands on: real PostgreSQL, real Redis, no address but the loopback."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.utils import translation
from pytest_django import Settings

from delivery.sending import slowing
from tests import chromium, nginx, node
from tests.processes import RunningProcess, start_worker


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, loudly, what needs a browser or the page auditors where they are not."""
    chromium.skip_without_chromium(items)
    node.skip_without_auditors(items)
    nginx.skip_without_nginx(items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, in red, what was left out and why: a machine without a browser or the public data tests less."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple))
    if reasons:
        terminalreporter.section("NOT TESTED", sep="!", red=True)
    for reason, count in reasons.most_common():
        terminalreporter.line(f"{count} tests did not run. {reason}", red=True)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[redis.Redis]:
    """A client of this process's own Redis database."""
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        yield client


@pytest.fixture(autouse=True)
def _empty_redis(redis_server: redis.Redis) -> None:
    """Begin each test with nothing cached, counted or queued, and nobody who asked for less mail."""
    redis_server.flushdb()
    slowing.forget()


@pytest.fixture(autouse=True)
def _begin_in_english() -> None:
    """Begin each test in the default language, whatever a request of the test before left active in this thread."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(tmp_path: Path, settings: Settings) -> None:
    """Keep what tests upload out of the project's own media folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _background_tasks_at_once(request: pytest.FixtureRequest, settings: Settings) -> None:
    """Run Wagtail's background tasks (search and reference index) at once, unless a test starts a worker."""
    if "celery_worker" not in request.fixturenames:
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}


@pytest.fixture
def celery_worker(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., RunningProcess]]:
    """Start real Celery workers on the test database: `celery_worker(queues=("delivery",))`.

    Returns once the worker takes work; every worker is stopped at the end of the test.
    """
    started: list[RunningProcess] = []

    def start(**options: Any) -> RunningProcess:
        worker = start_worker(tmp_path / f"worker-{len(started)}.log", **options)
        started.append(worker)
        worker.wait_until_it_takes_work()
        return worker

    yield start
    for worker in started:
        worker.stop()
