"""The guard of lobbying: purposes, approval by somebody else, and the annual report."""

import csv
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail.models import PageLogEntry

from members.api import Member
from newsletters.checks import Severity, check_issue
from newsletters.lobbying import approve_lobbying, content_digest, report
from newsletters.models import IssuePage, IssueSending, LobbyingApproval, LobbyingRecord
from newsletters.sending import Order, SendingRefusedError, newest_version, order_sending, start_due_sendings
from tests.newsletters.factories import MemberFactory, StaffFactory, SubscriptionFactory, make_issue, set_postal_address
from tests.newsletters.test_staff_pages import address, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(db) -> IssuePage:
    set_postal_address()
    issue = make_issue(title="=Call(1)", preheader="Inside", purpose=IssuePage.Purpose.GRASSROOTS)
    SubscriptionFactory.create(newsletter=issue.newsletter)
    return issue


def order(issue: IssuePage, actor: Member) -> IssueSending:
    version, revision = newest_version(IssuePage.objects.get(pk=issue.pk))
    return order_sending(version, Order(revision_id=revision.pk), actor=actor)


def codes(issue: IssuePage) -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in check_issue(issue)}


def test_a_campaign_in_an_issue_marked_as_information_stops_it():
    set_postal_address()
    body = [("campaign", {"label": "Write"})]
    assert codes(make_issue(body=body))["purpose-unclear"] is Severity.ERROR


def test_lobbying_needs_the_approval_of_somebody_else_for_this_very_text(issue, staff):
    with pytest.raises(SendingRefusedError, match="has to do so, for this very text"):
        order(issue, staff)
    version, _revision = newest_version(issue)
    approve_lobbying(version, actor=staff)
    approve_lobbying(version, actor=StaffFactory.create())
    assert LobbyingApproval.objects.get().approved_by == staff
    assert PageLogEntry.objects.filter(action="newsletters.approve_lobbying").count() == 1
    with pytest.raises(SendingRefusedError, match="Somebody else has to order"):
        order(issue, staff)
    colleague = StaffFactory.create()
    version.preheader = "Something else inside"
    version.save_revision()
    with pytest.raises(SendingRefusedError, match="for this very text"):
        order(issue, colleague)
    version.preheader = "Inside"
    version.save_revision()
    assert order(issue, colleague).requested_by == colleague


@pytest.mark.parametrize("change", ["title", "subject", "preheader", "summary"])
def test_the_digest_of_the_content_changes_with_every_word(issue, change):
    before = content_digest(issue)
    assert content_digest(IssuePage.objects.get(pk=issue.pk)) == before
    setattr(issue, change, "Another word")
    assert content_digest(issue) != before


def test_the_digest_changes_with_purpose_and_body(issue):
    before = content_digest(issue)
    issue.purpose = IssuePage.Purpose.DIRECT
    assert content_digest(issue) != before
    issue.purpose = IssuePage.Purpose.GRASSROOTS
    issue.body[0].value["text"].source = "<p>Another word</p>"
    assert content_digest(issue) != before


def test_what_was_sent_stands_in_the_report_as_it_was(issue, staff):
    approve_lobbying(newest_version(issue)[0], actor=staff)
    colleague = StaffFactory.create()
    order(issue, colleague)
    start_due_sendings()
    record = LobbyingRecord.objects.get()
    assert (record.purpose, record.ordered_by, record.approved_by) == ("grassroots", colleague, staff)
    assert record.content_digest == content_digest(issue)
    IssuePage.objects.update(purpose=IssuePage.Purpose.INFORMATION, title="Renamed")
    year = timezone.localdate().year
    _head, row = csv.reader(StringIO(report(year)))
    assert row[2] == "'=Call(1)", "no spreadsheet may read a cell as a formula"
    assert row[3] == "Asks readers to write to legislators (grassroots lobbying)"
    assert row[4:8] == ["Every active subscriber.", "0", str(colleague), str(staff)]
    assert row[9].endswith("/first/")
    assert len(report(year - 1).splitlines()) == 1


def test_information_leaves_no_record(staff):
    set_postal_address()
    issue = make_issue(preheader="Inside")
    SubscriptionFactory.create(newsletter=issue.newsletter)
    order(issue, staff)
    start_due_sendings()
    assert not LobbyingRecord.objects.exists()


def permitted(*codenames: str) -> Member:
    member = MemberFactory.create(is_staff=True)
    names = Permission.objects.filter(codename__in=[*codenames, "access_admin"])
    member.user_permissions.set(names)
    return member


def test_who_may_approve_reads_and_approves_but_neither_tests_nor_sends(client, issue):
    enter(client, permitted("approve_lobbying"))
    page = client.get(address(issue)).content.decode()
    assert "Approve it as lobbying" in page
    assert "Send the test" not in page
    assert "Look once more" not in page
    assert client.post(address(issue, "test/"), {"addresses": "a@example.org"}).status_code in {302, 403}
    client.post(address(issue, "approve-lobbying/"), {"digest": "0" * 64})
    assert not LobbyingApproval.objects.exists(), "a text that changed meanwhile is not approved"
    client.post(address(issue, "approve-lobbying/"), {"digest": content_digest(newest_version(issue)[0])})
    assert LobbyingApproval.objects.count() == 1
    assert "Every change needs a new approval" in client.get(address(issue)).content.decode()


def test_who_may_send_cannot_approve(client, issue):
    enter(client, permitted("send_newsletters"))
    assert "Approve it as lobbying" not in client.get(address(issue)).content.decode()
    client.post(address(issue, "approve-lobbying/"), {"digest": content_digest(issue)})
    assert not LobbyingApproval.objects.exists()


def test_the_report_is_shown_and_downloaded_by_staff_only(client, issue, staff):
    approve_lobbying(newest_version(issue)[0], actor=staff)
    order(issue, StaffFactory.create())
    start_due_sendings()
    year = timezone.localdate().year
    enter(client, permitted())
    assert b"=Call(1)" not in client.get(f"/admin/newsletter-issues/lobbying/{year}.csv").content
    enter(client, staff)
    assert "Grassroots lobbying" in client.get("/admin/newsletter-issues/lobbying/").content.decode()
    download = client.get(f"/admin/newsletter-issues/lobbying/{year}.csv")
    assert download["Content-Disposition"] == f'attachment; filename="lobbying-in-newsletters-{year}.csv"'
    assert "'=Call(1)" in download.content.decode()
