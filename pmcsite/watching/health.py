"""`/healthz`: this process answers. `/readyz`: everything it needs answers too."""

from collections.abc import Callable
from typing import ClassVar

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from pmcsite.celery import QUEUES
from pmcsite.watching.metrics import metrics
from pmcsite.worker_heartbeat import served_queues

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 3


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process is alive; touches neither database nor Redis."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def database_answers() -> bool:
    """Whether PostgreSQL answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError) as error:
        log.warning("database_unreachable", error=type(error).__name__)
        return False
    return True


def workers_by_queue() -> dict[str, bool] | None:
    """For each queue, whether a worker takes work from it; `None` when Redis does not answer."""
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
        ) as client:
            return served_queues(client, QUEUES)
    except RedisError as error:
        log.warning("redis_unreachable", error=type(error).__name__)
        return None


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, Redis and a worker for every queue answer, else 503; say which in JSON."""
    database = database_answers()
    workers = workers_by_queue()
    parts = {
        "database": database,
        "redis": workers is not None,
        **{f"worker:{queue}": bool(workers and workers[queue]) for queue in QUEUES},
    }
    ready = all(parts.values())
    return JsonResponse(
        {"ready": ready, "parts": {name: "ok" if well else "missing" for name, well in parts.items()}},
        status=200 if ready else 503,
    )


class HealthMiddleware:
    """Answers `/healthz`, `/readyz` and `/metrics` before anything else looks at the request.

    A load balancer or Prometheus asks by the machine's number and over plain HTTP; neither the host check nor the
    redirect to HTTPS is meant for it.
    """

    answers: ClassVar = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a health check or Prometheus, pass everything else on."""
        answer = self.answers.get(request.path_info)
        return answer(request) if answer is not None else self.get_response(request)
