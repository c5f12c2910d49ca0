"""Fixtures of the outbox: kinds, a sink, a journal of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from delivery import kinds
from delivery.api import register_mailing_kind
from tests.delivery.factories import ListeningKind, QuietKind
from tests.delivery.sink import Sink, running_sink


@pytest.fixture(autouse=True)
def own_journal(settings, tmp_path: Path) -> Path:
    settings.DELIVERY_JOURNAL_DIR = str(tmp_path / "journal")
    return tmp_path / "journal"


@pytest.fixture(autouse=True)
def _quiet_kind() -> None:
    register_mailing_kind(QuietKind())


@pytest.fixture
def listening_kind() -> Iterator[ListeningKind]:
    kind = ListeningKind()
    register_mailing_kind(kind)
    yield kind
    kinds._kinds.pop(kind.name, None)


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    with running_sink() as running:
        settings.SMTP_HOST, settings.SMTP_PORT = "127.0.0.1", running.port
        yield running
