import time
from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import PageLogEntry

from delivery.models import TransactionalMessage
from members.api import Member, Segment
from newsletters.models import IssuePage, IssueSending
from newsletters.previews import PREVIEW_MODES
from newsletters.sending import newest_version
from tests.newsletters.factories import MemberFactory, SubscriptionFactory, make_issue, set_postal_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(db) -> IssuePage:
    set_postal_address()
    return make_issue(preheader="Inside", subject="News for {{ first_name }}")


@pytest.fixture
def signed_in(client, staff):
    enter(client, staff)
    return client


def enter(client, staff) -> None:
    """Sign staff in as if both factors had been given."""
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = user_id_to_str(staff)
    session.save()


def address(issue: IssuePage, page: str = "") -> str:
    return f"/admin/newsletter-issues/{issue.pk}/{page}"


def test_the_page_shows_checks_readers_and_preview(signed_in, issue):
    for name in ("Wolfeschlegelsteinhausen", "Jo", ""):
        SubscriptionFactory.create(newsletter=issue.newsletter, member=MemberFactory.create(first_name=name))
    page = signed_in.get(address(issue))
    assert page.status_code == 200
    html = page.content.decode()
    assert "3 active subscribers" in html
    assert "All checks pass." in html
    assert "As the reader with the longest first name" in html
    assert "As a reader without a first name" in html
    assert "News for Avery" in html


def test_blocking_findings_take_the_button_away(signed_in, issue):
    set_postal_address("")
    html = signed_in.get(address(issue)).content.decode()
    assert "Must be mended" in html
    assert "disabled" in html
    SubscriptionFactory.create(newsletter=issue.newsletter)
    confirm = signed_in.get(address(issue, "confirm/"), {"when": "now"}).content.decode()
    assert "Send it now" not in confirm


def test_confirming_shows_the_count_and_ordering_needs_that_very_version(signed_in, issue):
    SubscriptionFactory.create(newsletter=issue.newsletter)
    confirm = signed_in.get(address(issue, "confirm/"), {"when": "now"})
    assert "<strong>1</strong>" in confirm.content.decode()
    revision = confirm.context["revision"].pk
    assert not IssueSending.objects.exists(), "looking sends nothing"
    for _press in range(2):
        signed_in.post(address(issue, "order/"), {"when": "now", "revision": revision})
    assert IssueSending.objects.count() == 1
    shown = signed_in.get(address(issue)).content.decode()
    assert "Cancel the sending" in shown
    assert "Look once more" not in shown
    signed_in.post(address(issue, "cancel/"))
    assert IssueSending.objects.get().state == IssueSending.State.CANCELLED
    assert list(PageLogEntry.objects.filter(action__startswith="newsletters.").values_list("action", flat=True)) == [
        "newsletters.cancel",
        "newsletters.order",
    ]


def test_nobody_to_send_to_says_so(signed_in, issue):
    confirm = signed_in.get(address(issue, "confirm/"), {"when": "now"}).content.decode()
    assert "Nobody would get this issue" in confirm
    assert "Send it now" not in confirm


@pytest.mark.parametrize(
    "data",
    [
        {"when": "later"},
        {"when": "later", "start_at": "2001-01-01 10:00"},
        {"when": "later", "start_at": "soon"},
        {"when": "never"},
        {"when": "now", "segment": "999999"},
    ],
)
def test_a_time_or_segment_that_makes_no_sense_is_refused(signed_in, issue, data):
    SubscriptionFactory.create(newsletter=issue.newsletter)
    assert signed_in.get(address(issue, "confirm/"), data).status_code == 400
    _version, revision = newest_version(issue)
    signed_in.post(address(issue, "order/"), {**data, "revision": revision.pk})
    assert not IssueSending.objects.exists()


def test_scheduling_with_a_segment(signed_in, issue):
    reader = SubscriptionFactory.create(newsletter=issue.newsletter)
    segment = Segment.objects.create(name="All", definition={"all": []})
    at = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    choice = {"when": "later", "start_at": at, "local_time": "on", "segment": segment.pk}
    confirm = signed_in.get(address(issue, "confirm/"), choice)
    assert confirm.status_code == 200
    assert 'value="Schedule' not in confirm.content.decode()
    signed_in.post(address(issue, "order/"), {**choice, "revision": confirm.context["revision"].pk})
    sending = IssueSending.objects.get()
    assert (sending.state, sending.segment, sending.local_time) == ("scheduled", segment, True)
    assert sending.expected_readers == 1
    assert reader.member.email not in signed_in.get(address(issue)).content.decode()


def test_a_test_goes_to_the_addresses_named_and_says_it_is_one(signed_in, issue, staff):
    assert staff.email in signed_in.get(address(issue)).content.decode()
    signed_in.post(address(issue, "test/"), {"addresses": f"{staff.email}, {staff.email}; other@example.org"})
    messages = list(TransactionalMessage.objects.order_by("pk"))
    assert [message.recipients for message in messages] == [[staff.email], ["other@example.org"]]
    parsed = messages[0].parsed()
    assert parsed["Subject"] == "[Test] News for Avery"
    assert parsed["List-Unsubscribe"] is None
    assert signed_in.post(address(issue, "test/"), {"addresses": "nonsense"}).status_code == 400
    many = ",".join(f"a{number}@example.org" for number in range(6))
    assert signed_in.post(address(issue, "test/"), {"addresses": many}).status_code == 400
    assert TransactionalMessage.objects.count() == 2


