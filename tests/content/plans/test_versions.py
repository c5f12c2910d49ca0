"""Versions: frozen at approval, one per change, and nothing changes them afterwards."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from wagtail.models import Page

from content.evidence.versions import FactContent, add_version
from content.plans.models import MetricReading, PlanPart, PlanPartLink, PlanVersion, StrategicPlanPage
from content.plans.version_pages import versions_of
from content.plans.versions import freeze
from members.models import Member
from tests.content.factories import make_fact, make_page
from tests.content.plans.factories import change, full_plan, item, make_plan, metric_value, part, pillar


@pytest.mark.django_db
class TestFreezing:
    def test_a_draft_for_comment_freezes_nothing(self) -> None:
        plan = full_plan(stage="comment")
        assert not versions_of(plan).exists()
        change(plan, stage="approved")
        assert [version.number for version in versions_of(plan)] == [1]

    def test_each_change_that_is_approved_is_one_version(self) -> None:
        plan = full_plan(metric_value())
        change(plan)
        change(plan, seo_title="Not part of the plan")
        assert versions_of(plan).count() == 1
        change(plan, summary="Clearer", change_note="Said more clearly")
        assert list(versions_of(plan).values_list("number", "change_note")) == [(2, "Said more clearly"), (1, "")]

    def test_a_new_value_is_no_change_of_the_plan(self) -> None:
        plan = full_plan(metric_value())
        row = PlanPart.objects.get(level="metric")
        MetricReading.objects.create(metric=row, day="2026-06-30", value=50)
        change(plan)
        assert versions_of(plan).count() == 1

    def test_holds_what_was_said_and_not_what_it_became(self) -> None:
        plan = full_plan(metric_value())
        fact = plan.outline()[0].facts[0]
        from content.evidence.models import Fact

        source = Fact.objects.get(pk=fact.identifier).current.source
        add_version(
            Fact.objects.get(pk=fact.identifier),
            FactContent(statement="Patients who benefitted", value=40, unit="percent", source=source),
            reason="Counted again",
        )
        frozen = versions_of(plan).get().content
        assert frozen["pillars"][0]["facts"][0]["display"] == "36 percent"
        assert frozen["pillars"][0]["facts"][0]["url"].endswith("/evidence/facts/example-fact/versions/1/")
        objective = frozen["pillars"][0]["parts"][0]["parts"][0]
        assert (objective["status"], objective["metrics"][0]["target_value"]) == ("no_data", "100")

    def test_names_whoever_saved_what_was_published(self) -> None:
        author = Member.objects.create_user("author@example.org", is_staff=True, is_superuser=True)
        plan = full_plan(stage="comment")
        plan.stage = "approved"
        plan.save_revision(user=author).publish(user=author)
        version = versions_of(plan).get()
        assert version.approved_by == author
        author.delete()
        version.refresh_from_db()
        assert version.approved_by is None

    def test_the_database_refuses_changes_and_deletions(self) -> None:
        version = versions_of(full_plan()).get()
        for statement in (
            lambda: PlanVersion.objects.filter(pk=version.pk).update(title="Another"),
            lambda: PlanVersion.objects.filter(pk=version.pk).update(content={}),
            lambda: PlanVersion.objects.filter(pk=version.pk).delete(),
        ):
            with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
                statement()

    def test_two_editors_lose_nothing(self) -> None:
        plan = full_plan()
        first, second = (StrategicPlanPage.objects.get(pk=plan.pk) for _editor in range(2))
        first.title, second.summary = "Title of the first", "Summary of the second"
        first.save_revision().publish()
        second.save_revision().publish()
        said = [(version.content["title"], version.content["summary"]) for version in versions_of(plan)]
        assert said == [("The plan", "Summary of the second"), ("Title of the first", ""), ("The plan", "")]
        assert plan.revisions.count() == 3

    def test_next_years_copy_begins_as_a_draft_with_the_same_keys(self) -> None:
        plan = full_plan(metric_value())
        copy = plan.copy(update_attrs={"slug": "2027", "title": "The next plan", "year": 2027}, keep_live=True)
        assert copy.stage == "comment"
        assert not versions_of(copy).exists()
        keys = [[entry.key for entry in page.outline()[0].walk()] for page in (plan, copy)]
        assert keys[0] == keys[1]
        assert PlanPart.objects.filter(level="metric").count() == 2


@pytest.mark.django_db(transaction=True)
def test_publications_at_once_get_numbers_of_their_own() -> None:
    plan = full_plan()

    def publish(number: int) -> None:
        mine = StrategicPlanPage.objects.get(pk=plan.pk)
        mine.title = f"Title {number}"
        freeze(mine)
        connection.close()

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [version.number for version in versions_of(plan)] == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.django_db
class TestParts:
    def test_metrics_and_links_are_rows(self) -> None:
        plan = full_plan(metric_value("People who finished"))
        row = PlanPart.objects.get(level="metric")
        assert (row.number, row.title, row.parent.title) == ("1.1.1.1", "People who finished", "Publish a lesson")
        page = Page.objects.get(title="A lesson")
        assert {(link.page_key, link.fact_id is not None) for link in PlanPartLink.objects.all()} == {
            (page.translation_key, False),
            (None, True),
        }
        change(plan, pillars=[])
        assert PlanPartLink.objects.count() == 0
        assert PlanPart.objects.filter(retired_at=None).count() == 0
        assert PlanPart.objects.count() == 5

    def test_titles_of_4000_characters_and_right_to_left_ones_are_kept(self) -> None:
        title = "ا" * 2000 + "e\u0301" * 1000
        make_plan([pillar(part(title, name="goals"))])
        assert PlanPart.objects.get().title == title
        assert PlanVersion.objects.get().content["pillars"][0]["title"] == title

    def test_a_key_that_stands_twice_in_a_plan_breaks_nothing(self) -> None:
        twice = pillar(part("Twice", name="goals"))
        make_plan([twice, twice])
        assert PlanPart.objects.count() == 1

    def test_costs_the_same_queries_for_few_and_many_objectives(self, django_assert_max_num_queries: Any) -> None:
        from content.plans.parts import record_parts

        def plan_of(count: int, slug: str) -> StrategicPlanPage:
            objectives = [item(part(f"O{n}", metrics=[item(metric_value())])) for n in range(count)]
            goal = item(part("G", *objectives, name="objectives"))
            facts, pages = [make_fact(f"{slug}-fact")], [make_page(f"{slug} page")]
            return make_plan([pillar(part("P", goal, name="goals", facts=facts, pages=pages))], slug=slug)

        few, many = plan_of(2, "few"), plan_of(60, "many")
        for plan in (few, many):
            with django_assert_max_num_queries(16):
                record_parts(plan)
