"""Reports become events, suppression, the kind's knowledge and, when there are too many, a pause."""

import pytest
from django.utils import timezone

from delivery.api import (
    add_recipients,
    feedback_counts,
    is_suppressed,
    progress,
    resolve_in_doubt,
    send_transactional,
    start_mailing,
    unsuppress,
)
from delivery.inbound.message import read_message
from delivery.inbound.recording import record
from delivery.inbound.report import Report
from delivery.inbound.rules import Verdict, verdict
from delivery.models import DeliveryEvent, DomainTally, EventKind, State, Suppression, TransactionalMessage
from delivery.outcomes import tell_outcomes
from delivery.return_path import Purpose, Reference
from delivery.sending.sender import send_due
from delivery.transactional import send_waiting
from tests.delivery.factories import ListeningKind, make_mailing, make_recipients
from tests.delivery.inbound.messages import complaint, deliveries_of, leaving, notification, sent_mailing
from tests.delivery.sink import Drop, Say, Session, Sink

pytestmark = pytest.mark.django_db


def take(message: bytes) -> int:
    return sum(record(report) for report in read_message(message).reports)


def report(delivery, kind: EventKind = EventKind.BOUNCED, code: str = "5.1.1", **more) -> Report:
    return Report(kind, Reference(Purpose.BOUNCE, delivery.pk), "test", enhanced_code=code, **more)


@pytest.mark.parametrize(
    ("code", "reply", "judged"),
    [
        ("5.1.1", 550, Verdict.HARD),
        ("5.1.10", 556, Verdict.HARD),
        ("5.2.1", 550, Verdict.HARD),
        ("4.1.1", 450, Verdict.SOFT),
        ("5.2.2", 552, Verdict.SOFT),
        ("4.4.7", None, Verdict.SOFT),
        ("5.7.1", 550, Verdict.BLOCKED),
        ("5.7.26", 550, Verdict.BLOCKED),
        ("5.3.4", 552, Verdict.BLOCKED),
        ("5.6.0", 550, Verdict.BLOCKED),
        ("", 550, Verdict.SOFT),
        ("", None, Verdict.SOFT),
    ],
)
def test_hard_soft_and_blocked(code: str, reply: int | None, judged: Verdict) -> None:
    assert verdict(code, reply) == judged


def test_a_hard_bounce_is_an_event_on_a_sent_row_and_suppresses(sink: Sink) -> None:
    mailing = sent_mailing(2)
    bounced, other = deliveries_of(mailing)
    assert take(notification(bounced)) == 1
    bounced.refresh_from_db()
    assert bounced.state == State.SENT
    event = bounced.events.get()
    assert (event.kind, event.reply_code, event.enhanced_code) == (EventKind.BOUNCED, 550, "5.1.1")
    suppression = Suppression.objects.get()
    assert suppression.reason == "bounced"
    assert suppression.source == f"mailing {mailing.pk}, delivery {bounced.pk}"
    assert "no such mailbox" in suppression.note
    assert not is_suppressed(other.address)
    assert progress(mailing.pk).sent == 2
    assert feedback_counts(mailing.pk).bounced == 1


def test_the_same_news_counts_once_whatever_way_it_comes(sink: Sink) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    assert [take(notification(delivery)) for _ in range(3)] == [1, 0, 0]
    assert record(report(delivery, code="5.1.1")) is False
    assert feedback_counts(delivery.mailing_id).bounced == 1


def test_a_message_sent_again_may_bounce_again(sink: Sink) -> None:
    sink.script = lambda stage, session: Drop() if stage == "DOT" and session.number == 1 else None
    mailing = sent_mailing()
    (delivery,) = deliveries_of(mailing)
    assert delivery.state == State.IN_DOUBT
    resolve_in_doubt(mailing.pk, delivery.recipient_key, resend=False, actor=None)
    assert record(report(delivery, code="5.2.2"))
    delivery.claimed_at = timezone.now()
    delivery.save()
    assert record(report(delivery, code="5.2.2"))
    assert DeliveryEvent.objects.filter(kind="bounced").count() == 2


