"""Wake workers; a doorbell that cannot be rung is no failure, the beat schedule rings again."""

import structlog
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)


def ring_sendings() -> None:
    """Say that a sending may be due."""
    from newsletters import tasks  # noqa: PLC0415 - tasks imports the sending, which rings this

    try:
        tasks.send_due_issues.apply_async(expires=60, retry=False)
    except (BrokerError, RedisError, OSError) as error:
        logger.warning("doorbell_not_rung", task="send_due_issues", error=type(error).__name__)
