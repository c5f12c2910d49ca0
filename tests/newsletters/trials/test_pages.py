"""What staff see of a trial: the order, both texts, the figures, the choice; and who may."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delivery.models import Delivery, State, TransactionalMessage
from newsletters.models import IssueSending, IssueTrial, TrialDecision
from newsletters.sending import newest_version, start_due_sendings
from newsletters.trials.running import continue_trials
from tests.newsletters.factories import MemberFactory
from tests.newsletters.test_staff_pages import address, enter
from tests.newsletters.trials.people import make_trial_issue, order_trial

pytestmark = pytest.mark.django_db

ORDER = {"when": "now", "trial": "on", "share": "50", "rule": "clicks", "hours": "4"}


@pytest.fixture
def signed_in(client, staff):
    enter(client, staff)
    return client


@pytest.fixture
def tried(staff, django_capture_on_commit_callbacks) -> IssueSending:
    """The sample has left, as far as the outbox's rows tell."""
    sending = order_trial(make_trial_issue(), staff)
    start_due_sendings()
    Delivery.objects.filter(variant_number__in=[1, 2]).update(state=State.SENT, settled_at=sending.requested_at)
    continue_trials()
    sending.refresh_from_db()
    return sending


def test_the_order_shows_the_sample_and_is_taken(signed_in):
    issue = make_trial_issue()
    page = signed_in.get(address(issue)).content.decode()
    assert "Try two texts first (A/B)" in page
    assert "Text B: plain text" in page
    confirm = signed_in.get(address(issue, "confirm/"), ORDER).content.decode()
    assert (
        "About 50 readers get text A, “Subject A”, and as many get text B, “Subject B”. About 100 wait until 4 hours"
        in confirm
    )
    assert "Send it now" in confirm
    _version, revision = newest_version(issue)
    signed_in.post(address(issue, "order/"), {**ORDER, "revision": revision.pk})
    trial = IssueTrial.objects.get()
    assert (trial.share, trial.rule, trial.hours) == (50, "clicks", 4)


def test_an_order_that_cannot_be_has_no_button(signed_in):
    issue = make_trial_issue(readers=60)
    confirm = signed_in.get(address(issue, "confirm/"), ORDER).content.decode()
    assert "The sample is too small: about 15 readers" in confirm
    assert "Send it now" not in confirm
    assert signed_in.get(address(issue, "confirm/"), {**ORDER, "share": "90"}).status_code == 400
    assert signed_in.get(address(issue, "confirm/"), {**ORDER, "hours": ""}).status_code == 400


def test_an_issue_with_one_text_is_offered_no_trial(signed_in):
    issue = make_trial_issue(readers=1)
    issue.trial_subject, issue.trial_body = "", []
    issue.save_revision()
    page = signed_in.get(address(issue)).content.decode()
    assert "Try two texts first" not in page
    assert "Text B" not in page
    _version, revision = newest_version(issue)
    signed_in.post(address(issue, "order/"), {**ORDER, "revision": revision.pk})
    assert IssueSending.objects.exists()
    assert not IssueTrial.objects.exists()


def test_both_texts_are_previewed_and_tested(signed_in):
    issue = make_trial_issue()
    assert "Body of B" in signed_in.get(address(issue, "preview/"), {"mode": "trial_mail"}).content.decode()
    plain = signed_in.get(address(issue, "preview/"), {"mode": "trial_plain"}).content.decode()
    assert plain.startswith("Subject B")
    assert "Body of A" in signed_in.get(address(issue, "preview/"), {"mode": "mail"}).content.decode()
    shown = signed_in.post(address(issue, "preview-for/"), {"address": "trial-0@example.org", "mode": "trial_mail"})
    assert "Body of B" in shown.content.decode()
    signed_in.post(address(issue, "test/"), {"addresses": "desk@example.org"})
    subjects = sorted(TransactionalMessage.objects.values_list("subject", flat=True))
    assert subjects == ["[Test] Subject A", "[Test] Subject B"]


def test_staff_see_the_figures_and_choose(signed_in, tried):
    page = signed_in.get(address(tried.issue)).content.decode()
    assert "The sample has left." in page
    assert "Choose text B now" in page
    assert "Subject B" in page
    assert "That may be chance" in page
    assert signed_in.get(address(tried.issue, "choose/")).status_code == 405
    signed_in.post(address(tried.issue, "choose/"), {"text": "x"})
    assert not TrialDecision.objects.exists()
    signed_in.post(address(tried.issue, "choose/"), {"text": "b"})
    page = signed_in.get(address(tried.issue)).content.decode()
    assert "Text B goes to everybody else" in page
    assert "staff chose it" in page
    assert "Choose text B now" not in page


def test_a_look_costs_the_same_and_counts_no_deliveries(signed_in, tried):
    signed_in.get(address(tried.issue, "status/"))
    with CaptureQueriesContext(connection) as captured:
        signed_in.get(address(tried.issue, "status/"))
    assert not any('FROM "delivery_delivery"' in query["sql"] for query in captured.captured_queries)
    assert len(captured) <= 20


def test_the_figures_as_csv(signed_in, tried):
    answer = signed_in.get(address(tried.issue, "trial.csv"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode().lstrip("\ufeff"))))
    assert [(row["text"], row["group"]) for row in rows] == [
        ("A", "sample"),
        ("B", "sample"),
        ("A", "all others"),
        ("B", "all others"),
    ]
    sample = Delivery.objects.filter(variant_number__in=[1, 2]).count()
    assert sum(int(row["arrived"]) for row in rows) == sample


def test_only_those_who_may_send_choose(client, tried):
    enter(client, MemberFactory.create(is_staff=True))
    assert client.post(address(tried.issue, "choose/"), {"text": "b"}).status_code in {302, 403}
    assert client.get(address(tried.issue, "trial.csv")).status_code in {302, 403}
    assert not TrialDecision.objects.exists()
