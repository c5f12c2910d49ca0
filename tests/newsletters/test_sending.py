from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import PageLogEntry

from delivery import sweep
from delivery.api import Mailing, delivery_states, pause_mailing, progress, show_message
from delivery.tasks import send_deliveries
from members.api import Segment
from newsletters import gathering
from newsletters.gathering import gather_readers
from newsletters.models import IssuePage, IssueSending, Subscription
from newsletters.sending import (
    Order,
    SendingRefusedError,
    cancel_sending,
    drop_outdated_blocks,
    follow_sendings,
    newest_version,
    order_sending,
    start_due_sendings,
)
from newsletters.subscriptions import end_subscription
from tests.newsletters.factories import (
    MemberFactory,
    SubscriptionFactory,
    make_archive,
    make_issue,
    set_postal_address,
)

pytestmark = pytest.mark.django_db
really_committed = pytest.mark.django_db(transaction=True)


@pytest.fixture
def issue(db) -> IssuePage:
    set_postal_address()
    return make_issue(preheader="Inside", subject="News for {{ first_name }}")


def order(issue: IssuePage, staff, **options) -> IssueSending:
    _version, revision = newest_version(issue)
    return order_sending(issue, Order(revision_id=revision.pk, **options), actor=staff)


def send_everything() -> None:
    start_due_sendings()
    send_deliveries()
    sweep.sweep()
    follow_sendings()


@really_committed
def test_from_the_button_to_the_mailbox_and_the_archive(issue, staff, sink, client):
    readers = [
        SubscriptionFactory.create(newsletter=issue.newsletter, member=MemberFactory.create(first_name=name))
        for name in ("Zoë", "")
    ]
    SubscriptionFactory.create(newsletter=issue.newsletter, state=Subscription.State.ENDED)
    SubscriptionFactory.create(newsletter=issue.newsletter, member=MemberFactory.create(is_active=False))
    SubscriptionFactory.create()
    sending = order(issue, staff)
    assert sending.expected_readers == 2
    address = f"/newsletters/{issue.newsletter.slug}/first/"
    assert client.get(address).status_code == 404
    send_everything()

    assert sink.recipients() == dict.fromkeys([reader.member.email for reader in readers], 1)
    subjects = {
        mail.recipient: str(message_from_bytes(mail.content, policy=policy.default)["Subject"]) for mail in sink.stored
    }
    assert subjects == {readers[0].member.email: "News for Zoë", readers[1].member.email: "News for reader"}
    assert client.get(address).status_code == 200
    sending.refresh_from_db()
    assert sending.state == IssueSending.State.SENT
    assert (sending.gathered, progress(sending.mailing_id).sent) == (2, 2)
    entry = PageLogEntry.objects.get(action="newsletters.order")
    assert (entry.user, entry.data["readers"]) == (staff, 2)


@really_committed
def test_pressing_send_many_times_at_once_orders_once(issue, staff):
    SubscriptionFactory.create(newsletter=issue.newsletter)
    newest_version(issue)
    barrier = Barrier(6)

    def press(_number: int) -> bool:
        barrier.wait()
        try:
            order(IssuePage.objects.get(pk=issue.pk), staff)
        except SendingRefusedError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(press, range(6))) == 1
    assert IssueSending.objects.count() == 1


@really_committed
def test_starting_in_many_workers_at_once_sends_once(issue, staff, sink):
    for _ in range(5):
        SubscriptionFactory.create(newsletter=issue.newsletter)
    order(issue, staff)
    barrier = Barrier(4)

    def start(_number: int) -> None:
        barrier.wait()
        try:
            start_due_sendings()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))
    send_everything()
    assert Mailing.objects.count() == 1
    assert set(sink.recipients().values()) == {1}
    assert len(sink.stored) == 5


@really_committed
def test_who_leaves_while_it_is_sent_gets_nothing(issue, staff, sink):
    readers = [SubscriptionFactory.create(newsletter=issue.newsletter) for _ in range(3)]
    sending = order(issue, staff)
    start_due_sendings()
    end_subscription(readers[1].member, issue.newsletter, source="one-click")
    email = readers[2].member.email
    readers[2].member.delete()
    send_everything()
    sending.refresh_from_db()
    assert list(sink.recipients()) == [readers[0].member.email]
    counts = progress(sending.mailing_id)
    assert (counts.sent, counts.withheld) == (1, 2)
    assert delivery_states(sending.mailing_id, [email])[email].state == "withheld"
    assert sending.state == IssueSending.State.SENT


