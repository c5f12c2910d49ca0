"""The monitor and its figures: right, cheap, and only for those who may see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from delivery.api import add_recipients, outbox_figures, pause_mailing, send_transactional, start_mailing, suppress
from delivery.models import Delivery, DeliveryEvent, Mailing, OutcomeBatch, State, TransactionalMessage
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.test_staff import page, staff_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing() -> Mailing:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(6))
    start_mailing(mailing.pk)
    now = datetime.now(UTC)
    rows = list(Delivery.objects.filter(mailing=mailing).order_by("id"))
    Delivery.objects.filter(pk=rows[0].pk).update(not_before=now - timedelta(minutes=5))
    Delivery.objects.filter(pk__in=[rows[1].pk, rows[2].pk]).update(state=State.SENT, settled_at=now)
    Delivery.objects.filter(pk=rows[3].pk).update(state=State.IN_DOUBT, settled_at=now)
    DeliveryEvent.objects.create(delivery=rows[1], kind="bounced")
    return mailing


def test_figures_say_what_is_there(mailing: Mailing) -> None:
    suppress("a@example.org", "staff", "test")
    OutcomeBatch.objects.create(mailing=mailing, delivery_ids=[1], attempts=2)
    send_transactional(to="b@example.org", subject="x", text="y", purpose="test")
    TransactionalMessage.objects.update(created_at=datetime.now(UTC) - timedelta(minutes=3))
    figures = outbox_figures()
    assert (figures.waiting, figures.held) == (3, 0)
    assert figures.oldest_due_seconds == pytest.approx(300, abs=30)
    assert (figures.states["sent"], figures.states["in_doubt"]) == (2, 1)
    assert figures.mailings["running"] == 1
    assert (figures.last_day["sent"], figures.last_day["bounced"]) == (2, 1)
    assert (figures.transactional_waiting, figures.outcomes_failing, figures.suppressed_addresses) == (1, 1, 1)
    assert figures.transactional_oldest_seconds == pytest.approx(180, abs=30)


def test_a_paused_mailing_waits_for_nobody(mailing: Mailing) -> None:
    pause_mailing(mailing.pk)
    assert (outbox_figures().waiting, outbox_figures().oldest_due_seconds) == (0, 0.0)


def test_figures_cost_the_same_for_many(mailing: Mailing, django_assert_num_queries) -> None:
    for _ in range(5):
        add_recipients(make_mailing().pk, make_recipients(50))
    with django_assert_num_queries(11):
        outbox_figures()


def test_the_page_names_what_is_wrong(mailing: Mailing) -> None:
    client = staff_client("view_mailing")
    shown = page(client, "monitor")
    assert mailing.title in shown
    assert "Mail that is due has waited for 5 minutes" in shown
    figures = client.get(reverse("delivery_admin:monitor_figures"))
    assert "no-store" in figures["Cache-Control"]
    assert figures.json()["figures"]["waiting"] == 3
    assert figures.json()["mailings"][0]["sent"] == 2


def test_without_permission_nothing_is_shown(mailing: Mailing) -> None:
    stranger = staff_client()
    for name in ("monitor", "monitor_figures"):
        assert stranger.get(reverse(f"delivery_admin:{name}")).status_code == 302
        assert Client().get(reverse(f"delivery_admin:{name}")).status_code == 302
