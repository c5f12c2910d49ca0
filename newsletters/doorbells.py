"""Wake workers; a doorbell that cannot be rung is no failure, the beat schedule rings again."""

import structlog
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)


def ring_sendings() -> None:
    """Say that a sending may be due."""
    _ring("send_due_issues")


def ring_requests() -> None:
    """Say that a visitor asked for a newsletter."""
    _ring("handle_subscription_requests")


def ring_import(import_id: int) -> None:
    """Say that there is work for an import of subscribers."""
    _ring("work_on_import", import_id)


def _ring(task: str, *arguments: int) -> None:
    from newsletters import tasks  # noqa: PLC0415 - the tasks import what rings this

    try:
        getattr(tasks, task).apply_async(args=arguments, expires=60, retry=False)
    except (BrokerError, RedisError, OSError) as error:
        logger.warning("doorbell_not_rung", task=task, error=type(error).__name__)