def test_only_those_with_the_permission_may_send(client, issue):
    editor = MemberFactory.create(is_staff=True)
    group = Group.objects.create(name="Writers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    editor.groups.add(group)
    enter(client, editor)
    for page, method in (
        ("", "get"),
        ("confirm/", "get"),
        ("preview/", "get"),
        ("order/", "post"),
        ("test/", "post"),
        ("cancel/", "post"),
    ):
        answer = getattr(client, method)(address(issue, page))
        assert answer.status_code in {302, 403}, page
        assert answer.get("Location", "/admin/") == "/admin/"
    group.permissions.add(Permission.objects.get(codename="send_newsletters"))
    editor = Member.objects.get(pk=editor.pk)
    enter(client, editor)
    assert client.get(address(issue)).status_code == 200


@pytest.mark.parametrize("mode", [mode for mode, _label in PREVIEW_MODES])
def test_every_preview_shows_the_newest_version(signed_in, issue, mode):
    issue.title = "Newest title"
    issue.save_revision()
    page = signed_in.get(address(issue, "preview/"), {"mode": mode})
    assert page.status_code == 200
    assert "Newest title" in page.content.decode()
    assert "{{" not in page.content.decode()
    policy = page["Content-Security-Policy"]
    if mode:
        assert "style-src 'unsafe-inline'" in policy, "mail carries its styles inside"
        assert "script-src" not in policy
        assert "default-src 'none'" in policy
    else:
        assert "unsafe-inline" not in policy


def test_preview_as_a_reader_and_only_as_a_reader(signed_in, issue):
    reader = SubscriptionFactory.create(newsletter=issue.newsletter, member=MemberFactory.create(first_name="Zoë"))
    page = signed_in.get(address(issue, "preview/"), {"mode": "mail", "reader": reader.member_id})
    assert "Dear Zoë," in page.content.decode()
    stranger = MemberFactory.create()
    assert signed_in.get(address(issue, "preview/"), {"mode": "mail", "reader": stranger.pk}).status_code == 404


def test_the_editor_offers_previews_and_the_way_to_the_send_page(signed_in, issue):
    page = signed_in.get(f"/admin/pages/{issue.pk}/edit/")
    assert page.status_code == 200
    assert address(issue) in page.content.decode()


def test_the_status_panel_costs_the_same_for_any_number_of_readers(
    signed_in, issue, staff, django_assert_max_num_queries
):
    for _ in range(3):
        SubscriptionFactory.create(newsletter=issue.newsletter)
    _version, revision = newest_version(issue)
    signed_in.post(address(issue, "order/"), {"when": "now", "revision": revision.pk})
    with django_assert_max_num_queries(14):
        answer = signed_in.get(address(issue, "status/"))
    assert answer.status_code == 200
    assert "Ordered by" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_the_home_page_lists_what_is_scheduled(signed_in, issue):
    SubscriptionFactory.create(newsletter=issue.newsletter)
    _version, revision = newest_version(issue)
    signed_in.post(address(issue, "order/"), {"when": "now", "revision": revision.pk})
    assert issue.title in signed_in.get("/admin/").content.decode()


def test_staff_create_and_change_newsletters(signed_in):
    form = {
        "name": "Evidence Notes",
        "slug": "evidence-notes",
        "description": "What was measured this month.",
        "pillar": "evidence",
        "cadence": "monthly",
        "sender_name": "Example Coalition",
        "sender_mailbox": "evidence",
        "reader_word": "reader",
        "is_open": "on",
    }
    list_page = "/admin/snippets/newsletters/newsletter/"
    refused = signed_in.post(f"{list_page}add/", {**form, "sender_mailbox": "Not A Mailbox@x"})
    assert "Use small letters, digits, dots and hyphens." in refused.content.decode()
    assert signed_in.post(f"{list_page}add/", form).status_code == 302
    assert "Evidence Notes" in signed_in.get(list_page).content.decode()


def test_the_mail_is_shown_as_any_subscriber_would_get_it(signed_in, issue):
    reader = SubscriptionFactory.create(newsletter=issue.newsletter, member=MemberFactory.create(first_name="Zo\u00eb"))
    stranger = MemberFactory.create(first_name="Stranger")
    shown = signed_in.post(address(issue, "preview-for/"), {"address": f" {reader.member.email.upper()} "})
    assert "Dear Zo\u00eb" in shown.content.decode()
    plain = signed_in.post(address(issue, "preview-for/"), {"address": reader.member.email, "mode": "plain"})
    assert plain["Content-Type"].startswith("text/plain")
    for typed in (stranger.email, "nobody@example.org", ""):
        refused = signed_in.post(address(issue, "preview-for/"), {"address": typed}).content.decode()
        assert refused == "Nobody with this address gets this newsletter."


def test_the_mail_is_shown_as_it_leaves_later(signed_in, issue):
    hearing = timezone.now() + timedelta(days=2)
    value = {"text": "<p>Come.</p>", "useless_after": hearing.isoformat(), "instead": "<p>It is over.</p>"}
    late = make_issue(issue.archive, body=[("text", value)], slug="second", title="The second")
    page = signed_in.get(address(late)).content.decode()
    assert "As mail that leaves after" in page
    shown = signed_in.get(address(late, "preview/"), {"mode": "mail", "leaving": hearing.isoformat()})
    assert "It is over." in shown.content.decode()
    assert "Come." in signed_in.get(address(late, "preview/"), {"leaving": "no moment"}).content.decode()
