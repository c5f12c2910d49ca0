"""A sign of life from every worker, kept in Redis for as long as it takes work."""

from collections.abc import Iterable
from typing import Any

import structlog
from celery import bootsteps
from redis import Redis, RedisError

log = structlog.get_logger(__name__)

INTERVAL_SECONDS = 5
EXPIRY_SECONDS = 20


def key_for(queue: str) -> str:
    """The Redis key that exists while some worker takes work from a queue."""
    return f"heartbeat:worker:{queue}"


def served_queues(client: Redis, queues: Iterable[str]) -> dict[str, bool]:
    """Tell for each queue whether a worker takes work from it now. Raises `RedisError` without Redis."""
    names = list(queues)
    values: Any = client.mget([key_for(name) for name in names])
    return {name: value is not None for name, value in zip(names, values, strict=True)}


class WorkerHeartbeat(bootsteps.StartStopStep):
    """Refreshes the keys of the worker's queues from its main loop; they expire soon after it stops."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.timer_entry: Any = None
        self.client: Redis | None = None

    def start(self, parent: Any) -> None:
        """Begin when the worker has its connection and consumes."""
        self.client = Redis.from_url(parent.app.conf.broker_url, socket_timeout=3, socket_connect_timeout=3)
        self.refresh(parent)
        self.timer_entry = parent.timer.call_repeatedly(INTERVAL_SECONDS, self.refresh, (parent,), priority=10)

    def stop(self, parent: Any) -> None:  # noqa: ARG002 - Celery passes the consumer
        """End when the connection is lost or the worker stops."""
        if self.timer_entry is not None:
            self.timer_entry.cancel()
            self.timer_entry = None
        if self.client is not None:
            self.client.close()
            self.client = None

    def refresh(self, parent: Any) -> None:
        """Say once that this worker lives and which queues it serves."""
        if self.client is None:
            return
        try:
            pipeline = self.client.pipeline(transaction=False)
            for queue in parent.app.amqp.queues.consume_from:
                pipeline.set(key_for(queue), parent.hostname, ex=EXPIRY_SECONDS)
            pipeline.execute()
        except RedisError as error:
            log.warning("heartbeat_not_written", error=type(error).__name__)
