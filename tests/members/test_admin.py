import csv
import io
import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from members.api import record_consent
from members.models import Consent, Member, Organisation, Representative, Segment
from tests.members.factories import ConfirmedMemberFactory, MemberFactory, OrganisationFactory, StaffFactory

pytestmark = pytest.mark.django_db


def enter(client, staff):
    """Sign staff in as if both factors had been given."""
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = user_id_to_str(staff)
    session.save()


def staff_who_may(*codenames):
    staff = StaffFactory.create(is_superuser=False)
    group = Group.objects.create(name="-".join(codenames))
    group.permissions.set(Permission.objects.filter(codename__in=[*codenames, "access_admin"]))
    staff.groups.add(group)
    return staff


@pytest.fixture
def administrator(client):
    staff = StaffFactory.create(email="boss@example.org", first_name="Sam", last_name="Sample")
    enter(client, staff)
    return staff


def test_the_staff_list_shows_staff_only(client, administrator):
    ConfirmedMemberFactory.create(email="ann@example.org")
    page = client.get("/admin/users/").content.decode()
    assert "boss@example.org" in page
    assert "ann@example.org" not in page


def test_the_members_list_finds_and_narrows(client, administrator):
    ann = ConfirmedMemberFactory.create(email="ann@example.org", first_name="Ann", state="OH")
    bob = MemberFactory.create(email="bob@example.org", first_name="Bob", state="TX")
    Representative.objects.create(
        organisation=OrganisationFactory.create(category=Organisation.Category.PAYER), member=bob
    )
    record_consent(ann, "coalition-updates", granted=True, wording="Words.", source="a test")
    for query, found, missing in (
        ("q=Ann", "ann@", "bob@"),
        ("q=bob@example.org", "bob@", "ann@"),
        ("state=oh", "ann@", "bob@"),
        ("confirmed=true", "ann@", "bob@"),
        ("confirmed=false", "bob@", "ann@"),
        ("category=payer", "bob@", "ann@"),
        ("consent=coalition-updates", "ann@", "bob@"),
    ):
        page = client.get(f"/admin/members/?{query}").content.decode()
        assert found in page, query
        assert missing not in page, query


def test_the_list_needs_the_same_queries_for_few_and_many(client, administrator, django_assert_max_num_queries):
    MemberFactory.create_batch(19)
    client.get("/admin/members/")
    with django_assert_max_num_queries(20):
        client.get("/admin/members/")


def test_a_members_page_shows_the_consent_history(client, administrator):
    member = ConfirmedMemberFactory.create(email="ann@example.org")
    record_consent(member, "news", granted=True, wording="Send me <b>news</b>.", source="join page")
    record_consent(member, "news", granted=False, wording="Send me <b>news</b>.", source="one-click")
    page = client.get(f"/admin/members/inspect/{member.pk}/").content.decode()
    assert page.index("one-click") < page.index("join page")
    assert "Send me &lt;b&gt;news" in page


