"""A fictional legislature, a real SMTP sink on loopback, and a journal of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.advocacy.campaigns import factories
from tests.delivery.sink import Sink, running_sink


@pytest.fixture
def legislature(db: None) -> None:
    factories.legislature()


@pytest.fixture
def sink(settings: Settings, tmp_path: Path) -> Iterator[Sink]:
    settings.DELIVERY_JOURNAL_DIR = str(tmp_path / "journal")
    with running_sink() as running:
        settings.SMTP_HOST, settings.SMTP_PORT = "127.0.0.1", running.port
        yield running
