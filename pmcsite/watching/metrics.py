"""`/metrics`: the outbox and the task queues for Prometheus; for whoever knows `METRICS_TOKEN`, and nobody else."""

from collections.abc import Iterator, Mapping

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from redis import Redis, RedisError

from delivery.api import OutboxFigures, outbox_figures
from pmcsite.celery import QUEUES
from pmcsite.worker_heartbeat import served_queues

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 3


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer in Prometheus' text format; 404 without the token, as if there were nothing here."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponseNotFound("not found\n", content_type="text/plain; charset=utf-8")
    registry = CollectorRegistry(auto_describe=False)
    try:
        registry.register(_Outbox(outbox_figures()))
    except (DatabaseError, InterfaceError) as error:
        log.warning("metrics_without_database", error=type(error).__name__)
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain; charset=utf-8")
    registry.register(_TaskQueues())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Outbox(Collector):
    """The outbox's figures as metrics."""

    def __init__(self, figures: OutboxFigures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """Yield each metric once."""
        figures = self._figures
        yield GaugeMetricFamily(
            "delivery_queue_depth", "Deliveries of running mailings that wait for a sender.", value=figures.waiting
        )
        yield GaugeMetricFamily(
            "delivery_oldest_due_seconds", "Age of the oldest delivery that is due.", value=figures.oldest_due_seconds
        )
        yield GaugeMetricFamily("delivery_held", "Deliveries that senders hold.", value=figures.held)
        yield GaugeMetricFamily("delivery_senders", "Senders at work.", value=figures.senders)
        yield GaugeMetricFamily(
            "delivery_expired_leases", "Leases that ran out unsettled.", value=figures.expired_leases
        )
        yield GaugeMetricFamily("delivery_open_orders", "Orders of staff being carried out.", value=figures.open_orders)
        yield GaugeMetricFamily(
            "delivery_suppressed_addresses", "Addresses nothing is sent to.", value=figures.suppressed_addresses
        )
        yield _labelled(GaugeMetricFamily, "delivery_mailings", "Mailings by status.", "status", figures.mailings)
        yield _labelled(GaugeMetricFamily, "delivery_deliveries", "Deliveries by state.", "state", figures.states)
        yield _labelled(
            CounterMetricFamily,
            "delivery_settled",
            "Deliveries that came to rest, by state; its rate is the rate of sending.",
            "state",
            {state: figures.states[state] for state in ("sent", "failed", "suppressed", "withheld", "in_doubt")},
        )
        yield _labelled(
            GaugeMetricFamily,
            "delivery_last_day",
            "What servers answered and what came back within 24 hours.",
            "measure",
            figures.last_day,
        )
        yield GaugeMetricFamily(
            "delivery_transactional_queue_depth",
            "Transactional messages that wait.",
            value=figures.transactional_waiting,
        )
        yield GaugeMetricFamily(
            "delivery_transactional_oldest_seconds",
            "Age of the oldest transactional message that waits.",
            value=figures.transactional_oldest_seconds,
        )
        yield GaugeMetricFamily(
            "delivery_transactional_failed_last_day",
            "Transactional messages refused for good within 24 hours.",
            value=figures.transactional_failed_last_day,
        )
        yield GaugeMetricFamily(
            "delivery_outcomes_waiting", "Batches of outcomes to tell.", value=figures.outcomes_waiting
        )
        yield GaugeMetricFamily(
            "delivery_outcomes_failing", "Batches of outcomes that were refused.", value=figures.outcomes_failing
        )


def _labelled(
    family: type[GaugeMetricFamily | CounterMetricFamily],
    name: str,
    words: str,
    label: str,
    values: Mapping[str, int],
) -> Metric:
    metric = family(name, words, labels=[label])
    for key, value in values.items():
        metric.add_metric([str(key)], float(value))
    return metric


class _TaskQueues(Collector):
    """How many tasks wait in each of Celery's queues, and whether a worker takes them."""

    def collect(self) -> Iterator[Metric]:
        """Yield the queues; without Redis only that it is away."""
        reachable = GaugeMetricFamily("redis_up", "Whether Redis answers.")
        depth = GaugeMetricFamily("task_queue_depth", "Tasks that wait.", labels=["queue"])
        served = GaugeMetricFamily("task_queue_served", "Whether a worker takes tasks.", labels=["queue"])
        try:
            with Redis.from_url(
                settings.REDIS_URL, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
            ) as client:
                workers = served_queues(client, QUEUES)
                for queue in QUEUES:
                    depth.add_metric([queue], float(client.llen(queue)))
                    served.add_metric([queue], float(workers[queue]))
        except RedisError:
            reachable.add_metric([], 0.0)
            yield reachable
            return
        reachable.add_metric([], 1.0)
        yield from (reachable, depth, served)
