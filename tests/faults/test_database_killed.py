"""PostgreSQL itself is killed, again and again, while messages leave."""

from pathlib import Path

import pytest
from django.db import connection

from delivery.api import add_recipients
from delivery.models import Mailing, MailingStatus
from delivery.sending.recovery import recover
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.sink import Session, Wait, running_sink
from tests.faults.accounting import check_accounts
from tests.faults.server_to_kill import kill_and_restart, server_to_kill
from tests.faults.warm_parent import is_running, warm_parent
from tests.processes import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RECIPIENTS, KILLS, CONNECTIONS = 1_500, 3, 4


def slowly(stage: str, _session: Session) -> Wait | None:
    return Wait(0.005) if stage == "DOT" else None


def test_nothing_is_lost_or_doubled_when_postgresql_is_killed_in_mid_send(tmp_path: Path) -> None:
    with server_to_kill(tmp_path / "server") as server:
        mailing = make_mailing()
        add_recipients(mailing.pk, make_recipients(RECIPIENTS))
        # Starting by the button writes an audit, whose tables this server does not have.
        Mailing.objects.filter(pk=mailing.pk).update(status=MailingStatus.RUNNING)
        with running_sink(script=slowly) as sink, warm_parent(sink.port) as parent:
            sender, kills_in_mid_send = parent.fork(connections=CONNECTIONS), 0
            for _kill in range(KILLS):
                enough = len(sink.stored) + 200
                if not is_running(sender):
                    sender = parent.fork(connections=CONNECTIONS)
                wait_until(lambda: len(sink.stored) >= enough, "messages to arrive")  # noqa: B023 - awaited in the same turn
                kills_in_mid_send += is_running(sender) and len(sink.stored) < RECIPIENTS
                connection.close()
                kill_and_restart(server)
            parent.wait_for(sender)
            parent.wait_for(parent.fork(connections=CONNECTIONS))
            recover()
            counts = check_accounts(mailing.pk, sink, most_in_doubt=KILLS * CONNECTIONS)
        assert kills_in_mid_send == KILLS
        assert counts.sent + counts.in_doubt == counts.intended == RECIPIENTS