def test_exports_are_harmless_and_logged(client, administrator):
    MemberFactory.create(email="evil@example.org", first_name='=HYPERLINK("http://evil.example")', last_name=" @SUM(1)")
    answer = client.get("/admin/members/?export=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    evil = next(row for row in rows if row["E-mail address"] == "evil@example.org")
    assert evil["First name"] == '\'=HYPERLINK("http://evil.example")'
    assert evil["Last name"].startswith("'")

    answer = client.get("/admin/members/?export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == '\'=HYPERLINK("http://evil.example")' for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)
    logged = ModelLogEntry.objects.filter(action="members.exported")
    assert {entry.data["format"] for entry in logged} == {"csv", "xlsx"}
    assert {entry.user_id for entry in logged} == {administrator.pk}


def test_seeing_is_not_exporting_and_neither_is_erasing(client):
    member = MemberFactory.create(email="ann@example.org")
    enter(client, staff_who_may("view_member"))
    assert client.get("/admin/members/").status_code == 200
    assert "export=csv" not in client.get("/admin/members/").content.decode()
    for answer in (
        client.get("/admin/members/?export=csv"),
        client.post(f"/admin/members/{member.pk}/active/", {"active": "0"}),
        client.post(f"/admin/members/{member.pk}/erase/", {"understood": "1"}),
        client.get("/admin/users/"),
    ):
        assert answer.status_code in {302, 403}
    member.refresh_from_db()
    assert member.is_active
    assert not ModelLogEntry.objects.filter(action="members.exported").exists()


def test_staff_without_the_permission_see_no_members(client):
    member = MemberFactory.create(email="ann@example.org")
    enter(client, staff_who_may("add_organisation"))
    for path in (
        "/admin/members/",
        f"/admin/members/inspect/{member.pk}/",
        "/admin/member_chooser/",
        "/admin/member_chooser/results/",
    ):
        answer = client.get(path)
        assert answer.status_code in {302, 403}
        assert b"ann@example.org" not in answer.content


def test_blocking_is_logged_without_the_name(client, administrator):
    member = MemberFactory.create(email="ann@example.org", first_name="Ann")
    client.post(f"/admin/members/{member.pk}/active/", {"active": "0"})
    member.refresh_from_db()
    assert not member.is_active
    entry = ModelLogEntry.objects.get(action="members.blocked")
    assert str(member.public_id) in entry.label
    assert "Ann" not in entry.label
    client.post(f"/admin/members/{member.pk}/active/", {"active": "1"})
    member.refresh_from_db()
    assert member.is_active


def test_erasing_for_somebody_needs_the_box_and_is_logged(client, administrator):
    member = MemberFactory.create(email="ann@example.org")
    record_consent(member, "news", granted=True, wording="Words.", source="a test")
    client.post(f"/admin/members/{member.pk}/erase/")
    assert Member.objects.filter(pk=member.pk).exists()
    client.post(f"/admin/members/{member.pk}/erase/", {"understood": "1"})
    assert not Member.objects.filter(pk=member.pk).exists()
    assert not Consent.objects.exists()
    assert ModelLogEntry.objects.filter(action="members.erased", user=administrator).count() == 1
    client.post(f"/admin/members/{administrator.pk}/erase/", {"understood": "1"})
    assert Member.objects.filter(pk=administrator.pk).exists()


def test_a_member_becomes_staff_and_keeps_their_record(client, administrator):
    member = ConfirmedMemberFactory.create(email="ann@example.org", first_name="Ann", zip_code="02139")
    client.post("/admin/users/new/", {"email": "ANN@example.org", "first_name": "Ann", "last_name": "Lee"})
    member.refresh_from_db()
    assert member.is_staff
    assert member.zip_code == "02139"
    assert Member.objects.filter(email="ann@example.org").count() == 1


def test_a_new_person_is_appointed_without_a_password(client, administrator):
    client.post("/admin/users/new/", {"email": "new@example.org", "first_name": "New", "last_name": "Person"})
    person = Member.objects.get(email="new@example.org")
    assert person.is_staff
    assert not person.is_superuser
    assert not person.has_usable_password()


def test_ending_the_role_takes_all_rights(client, administrator):
    staff = staff_who_may("view_member")
    Member.objects.filter(pk=staff.pk).update(is_superuser=True)
    client.post(
        f"/admin/users/edit/{staff.pk}/",
        {"first_name": "Robin", "last_name": "Sample", "is_active": "on", "groups": [staff.groups.get().pk]},
    )
    staff.refresh_from_db()
    assert (staff.is_staff, staff.is_superuser, staff.groups.count()) == (False, False, 0)
    assert ModelLogEntry.objects.filter(action="members.staff_ended").count() == 1


def test_only_administrators_make_administrators(client):
    enter(client, staff_who_may("add_member", "change_member"))
    client.post(
        "/admin/users/new/", {"email": "new@example.org", "first_name": "N", "last_name": "P", "is_superuser": "on"}
    )
    assert not Member.objects.get(email="new@example.org").is_superuser
    boss = StaffFactory.create()
    answer = client.post(f"/admin/users/edit/{boss.pk}/", {"first_name": "X", "last_name": "Y", "is_active": "on"})
    boss.refresh_from_db()
    assert answer.status_code in {302, 403}
    assert boss.first_name == "Robin"
    assert boss.is_superuser


def test_the_staff_pages_do_not_edit_members(client, administrator):
    member, staff = MemberFactory.create(email="ann@example.org"), StaffFactory.create()
    assert client.get(f"/admin/users/edit/{staff.pk}/").status_code == 200
    assert client.get(f"/admin/users/edit/{member.pk}/").status_code in {302, 403, 404}


@pytest.mark.parametrize("action", ["delete", "assign_role", "set_active_state"])
def test_bulk_actions_on_people_are_closed(client, administrator, action):
    member = MemberFactory.create(email="ann@example.org")
    client.post(f"/admin/bulk/members/member/{action}/?id={member.pk}", {"mark_as_active": "", "role": "1"})
    member.refresh_from_db()
    assert member.is_active
    assert not member.groups.exists()


def test_nobody_is_deleted_past_the_erasers(client, administrator):
    staff = StaffFactory.create()
    client.post(f"/admin/users/delete/{staff.pk}/")
    assert Member.objects.filter(pk=staff.pk).exists()


def test_organisations_and_interests_open(client, administrator):
    organisation = OrganisationFactory.create(name="Fictional Patients")
    for path in (
        "/admin/organisation/",
        f"/admin/organisation/edit/{organisation.pk}/",
        "/admin/organisation/new/",
        "/admin/interest/",
        "/admin/interest/new/",
        "/admin/segment/",
        "/admin/segment/new/",
        "/admin/member_chooser/?q=boss",
        "/admin/",
        "/admin/groups/new/",
    ):
        assert client.get(path).status_code == 200, path


def test_a_segment_is_composed_and_counted(client, administrator):
    MemberFactory.create_batch(2, state="OH")
    MemberFactory.create(state="OH", language="es")
    answer = client.post(
        "/admin/segment/new/",
        {
            "name": "Ohio, not Spanish",
            "match": "all",
            "condition_1": "state",
            "text_1": "oh",
            "condition_2": "language|es",
            "not_2": "on",
        },
    )
    assert answer.status_code == 302
    segment = Segment.objects.get()
    assert segment.definition == {
        "all": [
            {"condition": "state", "parameters": {"value": "oh"}},
            {"not": {"condition": "language", "parameters": {"value": "es"}}},
        ]
    }
    assert "2 members belong" in client.get(f"/admin/segment/edit/{segment.pk}/").content.decode()


def test_a_segment_that_makes_no_sense_is_refused_in_words(client, administrator):
    answer = client.post(
        "/admin/segment/new/", {"name": "Bad", "match": "all", "condition_1": "state", "text_1": "Ohio"}
    )
    assert "two letters" in answer.content.decode()
    assert not Segment.objects.exists()


def test_a_nested_segment_is_edited_as_text(client, administrator):
    nested = {"any": [{"all": [{"condition": "state", "parameters": {"value": "OH"}}]}]}
    segment = Segment.objects.create(name="Nested", definition=nested)
    page = client.get(f"/admin/segment/edit/{segment.pk}/").content.decode()
    assert "nested, so it is edited as text" in page
    client.post(f"/admin/segment/edit/{segment.pk}/", {"name": "Nested", "definition": '{"any": [{"nonsense": 1}]}'})
    segment.refresh_from_db()
    assert segment.definition == nested


def test_a_segment_is_counted_before_it_is_saved(client, administrator):
    MemberFactory.create_batch(2, state="OH", first_name="Robin", last_name="Sample")
    rows = {"match": "all", "condition_1": "state", "text_1": "OH, PA"}

    page = client.post("/admin/segment-size/", rows).content.decode()

    assert "2 members belong" in page
    assert page.count("Robin Sample") == 2
    assert "two letters" in client.post("/admin/segment-size/", rows | {"text_1": "Ohio"}).content.decode()
    nested = '{"any": [{"not": {"condition": "state", "parameters": {"value": "OH"}}}]}'
    assert "1 member belongs" in client.post("/admin/segment-size/", {"definition": nested}).content.decode()
    assert not Segment.objects.exists()


def test_who_may_not_see_members_sees_only_their_number(client):
    MemberFactory.create(state="OH", first_name="Robin", last_name="Sample")
    rows = {"match": "all", "condition_1": "state", "text_1": "OH"}
    enter(client, staff_who_may("add_segment"))

    page = client.post("/admin/segment-size/", rows).content.decode()

    assert "1 member belongs" in page
    assert "Robin" not in page


def test_who_may_not_edit_segments_counts_none(client):
    enter(client, staff_who_may("view_member"))
    answer = client.post("/admin/segment-size/", {"match": "all", "condition_1": "state", "text_1": "OH"})
    assert answer.status_code in {302, 403}
    assert "belongs" not in answer.content.decode()


def test_the_list_of_segments_counts_nothing(client, administrator):
    MemberFactory.create_batch(3, state="OH")
    rows = {"match": "all", "condition_1": "state", "text_1": "OH"}
    for number in range(5):
        client.post("/admin/segment/new/", {"name": f"Ohio {number}", **rows})
    client.get("/admin/segment/")

    with CaptureQueriesContext(connection) as queries:
        page = client.get("/admin/segment/").content.decode()

    assert "Ohio 4" in page
    assert not [query for query in queries if "COUNT(*)" in query["sql"] and '"members_member"' in query["sql"]]
    assert set(Segment.objects.values_list("members_counted", flat=True)) == {3}
