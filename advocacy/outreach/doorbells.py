"""Waking workers after commit; a doorbell nobody hears is no failure, for the sweep rings again."""

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)


def ring_advance() -> None:
    """Say, after commit, that letters may be able to go on."""
    transaction.on_commit(_ring)


def _ring() -> None:
    from advocacy.outreach import tasks  # noqa: PLC0415 - the tasks call what rings

    try:
        tasks.advance_letters.apply_async(expires=60, retry=False)
    except (BrokerError, RedisError, OSError) as error:
        logger.warning("doorbell_not_rung", task="advance_letters", error=type(error).__name__)
