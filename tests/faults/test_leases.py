"""Senders that stall, hosts that are lost, clocks that jump, databases and disks that fail."""

import os
import shutil
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from delivery.api import add_recipients, delivery_states, progress, start_mailing
from delivery.models import Delivery, DeliveryEvent, Lease, State
from delivery.sending.journal import journals, locked_if_abandoned
from delivery.sending.recovery import recover
from delivery.sending.sender import send_due
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.sink import Hang, Session, Wait, running_sink
from tests.faults.accounting import check_accounts
from tests.faults.warm_parent import warm_parent
from tests.processes import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def started_mailing(recipients: int) -> int:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(recipients))
    start_mailing(mailing.pk)
    return mailing.pk


def slowly(stage: str, _session: Session) -> Wait | None:
    return Wait(0.01) if stage == "DOT" else None


def test_a_sender_that_stalled_past_its_lease_sends_nothing_when_it_wakes(settings) -> None:
    mailing = started_mailing(2_000)
    with running_sink(script=slowly) as sink, warm_parent(sink.port) as parent:
        settings.SMTP_PORT = sink.port
        stalled = parent.fork(DELIVERY_LEASE_SECONDS=2)
        wait_until(lambda: len(sink.stored) > 100, "messages to arrive")
        os.kill(stalled, signal.SIGSTOP)
        wait_until(lambda: not Lease.objects.filter(expires_at__gt=timezone.now()).exists(), "the end of the lease")
        recover()
        send_due(seconds=60)
        os.kill(stalled, signal.SIGCONT)
        parent.wait_for(stalled)
        recover()
        check_accounts(mailing, sink, most_in_doubt=4)


def test_a_clock_that_jumps_ahead_takes_leases_away_but_doubles_nothing(settings) -> None:
    mailing = started_mailing(3_000)
    with running_sink(script=slowly) as sink, warm_parent(sink.port) as parent:
        settings.SMTP_PORT = sink.port
        alive = parent.fork()
        for jump in range(1, 4):
            wait_until(lambda: len(sink.stored) > 200 * jump, "messages to arrive")  # noqa: B023 - awaited in the same turn
            Lease.objects.update(expires_at=timezone.now() - timedelta(hours=1))
            recover()
            send_due(seconds=1)
        parent.wait_for(alive)
        wait_until(lambda: send_due(seconds=30) and progress(mailing).queued == 0, "the end")
        recover()
        check_accounts(mailing, sink, most_in_doubt=12)


def test_a_host_lost_with_its_journal_leaves_its_leases_in_doubt_until_the_journal_turns_up(
    settings, own_journal: Path, tmp_path: Path
) -> None:
    mailing = started_mailing(1_000)
    elsewhere = tmp_path / "the-lost-host"
    with running_sink(script=slowly) as sink, warm_parent(sink.port) as parent:
        settings.SMTP_PORT = sink.port
        lost = parent.fork()
        wait_until(lambda: len(sink.stored) > 150, "messages to arrive")
        parent.kill(lost)
        shutil.move(own_journal, elsewhere)
        arrived = len(sink.stored)
        claimed = progress(mailing).claimed
        assert claimed > 0

        recover()
        assert progress(mailing).claimed == claimed, "a lease of another host is left alone while it runs"
        Lease.objects.update(expires_at=timezone.now() - timedelta(minutes=5))
        recover()
        counts = progress(mailing)
        assert (counts.claimed, counts.in_doubt) == (0, claimed)
        assert len(sink.stored) == arrived

        shutil.rmtree(own_journal)
        shutil.move(elsewhere, own_journal)
        recover()
        assert progress(mailing).in_doubt <= 4
        assert progress(mailing).queued > 0
        send_due(seconds=60)
        check_accounts(mailing, sink, most_in_doubt=4)


def test_a_lost_database_connection_loses_and_doubles_nothing() -> None:
    mailing = started_mailing(3_000)
    with running_sink(script=slowly) as sink, warm_parent(sink.port) as parent:
        sender = parent.fork()
        for cut in range(1, 5):
            wait_until(lambda: len(sink.stored) > 300 * cut, "messages to arrive")  # noqa: B023 - awaited in the same turn
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        parent.wait_for(sender)
        recover()
        counts = check_accounts(mailing, sink, most_in_doubt=0)
    assert counts.sent == 3_000


def test_a_full_disk_stops_the_sender_before_the_message_that_could_not_be_noted(settings) -> None:
    mailing = started_mailing(1_500)
    with running_sink() as sink, warm_parent(sink.port) as parent:
        settings.SMTP_PORT = sink.port
        parent.wait_for(parent.fork(largest_file=40_000))
        assert 0 < len(sink.stored) < 1_000
        send_due(seconds=60)
        counts = check_accounts(mailing, sink, most_in_doubt=4)
    assert counts.sent >= 1_496


def test_a_message_that_kills_its_sender_is_kept_back_after_the_third_time() -> None:
    mailing = started_mailing(400)
    with running_sink() as sink, warm_parent(sink.port) as parent:
        for _ in range(5):
            parent.wait_for(parent.fork(poison="key-77", connections=1))
        recover()
        check_accounts(mailing, sink, most_in_doubt=4)
    state = delivery_states(mailing, ["key-77"])["key-77"]
    assert state.state == "failed"
    assert "kept back" in state.detail
    assert Delivery.objects.filter(mailing_id=mailing, state=State.FAILED).count() == 1


def test_a_doubt_carries_the_senders_reason_and_is_noted(own_journal: Path) -> None:
    mailing = started_mailing(10)

    def hang(stage: str, _session: Session) -> Hang | None:
        return Hang() if stage == "DOT" else None

    with running_sink(script=hang) as sink, warm_parent(sink.port) as parent:
        sender = parent.fork(connections=1)
        wait_until(lambda: "DATA" in sink.commands, "the message")
        wait_until(lambda: any(b"\nh " in path.read_bytes() for path in journals(own_journal)), "the record")
        with locked_if_abandoned(journals(own_journal)[0]) as abandoned:
            assert not abandoned
        parent.kill(sender)
        recover()
    doubtful = Delivery.objects.get(mailing_id=mailing, state=State.IN_DOUBT)
    assert doubtful.detail == "The sender died before the server answered."
    assert len(doubtful.message_digest) == 64
    assert list(DeliveryEvent.objects.values_list("delivery_id", "kind")) == [(doubtful.pk, "in_doubt")]
    assert progress(mailing).queued == 9
