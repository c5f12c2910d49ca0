"""What staff see and order in Wagtail's admin."""

import pytest
from wagtail.models import ModelLogEntry

from advocacy.legislators.importing.fictional import import_fictional_legislature
from advocacy.legislators.models import Committee, ImportRun, Person
from members.api import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_client(client, settings):
    """A superuser, past the second factor, which has tests of its own."""
    import_fictional_legislature()
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("members.sign_in")]
    member = Member.objects.create_superuser("staff@coalition.example.org")
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/admin/legislators_people/?q=Ada", "Ada Example"),
        ("/admin/legislators_committees/?q=Budget", "House Committee on the Budget"),
        ("/admin/legislators_imports/", "Fictional legislature"),
        ("/admin/legislators_imports/new/", "What to import"),
    ],
)
def test_staff_look_things_up(staff_client, address, words):
    response = staff_client.get(address)
    assert response.status_code == 200
    assert words in response.content.decode()


def test_staff_read_an_import_s_counts_and_message(staff_client):
    run = ImportRun.objects.get()
    text = staff_client.get(f"/admin/legislators_imports/inspect/{run.pk}/").content.decode()
    assert "people: +10 ~0 −0 =0" in text


def test_staff_see_a_person_and_change_nothing(staff_client):
    person = Person.objects.get(name="Ada Example")
    assert staff_client.get(f"/admin/legislators_people/inspect/{person.pk}/").status_code == 200
    for path in (f"edit/{person.pk}/", f"delete/{person.pk}/", "new/"):
        assert staff_client.get(f"/admin/legislators_people/{path}").status_code in {302, 403}
        staff_client.post(f"/admin/legislators_people/{path}", {"name": "Changed"})
    assert Person.objects.get(pk=person.pk).name == "Ada Example"


def test_an_order_is_queued_under_the_name_of_staff_and_rung_for_once(staff_client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        response = staff_client.post(
            "/admin/legislators_imports/new/", {"source": "congress", "location": "https://example.org/congress/"}
        )
    assert response.status_code == 302
    run = ImportRun.objects.get(source="congress")
    assert (run.status, run.started_by.email) == ("queued", "staff@coalition.example.org")
    assert len([callback for callback in callbacks if "ring_for" in callback.__qualname__]) == 1
    assert ModelLogEntry.objects.filter(action="wagtail.create", object_id=str(run.pk)).count() == 1


def test_topics_are_set_and_audited(staff_client):
    committee = Committee.objects.get(publisher_id="fictional/lower-budget")
    response = staff_client.post(f"/admin/legislators_committees/edit/{committee.pk}/", {"staff_topics": ["health"]})
    assert response.status_code == 302
    assert Committee.objects.get(pk=committee.pk).topics == ["health"]
    assert ModelLogEntry.objects.filter(action="wagtail.edit", object_id=str(committee.pk)).exists()


def test_a_refused_import_is_told_on_the_home_panel(staff_client):
    assert "need you" not in staff_client.get("/admin/").content.decode()
    ImportRun.objects.create(source="congress", location="x", status="refused", message="no")
    assert "Imports of legislators that need you" in staff_client.get("/admin/").content.decode()
