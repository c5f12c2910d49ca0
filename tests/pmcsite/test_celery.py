"""Queues, schedule, redelivery and outages, with real workers on a real Redis."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured

from pmcsite import tasks
from pmcsite.beat_schedule import gather
from pmcsite.celery import QUEUES, TASK_ROUTES, app
from pmcsite.doorbell import REDELIVERIES_ALLOWED
from pmcsite.worker_heartbeat import served_queues
from tests.processes import REDIS_NOWHERE, RunningProcess, Worker, process_environment, run_program, wait_until


@pytest.mark.parametrize("queue", QUEUES)
def test_a_task_lies_in_its_own_queue_and_in_no_other(queue: str, redis_server: redis.Redis) -> None:
    tasks.clear_sessions.apply_async(queue=queue)
    assert {name: redis_server.llen(name) for name in QUEUES} == {name: int(name == queue) for name in QUEUES}


def our_tasks() -> set[str]:
    """The names of all tasks but those Celery brings along."""
    return {name for name in app.tasks if not name.startswith("celery.")}


def test_the_table_of_routes_names_every_task_of_ours_and_no_other() -> None:
    assert set(TASK_ROUTES) == our_tasks()
    assert {route["queue"] for route in TASK_ROUTES.values()} == set(QUEUES)
    assert [name for name in our_tasks() if app.tasks[name].acks_late is not True] == []


def test_every_task_is_sent_to_the_queue_its_route_names() -> None:
    sent_to = {name: app.amqp.router.route({}, name)["queue"].name for name in our_tasks()}
    assert sent_to == {name: route["queue"] for name, route in TASK_ROUTES.items()}


def test_what_somebody_waits_for_at_the_screen_is_transactional() -> None:
    assert {name for name, route in TASK_ROUTES.items() if route["queue"] == "transactional"} == {
        "delivery.tasks.send_transactional_messages",
        "members.tasks.answer_address_request",
        "members.tasks.send_confirmation_mail",
        "members.tasks.sweep_open_requests",
        "newsletters.tasks.handle_subscription_requests",
    }


def test_a_task_rung_without_naming_a_queue_lies_in_its_own(redis_server: redis.Redis) -> None:
    app.tasks["members.tasks.sweep_open_requests"].delay()
    app.tasks["delivery.tasks.send_deliveries"].delay()
    assert {name: redis_server.llen(name) for name in QUEUES} == {
        "transactional": 1,
        "delivery": 1,
        "imports": 0,
        "housekeeping": 0,
    }


def test_every_scheduled_entry_names_a_task_that_exists() -> None:
    entries = gather(apps.get_app_configs())
    assert {name: entry["task"] for name, entry in entries.items() if entry["task"] not in app.tasks} == {}
    assert "publish scheduled pages" in entries
    assert app.conf.beat_schedule == entries


def test_a_name_scheduled_twice_is_refused() -> None:
    site = apps.get_app_config("pmcsite")
    assert isinstance(site, AppConfig)
    with pytest.raises(ImproperlyConfigured, match="publish scheduled pages"):
        gather([site, site])


def test_an_unknown_queue_is_refused() -> None:
    with pytest.raises(Exception, match="elsewhere"):
        tasks.clear_sessions.apply_async(queue="elsewhere")


@pytest.mark.slow
def test_a_worker_shows_which_queues_it_serves_and_its_end_is_noticed(
    celery_worker: Callable[..., RunningProcess], redis_server: redis.Redis
) -> None:
    worker = celery_worker(queues=("delivery", "imports"))
    assert served_queues(redis_server, QUEUES) == {
        "transactional": False,
        "delivery": True,
        "imports": True,
        "housekeeping": False,
    }
    assert 0 < redis_server.ttl("heartbeat:worker:delivery") <= 20
    worker.kill()
    wait_until(lambda: not any(served_queues(redis_server, QUEUES).values()), "the heartbeat to run out")


@pytest.mark.slow
def test_a_worker_waits_for_redis_and_goes_on_when_it_comes_back(
    celery_worker: Callable[..., RunningProcess], redis_server: redis.Redis
) -> None:
    worker = celery_worker(queues=("housekeeping",))
    for client in redis_server.client_list():
        if client["id"] != str(redis_server.client_id()):
            redis_server.client_kill_filter(_id=client["id"])
    redis_server.flushdb()
    wait_until(lambda: served_queues(redis_server, ("housekeeping",))["housekeeping"], "the worker to come back")
    tasks.clear_sessions.delay()
    wait_until(lambda: "clear_sessions" in worker.said and "succeeded" in worker.said, "the task")
    assert worker.process.poll() is None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_started_without_redis_says_so_and_keeps_trying(tmp_path: Path) -> None:
    worker = Worker(("housekeeping",), tmp_path / "log", process_environment(REDIS_URL=REDIS_NOWHERE), "solo", 1)
    try:
        worker.wait_for(lambda: "Cannot connect to redis" in worker.said, "a clear message")
        worker.wait_for(lambda: worker.said.count("Cannot connect to redis") >= 2, "another attempt")
    finally:
        worker.stop()
    assert worker.process.returncode in (0, -signal.SIGTERM, -signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ringing_without_a_broker_is_logged_and_not_raised() -> None:
    done = run_program("from pmcsite import tasks; print(tasks.clear_sessions.delay())", REDIS_URL=REDIS_NOWHERE)
    assert (done.returncode, done.stdout.strip()) == (0, "None"), done.stderr
    assert "doorbell_not_rung" in done.stderr


def test_a_task_that_keeps_coming_back_is_dropped(redis_server: redis.Redis) -> None:
    ran: list[int] = []

    @app.task(name="tests.comes_back")
    def comes_back() -> None:
        ran.append(1)

    comes_back.push_request(id="the-same", retries=0, delivery_info={"redelivered": True})
    try:
        from celery.exceptions import Ignore

        for _attempt in range(REDELIVERIES_ALLOWED):
            comes_back()
        with pytest.raises(Ignore):
            comes_back()
    finally:
        comes_back.pop_request()
        app.tasks.pop("tests.comes_back", None)
    assert len(ran) == REDELIVERIES_ALLOWED
    assert redis_server.ttl("redelivered:the-same:0") > 0
