"""Loaded by pytest before Django's settings: finds or starts PostgreSQL and Redis for the run.

With `DATABASE_URL` and `REDIS_URL` set, those servers are used (databases named `test_…` are created in
the one, the other's databases are emptied). Without, a throw-away pair is started once, for all of xdist's
processes, and deleted at the end.
"""

import os
import re
from contextlib import ExitStack
from pathlib import Path

import pytest

_WORKER = re.compile(r"gw(\d+)$")
_started = ExitStack()


def _redis_database_for(url: str, worker: str | None) -> str:
    """Give each of xdist's processes a Redis database of its own, counted up from the one in the URL."""
    found = _WORKER.match(worker or "")
    if found is None:
        return url
    base, _, number = url.rpartition("/")
    if not number.isdigit():
        base, number = url, "0"
    return f"{base}/{int(number) + int(found.group(1))}"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Set the variables that the settings read."""
    os.environ["DEVELOPMENT"] = "1"
    os.environ["OUTBOUND"] = "sandbox"
    os.environ.pop("DEBUG", None)
    os.environ.pop("EMBEDDED", None)
    if not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL"):
        from pmcsite.engines.throw_away import throw_away_engines

        var = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent / "var")
        engines = _started.enter_context(throw_away_engines(var / "engines-for-tests"))
        os.environ["DATABASE_URL"] = engines.postgresql.url
        os.environ["REDIS_URL"] = engines.redis.url
    os.environ["REDIS_URL"] = _redis_database_for(os.environ["REDIS_URL"], os.environ.get("PYTEST_XDIST_WORKER"))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """End the servers this run started."""
    _started.close()