def test_gathering_goes_on_where_it_was_interrupted(issue, staff, monkeypatch):
    monkeypatch.setattr(gathering, "FIRST_RANGE", 2)
    monkeypatch.setattr(gathering, "RANGE", 2)
    for _ in range(5):
        SubscriptionFactory.create(newsletter=issue.newsletter)
    sending = order(issue, staff)
    calls = 0
    original = gathering.add_selected_recipients

    def fails_the_second_time(*args, **options):
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ConnectionError("the database went away")
        return original(*args, **options)

    monkeypatch.setattr(gathering, "add_selected_recipients", fails_the_second_time)
    with pytest.raises(ConnectionError):
        start_due_sendings()
    sending.refresh_from_db()
    assert (sending.state, sending.gathered) == (IssueSending.State.PREPARING, 2)
    assert gather_readers(sending.pk) == 3
    sending.refresh_from_db()
    assert (sending.state, sending.gathered) == (IssueSending.State.SENDING, 5)
    assert progress(sending.mailing_id).intended == 5


def test_who_confirms_after_the_start_waits_for_the_next_issue(issue, staff):
    SubscriptionFactory.create(newsletter=issue.newsletter)
    order(issue, staff)
    later = SubscriptionFactory.create(newsletter=issue.newsletter, confirmed_at=timezone.now() + timedelta(hours=1))
    start_due_sendings()
    sending = IssueSending.objects.get()
    assert sending.gathered == 1
    assert not delivery_states(sending.mailing_id, [later.member.email])


def test_an_audience_of_nobody_says_so(issue, staff):
    SubscriptionFactory.create(newsletter=issue.newsletter, state=Subscription.State.ENDED)
    with pytest.raises(SendingRefusedError, match="Nobody would get"):
        order(issue, staff)
    assert not IssueSending.objects.exists()


@really_committed
def test_a_segment_narrows_the_readers_down(issue, staff, sink):
    inside = SubscriptionFactory.create(newsletter=issue.newsletter)
    SubscriptionFactory.create(newsletter=issue.newsletter)
    other = SubscriptionFactory.create(member=inside.member)
    SubscriptionFactory.create(newsletter=other.newsletter)
    condition = {"condition": "newsletters.subscribed", "parameters": {"value": str(other.newsletter_id)}}
    segment = Segment.objects.create(name="Both", definition={"all": [condition]})
    assert order(issue, staff, segment=segment).expected_readers == 1
    send_everything()
    assert list(sink.recipients()) == [inside.member.email]


def test_a_change_after_the_look_is_refused(issue, staff):
    SubscriptionFactory.create(newsletter=issue.newsletter)
    _version, revision = newest_version(issue)
    issue.title = "Changed"
    issue.save_revision()
    with pytest.raises(SendingRefusedError, match="changed after"):
        order_sending(issue, Order(revision_id=revision.pk), actor=staff)


def test_what_fails_a_check_is_not_sent(issue, staff):
    SubscriptionFactory.create(newsletter=issue.newsletter)
    set_postal_address("")
    with pytest.raises(SendingRefusedError, match="postal address"):
        order(issue, staff)


def test_a_scheduled_issue_waits_and_takes_the_approved_version(issue, staff, sink):
    SubscriptionFactory.create(newsletter=issue.newsletter)
    at = timezone.now() + timedelta(hours=2)
    sending = order(issue, staff, start_at=at)
    assert start_due_sendings() == []
    issue.title = "Not approved"
    issue.subject = "Not approved"
    issue.save_revision()
    assert start_due_sendings(at + timedelta(seconds=1)) == [sending.pk]
    assert Mailing.objects.get().title == "The first issue"
    with pytest.raises(SendingRefusedError, match="has passed"):
        order(make_issue(make_archive()), staff, start_at=timezone.now() - timedelta(minutes=1))


@really_committed
def test_a_scheduled_issue_that_no_longer_passes_is_refused_and_can_be_ordered_again(issue, staff, sink):
    SubscriptionFactory.create(newsletter=issue.newsletter)
    sending = order(issue, staff, start_at=timezone.now() + timedelta(hours=2))
    set_postal_address("")
    start_due_sendings(timezone.now() + timedelta(hours=3))
    sending.refresh_from_db()
    assert sending.state == IssueSending.State.REFUSED
    assert "postal address" in sending.reason
    assert not IssuePage.objects.get().live, "nothing half done: the page stays unpublished"
    assert not Mailing.objects.exists()
    set_postal_address()
    order(issue, staff)
    send_everything()
    assert len(sink.stored) == 1


