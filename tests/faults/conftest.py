"""Fixtures of the fault tests: those of the outbox."""

from tests.delivery.conftest import _quiet_kind, listening_kind, own_journal, sink

__all__ = ["_quiet_kind", "listening_kind", "own_journal", "sink"]
