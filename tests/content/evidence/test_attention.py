"""What needs attention: places to read again, facts to review, conflicts, and who is reminded."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from content.evidence.models import Fact, FactConflict, PlaceToReread
from content.evidence.places import places_of
from content.evidence.review import mark_reviewed, send_reminders, suspected_conflicts
from content.evidence.superseding import FactChange, register_change_follower
from content.evidence.versions import add_version, content_of
from tests.content.factories import make_fact, make_page
from tests.content.staff import staff_client
from tests.members.factories import StaffFactory

TODAY = date(2026, 11, 26)
pytestmark = pytest.mark.django_db


def citing(fact: Fact) -> list[tuple[str, Any]]:
    return [("paragraph", f'<p>Only <a linktype="fact" id="{fact.pk}"></a> benefit.</p>')]


def supersede(fact: Fact, reason: str = "Recount", **content: Any) -> None:
    fact.refresh_from_db()
    assert fact.current is not None
    add_version(fact, replace(content_of(fact.current), **content), reason=reason)


class TestPlaces:
    def test_lists_pages_that_cite_it_in_text_and_in_blocks(self) -> None:
        fact = make_fact()
        make_page("In the text", body=citing(fact))
        make_page("In a block", body=[("fact", {"fact": fact, "remark": ""})])
        make_page("Without it")
        assert [(place.title, bool(place.url)) for place in places_of(fact)] == [
            ("In the text", True),
            ("In a block", True),
        ]

    def test_a_draft_has_no_public_address(self) -> None:
        fact = make_fact()
        make_page("Hidden", body=citing(fact)).unpublish()
        assert [(place.title, place.url) for place in places_of(fact)] == [("Hidden", "")]

    def test_superseding_twice_leaves_one_row_per_place_with_the_later_reason(self) -> None:
        fact = make_fact()
        make_page("Page", body=citing(fact))
        supersede(fact, "Recount", value=Decimal(40))
        supersede(fact, "Typing error", value=Decimal(41))
        place = PlaceToReread.objects.get()
        assert (place.title, place.version.number, place.version.reason) == ("Page", 3, "Typing error")

    def test_a_place_read_again_is_listed_anew_by_the_next_change(self) -> None:
        fact = make_fact()
        make_page("Page", body=citing(fact))
        supersede(fact, value=Decimal(40))
        client = staff_client("change_fact")
        client.post(reverse("evidence_admin:reread", args=[PlaceToReread.objects.get().pk]))
        assert not PlaceToReread.objects.filter(reread_at__isnull=True).exists()
        assert ModelLogEntry.objects.filter(action="evidence.fact.reread").count() == 1
        supersede(fact, value=Decimal(41))
        assert PlaceToReread.objects.filter(reread_at__isnull=True).count() == 1

    def test_a_change_of_what_is_not_shown_lists_nothing(self) -> None:
        fact = make_fact()
        make_page("Page", body=citing(fact))
        supersede(fact, note="See page 4")
        assert not PlaceToReread.objects.exists()

    def test_a_follower_that_fails_leaves_the_fact_as_it_was(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(change: FactChange) -> None:
            raise RuntimeError(change.fact.slug)

        fact = make_fact()
        monkeypatch.setattr("content.evidence.superseding._followers", [])
        register_change_follower(fail)
        with pytest.raises(RuntimeError):
            supersede(fact, value=Decimal(40))
        assert fact.versions.count() == 1


class TestReviews:
    def test_an_owner_is_reminded_of_what_is_due_once_a_week(self) -> None:
        owner = StaffFactory.create()
        due, later = make_fact("due"), make_fact("later")
        Fact.objects.filter(pk=due.pk).update(owner=owner, review_by=TODAY + timedelta(days=30))
        Fact.objects.filter(pk=later.pk).update(owner=owner, review_by=TODAY + timedelta(days=31))
        sent = [send_reminders(TODAY + timedelta(days=days)) for days in (0, 0, 6)]
        assert sent == [1, 0, 1]
        first, second = (message.body for message in mail.outbox)
        assert "(due)" in first
        assert "(later)" not in first
        assert "(later)" in second
        assert "(due)" not in second

    def test_nobody_is_reminded_of_a_fact_that_is_replaced(self) -> None:
        old, new = make_fact("old"), make_fact("new")
        Fact.objects.filter(pk=old.pk).update(owner=StaffFactory.create(), review_by=TODAY, replaced_by=new)
        assert send_reminders(TODAY) == 0

    def test_a_reviewed_fact_is_due_in_a_year(self) -> None:
        fact = make_fact()
        Fact.objects.filter(pk=fact.pk).update(review_by=TODAY, reminded_on=TODAY)
        mark_reviewed(fact, StaffFactory.create())
        fact.refresh_from_db()
        today = timezone.localdate()
        assert (fact.review_by, fact.reviewed_on, fact.reminded_on) == (today + timedelta(days=365), today, None)


class TestConflicts:
    COHORT: ClassVar = {"unit": "patients", "population": "US patients with NSCLC", "period": "2019"}

    def test_two_counts_of_one_cohort_are_suspected_until_recorded(self) -> None:
        first = make_fact("one", value=Decimal(38068), statement="Patients in the study", **self.COHORT)
        second = make_fact("two", value=Decimal(32224), statement="Patients of the cohort", **self.COHORT)
        assert suspected_conflicts() == [(first, second)]
        FactConflict.objects.create(first=second, second=first, explanation="One paper, two counts")
        assert suspected_conflicts() == []

    @pytest.mark.parametrize(
        "other",
        [
            {"value": Decimal(38068)},
            {"period": "2020"},
            {"population": "All"},
            {"population": "", "period": ""},
            {"unit": "percent", "value": Decimal(3)},
        ],
    )
    def test_other_figures_are_not(self, other: dict[str, Any]) -> None:
        make_fact("one", value=Decimal(38068), **self.COHORT)
        make_fact("two", **({"value": Decimal(32224), "statement": "Others"} | self.COHORT | other))
        assert suspected_conflicts() == []


class TestStaffPages:
    def test_the_page_and_the_panel_tell_what_waits(self) -> None:
        fact = make_fact("cited")
        Fact.objects.filter(pk=fact.pk).update(review_by=timezone.localdate() - timedelta(days=1))
        make_page("Reader", body=citing(fact))
        supersede(fact, "Recount", value=Decimal(40))
        client = staff_client("change_fact")
        page = client.get(reverse("evidence_admin:attention")).content.decode()
        for words in ("Reader", "Recount", "overdue", "Still holds", "No two facts contradict each other."):
            assert words in page
        home = client.get(reverse("wagtailadmin_home")).content.decode()
        assert "1 place cites a figure that has changed" in home
        assert "1 fact is due for review" in home

    def test_costs_the_same_queries_however_much_waits(self, django_assert_max_num_queries: Callable[..., Any]) -> None:
        client = staff_client("change_fact")
        for number in range(12):
            fact = make_fact(f"fact-{number}")
            Fact.objects.filter(pk=fact.pk).update(review_by=TODAY)
            make_page(f"Page {number}", body=citing(fact))
            supersede(fact, value=Decimal(40))
        client.get(reverse("evidence_admin:attention"))
        with django_assert_max_num_queries(22):
            client.get(reverse("evidence_admin:attention"))

    @pytest.mark.parametrize("name", ["attention", "import"])
    def test_others_are_kept_out(self, name: str) -> None:
        assert staff_client("view_fact").get(reverse(f"evidence_admin:{name}")).status_code in {302, 403}


HEADER = "slug,statement,value,unit,population,period,source,source_kind,note\n"


class TestImport:
    def upload(self, client: Client, text: str) -> Any:
        file = SimpleUploadedFile("facts.csv", text.encode(), "text/csv")
        address = reverse("evidence_admin:import")
        return client.post(address, {"file": file, "retrieved_on": "2026-11-22"}, follow=True)

    def test_staff_import_the_file_the_demo_uses(self) -> None:
        client = staff_client("add_fact", "change_fact")
        page = self.upload(client, HEADER + "one,Patients,36,percent,all,2019,A paper,paper,\n").content.decode()
        assert "added: 1" in page
        version = Fact.objects.get(slug="one").current
        assert version is not None
        assert (version.imported_from, version.created_by is not None) == ("facts.csv", True)

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ("".join(f"f-{n},Patients,{n},x,,,A,paper,\n" for n in range(100_000)), "more than 2000 rows"),
            ("one,Patients,1,x,,,A,paper,\ntwo;Patients;2;x;;;A;paper;\n", "Line 3 has another number of fields"),
            ("one,Patients,1,x,,,A,paper,\ntwo,=1+1,2,x,,,A,paper,\n", "Line 3"),
            ("one,Patients,1,x,,,A,paper,\ntwo,Patients,=A1,x,,,A,paper,\n", "Line 3"),
        ],
        ids=["100,000 rows", "mixed separators", "formula", "formula for a value"],
    )
    def test_a_bad_file_changes_nothing_and_names_the_line(self, rows: str, message: str) -> None:
        page = self.upload(staff_client("add_fact", "change_fact"), HEADER + rows).content.decode()
        assert message in page
        assert not Fact.objects.exists()

    def test_a_file_separated_by_semicolons_is_read(self) -> None:
        text = HEADER.replace(",", ";") + "one;Patients, all of them;36;percent;all;2019;A paper;paper;\n"
        assert "added: 1" in self.upload(staff_client("add_fact", "change_fact"), text).content.decode()
