"""The pace of a mailing, a receiving domain and an office, with and without Redis."""

from datetime import timedelta

import pytest
from django.utils import timezone

from delivery.api import add_recipients, progress, start_mailing
from delivery.models import Delivery
from delivery.sending import pacing
from delivery.sending.sender import send_due
from delivery.sending.settling import LONGEST_PAUSE, pause_before
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.sink import Sink


@pytest.fixture(params=["with Redis", "without Redis"])
def _redis_or_not(request: pytest.FixtureRequest, settings) -> None:
    pacing._own_clocks.clear()
    pacing._script.cache_clear()
    if request.param == "without Redis":
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
    yield
    pacing._script.cache_clear()


@pytest.mark.usefixtures("_redis_or_not")
def test_a_pace_gives_out_one_seconds_worth_and_no_more() -> None:
    assert pacing.allowance("a", None, 50) == 50
    assert pacing.allowance("a", 2.0, 50) == 2
    assert pacing.allowance("a", 2.0, 50) == 0
    assert pacing.allowance("b", 0.01, 50) == 1
    assert pacing.allowance("b", 0.01, 50) == 0


@pytest.mark.usefixtures("_redis_or_not")
def test_turns_of_an_office_are_spread(settings) -> None:
    settings.DELIVERY_PER_MINUTE_AND_OFFICE = 6
    waits = [pacing.wait_for("x@office.example", "office-1") for _ in range(3)]
    assert waits[0] == 0
    assert waits[1] == pytest.approx(10, abs=2)
    assert waits[2] == pytest.approx(20, abs=2)
    assert pacing.wait_for("x@office.example", "office-2") == 0


@pytest.mark.usefixtures("_redis_or_not")
def test_a_receiving_domain_has_a_pace_of_its_own(settings) -> None:
    settings.DELIVERY_DOMAIN_RATES = {"slow.example": 0.5}
    assert pacing.wait_for("a@slow.example", "") == 0
    assert pacing.wait_for("b@SLOW.example", "") == pytest.approx(2, abs=0.5)
    assert pacing.wait_for("a@fast.example", "") == 0


@pytest.mark.django_db
def test_letters_to_one_office_wait_for_their_turn_in_the_queue(sink: Sink, settings) -> None:
    settings.DELIVERY_PER_MINUTE_AND_OFFICE = 1
    mailing = make_mailing()
    add_recipients(mailing.pk, [*make_recipients(3, pacing_key="office-9"), *make_recipients(2, start=10)])
    start_mailing(mailing.pk)
    send_due(seconds=10)
    assert progress(mailing.pk).sent == 3
    waiting = Delivery.objects.filter(mailing=mailing, state="queued").order_by("not_before")
    assert [delivery.detail for delivery in waiting] == ["waits for its turn"] * 2
    assert waiting[1].not_before - waiting[0].not_before == pytest.approx(
        timedelta(minutes=1), abs=timedelta(seconds=5)
    )

    waiting.filter(pk=waiting[0].pk).update(not_before=timezone.now())
    send_due(seconds=10)
    assert progress(mailing.pk).sent == 4


@pytest.mark.django_db
def test_nothing_leaves_before_its_time(sink: Sink) -> None:
    mailing = make_mailing()
    tomorrow = timezone.now() + timedelta(days=1)
    add_recipients(mailing.pk, [*make_recipients(1), *make_recipients(1, start=1, not_before=tomorrow)])
    start_mailing(mailing.pk)
    send_due(seconds=10)
    assert set(sink.recipients()) == {"0@recipients.test"}


def test_pauses_grow_with_jitter_up_to_a_cap() -> None:
    pauses = [pause_before(attempt) for attempt in range(2, 30)]
    assert timedelta(seconds=48) <= pauses[0] <= timedelta(seconds=72)
    assert all(pause <= LONGEST_PAUSE * 1.2 for pause in pauses)
    assert pauses[-1] >= LONGEST_PAUSE * 0.8
    assert len({pause_before(5) for _ in range(10)}) > 1
