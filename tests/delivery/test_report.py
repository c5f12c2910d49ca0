"""A mailing in figures: right sums, the same few queries for many recipients, and the life of one delivery."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delivery.api import Recipient, add_recipients, mailing_report, note_unsubscribed, report_csv, start_mailing
from delivery.models import Delivery, DeliveryEvent, DomainTally, Mailing, State
from delivery.report import MOST_DOMAINS
from delivery.sending.sender import send_due
from delivery.timeline import timeline
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.sink import Say, Session, running_sink
from tests.delivery.test_staff import staff_client

pytestmark = pytest.mark.django_db


def settled(mailing: Mailing, state: State, numbers: range) -> None:
    keys = [f"key-{number}" for number in numbers]
    Delivery.objects.filter(mailing=mailing, recipient_key__in=keys).update(state=state, settled_at=datetime.now(UTC))


@pytest.fixture
def mailing() -> Mailing:
    mailing = make_mailing()
    elsewhere = [
        Recipient(key=f"else-{number}", address=f"{number}@elsewhere.test", values={"first_name": "x"})
        for number in range(2)
    ]
    add_recipients(mailing.pk, [*make_recipients(8), *elsewhere])
    start_mailing(mailing.pk)
    settled(mailing, State.SENT, range(6))
    settled(mailing, State.FAILED, range(6, 7))
    Delivery.objects.filter(recipient_key__startswith="else").update(state=State.SENT, settled_at=datetime.now(UTC))
    returned = Delivery.objects.get(mailing=mailing, recipient_key="else-1")
    for kind in ("bounced", "complained"):
        DeliveryEvent.objects.create(delivery=returned, kind=kind)
    return mailing


def test_the_report_adds_up_by_total_time_and_domain(mailing: Mailing) -> None:
    report = mailing_report(mailing.pk)
    assert (report.states.intended, report.states.sent, report.states.queued) == (10, 8, 1)
    assert (report.totals["sent"], report.totals["failed"], report.totals["bounced"]) == (8, 1, 1)
    assert (report.totals.arrived, report.totals.share("complained")) == (7, 0.125)
    by_domain = {domain: (counts["sent"], counts["failed"], counts["bounced"]) for domain, counts in report.domains}
    assert by_domain == {"recipients.test": (6, 1, 0), "elsewhere.test": (2, 0, 1)}
    assert next(iter(by_domain)) == "recipients.test", "the domain with most messages comes first"
    assert sum(counts["sent"] for _moment, counts in report.steps) == 8
    assert not report.by_day


def test_nothing_is_counted_by_looking_at_deliveries(mailing: Mailing) -> None:
    queries = []
    for size in (0, 500):
        add_recipients(mailing.pk, make_recipients(size, start=100))
        with CaptureQueriesContext(connection) as captured:
            mailing_report(mailing.pk)
        queries.append(len(captured))
        assert not any('"delivery_delivery"' in query["sql"] for query in captured.captured_queries)
    assert queries == [3, 3]


def test_many_domains_are_cut_and_the_rest_is_summed(mailing: Mailing) -> None:
    hour = datetime(2026, 3, 1, 12, tzinfo=UTC)
    DomainTally.objects.bulk_create(
        DomainTally(mailing=mailing, hour=hour, measure="sent", domain=f"d{number:02}.test", count=3)
        for number in range(MOST_DOMAINS)
    )
    report = mailing_report(mailing.pk)
    assert len(report.domains) == MOST_DOMAINS
    assert (report.other_domains_count, report.other_domains["sent"]) == (2, 5)
    assert report.totals["sent"] == 8 + 3 * MOST_DOMAINS


def test_two_days_are_told_by_hour_and_more_by_day_without_a_gap(settings) -> None:
    settings.TIME_ZONE = "America/New_York"
    mailing = make_mailing()
    first = datetime(2026, 3, 7, 3, tzinfo=UTC)  # late on 6 March in New York; its clocks change on 8 March
    DomainTally.objects.create(mailing=mailing, hour=first, measure="sent", domain="a.test", count=5)
    DomainTally.objects.create(
        mailing=mailing, hour=first + timedelta(hours=48), measure="sent", domain="a.test", count=1
    )
    report = mailing_report(mailing.pk)
    assert (len(report.steps), report.by_day) == (49, False)
    DomainTally.objects.create(
        mailing=mailing, hour=first + timedelta(hours=72), measure="bounced", domain="a.test", count=2
    )
    report = mailing_report(mailing.pk)
    assert report.by_day
    days = [(f"{moment:%d %H}", counts["sent"], counts["bounced"]) for moment, counts in report.steps]
    assert days == [("06 00", 5, 0), ("07 00", 0, 0), ("08 00", 1, 0), ("09 00", 0, 2)]


def test_an_unknown_mailing_has_no_figures() -> None:
    report = mailing_report(987_654)
    assert (report.states.intended, report.totals["sent"], report.steps, report.domains) == (0, 0, (), ())
    assert report.totals.share("bounced") == 0.0


def test_csv_holds_every_count_and_no_formula(mailing: Mailing) -> None:
    hour = datetime(2026, 3, 1, 12, tzinfo=UTC)
    DomainTally.objects.create(mailing=mailing, hour=hour, measure="sent", domain="=cmd()", count=1)
    lines = list(report_csv(mailing.pk))
    assert lines[:2] == ["hour,receiving domain,what,count\r\n", "2026-03-01T12:00:00+00:00,'=cmd(),sent,1\r\n"]
    assert sum(int(line.rsplit(",", 1)[1]) for line in lines[1:] if ",sent," in line) == 9
    address = reverse("delivery_admin:figures_csv", args=[mailing.pk])
    given = staff_client("view_mailing").get(address)
    assert b"".join(given.streaming_content).decode() == "".join(lines)
    assert staff_client().get(address).status_code == 302


def test_leaving_counts_once_for_the_newest_mailing_that_arrived(mailing: Mailing) -> None:
    newer = make_mailing()
    add_recipients(newer.pk, make_recipients(2))
    start_mailing(newer.pk)
    settled(newer, State.SENT, range(1))
    both = [mailing.pk, newer.pk]
    assert note_unsubscribed(both, "KEY-0", source="one-click")
    assert not note_unsubscribed(both, "key-0", source="unsubscribe page")
    assert note_unsubscribed(both, "key-1", source="one-click"), "the newer one has not left yet for this reader"
    assert not note_unsubscribed(both, "nobody", source="one-click")
    assert mailing_report(newer.pk).totals["unsubscribed"] == 1
    assert mailing_report(mailing.pk).totals["unsubscribed"] == 1


@pytest.mark.django_db(transaction=True)
def test_the_life_of_a_delivery_is_told_in_order(settings) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(1))
    start_mailing(mailing.pk)

    def busy_once(stage: str, session: Session) -> Say | None:
        busy = stage == "RCPT" and session.sink.commands.count("RCPT") == 1
        return Say(b"450 4.2.1 mailbox busy") if busy else None

    with running_sink(script=busy_once) as sink:
        settings.SMTP_HOST, settings.SMTP_PORT = "127.0.0.1", sink.port
        send_due(seconds=30)
        waiting = timeline(Delivery.objects.get())
        assert [moment.what for moment in waiting][-2:] == ["The server asked to try later", "Goes again"]
        assert waiting[-2].words == "450 4.2.1 mailbox busy"
        Delivery.objects.update(not_before=datetime.now(UTC))
        send_due(seconds=30)
    DeliveryEvent.objects.create(delivery=Delivery.objects.get(), kind="bounced", detail="5.1.1 gone", reply_code=550)
    told = timeline(Delivery.objects.get())
    assert [moment.what for moment in told] == [
        "Added to the mailing",
        "The server asked to try later",
        "Taken by a sender, attempt 2",
        "Accepted by the server",
        "Bounced",
    ]
    assert told[-1].words == "550 5.1.1 gone"
    assert [moment.at for moment in told] == sorted(moment.at for moment in told)
    page = staff_client("read_message").get(
        reverse("delivery_admin:message", args=[mailing.pk, Delivery.objects.get().pk])
    )
    assert "Taken by a sender, attempt 2" in page.content.decode()
