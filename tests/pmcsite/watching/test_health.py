"""`/healthz` and `/readyz`, with engines and workers really there or really away."""

from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.db import connection
from django.test import Client

from pmcsite.celery import QUEUES
from pmcsite.worker_heartbeat import key_for
from tests.processes import RunningProcess, wait_until

NOWHERE = "redis://127.0.0.1:1/0"


def all_workers_alive(client: redis.Redis) -> None:
    for queue in QUEUES:
        client.set(key_for(queue), "here", ex=20)


def test_healthz_needs_nothing_and_answers_any_host_over_plain_http(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["www.example.org"]
    settings.REDIS_URL = NOWHERE
    answer = Client().get("/healthz", HTTP_HOST="10.0.0.7:8000")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_ready_when_all_parts_answer(redis_server: redis.Redis) -> None:
    all_workers_alive(redis_server)
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "parts": {"database": "ok", "redis": "ok", **{f"worker:{queue}": "ok" for queue in QUEUES}},
    }


@pytest.mark.django_db
def test_readyz_names_the_queue_that_nobody_serves(redis_server: redis.Redis) -> None:
    all_workers_alive(redis_server)
    redis_server.delete(key_for("transactional"))
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert [name for name, state in answer.json()["parts"].items() if state != "ok"] == ["worker:transactional"]


@pytest.mark.django_db
def test_readyz_says_when_redis_is_away(settings: Any) -> None:
    settings.REDIS_URL = NOWHERE
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["database"] == "ok"
    assert answer.json()["parts"]["redis"] == "missing"


@pytest.mark.django_db(transaction=True)
def test_readyz_says_when_postgresql_is_away_and_recovers(redis_server: redis.Redis) -> None:
    all_workers_alive(redis_server)
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = "1"
    try:
        answer = Client().get("/readyz")
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port
    assert answer.status_code == 503
    assert answer.json()["parts"]["database"] == "missing"
    assert Client().get("/readyz").status_code == 200


def test_health_checks_refuse_other_methods() -> None:
    assert Client().post("/healthz").status_code == 405
    assert Client().post("/readyz").status_code == 405


@pytest.mark.slow
def test_a_real_worker_makes_the_site_ready(celery_worker: Callable[..., RunningProcess]) -> None:
    celery_worker()
    wait_until(lambda: Client().get("/readyz").status_code == 200, "readiness")
