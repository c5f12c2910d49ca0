"""A real web server with the page cache on, and its own purging thread."""

import http.client
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from content.api import get_home_page
from pmcsite.engines import ports
from tests.processes import RunningProcess, process_environment, wait_until


class Web:
    """A web server, asked as browsers ask."""

    def __init__(self, var: Path) -> None:
        self.port = ports.choose()
        environment = process_environment(PAGE_CACHE="1", VAR_DIR=str(var), PUBLIC_URL=f"http://localhost:{self.port}")
        self.process = RunningProcess(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "pmcsite.wsgi:application"),
                *("--host", "127.0.0.1", "--port", str(self.port), "--no-access-log", "--no-ws"),
            ],
            var / "web.log",
            environment,
        )
        self.process.wait_for(self.answers, "the web server")

    def answers(self) -> bool:
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, how the cache answered, and the text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
        response = connection.getresponse()
        found = response.status, response.headers.get("X-Page-Cache", ""), response.read().decode()
        connection.close()
        return found


@pytest.fixture
def web(_triggers: None, transactional_db: None, tmp_path: Path) -> Iterator[Web]:
    web = Web(tmp_path)
    yield web
    web.process.stop()


@pytest.mark.slow
def test_a_committed_change_is_soon_seen_by_everyone(web):
    wait_until(lambda: web.get("/")[1] == "hit", "the home page to be kept")
    home = get_home_page()
    home.seo_title = "Another name in the window"
    with transaction.atomic():
        home.save()
        assert "Another name in the window" not in web.get("/")[2]
        assert web.get("/")[1] == "hit"

    wait_until(lambda: "Another name in the window" in web.get("/")[2], "the change to be seen")
    wait_until(lambda: web.get("/")[1] == "hit", "the home page to be kept again")
    assert "Traceback" not in web.process.said
