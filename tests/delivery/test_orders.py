"""Orders of staff about many deliveries: begun at once, finished by the sweep, bounded and audited."""

from datetime import UTC, datetime, timedelta

import pytest
from wagtail.models import ModelLogEntry

from delivery import orders
from delivery.api import (
    MailingStateError,
    add_recipients,
    cancel_mailing,
    finish_intake,
    progress,
    retry_failed,
    start_mailing,
)
from delivery.models import Delivery, Mailing, OrderAction, StaffOrder, State
from delivery.orders import carry_out_orders, give_order
from delivery.sending.sender import send_due
from delivery.sweep import finish_mailings
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.sink import Say, Sink

pytestmark = pytest.mark.django_db


def mailing_with(state: State, count: int) -> Mailing:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(count))
    start_mailing(mailing.pk)
    Delivery.objects.filter(mailing=mailing).update(
        state=state, attempts=1, settled_at=datetime.now(UTC), claimed_at=datetime.now(UTC)
    )
    return mailing


@pytest.fixture
def _small_chunks(monkeypatch) -> None:
    monkeypatch.setattr(orders, "CHUNK", 4)


@pytest.mark.usefixtures("_small_chunks")
def test_an_order_begins_at_once_and_the_sweep_finishes_it() -> None:
    mailing = mailing_with(State.FAILED, 10)
    assert retry_failed(mailing.pk, actor=None) == 4
    assert (progress(mailing.pk).queued, progress(mailing.pk).failed) == (4, 6)
    assert carry_out_orders() == 6
    order = StaffOrder.objects.get()
    assert (order.deliveries, order.done_at is not None) == (10, True)
    assert progress(mailing.pk).queued == 10
    assert ModelLogEntry.objects.filter(action="delivery.retry").count() == 1


@pytest.mark.usefixtures("_small_chunks")
def test_the_same_order_twice_is_one() -> None:
    mailing = mailing_with(State.IN_DOUBT, 10)
    for _ in range(2):
        give_order(mailing.pk, OrderAction.TAKE_AS_SENT, actor=None)
    assert StaffOrder.objects.get().deliveries == 8
    assert ModelLogEntry.objects.filter(action="delivery.resolve").count() == 1
    carry_out_orders()
    assert progress(mailing.pk).sent == 10


def test_what_fails_again_is_not_tried_for_ever(sink: Sink) -> None:
    sink.script = lambda stage, session: Say(b"550 5.7.1 no") if stage == "RCPT" else None
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(3))
    finish_intake(mailing.pk)
    start_mailing(mailing.pk)
    send_due(seconds=20)
    finish_mailings()
    assert retry_failed(mailing.pk, actor=None) == 3
    mailing.refresh_from_db()
    assert mailing.status == "running"
    send_due(seconds=20)
    assert carry_out_orders() == 0
    assert progress(mailing.pk).failed == 3


def test_a_cancelled_mailing_sends_nothing_again_but_its_doubts_can_end() -> None:
    mailing = mailing_with(State.IN_DOUBT, 3)
    cancel_mailing(mailing.pk)
    for action in (OrderAction.RETRY_FAILED, OrderAction.RESEND_IN_DOUBT):
        with pytest.raises(MailingStateError):
            give_order(mailing.pk, action, actor=None)
    assert give_order(mailing.pk, OrderAction.TAKE_AS_SENT, actor=None).deliveries == 3


@pytest.mark.usefixtures("_small_chunks")
def test_cancelling_ends_an_order_under_way() -> None:
    mailing = mailing_with(State.FAILED, 10)
    retry_failed(mailing.pk, actor=None)
    cancel_mailing(mailing.pk)
    assert carry_out_orders() == 0
    assert StaffOrder.objects.get().done_at is not None
    assert progress(mailing.pk).failed == 6


def test_addresses_no_server_would_take_and_erased_ones_stay() -> None:
    mailing = mailing_with(State.FAILED, 4)
    rows = Delivery.objects.filter(mailing=mailing).order_by("id")
    Delivery.objects.filter(pk=rows[0].pk).update(attempts=0)
    Delivery.objects.filter(pk=rows[1].pk).update(address="")
    Delivery.objects.filter(pk=rows[2].pk).update(settled_at=datetime.now(UTC) + timedelta(minutes=1))
    assert retry_failed(mailing.pk, actor=None) == 1
    assert StaffOrder.objects.get().done_at is not None
