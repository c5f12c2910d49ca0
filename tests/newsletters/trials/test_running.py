"""A trial from the order to its last message, on real engines and a real mail server; and everybody who interferes."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone
from wagtail.models import PageLogEntry

from delivery import holding, sweep
from delivery.api import cancel_mailing, erase_address, note_unsubscribed, pause_mailing, progress, resume_mailing
from delivery.models import Delivery, State
from delivery.tasks import send_deliveries
from newsletters.clicks import Visit, count_click
from newsletters.gathering import gather_readers
from newsletters.models import IssueLink, IssueSending, IssueTrial, Subscription, TrialDecision
from newsletters.proofs.making import prove_ended_sendings
from newsletters.sending import cancel_sending, follow_sendings, start_due_sendings
from newsletters.subscriptions import end_subscription
from newsletters.trials import running
from newsletters.trials.deciding import Text
from newsletters.trials.figures import figures_by_group, sample_figures
from newsletters.trials.running import TrialRefusedError, choose_text, continue_trials, decide_due, release_decided
from newsletters.trials.texts import HELD, REST, SAMPLE
from tests.newsletters.trials.people import make_trial_issue, order_trial

pytestmark = pytest.mark.django_db(transaction=True)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def tried(staff, sink) -> IssueSending:
    """The sample has left and the wait has begun."""
    sending = order_trial(make_trial_issue(), staff)
    start_due_sendings()
    send_and_follow()
    continue_trials()
    sending.refresh_from_db()
    assert sending.trial.sample_left_at is not None
    return sending


def send_and_follow() -> None:
    send_deliveries()
    sweep.sweep()
    follow_sendings()


def subjects(sink) -> Counter[str]:
    return Counter(str(message_from_bytes(mail.content, policy=policy.default)["Subject"]) for mail in sink.stored)


def click(sending: IssueSending, text: Text, visitors: int) -> None:
    link = IssueLink.objects.get(
        sending=sending, variant_number=SAMPLE[text], target="https://example.org/study"
    )  # fmt: skip
    for number in range(visitors):
        count_click(link, Visit(f"{text}-{number}", BROWSER, timezone.now()), 0)


def later(hours: float = 1.1):
    return timezone.now() + timedelta(hours=hours)


def texts_waiting(sending: IssueSending) -> Counter[int]:
    rows = Delivery.objects.filter(mailing_id=sending.mailing_id, state=State.QUEUED)
    return Counter(rows.values_list("variant_number", flat=True))


def test_from_the_order_to_the_last_message(tried, sink):
    first = subjects(sink)
    assert set(first) == {"Subject A", "Subject B"}
    sample = first.total()
    assert 60 <= sample <= 140, "about half of 200, drawn by a hash"
    assert texts_waiting(tried) == {HELD: 200 - sample}
    assert tried.state == IssueSending.State.SENDING
    click(tried, Text.A, 2)
    click(tried, Text.B, 20)
    continue_trials()
    assert not TrialDecision.objects.exists(), "the wait is not over"
    continue_trials(later())
    decision = TrialDecision.objects.get()
    assert (decision.text, decision.reason, decision.decided_by) == ("b", "rule", None)
    assert decision.figures["b"]["clicks"] == 20
    assert decision.released_at is not None
    continue_trials(later())
    send_and_follow()
    tried.refresh_from_db()
    assert tried.state == IssueSending.State.SENT
    assert set(sink.recipients().values()) == {1}
    assert len(sink.stored) == 200
    assert subjects(sink) == {"Subject A": first["Subject A"], "Subject B": 200 - first["Subject A"]}
    bodies = Counter(
        next(letter for letter in "AB" if f"Body of {letter}".encode() in mail.content) for mail in sink.stored
    )
    assert bodies == {"A": first["Subject A"], "B": 200 - first["Subject A"]}
    of_sample, of_rest = figures_by_group(tried)
    assert (of_sample[Text.A].arrived, of_sample[Text.B].arrived) == (first["Subject A"], first["Subject B"])
    assert (of_rest[Text.A].arrived, of_rest[Text.B].arrived) == (0, 200 - sample)
    assert prove_ended_sendings() == 1
    assert tried.proof.size == 200


def test_tallies_by_text_agree_with_the_rows(tried):
    continue_trials(later())
    send_and_follow()
    rows = Counter(Delivery.objects.values_list("variant_number", "state"))
    figures = holding.text_figures(tried.mailing_id)
    for number in (*SAMPLE.values(), *REST.values()):
        for state in State.values:
            assert (figures[number][state] if number in figures else 0) == rows[number, state]


def test_no_difference_beyond_chance_sends_text_a(tried, sink):
    click(tried, Text.B, 1)
    continue_trials(later())
    assert TrialDecision.objects.values_list("text", "reason").get() == ("a", "tie")
    assert texts_waiting(tried).keys() == {REST[Text.A]}


def test_fewest_unsubscriptions_choose(staff, sink):
    sending = order_trial(make_trial_issue(), staff, rule=IssueTrial.Rule.UNSUBSCRIBES)
    start_due_sendings()
    send_and_follow()
    sending.refresh_from_db()
    of_a = Delivery.objects.filter(mailing_id=sending.mailing_id, variant_number=SAMPLE[Text.A])[:15]
    for delivery in of_a:
        assert note_unsubscribed([sending.mailing_id], delivery.recipient_key, source="one-click")
    continue_trials()
    assert sample_figures(sending)[Text.A].unsubscribed == 15
    continue_trials(later())
    assert TrialDecision.objects.values_list("text", "reason").get() == ("b", "rule")


def test_staff_choose_early_and_only_once(tried, staff):
    choose_text(tried.pk, Text.B, actor=staff)
    with pytest.raises(TrialRefusedError, match="text B goes"):
        choose_text(tried.pk, Text.A, actor=staff)
    decision = TrialDecision.objects.get()
    assert (decision.text, decision.reason, decision.decided_by) == ("b", "staff", staff)
    entry = PageLogEntry.objects.get(action="newsletters.decide")
    assert (entry.user, entry.data["text"]) == (staff, "B")


def test_where_staff_decide_and_nobody_does_text_a_goes_out(staff, sink):
    sending = order_trial(make_trial_issue(), staff, rule=IssueTrial.Rule.STAFF)
    start_due_sendings()
    send_and_follow()
    continue_trials()
    click(sending, Text.B, 30)
    continue_trials(later())
    assert TrialDecision.objects.values_list("text", "reason").get() == ("a", "time")


def test_many_who_decide_at_once_decide_once(tried, staff):
    barrier = Barrier(6)
    IssueTrial.objects.update(sample_left_at=F("sample_left_at") - timedelta(hours=2))

    def decide(number: int) -> int:
        barrier.wait()
        try:
            if number % 2:
                return decide_due(timezone.now())
            choose_text(tried.pk, Text.B, actor=staff)
        except TrialRefusedError:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(decide, range(6))) == 1
    decision = TrialDecision.objects.get()

    def release(_number: int) -> int:
        try:
            return release_decided()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        released = sum(pool.map(release, range(4)))
    release_decided()
    assert texts_waiting(tried) == {REST[Text(decision.text)]: released}


def test_killed_between_decision_and_release_it_goes_on(tried, staff, monkeypatch):
    monkeypatch.setattr(holding, "CHUNK", 10)
    held = texts_waiting(tried)[HELD]
    choose_text(tried.pk, Text.B, actor=staff)
    assert texts_waiting(tried) == {HELD: held}, "the decision alone lets nothing go"
    real = holding.doorbells.ring_senders
    rings = 0

    def dies_after_the_second_chunk() -> None:
        nonlocal rings
        rings += 1
        if rings == 2:
            raise SystemExit("killed")

    monkeypatch.setattr(holding.doorbells, "ring_senders", dies_after_the_second_chunk)
    with pytest.raises(SystemExit):
        release_decided()
    assert texts_waiting(tried) == {HELD: held - 20, REST[Text.B]: 20}
    assert TrialDecision.objects.get().released_at is None
    monkeypatch.setattr(holding.doorbells, "ring_senders", real)
    assert release_decided() == held - 20
    assert texts_waiting(tried) == {REST[Text.B]: held}
    assert TrialDecision.objects.get().released_at is not None
    assert release_decided() == 0


def test_paused_over_the_moment_of_deciding_it_is_decided_and_stays_paused(tried, sink):
    sent = len(sink.stored)
    pause_mailing(tried.mailing_id)
    continue_trials(later())
    assert TrialDecision.objects.get().released_at is not None
    send_and_follow()
    assert len(sink.stored) == sent
    resume_mailing(tried.mailing_id)
    send_and_follow()
    assert len(sink.stored) == 200


def test_paused_before_the_sample_has_left_the_wait_has_not_begun(staff, sink):
    sending = order_trial(make_trial_issue(), staff)
    start_due_sendings()
    sending.refresh_from_db()
    pause_mailing(sending.mailing_id)
    send_and_follow()
    continue_trials(later(50))
    sending.refresh_from_db()
    assert (sending.trial.sample_left_at, TrialDecision.objects.count()) == (None, 0)
    resume_mailing(sending.mailing_id)
    send_and_follow()
    continue_trials()
    continue_trials()
    assert IssueTrial.objects.get().sample_left_at is not None
    assert not TrialDecision.objects.exists()


@pytest.mark.parametrize("by", ["newsletters", "delivery"])
def test_cancelled_while_held_nothing_more_leaves(tried, staff, sink, by):
    sent = len(sink.stored)
    if by == "newsletters":
        cancel_sending(tried.pk, actor=staff)
    else:
        cancel_mailing(tried.mailing_id, actor=staff)
    continue_trials(later())
    with pytest.raises(TrialRefusedError, match="over"):
        choose_text(tried.pk, Text.A, actor=staff)
    send_and_follow()
    tried.refresh_from_db()
    assert not TrialDecision.objects.exists()
    assert tried.state == IssueSending.State.CANCELLED
    counts = progress(tried.mailing_id)
    assert (counts.sent, counts.cancelled) == (sent, 200 - sent)
    assert len(sink.stored) == sent


def test_who_leaves_or_is_erased_while_held_gets_nothing(tried, sink):
    held = list(Delivery.objects.filter(mailing_id=tried.mailing_id, variant_number=HELD)[:2])
    leaving = Subscription.objects.select_related("member", "newsletter").get(pk=int(held[0].reference))
    end_subscription(leaving.member, leaving.newsletter, source="one-click")
    erase_address(held[1].address)
    continue_trials(later())
    send_and_follow()
    assert len(sink.stored) == 198
    assert not {held[0].address, held[1].address} & set(sink.recipients())
    counts = progress(tried.mailing_id)
    assert (counts.sent, counts.withheld, counts.cancelled) == (198, 1, 1)


def test_who_tries_what_is_the_same_however_often_it_is_drawn(staff, sink):
    sending = order_trial(make_trial_issue(), staff)
    start_due_sendings()
    before = dict(Delivery.objects.values_list("reference", "variant_number"))
    Delivery.objects.all().delete()
    IssueSending.objects.update(gathered_through=0, state=IssueSending.State.PREPARING)
    running.Mailing.objects.update(intake_open=True)
    gather_readers(sending.pk)
    assert dict(Delivery.objects.values_list("reference", "variant_number")) == before
    assert set(before.values()) == {HELD, *SAMPLE.values()}
