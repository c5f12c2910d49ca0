"""Servers that refuse, put off, hang, drop connections and go away: every message is accounted for."""

import pytest
from django.utils import timezone

from delivery.api import add_recipients, delivery_states, progress, start_mailing
from delivery.models import Delivery, State
from delivery.sending.recovery import recover
from delivery.sending.sender import send_due
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.sink import Action, Drop, Hang, Say, Session, Wait, running_sink
from tests.faults.accounting import check_accounts

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

_REPLIES: dict[int, tuple[str, bytes]] = {
    1: ("RCPT", b"450 4.2.2 mailbox full, come back"),
    2: ("DOT", b"451 4.6.0 local error, come back"),
    3: ("RCPT", b"550 5.1.1 no such mailbox"),
    4: ("DOT", b"554 5.6.0 we do not take this"),
}


def started_mailing(recipients: int) -> int:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(recipients))
    start_mailing(mailing.pk)
    return mailing.pk


def send_until_at_rest(mailing: int) -> None:
    """Send what is due and, as if its pause were over, what was put off."""
    while (counts := progress(mailing)).queued + counts.deferred:
        Delivery.objects.filter(mailing_id=mailing, state=State.DEFERRED).update(not_before=timezone.now())
        send_due(seconds=60)
        recover()


def test_all_that_a_server_can_do_to_a_message_at_once(settings, monkeypatch) -> None:
    monkeypatch.setattr("delivery.smtp.connection.TIME_OUT", 1.0)
    mailing = started_mailing(300)
    put_off: set[tuple[str, bytes]] = set()
    broken: set[bytes] = set()

    def misbehave(stage: str, session: Session) -> Action:
        recipient = session.recipient
        number = int(recipient.partition(b"@")[0] or 0)
        at, reply = _REPLIES.get(number % 20, ("", b""))
        if stage == at and (reply.startswith(b"5") or (stage, recipient) not in put_off):
            put_off.add((stage, recipient))
            return Say(reply)
        trouble: dict[tuple[str, int], Action] = {
            ("DOT", 10): Drop(after_storing=False),
            ("DOT", 30): Drop(after_storing=True),
            ("DOT", 50): Hang(),
            ("RCPT", 70): Drop(),
            ("RCPT", 90): Hang(),
            ("DOT", 110): Wait(0.2),
        }
        if (stage, number) in trouble and recipient not in broken:
            broken.add(recipient)
            return trouble[stage, number]
        return None

    with running_sink(script=misbehave) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=60)
        assert progress(mailing).deferred >= 30, "both kinds of 45x are put off"
        send_until_at_rest(mailing)
        counts = check_accounts(mailing, sink, most_in_doubt=3)
    assert (counts.failed, counts.in_doubt, counts.sent) == (30, 3, 267)
    expected = {1: "sent", 2: "sent", 3: "failed", 4: "failed", 10: "in_doubt", 30: "in_doubt", 50: "in_doubt"}
    expected |= dict.fromkeys([70, 90, 110], "sent")
    states = delivery_states(mailing, [f"key-{number}" for number in expected])
    assert {key: state.state for key, state in states.items()} == {f"key-{n}": state for n, state in expected.items()}
    assert states["key-3"].detail == "5.1.1 no such mailbox"


def test_a_server_that_shuts_down_in_mid_send_and_comes_back(settings) -> None:
    mailing = started_mailing(400)
    is_down = False

    def shut_down_once(stage: str, session: Session) -> Action:
        nonlocal is_down
        if stage == "DOT" and len(session.sink.stored) == 100:
            is_down = True
        if not is_down:
            return None
        return Say(b"421 4.3.2 going down for maintenance") if stage == "connect" else Drop()

    with running_sink(script=shut_down_once) as sink:
        settings.SMTP_PORT = sink.port
        summary = send_due(seconds=60)
        assert summary.trouble
        assert len(sink.stored) == 100
        counts = progress(mailing)
        assert counts.claimed == 0, "what had not left waits for everybody again"
        assert counts.in_doubt <= settings.DELIVERY_CONNECTIONS
        sink.script = lambda _stage, _session: None
        send_until_at_rest(mailing)
        check_accounts(mailing, sink, most_in_doubt=settings.DELIVERY_CONNECTIONS)