def test_a_report_ends_a_doubt(sink: Sink) -> None:
    sink.script = lambda stage, session: Drop(after_storing=True) if stage == "DOT" else None
    (delivery,) = deliveries_of(sent_mailing())
    assert delivery.state == State.IN_DOUBT
    take(notification(delivery))
    delivery.refresh_from_db()
    assert delivery.state == State.SENT
    assert progress(delivery.mailing_id).in_doubt == 0


def test_soft_bounces_suppress_only_when_they_repeat(sink: Sink) -> None:
    for number in range(3):
        (delivery,) = deliveries_of(sent_mailing())
        assert not is_suppressed(delivery.address)
        take(notification(delivery, status="5.2.2", diagnostic="smtp; 552 5.2.2 over quota"))
        assert is_suppressed(delivery.address) == (number == 2)
    assert "3 messages came back" in Suppression.objects.get().note
    unsuppress(delivery.address, "has room again")
    (delivery,) = deliveries_of(sent_mailing())
    take(notification(delivery, status="5.2.2"))
    assert not is_suppressed(delivery.address)


def test_a_block_says_nothing_about_the_address(sink: Sink) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    take(notification(delivery, status="5.7.26", diagnostic="smtp; 550 5.7.26 unauthenticated"))
    assert not is_suppressed(delivery.address)
    assert feedback_counts(delivery.mailing_id).bounced == 1


def test_the_death_of_an_address_mail_was_forwarded_to_is_not_the_readers(sink: Sink) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    take(notification(delivery, recipient="somebody.else@elsewhere.test"))
    assert not is_suppressed(delivery.address)
    assert not is_suppressed("somebody.else@elsewhere.test")


def test_a_complaint_suppresses_at_once(sink: Sink) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    assert take(complaint(delivery)) == 1
    assert Suppression.objects.get().reason == "complaint"
    assert feedback_counts(delivery.mailing_id).complained == 1


def test_leaving_by_mail_stops_what_has_not_left_yet(sink: Sink) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    waiting = make_mailing()
    add_recipients(waiting.pk, make_recipients(2))
    assert take(leaving(delivery)) == 1
    start_mailing(waiting.pk)
    send_due(seconds=20)
    assert (progress(waiting.pk).suppressed, progress(waiting.pk).sent) == (1, 1)
    assert sink.recipients()[delivery.address] == 1


def test_a_kind_ends_what_it_can_end_itself(sink: Sink, listening_kind: ListeningKind, monkeypatch) -> None:
    left: list[str] = []
    monkeypatch.setattr(ListeningKind, "unsubscribe", lambda _self, reference: left.append(reference) or True)
    (delivery,) = deliveries_of(sent_mailing(kind=listening_kind.name))
    take(leaving(delivery))
    assert left == ["reference-0"]
    assert not is_suppressed(delivery.address)


def test_a_kind_that_fails_to_unsubscribe_leaves_nothing_half_done(
    sink: Sink, listening_kind: ListeningKind, monkeypatch
) -> None:
    (delivery,) = deliveries_of(sent_mailing(kind=listening_kind.name))

    def fail(_self: ListeningKind, _reference: str) -> bool:
        raise RuntimeError("the room is closed")

    monkeypatch.setattr(ListeningKind, "unsubscribe", fail)
    with pytest.raises(RuntimeError):
        take(leaving(delivery))
    assert not DeliveryEvent.objects.filter(kind="unsubscribed").exists()
    monkeypatch.undo()
    assert take(leaving(delivery)) == 1


def test_the_kind_hears_of_it(sink: Sink, listening_kind: ListeningKind) -> None:
    (delivery,) = deliveries_of(sent_mailing(kind=listening_kind.name))
    take(notification(delivery))
    tell_outcomes()
    assert [(each.reference, each.state) for each in listening_kind.heard] == [
        ("reference-0", "sent"),
        ("reference-0", "bounced"),
    ]
    assert "no such mailbox" in listening_kind.heard[1].detail


