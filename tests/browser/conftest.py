"""A real browser on a real server that shows the demo, built once for all browser tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

# Playwright's event loop runs in the test's thread, and Django would refuse to use the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"phone": 390, "desktop": 1280}
SCHEMES = ("light", "dark")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `make test-fast` can leave it out."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("The browser tests need Chromium: install Debian's package chromium or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def database_of_its_own(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, made here when pytest-django did not make it.

    It makes one only where a test asks for the database by mark. These tests look at a server, so without this
    they would fill, and at the end empty, the database that a developer works on.
    """
    with django_db_blocker.unblock():
        if connection.settings_dict["NAME"].startswith(TEST_DATABASE_PREFIX):
            yield
            return
        made = setup_databases(verbosity=0, interactive=False)
        assert connection.settings_dict["NAME"].startswith(TEST_DATABASE_PREFIX)
        yield
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="package")
def demo_site(database_of_its_own: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a server that shows the demo; the database is emptied afterwards."""
    with django_db_blocker.unblock():
        call_command("build_fonts", verbosity=0)
        call_command("build_demo")
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        call_command("flush", verbosity=0, interactive=False, allow_cascade=True, inhibit_post_migrate=False)


@dataclass
class OpenedPage:
    """A page in the browser with everything it complained about and every answer it got."""

    page: Page
    complaints: list[str]
    responses: list[Response]
    """Every answer that arrived whole."""


@pytest.fixture
def open_page(chromium: Browser, demo_site: str) -> Iterator[Callable[..., OpenedPage]]:
    """Open a path of the demo: `open_page("/act/", width=390, scheme="dark", scripts=False)`."""
    contexts: list[BrowserContext] = []

    def open_it(path: str, *, width: int = 1280, scheme: str = "light", scripts: bool = True) -> OpenedPage:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        opened = OpenedPage(context.new_page(), [], [])
        opened.page.on(
            "console", lambda message: opened.complaints.append(message.text) if message.type == "error" else None
        )
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on("requestfinished", lambda request: _note(opened, request))
        opened.page.goto(f"{demo_site}{path}")
        opened.page.wait_for_load_state("networkidle")
        return opened

    yield open_it
    for context in contexts:
        context.close()


def _note(opened: OpenedPage, request: Request) -> None:
    response = request.response()
    if response is not None:
        opened.responses.append(response)
