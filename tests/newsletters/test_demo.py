import pytest
from django.core.management import call_command

from content.api import get_home_page
from content.pages.models import EvidenceIndexPage
from members.api import Member
from newsletters.checks import blocking, check_issue
from newsletters.demo import build_demo
from newsletters.models import IssuePage, IssueSending, LobbyingApproval, Newsletter, Subscription
from newsletters.rendering.document import render_issue
from tests.newsletters.factories import StaffFactory, set_postal_address

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, ...]:
    models = (Newsletter, IssuePage, Subscription, IssueSending, Member)
    return tuple(model.objects.count() for model in models)


def test_a_second_run_changes_nothing_and_everything_is_fit_to_be_sent():
    StaffFactory.create()
    set_postal_address()
    build_demo()
    first = counts()
    build_demo()
    assert counts() == first
    assert first[:4] == (2, 3, 12, 2)
    for issue in IssuePage.objects.all():
        assert blocking(check_issue(issue)) == []
    assert LobbyingApproval.objects.get().issue.slug == "what-a-covered-test-changes"
    assert set(IssuePage.objects.live().values_list("locale__language_code", flat=True)) == {"en", "es"}
    assert not Member.objects.exclude(email__endswith="@example.org").exists()


def test_pages_of_other_rooms_are_shown_where_they_are():
    home = get_home_page()
    home.add_child(instance=EvidenceIndexPage(title="Everything we cite", slug="evidence"))
    build_demo()
    mail = render_issue(IssuePage.objects.get(slug="seven-steps"))
    assert "Everything we cite" in mail.html
    assert "* Everything we cite" in mail.text


def test_without_staff_postal_address_and_other_rooms_it_is_only_published():
    build_demo()
    assert not IssueSending.objects.exists()
    assert IssuePage.objects.live().count() == 2


def test_figures_come_from_the_registry_with_their_sources(settings, tmp_path):
    lines = [
        "slug,statement,value,unit,population,period,source,source_kind,note",
        "nsclc-cohort,Patients in a fictional study,111,patients,test,2019,Example Journal 1,paper,",
        "nsclc-benefit,Patients who benefitted,22,percent,test,2019,Example Journal 2,paper,",
        "nsclc-lost-before-results,Patients lost,333,per 1000 patients,test,2019,Example Journal 3,paper,",
        "nsclc-results-not-treated,Patients not treated,44,per 503 with results,test,2019,Example Journal 4,paper,",
    ]
    file = tmp_path / "facts.csv"
    file.write_text("\n".join(lines) + "\n")
    call_command("import_facts", str(file))
    build_demo()
    mail = render_issue(IssuePage.objects.get(slug="seven-steps"))
    for part in (mail.html, mail.text):
        assert "22 percent" in part
        for number in range(1, 5):
            assert f"Example Journal {number}" in part
    assert "http://localhost:8000/evidence/facts/nsclc-benefit/" in mail.text
