"""What visitors see while an engine is away: a 503, and no restart needed afterwards."""

import pytest
from django.db import connection
from django.test import Client


@pytest.mark.django_db(transaction=True)
def test_without_postgresql_pages_say_503_and_come_back_by_themselves() -> None:
    client = Client(raise_request_exception=False)
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = "1"
    try:
        away = client.get("/")
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port
    assert away.status_code == 503
    assert away.headers["Retry-After"] == "30"
    assert away.headers["Cache-Control"] == "no-store"
    assert b"please try again" in away.content
    assert b"Traceback" not in away.content
    assert client.get("/").status_code == 200


def test_other_failures_stay_500(monkeypatch: pytest.MonkeyPatch) -> None:
    from pmcsite.face import views

    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(views, "patch_cache_control", broken)
    answer = Client(raise_request_exception=False).get("/robots.txt")
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers


@pytest.mark.django_db
def test_public_pages_are_served_without_redis(settings: object) -> None:
    caches = {name: {**cache, "LOCATION": "redis://127.0.0.1:1/0"} for name, cache in settings.CACHES.items()}
    settings.CACHES = caches
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert Client(raise_request_exception=False).get("/").status_code == 200
