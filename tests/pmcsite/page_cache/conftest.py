"""A page cache in front of the real Django application, and the purger of its host, step by step."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection

from content.pages.models import SiteSettings
from pmcsite.page_cache import changes, gateway, triggers
from pmcsite.page_cache.gateway import PageCache
from pmcsite.page_cache.keys import PublicAddress
from pmcsite.page_cache.purging import Purger
from pmcsite.page_cache.store import Store


@dataclass
class Got:
    """An answer of the cache."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def how(self) -> str:
        return self.headers.get("X-Page-Cache", "")

    @property
    def text(self) -> str:
        return self.body.decode()


class Host:
    """One web host: a folder, an entry, a purger that runs when the test says so."""

    def __init__(self, folder: Path, application: Callable[..., Any]) -> None:
        self.store = Store(folder)
        self.store.prepare()
        self.purger = Purger(self.store)
        SiteSettings.load()  # the first page ever shown would make the row, which is a change
        with connection.cursor() as cursor:
            self.purger.begin(cursor)
        self.cache = PageCache(application, self.store, PublicAddress(settings.PUBLIC_URL))
        self.cache.follow_changes = lambda: None  # the test purges

    def get(self, path: str, method: str = "GET", **headers: str) -> Got:
        path, _mark, query = path.partition("?")
        sent: dict[str, Any] = {}

        def start_response(status: str, answered: list[tuple[str, str]], *_error: Any) -> None:
            sent.update(status=int(status[:3]), headers=dict(answered))

        environment = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        # Django's test client connects these again each time; they would close the test's transaction.
        signals.request_started.disconnect(close_old_connections)
        signals.request_finished.disconnect(close_old_connections)
        parts = self.cache(environment, start_response)
        body = b"".join(parts)
        getattr(parts, "close", lambda: None)()
        return Got(sent["status"], sent["headers"], body)

    def keep(self, *paths: str) -> None:
        """Have these pages made once everything so far is settled, and see that they are kept."""
        self.purge()
        for path in paths:
            self.get(path)
            assert self.get(path).how == "hit", path

    def purge(self) -> set[str]:
        """Handle what was committed; return the pages removed."""
        with connection.cursor() as cursor:
            self.purger.position_file.write_text(changes.snapshot(cursor))
            removed = self.purger.purge(cursor)
            cursor.execute("DELETE FROM page_cache_change")
        return removed


@pytest.fixture(scope="session")
def django_application() -> Callable[..., Any]:
    return get_wsgi_application()


def before_this_transaction(cursor: changes.Cursor) -> str:
    cursor.execute("SELECT pg_current_xact_id()::text")
    number = cursor.fetchone()[0]
    return f"{number}:{number}:"


@pytest.fixture(scope="module")
def _triggers(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The triggers that `migrate` puts up where the page cache is on; taken down for the tests of others."""
    with django_db_blocker.unblock():
        triggers.install()
    yield
    with django_db_blocker.unblock():
        triggers.install(wanted=frozenset())


@pytest.fixture
def new_host(
    _triggers: None, db: None, tmp_path: Path, django_application: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Host]]:
    """Make a host: `new_host("first")`.

    These tests run in one transaction, quickly. Its own changes count as seen for whoever looks from inside; so here a
    snapshot is one from before it began, and what has been purged is deleted from the log. The test with several
    processes has real ones.
    """
    monkeypatch.setattr(gateway, "close_old_connections", lambda: None)
    monkeypatch.setattr(changes, "snapshot", before_this_transaction)
    yield lambda name: Host(tmp_path / name, django_application)
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.fixture
def host(new_host: Callable[[str], Host]) -> Host:
    return new_host("host")