def test_a_report_about_an_erased_row_counts_and_suppresses_nobody(sink: Sink) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    address, delivery.address = delivery.address, ""
    delivery.save()
    assert record(report(delivery, detail="550 5.1.1 <0@recipients.test> unknown"))
    assert delivery.events.get().detail == ""
    assert not is_suppressed(address)


def test_a_report_about_nothing_is_dropped() -> None:
    assert record(Report(EventKind.BOUNCED, Reference(Purpose.BOUNCE, 12_345_678), "test")) is False
    assert record(Report(EventKind.BOUNCED, Reference(Purpose.TRANSACTIONAL, 12_345_678), "test")) is False


def test_a_dead_address_refused_while_handing_over_is_suppressed(sink: Sink) -> None:
    sink.script = lambda stage, session: (
        Say(b"550 5.1.1 no such mailbox" if session.recipient == b"1@recipients.test" else b"550 5.7.1 not you")
        if stage == "RCPT" and session.recipient in {b"1@recipients.test", b"2@recipients.test"}
        else None
    )
    mailing = sent_mailing(4)
    assert progress(mailing.pk).failed == 2
    assert [each.address for each in Suppression.objects.all()] == ["1@recipients.test"]


def test_too_many_complaints_pause_a_running_mailing_with_the_reason(sink: Sink) -> None:
    mailing = sent_mailing(12)
    for delivery in deliveries_of(mailing)[:3]:
        take(complaint(delivery))
    mailing.refresh_from_db()
    assert mailing.status == "paused"
    assert mailing.pause_reason.startswith("3 of 12 readers marked it as spam (25.00 %).")


def test_too_many_bounces_pause_and_a_few_do_not(sink: Sink) -> None:
    mailing = sent_mailing(25)
    for number, delivery in enumerate(deliveries_of(mailing)[:20]):
        mailing.refresh_from_db()
        assert mailing.status == "running", number
        record(report(delivery))
    mailing.refresh_from_db()
    assert mailing.pause_reason == "20 of 25 messages came back (80.0 %)."


def test_tallies_by_domain_are_the_deliveries_own(sink: Sink) -> None:
    def script(stage: str, session: Session):
        if stage == "RCPT" and session.recipient == b"0@recipients.test":
            return Say(b"450 4.2.1 later")
        if stage == "RCPT" and session.recipient == b"1@recipients.test":
            return Say(b"550 5.7.1 no")
        return None

    sink.script = script
    mailing = sent_mailing(4)
    counts = dict(DomainTally.objects.filter(mailing=mailing, domain="recipients.test").values_list("measure", "count"))
    assert counts == {"sent": 2, "deferred": 1, "failed": 1}


def test_a_transactional_message_that_comes_back_suppresses_its_address(sink: Sink, settings) -> None:
    settings.RETURN_MAILBOX = "maildir:///nowhere"
    send_transactional(to="gone@recipients.test", subject="Your code", text="123", purpose="test")
    send_waiting()
    (stored,) = sink.stored
    message = TransactionalMessage.objects.get()
    raw = notification(deliveries_stub("gone@recipients.test"), to=stored.envelope_sender)
    assert [take(raw), take(raw)] == [1, 0]
    message.refresh_from_db()
    assert message.returned_at is not None
    assert "no such mailbox" in message.returned_words
    assert is_suppressed("gone@recipients.test")


def test_a_refused_transactional_message_suppresses_a_dead_address(sink: Sink) -> None:
    sink.script = lambda stage, session: Say(b"550 5.1.1 unknown") if stage == "RCPT" else None
    send_transactional(to="gone@recipients.test", subject="Your code", text="123", purpose="test")
    send_waiting()
    assert is_suppressed("gone@recipients.test")


def deliveries_stub(address: str):
    from delivery.models import Delivery

    return Delivery(pk=1, address=address)
