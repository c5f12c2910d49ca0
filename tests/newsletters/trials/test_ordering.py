"""What a trial needs before it may be ordered, and that every text is read by whoever reads an issue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsletters.checks import check_issue
from newsletters.lobbying import approval_of, approve_lobbying, content_digest
from newsletters.models import IssuePage, IssueSending, IssueTrial, Newsletter
from newsletters.sending import Order, SendingRefusedError, cancel_sending, newest_version, order_sending
from newsletters.trials.ordering import TrialOrder, sample_of, what_it_shows
from newsletters.trials.texts import has_text_b, text_b
from tests.newsletters.factories import make_issue
from tests.newsletters.trials.people import CLICKS, make_readers, make_trial_issue, order_trial

pytestmark = pytest.mark.django_db


def with_body_b(issue: IssuePage, html: str, **value: str) -> None:
    issue.trial_body = [("text", {"text": html, **value})]
    issue.save_revision()


def test_an_order_is_kept_and_a_new_one_after_a_cancellation_replaces_it(staff):
    issue = make_trial_issue()
    sending = order_trial(issue, staff, share=50, hours=48)
    assert (sending.trial.share, sending.trial.rule, sending.trial.hours) == (50, "clicks", 48)
    sending = IssueSending.objects.get()
    IssueSending.objects.update(begins_at=timezone.now() + timedelta(hours=1))
    cancel_sending(sending.pk, actor=staff)
    _version, revision = newest_version(issue)
    order_sending(issue, Order(revision_id=revision.pk), actor=staff)
    assert not IssueTrial.objects.exists()


def test_too_small_a_sample_is_refused_in_words(staff):
    issue = make_trial_issue(readers=199)
    with pytest.raises(SendingRefusedError, match="about 49 readers would get each text"):
        order_trial(issue, staff)
    assert not IssueSending.objects.exists()
    assert not IssueTrial.objects.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [({"share": 51}, "10 to 50 percent"), ({"share": 9}, "10 to 50"), ({"hours": 0}, "1 to 48"), ({"hours": 49}, "48")],
)
def test_impossible_orders_are_refused(staff, options, words):
    with pytest.raises(SendingRefusedError, match=words):
        order_trial(make_trial_issue(), staff, **options)


def test_a_trial_needs_a_second_text(staff):
    issue = make_trial_issue()
    issue.trial_subject, issue.trial_body = "", []
    issue.save_revision()
    with pytest.raises(SendingRefusedError, match="nothing to try"):
        order_trial(issue, staff)


def test_a_trial_does_not_go_with_local_time_or_with_blocks_that_end(staff):
    issue = make_trial_issue()
    _version, revision = newest_version(issue)
    wanted = Order(
        revision_id=revision.pk,
        trial=TrialOrder(50, CLICKS, 1),
        local_time=True,
        start_at=timezone.now() + timedelta(days=1),
    )
    with pytest.raises(SendingRefusedError, match="each reader's clock"):
        order_sending(issue, wanted, actor=staff)
    with_body_b(issue, "<p>Hearing!</p>", useless_after=timezone.now() + timedelta(hours=5))
    with pytest.raises(SendingRefusedError, match="useless after"):
        order_trial(issue, staff)


def test_clicks_that_are_not_counted_choose_nothing(staff):
    issue = make_trial_issue()
    Newsletter.objects.update(counts_clicks=False)
    with pytest.raises(SendingRefusedError, match="does not count clicks"):
        order_trial(IssuePage.objects.get(), staff)
    assert order_trial(IssuePage.objects.get(pk=issue.pk), staff, rule=IssueTrial.Rule.UNSUBSCRIBES)


def test_text_b_differs_in_what_was_written_and_leaves_the_issue_alone():
    issue = make_issue(subject="A", preheader="Inside")
    assert not has_text_b(issue)
    issue.trial_subject = "B"
    other = text_b(issue)
    assert (other.mail_subject, other.preheader, other.body) == ("B", "Inside", issue.body)
    assert issue.mail_subject == "A"


def test_checks_read_text_b(staff):
    issue = make_trial_issue()
    with_body_b(issue, "<p>{{ secret }}</p>")
    found = [finding.message for finding in check_issue(newest_version(issue)[0])]
    assert [message for message in found if "secret" in message and message.startswith("Text B: ")]
    with pytest.raises(SendingRefusedError, match="secret"):
        order_trial(issue, staff)


def test_an_approval_of_lobbying_covers_text_b(staff):
    issue = make_trial_issue(purpose=IssuePage.Purpose.GRASSROOTS)
    approve_lobbying(issue, actor=staff)
    assert approval_of(issue) is not None
    with_body_b(issue, "<p>Another text.</p>")
    assert approval_of(issue) is None


def test_without_text_b_the_digest_of_an_issue_is_that_of_its_own_words():
    issue = make_issue(subject="A")
    before = content_digest(issue)
    issue.trial_subject = "B"
    assert content_digest(issue) != before


def test_the_order_says_what_its_sample_shows():
    assert (sample_of(1000, 30).per_text, sample_of(1000, 30).held) == (150, 700)
    words = what_it_shows(TrialOrder(50, CLICKS, 1), sample_of(4000, 50))
    assert "about 1000 readers per text" in words
    assert "4.0 % against 6.8 %" in words


def test_readers_of_another_issue_draw_anew(staff):
    from newsletters.models import Subscription
    from newsletters.trials.sampling import drawn

    issue = make_issue()
    make_readers(issue.newsletter, 300)
    numbers = [
        list(
            Subscription.objects.annotate(drawn=drawn(IssueSending(pk=pk)))
            .order_by("pk")
            .values_list("drawn", flat=True)
        )
        for pk in (1, 2)
    ]
    assert numbers[0] != numbers[1]
    assert all(0 <= number < 10_000 for number in numbers[0])
    assert 100 < sum(number < 5_000 for number in numbers[0]) < 200
