"""What staff read about an issue: right figures, drawn, cheap while it is sent, and only for those who may."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delivery.models import Delivery, DeliveryEvent, DomainTally, State
from members.api import unsubscribe_url
from newsletters.admin.numbers import issue_numbers
from newsletters.gathering import gather_readers
from newsletters.models import IssuePage, IssueSending, Subscription
from newsletters.sending import Order, newest_version, order_sending, start_due_sendings
from newsletters.subscriptions import PREFERENCE_PROVIDER
from tests.newsletters.factories import MemberFactory, SubscriptionFactory, make_issue, set_postal_address
from tests.newsletters.test_staff_pages import enter

pytestmark = pytest.mark.django_db


def readers(issue: IssuePage, count: int) -> list[Subscription]:
    return [SubscriptionFactory.create(newsletter=issue.newsletter) for _number in range(count)]


@pytest.fixture
def sent(staff) -> IssueSending:
    set_postal_address()
    issue = make_issue(preheader="Inside")
    readers(issue, 6)
    _version, revision = newest_version(issue)
    sending = order_sending(issue, Order(revision_id=revision.pk), actor=staff)
    start_due_sendings()
    gather_readers(sending.pk)
    sending.refresh_from_db()
    deliveries = list(Delivery.objects.filter(mailing_id=sending.mailing_id).order_by("id"))
    ids = [delivery.pk for delivery in deliveries]
    Delivery.objects.filter(pk__in=ids[:4]).update(state=State.SENT, settled_at=datetime.now(UTC))
    Delivery.objects.filter(pk=ids[4]).update(state=State.FAILED, settled_at=datetime.now(UTC))
    DeliveryEvent.objects.create(delivery=deliveries[0], kind="bounced")
    return sending


def tile(sending: IssueSending, label: str) -> tuple[int, str]:
    return next((tile.count, tile.percent) for tile in issue_numbers(sending).tiles if tile.label == label)


def test_figures_charts_and_csv_say_the_same(sent: IssueSending, client, staff) -> None:
    assert tile(sent, "Readers") == (6, "")
    assert tile(sent, "Accepted by their server") == (4, "")
    assert tile(sent, "Arrived, as far as known") == (3, "75.00%")
    assert tile(sent, "Bounced") == (1, "25.00%")
    assert (tile(sent, "Refused"), tile(sent, "Waiting")) == ((1, ""), (1, ""))
    charts = {chart.title: chart for chart in issue_numbers(sent).charts}
    assert [sum(series.values) for series in charts["Accepted over time"].table.series] == [4]
    assert [series.name for series in charts["What came back over time"].table.series] == ["Bounced"]
    by_domain = {series.name: sum(series.values) for series in charts["By receiving domain"].table.series}
    assert by_domain == {"Arrived": 3, "Bounced": 1, "Refused": 1}

    enter(client, staff)
    page = client.get(reverse("newsletters_admin:numbers", args=[sent.issue_id])).content.decode()
    assert page.count('role="img"') == 6, "each of the three charts is laid out wide and narrow"
    assert "Accepted over time" in page
    table = client.get(reverse("newsletters_admin:numbers_csv", args=[sent.issue_id]))
    lines = b"".join(table.streaming_content).decode().splitlines()
    assert sum(int(line.rsplit(",", 1)[1]) for line in lines if ",sent," in line) == 4


def test_a_look_while_it_is_sent_costs_the_same_for_any_number_of_readers(sent: IssueSending, client, staff) -> None:
    enter(client, staff)
    address = reverse("newsletters_admin:numbers_panel", args=[sent.issue_id])
    client.get(address)
    costs = []
    for domains in (0, 60):
        hour = datetime(2026, 3, 1, 12, tzinfo=UTC)
        DomainTally.objects.bulk_create(
            DomainTally(mailing_id=sent.mailing_id, hour=hour, measure="sent", domain=f"d{number}.test", count=9)
            for number in range(domains)
        )
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        assert 'data-under-way="1"' in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert not any('FROM "delivery_delivery"' in query["sql"] for query in captured.captured_queries)
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 14
    assert "further domains" in answer.content.decode()


def test_a_long_tail_is_drawn_as_a_line_by_day(sent: IssueSending) -> None:
    DomainTally.objects.create(
        mailing_id=sent.mailing_id,
        hour=datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=12),
        measure="bounced",
        domain="late.test",
        count=2,
    )
    numbers = issue_numbers(sent)
    assert numbers.report.by_day
    assert len(numbers.steps) == 13
    (_accepted, came_back, _domains) = numbers.charts
    assert (came_back.kind, came_back.unit) == ("line", "messages per day")


def test_an_issue_of_which_nothing_left_says_so(staff, client) -> None:
    set_postal_address()
    issue = make_issue(preheader="Inside")
    readers(issue, 1)
    _version, revision = newest_version(issue)
    order_sending(issue, Order(revision_id=revision.pk), actor=staff)
    enter(client, staff)
    address = reverse("newsletters_admin:numbers", args=[issue.pk])
    assert "Nothing has left yet." in client.get(address).content.decode()
    enter(client, MemberFactory.create(is_staff=True))
    assert client.get(address).status_code in {302, 403}


@pytest.mark.django_db(transaction=True)
def test_leaving_by_one_click_counts_for_the_issue_and_once(sent: IssueSending, client) -> None:
    delivery = Delivery.objects.filter(mailing_id=sent.mailing_id, state=State.SENT).first()
    subscription = Subscription.objects.select_related("member").get(pk=int(delivery.reference))
    link = unsubscribe_url(subscription.member, PREFERENCE_PROVIDER, str(subscription.newsletter_id))
    path = "/" + link.split("/", 3)[3]
    assert client.get(path).status_code == 200
    assert tile(sent, "Unsubscribed") == (0, "0.00%")
    for _press in range(2):
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert tile(sent, "Unsubscribed") == (1, "25.00%")
    event = DeliveryEvent.objects.get(kind="unsubscribed")
    assert (event.delivery_id, event.source) == (delivery.pk, "one-click")
