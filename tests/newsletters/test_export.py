"""Exports of subscribers: those an issue would go to, streamed, harmless, audited, only for those who may."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from delivery.api import suppress
from members.models import Segment
from newsletters import subscribers_report
from newsletters.subscribers_report import subscribers_csv
from newsletters.subscriptions import end_subscription
from tests.newsletters.factories import MemberFactory, NewsletterFactory, StaffFactory, SubscriptionFactory
from tests.newsletters.test_staff_pages import enter

pytestmark = pytest.mark.django_db


def test_those_who_would_get_an_issue_come_harmless_and_in_order(client, staff) -> None:
    brief = NewsletterFactory.create()
    first = SubscriptionFactory.create(newsletter=brief, member__first_name="=1+1")
    second = SubscriptionFactory.create(newsletter=brief, member=MemberFactory.create(language="es"))
    left = SubscriptionFactory.create(newsletter=brief)
    end_subscription(left.member, brief, source="test")
    SubscriptionFactory.create()
    suppress(second.member.email, "complaint", "test")
    enter(client, staff)
    assert client.get(reverse("newsletter_exports")).status_code == 200
    answer = client.post(reverse("newsletter_exports"), {"newsletter": brief.pk})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [
        [first.member.email, "'=1+1"],
        [second.member.email, "Avery"],
    ]
    assert [line.rpartition(",")[2] for line in lines[1:]] == ["", "yes"]
    entry = ModelLogEntry.objects.get(action="newsletters.exported")
    assert (entry.user, entry.data["count"]) == (staff, 2)

    spanish = Segment.objects.create(
        name="Spanish", definition={"all": [{"condition": "language", "parameters": {"value": "es"}}]}
    )
    answer = client.post(reverse("newsletter_exports"), {"newsletter": brief.pk, "segment": spanish.pk})
    assert len(b"".join(answer.streaming_content).splitlines()) == 2

    broken = Segment.objects.create(name="Broken", definition={"condition": "unheard of", "parameters": {}})
    answer = client.post(reverse("newsletter_exports"), {"newsletter": brief.pk, "segment": broken.pk})
    assert answer.status_code == 400


def test_a_range_costs_two_queries(monkeypatch) -> None:
    brief = NewsletterFactory.create()
    for _number in range(5):
        SubscriptionFactory.create(newsletter=brief)
    monkeypatch.setattr(subscribers_report, "RANGE", 2)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(list(subscribers_csv(brief))) == 7
    assert len(queries) == 3 * 2 + 1


def test_it_needs_the_permission_to_export_members(client) -> None:
    editor = StaffFactory.create(is_superuser=False)
    editor.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "import_subscribers"]))
    enter(client, editor)
    brief = NewsletterFactory.create()
    assert client.post(reverse("newsletter_exports"), {"newsletter": brief.pk}).status_code in {302, 403}
    assert not ModelLogEntry.objects.filter(action="newsletters.exported").exists()
