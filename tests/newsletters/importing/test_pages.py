"""The pages of imports: only for those who may, the way through, and what they show."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from members.api import Member
from newsletters.importing.work import work_on
from newsletters.models import SubscriberImport, Subscription
from tests.newsletters.factories import NewsletterFactory, StaffFactory
from tests.newsletters.importing.orders import WORDING, upload
from tests.newsletters.test_staff_pages import enter

pytestmark = pytest.mark.django_db
DATA = b"Email,First name\nkim@example.org,Kim\n=cmd|' /C calc'!A0,Evil\n"


def page(name: str, order: SubscriberImport | None = None) -> str:
    return reverse(f"newsletter_imports:{name}", args=[order.pk] if order else [])


def test_the_way_from_file_to_subscribers(client, staff) -> None:
    brief = NewsletterFactory.create()
    enter(client, staff)
    assert client.get(page("list")).status_code == 200
    client.post(page("upload"), {"file": SimpleUploadedFile("people.csv", DATA)})
    order = SubscriberImport.objects.get()
    questions = client.get(page("one", order)).content.decode()
    assert '<option value="0" selected>Email</option>' in questions
    values = {
        "newsletters": [brief.pk],
        "language": "en",
        "consent_source": "Sign-up sheet",
        "consent_wording": WORDING,
        "consented_on": "2025-03-31",
        "date_order": "month",
        "address_column": "0",
        "first_name_column": "1",
    }
    refused = client.post(page("check", order), {**values, "consent_wording": ""})
    assert refused.status_code == 400
    doubled = client.post(page("check", order), {**values, "first_name_column": "0"})
    assert "cannot mean two things" in doubled.content.decode()
    client.post(page("check", order), values)
    assert "0 rows read" in client.get(page("panel", order)).content.decode()
    work_on(order.pk)
    found = client.get(page("one", order)).content.decode()
    assert "What the check found" in found
    assert WORDING in found
    assert not Subscription.objects.exists()
    problems = client.get(page("problems", order))
    text = b"".join(problems.streaming_content).decode()
    assert "3,'=cmd|' /C calc'!A0,This is a spreadsheet formula" in text

    client.post(page("apply", order))
    client.post(page("apply", order))
    work_on(order.pk)
    assert [row.member.email for row in Subscription.objects.all()] == ["kim@example.org"]
    assert "Done" in client.get(page("panel", order)).content.decode()
    assert list(
        ModelLogEntry.objects.filter(action__startswith="newsletters.import").values_list("action", "user")
    ) == [(f"newsletters.import_{what}", staff.pk) for what in ("applied", "problems", "checked", "uploaded")]


def test_a_file_that_cannot_be_read_is_answered_in_words(client, staff) -> None:
    enter(client, staff)
    answer = client.post(page("upload"), {"file": SimpleUploadedFile("people.csv", b"e-mail,\x00\n")})
    assert answer.status_code == 400
    assert "NUL" in answer.content.decode()
    assert not SubscriberImport.objects.exists()


def test_looking_changes_nothing_and_others_see_nothing(client, staff) -> None:
    order = upload(DATA, staff)
    enter(client, staff)
    for name in ("check", "apply", "cancel"):
        assert client.get(page(name, order)).status_code == 405
    editor = StaffFactory.create(is_superuser=False)
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    enter(client, editor)
    for name in ("one", "panel", "problems"):
        assert client.get(page(name, order)).status_code in {302, 403}
    for name in ("check", "apply", "cancel"):
        assert client.post(page(name, order)).status_code in {302, 403}
    order.refresh_from_db()
    assert order.state == SubscriberImport.State.UPLOADED
    editor.user_permissions.add(Permission.objects.get(codename="import_subscribers"))
    enter(client, Member.objects.get(pk=editor.pk))
    assert client.get(page("one", order)).status_code == 200


def test_a_look_costs_the_same_for_any_number_of_rows(client, staff, django_assert_max_num_queries) -> None:
    order = upload(DATA, staff)
    SubscriberImport.objects.filter(pk=order.pk).update(
        state="checking", consent_source="x", consent_wording="x", counts={"rows": 1_000_000}, read_through=1_000_001
    )
    enter(client, staff)
    client.get(page("panel", order))
    with django_assert_max_num_queries(12):
        assert "1,000,000 rows read" in client.get(page("panel", order)).content.decode()
