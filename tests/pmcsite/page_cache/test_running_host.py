"""A real web server with the page cache on, and its own purging thread."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from content.api import get_home_page
from tests.pmcsite.page_cache.running import Web
from tests.processes import wait_until


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
