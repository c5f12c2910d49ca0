"""Kill real senders and real workers in mid-send, and count."""

from pathlib import Path

import pytest

from delivery import doorbells
from delivery.api import add_recipients, finish_intake, start_mailing
from delivery.models import Mailing
from delivery.sending.recovery import recover
from delivery.sweep import sweep
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.sink import running_sink
from tests.faults.accounting import check_accounts
from tests.faults.warm_parent import is_running, warm_parent
from tests.processes import start_worker, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

CONNECTIONS = 4


def test_nothing_is_lost_or_doubled_when_senders_are_killed() -> None:
    recipients, kills = 12_000, 20
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(recipients))
    start_mailing(mailing.pk)
    kills_in_mid_send = 0
    with running_sink(keep_content=False) as sink, warm_parent(sink.port) as parent:
        for kill in range(kills):
            enough = len(sink.stored) + 50 + 37 * (kill % 7)
            pid = parent.fork(connections=CONNECTIONS)
            wait_until(lambda: len(sink.stored) >= enough or not is_running(pid), "messages to arrive")  # noqa: B023 - awaited in the same turn
            kills_in_mid_send += is_running(pid)
            parent.kill(pid)
        parent.wait_for(parent.fork(connections=CONNECTIONS))
        recover()
        counts = check_accounts(mailing.pk, sink, most_in_doubt=kills * CONNECTIONS)
    assert kills_in_mid_send == kills
    assert counts.sent + counts.in_doubt == counts.intended == recipients


def test_nothing_is_lost_or_doubled_when_whole_workers_are_killed(tmp_path: Path, settings) -> None:
    recipients, kills, children = 8_000, 3, 2
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(recipients))
    finish_intake(mailing.pk)
    start_mailing(mailing.pk)
    with running_sink(keep_content=False) as sink:

        def start(number: int):
            worker = start_worker(
                tmp_path / f"worker-{number}.log",
                queues=("delivery",),
                pool="prefork",
                size=children,
                DJANGO_SETTINGS_MODULE="tests.faults.worker_settings",
                SANDBOX_SMTP_PORT=str(sink.port),
                DELIVERY_JOURNAL_DIR=settings.DELIVERY_JOURNAL_DIR,
            )
            doorbells.ring_senders()
            doorbells.ring_senders()
            return worker

        for kill in range(kills):
            enough = len(sink.stored) + 300
            worker = start(kill)
            wait_until(lambda: len(sink.stored) >= enough, f"messages to arrive: {worker.log}")  # noqa: B023 - awaited in the same turn
            worker.kill()
        worker = start(kills)
        try:
            wait_until(lambda: sweep() or Mailing.objects.get(pk=mailing.pk).status == "finished", "the end", 120)
        finally:
            worker.stop()
        recover()
        counts = check_accounts(mailing.pk, sink, most_in_doubt=kills * children * settings.DELIVERY_CONNECTIONS)
    assert counts.sent + counts.in_doubt == recipients
