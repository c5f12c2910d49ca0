"""The pace of a mailing, a receiving domain and an office, with and without Redis."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from delivery.api import add_recipients, progress, start_mailing
from delivery.models import Delivery, WarmUpPlan
from delivery.sending import pace_store, pacing, slowing
from delivery.sending.backoff import LONGEST_PAUSE, pause_before
from delivery.sending.receivers import receiver_of
from delivery.sending.sender import send_due
from delivery.sending.warm_up import left_today
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.sink import Say, Session, Sink


@pytest.fixture(params=["with Redis", "without Redis"])
def _redis_or_not(request: pytest.FixtureRequest, settings) -> None:
    pacing._own_clocks.clear()
    pacing._script.cache_clear()
    pace_store.client.cache_clear()
    if request.param == "without Redis":
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
    yield
    pacing._script.cache_clear()
    pace_store.client.cache_clear()


@pytest.fixture(autouse=True)
def _nobody_slowed() -> None:
    slowing._known.clear()
    slowing._looked_at = 0.0


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


@pytest.mark.parametrize(
    ("domain", "receiver"),
    [
        ("googlemail.com", "gmail"),
        ("yahoo.co.uk", "yahoo"),
        ("yahoo.fr", "yahoo"),
        ("hotmail.com", "microsoft"),
        ("live.com.mx", "microsoft"),
        ("me.com", "apple"),
        ("yahoo.example.org", "yahoo.example.org"),
        ("live.test", "live.test"),
        ("example.org", "example.org"),
    ],
)
def test_the_domains_of_a_large_receiver_are_paced_together(domain: str, receiver: str) -> None:
    assert receiver_of(domain) == receiver


@pytest.mark.usefixtures("_redis_or_not")
def test_a_receivers_name_paces_all_its_domains(settings) -> None:
    settings.DELIVERY_DOMAIN_RATES = {"gmail": 0.5, "googlemail.com": 100.0}
    assert pacing.wait_for("a@gmail.com", "") == 0
    assert pacing.wait_for("b@gmail.com", "") == pytest.approx(2, abs=0.5)
    assert pacing.wait_for("c@googlemail.com", "") == 0


@pytest.mark.usefixtures("_redis_or_not")
def test_a_receiver_that_asks_for_less_gets_less_and_then_more_again(monkeypatch) -> None:
    now = 1_800_000_000.0
    monkeypatch.setattr(slowing.time, "time", lambda: now)
    pacing.note_deferral("a@gmail.com", 450, "4.2.2")
    assert slowing.slowed_receivers() == {}
    for later in (0, 5, 11, 22):
        now = 1_800_000_000.0 + later
        pacing.note_deferral("a@gmail.com", 421, "4.7.28")
    assert slowing.slowed_receivers() == {"gmail": 2.5}
    assert slowing.pace_for("gmail", None) == 2.5
    assert slowing.pace_for("gmail", 1.0) == 1.0
    assert slowing.pace_for("yahoo", 7.0) == 7.0
    now += 61
    assert slowing.pace_for("gmail", None) == pytest.approx(3.75)
    now += 3_600
    assert slowing.pace_for("gmail", None) is None


def test_other_senders_hear_that_a_receiver_asks_for_less() -> None:
    pacing.note_deferral("a@icloud.com", 421, "4.3.2")
    slowing._known.clear()
    slowing._looked_at = 0.0
    assert slowing.slowed_receivers() == {"apple": 10.0}


@pytest.mark.django_db
def test_a_deferral_for_rate_slows_down_its_receiver_while_sending(sink: Sink) -> None:
    sink.script = lambda stage, session: Say(b"450 4.7.28 unusual rate") if stage == "RCPT" else None
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(1))
    start_mailing(mailing.pk)
    send_due(seconds=10)
    assert slowing.slowed_receivers() == {"recipients.test": 10.0}
    delivery = Delivery.objects.get()
    pause = delivery.not_before - timezone.now()
    assert timedelta(minutes=3.9) < pause < timedelta(minutes=6.1)


def plan(**fields: object) -> WarmUpPlan:
    return WarmUpPlan(
        **{
            "name": "New domain",
            "begins_on": date(2026, 12, 1),
            "first_day": 100,
            "growth": 2.0,
            "ends_at": 1_000,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("day", "limit"),
    [("2026-11-30", 0), ("2026-12-01", 100), ("2026-12-04", 800), ("2026-12-05", None), ("2050-01-01", None)],
)
def test_a_warm_up_grows_day_by_day_until_it_is_over(day: str, limit: int | None) -> None:
    assert plan().limit_on(datetime.fromisoformat(f"{day}T12:00:00+00:00")) == limit


@pytest.mark.django_db
def test_a_warm_up_plan_holds_back_what_is_over_the_days_number(sink: Sink, settings) -> None:
    settings.DELIVERY_SENDERS = 1
    today = datetime.now(UTC).date()
    saved = plan(begins_on=today, first_day=7, ends_at=100)
    saved.save()
    assert left_today() == 7
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(20))
    start_mailing(mailing.pk)
    send_due(seconds=1.5)
    assert (progress(mailing.pk).sent, progress(mailing.pk).queued) == (7, 13)
    assert left_today() == 0
    tomorrow = timezone.now() + timedelta(days=1)
    assert left_today(tomorrow) == 14
    saved.is_active = False
    saved.save()
    send_due(seconds=10)
    assert progress(mailing.pk).sent == 20


def test_a_plan_that_begins_above_its_end_is_refused() -> None:
    with pytest.raises(ValidationError):
        plan(first_day=1_000).clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reply", "words"),
    [(b"550 5.7.1 spam", "were refused, the last with: 5.7.1 spam"), (b"450 4.3.1 full", "were put off")],
)
def test_a_mailing_that_goes_wrong_as_a_whole_pauses_itself(sink: Sink, reply: bytes, words: str) -> None:
    refused = 0

    def script(stage: str, session: Session):
        nonlocal refused
        if stage == "RCPT" and int(session.recipient.split(b"@")[0]) % 5 < 3:
            refused += 1
            return Say(reply)
        return None

    sink.script = script
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(400))
    start_mailing(mailing.pk)
    send_due(seconds=20)
    mailing.refresh_from_db()
    assert mailing.status == "paused"
    assert words in mailing.pause_reason
    assert refused < 240


@pytest.mark.parametrize(
    ("code", "minutes"),
    [("", 1), ("4.2.2", 120), ("4.2.1", 15), ("4.3.2", 5), ("4.4.7", 2), ("4.7.1", 5), ("4.9.9", 1)],
)
def test_the_first_pause_suits_the_reason(code: str, minutes: int) -> None:
    pauses = [pause_before(2, code) / timedelta(minutes=minutes) for _ in range(20)]
    assert 0.8 <= min(pauses) < max(pauses) <= 1.2
    assert pause_before(13, code) <= LONGEST_PAUSE * 1.2


def test_pauses_grow_with_jitter_up_to_a_cap() -> None:
    pauses = [pause_before(attempt) for attempt in range(2, 30)]
    assert timedelta(seconds=48) <= pauses[0] <= timedelta(seconds=72)
    assert all(pause <= LONGEST_PAUSE * 1.2 for pause in pauses)
    assert pauses[-1] >= LONGEST_PAUSE * 0.8
    assert len({pause_before(5) for _ in range(10)}) > 1
