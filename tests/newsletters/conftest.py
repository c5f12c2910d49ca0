"""Fixtures of the newsletters: a sink on loopback that keeps every mail, and the people who read and send."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from members.api import Member
from tests.delivery.sink import Sink, running_sink
from tests.newsletters.factories import StaffFactory


@pytest.fixture
def sink(settings, tmp_path: Path) -> Iterator[Sink]:
    settings.DELIVERY_JOURNAL_DIR = str(tmp_path / "journal")
    with running_sink() as running:
        settings.SMTP_HOST, settings.SMTP_PORT = "127.0.0.1", running.port
        yield running


@pytest.fixture
def staff(db) -> Member:
    return StaffFactory.create()
