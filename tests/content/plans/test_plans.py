"""Strategic plans: numbered parts with keys that stay, a page, a PDF, rows for what is measured later."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from content.api import register_live_metric
from content.plans.live_metrics import live_metrics, measure_live_metric
from content.plans.models import PlanPart
from tests.content.factories import make_fact, make_page
from tests.content.plans.factories import full_plan, make_plan, part, pillar


@pytest.mark.django_db
class TestOutline:
    def test_numbers_follow_the_order_and_keys_are_those_of_the_editor(self) -> None:
        plan = full_plan()
        walked = [entry for pillar in plan.outline() for entry in pillar.walk()]
        assert [(entry.number, entry.level, entry.title) for entry in walked] == [
            ("1", "pillar", "Education"),
            ("1.1", "goal", "Everybody can learn"),
            ("1.1.1", "objective", "Publish a lesson"),
            ("2", "pillar", "Advocacy"),
        ]
        assert walked[0].key == UUID(plan.pillars[0].id)
        assert [fact.display for fact in walked[0].facts] == ["36 percent"]
        assert [page.title for page in walked[0].links] == ["A lesson"]

    def test_publication_records_parts_and_retires_what_is_gone(self) -> None:
        plan = full_plan()
        before = {row.title: row for row in PlanPart.objects.all()}
        assert set(before) == {"Education", "Everybody can learn", "Publish a lesson", "Advocacy"}
        assert before["Publish a lesson"].parent == before["Everybody can learn"]
        plan.pillars = [list(plan.pillars.raw_data)[1], next(iter(plan.pillars.raw_data))]
        plan.save_revision().publish()
        moved = PlanPart.objects.get(title="Publish a lesson")
        assert (moved.pk, moved.number) == (before["Publish a lesson"].pk, "2.1.1")
        plan.pillars = [next(iter(plan.pillars.raw_data))]
        plan.save_revision().publish()
        assert set(PlanPart.objects.filter(retired_at=None).values_list("title", flat=True)) == {"Advocacy"}
        assert PlanPart.objects.count() == 4


@pytest.mark.django_db
class TestPages:
    def test_the_page_shows_every_part_with_its_facts_and_links(self, client: Client) -> None:
        content = client.get(full_plan().url).content.decode()
        for words in (
            "Education",
            "Everybody can learn",
            "Publish a lesson",
            "36 percent",
            "A lesson",
            'id="part-1-1"',
        ):
            assert words in content

    def test_a_fictional_plan_says_so_on_page_and_paper(self, client: Client) -> None:
        plan = full_plan(fictional_organisation="Example Coalition for Naps")
        assert "Example Coalition for Naps is a fictional organisation" in client.get(plan.url).content.decode()
        document = PdfReader(BytesIO(client.get(f"{plan.url}pdf/").content))
        assert "is a fictional organisation" in document.pages[0].extract_text().replace("\n", " ")

    def test_the_pdf_holds_the_whole_plan(self, client: Client) -> None:
        response = client.get(f"{full_plan().url}pdf/")
        assert response["Content-Type"] == "application/pdf"
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).replace("\n", " ")
        for words in ("The plan", "1 Education", "1.1.1 Publish a lesson", "36 percent", "A lesson", "2 Advocacy"):
            assert words in text

    def test_an_unpublished_plan_has_neither_page_nor_pdf(self, client: Client) -> None:
        plan = full_plan()
        plan.unpublish()
        assert client.get(plan.url).status_code == 404
        assert client.get(f"{plan.url}pdf/").status_code == 404

    def test_costs_as_many_queries_with_ten_pillars_as_with_two(
        self, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        facts = [make_fact(f"fact-{number}") for number in range(10)]
        pages = [make_page(f"Page {number}") for number in range(10)]
        pillars = [pillar(part(f"P{n}", name="goals", facts=[facts[n]], pages=[pages[n]])) for n in range(10)]
        plan = make_plan(pillars)
        client.get(plan.url)
        with django_assert_max_num_queries(15):
            client.get(plan.url)


def test_a_live_metric_is_offered_once() -> None:
    def measure() -> int:
        return 7

    register_live_metric("tests.lucky", "Lucky number", measure)
    register_live_metric("tests.lucky", "Lucky number", measure)
    assert measure_live_metric("tests.lucky") == 7
    assert live_metrics()["tests.lucky"].label == "Lucky number"
    with pytest.raises(ValueError, match=r"tests\.lucky"):
        register_live_metric("tests.lucky", "Another", lambda: 8)