def test_cancelling_before_and_after_the_start(issue, staff, sink):
    SubscriptionFactory.create(newsletter=issue.newsletter)
    sending = order(issue, staff, start_at=timezone.now() + timedelta(hours=2))
    cancel_sending(sending.pk, actor=staff)
    order(issue, staff)
    start_due_sendings()
    cancel_sending(sending.pk, actor=staff)
    send_everything()
    assert not sink.stored
    sending.refresh_from_db()
    assert progress(sending.mailing_id).cancelled == 1
    with pytest.raises(SendingRefusedError, match="ordered already"):
        order(issue, staff)
    with pytest.raises(SendingRefusedError, match="over"):
        cancel_sending(sending.pk, actor=staff)
    assert PageLogEntry.objects.filter(action="newsletters.cancel", user=staff).count() == 2


def test_each_reader_gets_it_at_that_hour_where_they_live(issue, staff, settings):
    settings.TIME_ZONE = "America/New_York"
    members = {
        state: SubscriptionFactory.create(
            newsletter=issue.newsletter, member=MemberFactory.create(state=state)
        ).member.email
        for state in ("NY", "CA", "HI", "")
    }
    at = datetime(2031, 1, 15, 14, 0, tzinfo=UTC)
    sending = order(issue, staff, start_at=at, local_time=True)
    assert sending.begins_at < at, "Guam's clock is ahead"
    start_due_sendings(sending.begins_at)
    from delivery.models import Delivery

    leaves = dict(Delivery.objects.values_list("recipient_key", "not_before"))
    assert {state: leaves[email].astimezone(UTC).hour for state, email in members.items()} == {
        "NY": 14,
        "CA": 17,
        "HI": 19,
        "": 14,
    }


def test_mail_that_leaves_after_the_hearing_does_not_mention_it(staff, settings):
    set_postal_address()
    settings.TIME_ZONE = "America/New_York"
    at = datetime(2031, 1, 15, 14, 0, tzinfo=UTC)
    body = [
        ("text", {"text": "<p>Always.</p>"}),
        ("text", {"text": "<p>Hearing!</p>", "useless_after": datetime(2031, 1, 15, 16, 0, tzinfo=UTC).isoformat()}),
    ]
    issue = make_issue(body=body)
    emails = {
        state: SubscriptionFactory.create(
            newsletter=issue.newsletter, member=MemberFactory.create(state=state)
        ).member.email
        for state in ("NY", "CA")
    }
    sending = order(issue, staff, start_at=at, local_time=True)
    start_due_sendings(sending.begins_at)
    sending.refresh_from_db()
    assert b"Hearing!" in show_message(sending.mailing_id, emails["NY"])
    assert b"Hearing!" not in show_message(sending.mailing_id, emails["CA"])


def test_a_mailing_paused_over_the_hearing_goes_on_without_mentioning_it(staff):
    set_postal_address()
    hearing = timezone.now() + timedelta(hours=1)
    body = [
        ("text", {"text": "<p>Always.</p>"}),
        ("text", {"text": "<p>Hearing!</p>", "useless_after": hearing.isoformat()}),
    ]
    issue = make_issue(body=body)
    email = SubscriptionFactory.create(newsletter=issue.newsletter).member.email
    sending = order(issue, staff)
    start_due_sendings()
    sending.refresh_from_db()
    pause_mailing(sending.mailing_id)
    assert drop_outdated_blocks() == 0
    assert b"Hearing!" in show_message(sending.mailing_id, email)
    later = hearing + timedelta(minutes=1)
    assert (drop_outdated_blocks(later), drop_outdated_blocks(later)) == (1, 0)
    assert b"Hearing!" not in show_message(sending.mailing_id, email)
    assert b"Always" in show_message(sending.mailing_id, email)


@really_committed
def test_one_address_gets_one_mail_even_if_the_list_is_gathered_twice(issue, staff, sink):
    SubscriptionFactory.create(newsletter=issue.newsletter)
    sending = order(issue, staff)
    start_due_sendings()
    IssueSending.objects.filter(pk=sending.pk).update(gathered_through=0, state=IssueSending.State.PREPARING)
    Mailing.objects.update(intake_open=True)
    assert gather_readers(sending.pk) == 0
    send_everything()
    assert len(sink.stored) == 1
