"""Two beats at once, a beat that comes late, a clock that was set back: what they ring for is done once."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from delivery.api import add_recipients, finish_intake, progress, start_mailing
from delivery.models import Delivery, Lease, Mailing, OutcomeBatch, State
from delivery.sending.recovery import recover
from delivery.sending.sender import send_due
from delivery.sweep import sweep
from tests.delivery.factories import ListeningKind, make_mailing, make_recipients
from tests.delivery.sink import Session, Wait, running_sink
from tests.faults.accounting import check_accounts
from tests.faults.warm_parent import warm_parent
from tests.processes import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def slowly(stage: str, _session: Session) -> Wait | None:
    return Wait(0.01) if stage == "DOT" else None


def started_mailing(recipients: int, **options: str) -> int:
    mailing = make_mailing(**options)
    add_recipients(mailing.pk, make_recipients(recipients))
    finish_intake(mailing.pk)
    start_mailing(mailing.pk)
    return mailing.pk


def at_once(number: int, action: Callable[[], object]) -> None:
    """Do something in so many threads that begin together; what any of them raises fails the test."""
    barrier = threading.Barrier(number)
    raised: list[Exception] = []

    def act() -> None:
        try:
            barrier.wait(30)
            action()
        except Exception as error:  # noqa: BLE001 - it is shown below, in the test's own thread
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not raised


def all_ticks() -> None:
    """Do what one round of the beat rings for."""
    sweep()
    send_due(seconds=60)
    sweep()


def test_two_beats_send_tell_and_finish_once(settings, listening_kind: ListeningKind) -> None:
    mailing = started_mailing(500, kind=listening_kind.name)
    with running_sink(script=slowly) as sink:
        settings.SMTP_PORT = sink.port
        at_once(2, all_ticks)
        sweep()
        assert check_accounts(mailing, sink, most_in_doubt=0).sent == 500
    assert Mailing.objects.get(pk=mailing).status == "finished"
    assert sorted(outcome.key for outcome in listening_kind.heard) == sorted(f"key-{number}" for number in range(500))
    assert not OutcomeBatch.objects.exists()


def test_a_clock_set_back_and_a_beat_a_day_late_heal_what_dead_senders_held(settings) -> None:
    mailing = started_mailing(600)
    with running_sink(script=slowly) as sink, warm_parent(sink.port) as parent:
        settings.SMTP_PORT = sink.port

        def leave_a_dead_sender() -> None:
            enough = len(sink.stored) + 50
            dead = parent.fork()
            wait_until(lambda: len(sink.stored) > enough, "messages to arrive")
            parent.kill(dead)
            assert progress(mailing).claimed > 0

        leave_a_dead_sender()
        Lease.objects.update(expires_at=timezone.now() + timedelta(days=1))
        recover()
        assert progress(mailing).claimed == 0, "the journal tells that its sender is dead, whatever the clock says"

        leave_a_dead_sender()
        yesterday = timezone.now() - timedelta(days=1)
        Lease.objects.update(expires_at=yesterday)
        Delivery.objects.filter(mailing_id=mailing, state=State.QUEUED).update(not_before=yesterday)
        at_once(3, all_ticks)
        sweep()
        check_accounts(mailing, sink, most_in_doubt=8)
    assert Mailing.objects.get(pk=mailing).status == "finished"
