"""Real processes for tests: started on the test database, awaited by condition, ended for certain."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from redis import Redis

from pmcsite.engines import children
from pmcsite.worker_heartbeat import served_queues

PATIENCE_SECONDS = 60


def wait_until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Look at a condition until it holds; fail saying `what` was awaited. `seconds` only ends a hopeless wait."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {seconds:.0f} s in vain for: {what}")
        time.sleep(0.02)


REDIS_NOWHERE = "redis://127.0.0.1:1/0"
"""An address where no Redis listens."""


def test_database_url() -> str:
    """The address of the database that this test process uses now."""
    it = connection.settings_dict
    user = quote(it["USER"] or "", safe="")
    password = f":{quote(it['PASSWORD'], safe='')}" if it["PASSWORD"] else ""
    return f"postgres://{user}{password}@{it['HOST']}:{it['PORT'] or 5432}/{it['NAME']}"


test_database_url.__test__ = False


def process_environment(**changes: str) -> dict[str, str]:
    """The variables under which a started process works on the same engines as this test."""
    return {
        **os.environ,
        "DEVELOPMENT": "1",
        "DATABASE_URL": test_database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "PYTHONPATH": str(settings.BASE_DIR),
        **changes,
    }


def run_program(source: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a Python program with Django set up on the test's engines; further arguments change its environment."""
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{source}", *arguments],
        cwd=settings.BASE_DIR,
        env=process_environment(DJANGO_SETTINGS_MODULE="pmcsite.settings", **variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS * 2,
    )


class RunningProcess:
    """A started program with its log; `stop` leaves nothing of it behind."""

    def __init__(self, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> None:
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                list(command),
                cwd=settings.BASE_DIR,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """Everything the program has written."""
        return self.log.read_text(errors="replace")

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition holds; fail with the program's words when it ends before."""

        def holds() -> bool:
            if condition():
                return True
            assert self.process.poll() is None, f"ended while waiting for {what}:\n{self.said[-4000:]}"
            return False

        wait_until(holds, f"{what}; it said:\n{self.said[-2000:]}")

    def wait_until_it_takes_work(self) -> None:
        """For a worker: wait until it says so in Redis. Overridden where queues are known."""

    def kill(self) -> None:
        """SIGKILL the program and everything below it, at once."""
        below = children.descendants(self.process.pid)
        self.process.kill()
        self.process.wait()
        children.kill_all(below)

    def stop(self) -> None:
        """End the program politely, then for certain."""
        children.stop([self.process], seconds=15)


class Worker(RunningProcess):
    """A real Celery worker."""

    def __init__(self, queues: Sequence[str], log: Path, environment: Mapping[str, str], pool: str, size: int) -> None:
        self.queues = tuple(queues)
        super().__init__(
            [
                *(sys.executable, "-m", "celery", "-A", "pmcsite", "worker"),
                *("--pool", pool, "--concurrency", str(size), "--queues", ",".join(queues)),
                *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
            ],
            log,
            environment,
        )

    def wait_until_it_takes_work(self) -> None:
        """Wait for the worker's heartbeat on each of its queues."""
        with Redis.from_url(settings.REDIS_URL) as client:
            self.wait_for(lambda: all(served_queues(client, self.queues).values()), "the worker's heartbeat")


def start_worker(
    log: Path,
    *,
    queues: Sequence[str] = ("transactional", "delivery", "imports", "housekeeping"),
    pool: str = "solo",
    size: int = 1,
    **variables: str,
) -> Worker:
    """Start a Celery worker on the test's database and Redis; further arguments become its environment."""
    return Worker(queues, log, process_environment(**variables), pool, size)
