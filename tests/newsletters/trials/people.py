"""Readers and issues for trials: enough of them, made in two statements."""

from typing import Any

from django.utils import timezone

from members.api import Member
from newsletters.models import IssuePage, IssueSending, IssueTrial, Newsletter, Subscription
from newsletters.sending import Order, newest_version, order_sending
from newsletters.trials.ordering import TrialOrder
from tests.newsletters.factories import make_issue, set_postal_address

CLICKS = IssueTrial.Rule.CLICKS


def make_readers(newsletter: Newsletter, count: int) -> None:
    """Subscribe so many people with an address each."""
    now = timezone.now()
    members = Member.objects.bulk_create(
        Member(email=f"trial-{number}@example.org", first_name="Avery", email_confirmed_at=now)
        for number in range(count)
    )
    Subscription.objects.bulk_create(
        Subscription(member=member, newsletter=newsletter, state=Subscription.State.ACTIVE, confirmed_at=now)
        for member in members
    )


def make_trial_issue(readers: int = 200, **fields: Any) -> IssuePage:
    """An issue with another subject and body as text B, and its readers."""
    set_postal_address()
    body = [("text", {"text": '<p>Body of A, <a href="https://example.org/study">read it</a>.</p>'})]
    issue = make_issue(body=body, preheader="Inside", subject="Subject A", trial_subject="Subject B", **fields)
    issue.trial_body = issue._meta.get_field("trial_body").to_python(
        '[{"type": "text", "value": {"text": "<p>Body of B, <a href=\\"https://example.org/study\\">read it</a>.</p>"}}]'
    )
    issue.save()
    make_readers(issue.newsletter, readers)
    return issue


def order_trial(issue: IssuePage, staff: Member, **options: Any) -> IssueSending:
    """Order a trial of half the readers for an hour, unless told otherwise."""
    wanted = TrialOrder(**{"share": 50, "rule": CLICKS, "hours": 1, **options})
    _version, revision = newest_version(issue)
    return order_sending(issue, Order(revision_id=revision.pk, trial=wanted), actor=staff)
