"""Staff and members change their minds while a mailing is on the wire; Redis forgets everything."""

import threading
from collections.abc import Callable

import pytest
import redis
from django.db import connection

from delivery.api import (
    add_recipients,
    cancel_delivery,
    cancel_mailing,
    delivery_states,
    pause_mailing,
    progress,
    resume_mailing,
    start_mailing,
    suppress,
)
from delivery.sending.sender import send_due
from delivery.sweep import cancel_waiting, finish_mailings, sweep
from tests.delivery.factories import ListeningKind, make_mailing, make_recipients
from tests.delivery.sink import Session, Wait, running_sink
from tests.faults.accounting import check_accounts
from tests.processes import start_worker, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

RECIPIENTS = 600


def when_stored(number: int, action: Callable[[], object]) -> Callable[[str, Session], Wait | None]:
    """Do something, in another thread, when so many messages have arrived; every answer takes 20 ms."""
    done = threading.Event()

    def act() -> None:
        try:
            action()
        finally:
            connection.close()

    def script(stage: str, session: Session) -> Wait | None:
        if stage != "DOT":
            return None
        if len(session.sink.stored) >= number and not done.is_set():
            done.set()
            threading.Thread(target=act).start()
        return Wait(0.02)

    return script


def started(kind: str = "test-quiet") -> int:
    mailing = make_mailing(kind=kind)
    add_recipients(mailing.pk, make_recipients(RECIPIENTS))
    start_mailing(mailing.pk)
    return mailing.pk


def test_a_pause_stops_the_wire_and_resuming_sends_the_rest_once(settings) -> None:
    mailing = started()
    with running_sink(script=when_stored(50, lambda: pause_mailing(mailing))) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=60)
        assert 50 <= len(sink.stored) < RECIPIENTS - 200
        assert progress(mailing).queued == RECIPIENTS - len(sink.stored)
        resume_mailing(mailing)
        send_due(seconds=60)
        assert check_accounts(mailing, sink, most_in_doubt=0).sent == RECIPIENTS


def test_a_cancellation_stops_the_wire_for_good(settings) -> None:
    mailing = started()
    with running_sink(script=when_stored(50, lambda: cancel_mailing(mailing))) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=60)
        cancel_waiting()
        assert finish_mailings() == 1
        counts = check_accounts(mailing, sink, most_in_doubt=0)
    assert counts.sent + counts.cancelled == RECIPIENTS
    assert counts.cancelled > 200


def test_an_unsubscribe_is_honoured_by_every_message_not_yet_on_the_wire(
    settings, listening_kind: ListeningKind
) -> None:
    mailing = started(listening_kind.name)
    last = RECIPIENTS - 1

    def everything_changes() -> None:
        listening_kind.withheld[f"reference-{last}"] = "unsubscribed"
        suppress(f"{last - 1}@recipients.test", "unsubscribed", "one-click")
        cancel_delivery(mailing, f"key-{last - 2}")

    with running_sink(script=when_stored(410, everything_changes)) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=60)
        check_accounts(mailing, sink, most_in_doubt=0)
    states = delivery_states(mailing, [f"key-{last}", f"key-{last - 1}", f"key-{last - 2}"])
    assert [state.state for state in states.values()].count("sent") == 0
    assert {key: state.state for key, state in states.items()} == {
        f"key-{last}": "withheld",
        f"key-{last - 1}": "suppressed",
        f"key-{last - 2}": "cancelled",
    }


def test_losing_all_of_redis_loses_nothing(settings, tmp_path, redis_server: redis.Redis) -> None:
    mailing = started()
    with running_sink(script=when_stored(100, redis_server.flushdb)) as sink:
        worker = start_worker(
            tmp_path / "worker.log",
            queues=("delivery",),
            DJANGO_SETTINGS_MODULE="tests.faults.worker_settings",
            SANDBOX_SMTP_PORT=str(sink.port),
            DELIVERY_JOURNAL_DIR=settings.DELIVERY_JOURNAL_DIR,
        )
        try:
            redis_server.flushdb()
            wait_until(lambda: sweep() or progress(mailing).sent == RECIPIENTS, "all messages", 120)
        finally:
            worker.stop()
        check_accounts(mailing, sink, most_in_doubt=0)
