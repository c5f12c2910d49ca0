"""Wake workers: tasks carry no content, and a doorbell that cannot be rung is no failure.

Rows in PostgreSQL are the truth; the sweep in the beat schedule rings again for whatever waits.
"""

import structlog
from django.conf import settings
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)


def ring_senders(count: int | None = None) -> None:
    """Say that a mailing may have deliveries to send: to as many senders as are configured, or to `count`."""
    for _ in range(settings.DELIVERY_SENDERS if count is None else count):
        _ring("send_deliveries")


def ring_transactional() -> None:
    """Say that a transactional message waits."""
    _ring("send_transactional_messages")


def ring_outcomes() -> None:
    """Say that outcomes wait to be told to their mailing kinds."""
    _ring("tell_outcomes")


def ring_housekeeping() -> None:
    """Say that mailings may have to be cancelled or finished, or outcomes told."""
    _ring("sweep")


def _ring(task: str) -> None:
    from delivery import tasks  # noqa: PLC0415 - tasks imports the engine, which rings doorbells

    try:
        getattr(tasks, task).apply_async(expires=60, retry=False)
    except (BrokerError, RedisError, OSError) as error:
        logger.warning("doorbell_not_rung", task=task, error=type(error).__name__)
