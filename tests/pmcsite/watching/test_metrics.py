"""`/metrics`: for Prometheus alone, and true."""

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from tests.processes import REDIS_NOWHERE

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-thirty-two-characters"


def ask(token: str | None, **headers: str):
    sent = headers if token is None else {"Authorization": f"Bearer {token}", **headers}
    return Client(headers=sent).get("/metrics", headers={"Host": "10.0.0.7"})


def values(body: str) -> dict[str, float]:
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
    }


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x", "é"])
def test_the_public_finds_nothing(settings, token: str | None) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert ask(token).status_code == 404


def test_without_a_token_nobody_may(settings) -> None:
    settings.METRICS_TOKEN = ""
    assert ask("").status_code == 404


def test_prometheus_reads_depth_age_and_errors(settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    response = ask(TOKEN)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    found = values(response.content.decode())
    assert found["delivery_queue_depth"] == 0
    assert found["delivery_oldest_due_seconds"] == 0
    assert found["delivery_settled_total{failed}"] == 0
    assert found["delivery_transactional_queue_depth"] == 0
    assert (found["redis_up"], found["task_queue_depth{delivery}"]) == (1, 0)


def test_without_redis_the_rest_is_still_told(settings) -> None:
    settings.METRICS_TOKEN, settings.REDIS_URL = TOKEN, REDIS_NOWHERE
    found = values(ask(TOKEN).content.decode())
    assert found["redis_up"] == 0
    assert "delivery_queue_depth" in found


def test_posting_is_refused(settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert Client().post("/metrics").status_code == 405
