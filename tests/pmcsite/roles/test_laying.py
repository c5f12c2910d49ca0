"""What each role may do on a real page tree, and that laying them twice takes and adds nothing."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Workflow

from advocacy.campaigns.models import ActIndexPage, CampaignPage
from content.api import get_home_page
from content.pages.models import StandardPage
from education.models import LearnIndexPage
from members.models import Member
from newsletters.models import NewsletterIndexPage
from pmcsite.roles import definitions
from pmcsite.roles.laying import UnknownPermissionError, _permissions, lay_roles
from tests.members.test_admin import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def sections() -> dict[str, Page]:
    home = get_home_page()
    pages = {
        "act": ActIndexPage(title="Act", slug="act"),
        "learn": LearnIndexPage(title="Learn", slug="learn"),
        "newsletters": NewsletterIndexPage(title="Newsletters", slug="newsletters"),
        "about": StandardPage(title="About", slug="about"),
    }
    for page in pages.values():
        home.add_child(instance=page)
    return pages


def with_role(name: str) -> Member:
    person = Member.objects.create_user(f"{name.lower().replace(' ', '-')}@example.org", is_staff=True)
    person.groups.add(Group.objects.get(name=name))
    return person


@pytest.mark.parametrize(
    ("role", "writes", "publishes"),
    [
        ("Editors", {"act", "learn", "newsletters", "about"}, set()),
        ("Publishers", {"act", "learn", "newsletters", "about"}, {"act", "learn", "newsletters", "about"}),
        ("Campaigners", {"act"}, set()),
        ("Educators", {"learn"}, set()),
        ("Newsletter senders", {"newsletters"}, {"newsletters"}),
    ],
)
def test_a_role_reaches_its_sections_and_no_others(
    role: str, writes: set[str], publishes: set[str], sections: dict[str, Page]
) -> None:
    person = with_role(role)
    assert {name for name, page in sections.items() if page.permissions_for_user(person).can_edit()} == writes
    assert {name for name, page in sections.items() if page.permissions_for_user(person).can_publish()} == publishes


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("campaigns.approve_letters", {"Publishers"}),
        ("newsletters.send_newsletters", {"Newsletter senders"}),
        ("delivery.read_message", set()),
        ("members.view_member", set()),
        ("members.export_member", set()),
        ("evidence.change_fact", {"Editors", "Publishers"}),
        ("education.change_question", {"Educators"}),
        ("campaigns.change_lettertext", {"Campaigners"}),
    ],
)
def test_what_is_delicate_is_given_to_few(permission: str, roles: set[str]) -> None:
    assert {role.name for role in definitions.ROLES if with_role(role.name).has_perm(permission)} == roles


def test_wagtails_stock_groups_make_way_for_the_roles() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {role.name for role in definitions.ROLES}
    assert [workflow.name for workflow in Workflow.objects.all()] == ["Review before publishing"]


def test_what_an_administrator_took_from_a_role_stays_taken_until_asked_for() -> None:
    educators = Group.objects.get(name="Educators")
    taken = Permission.objects.get(content_type__app_label="education", codename="add_question")
    educators.permissions.remove(taken)
    assert lay_roles() == []
    assert taken not in educators.permissions.all()
    call_command("lay_roles", "--again")
    assert taken in educators.permissions.all()


def test_laying_again_repeats_no_row(sections: dict[str, Page]) -> None:
    before = GroupPagePermission.objects.count(), Permission.objects.filter(group__isnull=False).count()
    lay_roles(again=True)
    assert (GroupPagePermission.objects.count(), Permission.objects.filter(group__isnull=False).count()) == before
    assert Workflow.objects.count() == 1


def test_a_role_with_a_permission_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownPermissionError, match=r"education\.fly"):
        _permissions(("education.fly",))


def test_migrate_lays_them_for_the_last_application() -> None:
    uids = [receiver[0][0] for receiver in post_migrate.receivers]
    assert "pmcsite.lay_roles" in uids


def test_a_campaign_goes_from_its_writer_through_a_publisher_to_visitors(client, sections: dict[str, Page]) -> None:
    writer, publisher = with_role("Campaigners"), with_role("Publishers")
    campaign = CampaignPage(title="Cover the test", slug="cover-the-test", live=False, owner=writer)
    sections["act"].add_child(instance=campaign)
    campaign.save_revision(user=writer)
    workflow = campaign.get_workflow()
    assert workflow.name == "Review before publishing"
    state = workflow.start(campaign, writer)
    task = state.current_task_state.specific
    assert not task.task.specific.user_can_access_editor(campaign, with_role("Educators"))
    assert ("approve", "Approve", False) in task.task.specific.get_actions(campaign, publisher)
    assert task.task.specific.get_actions(campaign, writer) == []
    task.approve(user=publisher)
    campaign.refresh_from_db()
    assert campaign.live
    assert client.get(campaign.url).status_code == 200


@pytest.mark.parametrize("role", ["Editors", "Publishers", "Campaigners", "Educators", "Newsletter senders"])
def test_the_home_of_the_editing_pages_opens_for_every_role(role: str, client, sections: dict[str, Page]) -> None:
    enter(client, with_role(role))
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
