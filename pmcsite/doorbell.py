"""The kind of Celery task this platform has: a doorbell that says "there is work"."""

from typing import Any

import structlog
from celery import Task
from celery.exceptions import Ignore
from kombu.exceptions import OperationalError
from redis import Redis

log = structlog.get_logger(__name__)

REDELIVERIES_ALLOWED = 3
_COUNT_SECONDS = 24 * 3600


class Doorbell(Task[..., Any]):
    """A task whose loss costs time, never work: rows in PostgreSQL are the truth and a sweep rings again.

    Ringing while the broker is away is therefore logged and not raised into the request that rang. A message
    that comes back because whole workers died over it is dropped after `REDELIVERIES_ALLOWED` attempts, so
    that no poisonous task takes down worker after worker.
    """

    abstract = True
    must_ring = False
    """Raise to the caller when the broker is away; for work that no row stands for."""

    def apply_async(self, *args: Any, **options: Any) -> Any:
        """Send the task to its queue; without a broker, log and go on (see `must_ring`)."""
        try:
            return super().apply_async(*args, **options)
        except OperationalError as error:
            if self.must_ring:
                raise
            log.warning("doorbell_not_rung", task=self.name, error=type(error).__name__)
            return None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task, unless it has come back too often."""
        delivery = self.request.delivery_info or {}
        if delivery.get("redelivered") and self._count_redelivery() > REDELIVERIES_ALLOWED:
            log.error("task_dropped_after_redeliveries", task=self.name, task_id=self.request.id)
            raise Ignore
        return self.run(*args, **kwargs)

    def _count_redelivery(self) -> int:
        from django.conf import settings  # noqa: PLC0415 - this module is imported before settings are

        key = f"redelivered:{self.request.id}:{self.request.retries}"
        with Redis.from_url(settings.REDIS_URL, socket_timeout=5) as client:
            count = int(client.incr(key))
            client.expire(key, _COUNT_SECONDS)
        return count
