"""What plans measure of newsletters."""

import pytest

from newsletters.models import Subscription
from newsletters.plan_metrics import subscribers
from tests.newsletters.factories import MemberFactory, SubscriptionFactory


@pytest.mark.django_db
def test_counts_each_reader_once() -> None:
    reader = MemberFactory.create()
    SubscriptionFactory.create(member=reader)
    SubscriptionFactory.create(member=reader)
    SubscriptionFactory.create(state=Subscription.State.ENDED)
    assert subscribers() == 1
