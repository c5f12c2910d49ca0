"""The sender against a real SMTP server and a real database."""

from email import message_from_bytes, policy

import pytest

from delivery.api import (
    add_recipients,
    cancel_delivery,
    delivery_states,
    progress,
    show_message,
    start_mailing,
    suppress,
)
from delivery.models import Delivery, Lease
from delivery.sending.journal import journals
from delivery.sending.sender import send_due
from tests.delivery.factories import ListeningKind, make_mailing, make_recipients
from tests.delivery.sink import Drop, Hang, Say, Session, Sink, Wait, running_sink

pytestmark = pytest.mark.django_db


def test_everything_arrives_once_and_as_shown(sink: Sink, own_journal) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(450))
    start_mailing(mailing.pk)

    summary = send_due(seconds=30)

    assert summary.handed_over == 450
    assert progress(mailing.pk).sent == progress(mailing.pk).intended == 450
    assert set(sink.recipients().values()) == {1}
    assert len(sink.stored) == 450
    assert not Lease.objects.exists()
    assert journals(own_journal) == []
    for stored in sink.stored[::50]:
        key = f"key-{stored.recipient.partition('@')[0]}"
        assert show_message(mailing.pk, key) == stored.content
    parsed = message_from_bytes(sink.stored[0].content, policy=policy.default)
    assert parsed["Message-ID"] == sink.stored[0].message_id
    assert sink.largest_group == 3


def test_a_server_without_pipelining_is_asked_one_thing_at_a_time(settings) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(30))
    start_mailing(mailing.pk)
    with running_sink(pipelining=False) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=30)
        assert len(sink.stored) == 30
    assert progress(mailing.pk).sent == 30


def refuse_some(stage: str, session: Session) -> object:
    number = int(session.recipient.partition(b"@")[0] or b"0")
    if stage == "RCPT" and number % 5 == 1:
        return Say(b"550 5.1.1 no such mailbox")
    if stage == "RCPT" and number % 5 == 2:
        return Say(b"450 4.2.1 mailbox busy, come back")
    if stage == "DOT" and number % 5 == 3:
        return Say(b"554-5.7.1 we do not want\r\n554 5.7.1 this")
    return None


@pytest.mark.parametrize("pipelining", [True, False])
def test_half_refused_groups_are_accounted_for_reply_by_reply(settings, pipelining: bool) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(45))
    start_mailing(mailing.pk)
    with running_sink(script=refuse_some, pipelining=pipelining) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=30)
        arrived = sink.recipients()
    counts = progress(mailing.pk)
    assert (counts.sent, counts.failed, counts.deferred) == (18, 18, 9)
    assert set(arrived) == {f"{number}@recipients.test" for number in range(45) if number % 5 in {0, 4}}
    states = delivery_states(mailing.pk, ["key-1", "key-2", "key-3"])
    assert states["key-1"].state == "failed"
    assert states["key-1"].detail == "5.1.1 no such mailbox"
    assert states["key-2"].state == "deferred"
    assert states["key-3"].detail == "5.7.1 we do not want 5.7.1 this"
    busy = Delivery.objects.get(mailing=mailing, recipient_key="key-2")
    assert (busy.reply_code, busy.enhanced_code, busy.attempts) == (450, "4.2.1", 1)
    assert busy.not_before > busy.claimed_at


def test_a_lost_answer_is_in_doubt_and_a_lost_envelope_is_not(settings) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(40))
    start_mailing(mailing.pk)

    def drop_some(stage: str, session: Session) -> object:
        number = session.recipient.partition(b"@")[0]
        if stage == "DOT" and number == b"10":
            return Drop(after_storing=True)
        if stage == "DOT" and number == b"20":
            return Drop(after_storing=False)
        if stage == "RCPT" and number == b"30":
            return Drop()
        return None

    with running_sink(script=drop_some) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=30)
        arrived = sink.recipients()
    counts = progress(mailing.pk)
    states = delivery_states(mailing.pk, [f"key-{number}" for number in range(40)])
    assert states["key-10"].state == states["key-20"].state == "in_doubt"
    assert states["key-30"].state == "deferred"
    assert counts.in_doubt == 2
    assert counts.sent + counts.deferred + counts.in_doubt == counts.intended == 40
    assert set(arrived.values()) == {1}
    assert {key for key, state in states.items() if state.state == "sent"} == {
        f"key-{address.partition('@')[0]}" for address in arrived if not address.startswith("10@")
    }


def test_suppressed_withheld_and_withdrawn_are_not_sent(sink: Sink, listening_kind: ListeningKind) -> None:
    mailing = make_mailing(kind=listening_kind.name)
    add_recipients(mailing.pk, make_recipients(6))
    suppress("1@Recipients.TEST", "unsubscribed", "test")
    listening_kind.withheld = {"reference-2": "consent was withdrawn"}
    cancel_delivery(mailing.pk, "key-3")
    start_mailing(mailing.pk)

    send_due(seconds=30)

    assert set(sink.recipients()) == {"0@recipients.test", "4@recipients.test", "5@recipients.test"}
    states = {key: state.state for key, state in delivery_states(mailing.pk, [f"key-{n}" for n in range(6)]).items()}
    assert states == {
        "key-0": "sent",
        "key-1": "suppressed",
        "key-2": "withheld",
        "key-3": "cancelled",
        "key-4": "sent",
        "key-5": "sent",
    }


def test_one_hanging_connection_does_not_hold_the_others(settings, monkeypatch) -> None:
    monkeypatch.setattr("delivery.smtp.connection.TIME_OUT", 1.0)
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(300))
    start_mailing(mailing.pk)

    def hang_second(stage: str, session: Session) -> object:
        return Hang() if session.number == 2 and stage == "DOT" else None

    with running_sink(script=hang_second) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=30)
        assert len(sink.stored) == 299 - progress(mailing.pk).deferred
    counts = progress(mailing.pk)
    assert counts.in_doubt == 1
    assert counts.sent >= 297


def test_a_run_ends_in_time_and_says_that_more_is_due(settings) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(400))
    start_mailing(mailing.pk)
    with running_sink(script=lambda stage, _: Wait(0.05) if stage == "DOT" else None) as sink:
        settings.SMTP_PORT = sink.port
        first = send_due(seconds=0.5)
        assert first.more_is_due
        assert 0 < first.handed_over < 400
        assert progress(mailing.pk).claimed == 0
        last = send_due(seconds=60)
    assert not last.more_is_due
    assert progress(mailing.pk).sent == 400


def test_a_server_that_cannot_be_reached_leaves_everything_queued(settings) -> None:
    settings.SMTP_PORT = 1
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(3))
    start_mailing(mailing.pk)
    summary = send_due(seconds=30)
    assert "127.0.0.1" in summary.trouble
    assert not summary.more_is_due
    assert progress(mailing.pk).queued == 3
    assert Delivery.objects.filter(attempts=0, detail="").count() == 3
