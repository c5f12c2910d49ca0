"""What a reader sees of a plan: status with its reason, values as line and table, updates, ways back, files."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from content.plans.models import LiveReading, MetricReading, PlanPart, PlanUpdate
from content.plans.sparklines import MOST_POINTS, sparkline
from content.plans.status import Reading
from tests.content.factories import make_fact, make_page
from tests.content.plans.factories import full_plan, item, make_plan, metric, metric_value, part, pillar


def read(client: Client, url: str) -> str:
    return " ".join(client.get(url).content.decode().split())


def record(day: date, value: int, **fields: Any) -> MetricReading:
    row = PlanPart.objects.get(level="metric")
    return MetricReading.objects.create(metric=row, day=day, value=Decimal(value), **fields)


def half_way() -> dict[str, Any]:
    """A metric from 0 to 100 of whose 360 days half have passed."""
    today = timezone.localdate()
    begins, ends = today - timedelta(days=180), today + timedelta(days=180)
    return metric_value(baseline_day=begins.isoformat(), target_day=ends.isoformat())


@pytest.mark.django_db
class TestStatus:
    def test_the_page_shows_the_status_and_every_figure_it_was_computed_from(self, client: Client) -> None:
        plan = full_plan(half_way())
        record(timezone.localdate(), 35, note="Counted by hand")
        content = read(client, plan.url)
        # 180 of 360 days are 50 percent of the time; 35 / 50 = 0.7.
        assert "plan-status--at_risk" in content
        assert "35 percent of the way to the target is covered after 50 percent of the time." in content
        assert "The ratio, 0.7, is at least 0.6 but below 0.9." in content
        assert "<td>Counted by hand</td>" in content
        assert 'href="/strategic-plan/how-status-is-computed/"' in content

    def test_an_objective_without_data_is_listed(self, client: Client) -> None:
        plan = full_plan()
        content = read(client, plan.url)
        assert 'id="without-data"' in content
        assert "Nothing is measured for this objective." in content

    def test_a_plan_without_objectives_has_no_status_anywhere(self, client: Client) -> None:
        plan = make_plan([pillar(part("Education", name="goals"))])
        assert "plan-status" not in read(client, plan.url)
        overview = read(client, f"{plan.url}overview/")
        assert "plan-status" not in overview
        assert "This plan names no objectives" in overview

    def test_the_rule_is_published_with_the_figures_it_computes_with(self, client: Client) -> None:
        full_plan()
        content = read(client, "/strategic-plan/how-status-is-computed/")
        for words in ("at least 0.9.", "at least 0.6 but below 0.9", "first 10 percent", "more than 400 days old"):
            assert words in content

    def test_a_draft_for_comment_says_so(self, client: Client) -> None:
        plan = full_plan(stage="comment", comments_until=date(2026, 5, 1))
        content = read(client, plan.url)
        assert "A draft for comment" in content
        assert "Comments are welcome until May 1, 2026." in content


@pytest.mark.django_db
class TestOverview:
    def test_counts_objectives_by_status(self, client: Client) -> None:
        plan = full_plan(half_way())
        record(timezone.localdate(), 50)
        content = read(client, f"{plan.url}overview/")
        assert "<strong>1</strong> objective" in content
        assert 'class="plan-bar__piece plan-bar__piece--on_track" x="0" y="0" width="1"' in content
        assert "Due next" in content

    def test_updates_are_shown_in_the_language_there_is(self, client: Client) -> None:
        plan = full_plan()
        row = PlanPart.objects.get(level="objective")
        english = Locale.objects.get(language_code="en")
        PlanUpdate.objects.create(part=row, day=date(2026, 2, 3), text="The lesson is online.", locale=english)
        tomorrow = timezone.localdate() + timedelta(days=1)
        PlanUpdate.objects.create(part=row, day=tomorrow, text="Not yet so.", locale=english)
        content = read(client, plan.url)
        assert "The lesson is online." in content
        assert "Not yet so." not in content


class TestSparkline:
    def test_describes_itself_and_draws_the_way_to_the_target(self) -> None:
        readings = [Reading(date(2026, 1, 1), Decimal(0)), Reading(date(2026, 12, 31), Decimal(100))]
        drawing = sparkline(metric(title="Letters <sent>"), readings)
        assert "Letters &lt;sent&gt;: from 0 on Jan. 1, 2026 to 100 letters on Dec. 31, 2026." in drawing
        assert drawing.count('points="6.0,50.0 214.0,6.0"') == 2

    def test_one_value_is_a_dot_and_none_is_nothing(self) -> None:
        drawing = sparkline(metric(), [Reading(date(2026, 3, 1), Decimal(5))])
        assert "sparkline__latest" in drawing
        assert "sparkline__line" not in drawing
        assert sparkline(metric(), []) == ""

    def test_values_that_are_all_the_same_are_drawn(self) -> None:
        flat = metric(target_value=None, target_day=None, baseline_value=None, baseline_day=None)
        drawing = sparkline(flat, [Reading(date(2026, 3, day), Decimal(5)) for day in (1, 2)])
        assert 'points="6.0,50.0 214.0,50.0"' in drawing

    def test_a_long_series_is_thinned_but_keeps_its_last_value(self) -> None:
        days = [date(2020, 1, 1) + timedelta(days=number) for number in range(1000)]
        readings = [Reading(day, Decimal(number)) for number, day in enumerate(days)]
        drawing = sparkline(metric(target_value=None, target_day=None), readings)
        points = drawing.partition('sparkline__line" points="')[2].partition('"')[0].split()
        assert len(points) <= MOST_POINTS
        assert points[-1] == "214.0,6.0"


@pytest.mark.django_db
class TestWaysBack:
    def test_a_page_and_a_fact_lead_back_to_the_part_that_names_them(self, client: Client) -> None:
        fact, page = make_fact(), make_page("A lesson")
        objective = item(part("Publish a lesson", facts=[fact], pages=[page], metrics=[]))
        plan = make_plan([pillar(part("P", item(part("G", objective, name="objectives")), name="goals"))])
        for url in (page.url, f"/evidence/facts/{fact.slug}/"):
            content = read(client, url)
            assert f'href="{plan.url}#part-1-1-1"' in content
            assert "1.1.1 Publish a lesson" in content

    def test_not_to_a_plan_that_the_public_may_not_read(self, client: Client) -> None:
        plan, page = full_plan(), make_page("Another")
        assert "part-1" not in read(client, page.url)
        lesson = plan.outline()[0].links[0]
        assert f"{plan.url}#part-1" in read(client, lesson.url)
        PageViewRestriction.objects.create(page=plan, restriction_type=PageViewRestriction.LOGIN)
        assert "#part-1" not in read(client, lesson.url)
        plan.unpublish()
        assert "#part-1" not in read(client, lesson.url)


@pytest.mark.django_db
class TestFiles:
    def test_csv_has_a_row_per_part_and_metric_and_runs_no_formula(self, client: Client) -> None:
        plan = full_plan(metric_value("=HYPERLINK(1)"))
        record(timezone.localdate(), 7)
        response = client.get(f"{plan.url}csv/")
        rows = list(csv.DictReader(io.StringIO(response.content.decode())))
        assert [row["number"] for row in rows] == ["1", "1.1", "1.1.1", "1.1.1.1", "2"]
        assert rows[3]["title"] == "'=HYPERLINK(1)"
        assert (rows[3]["latest_value"], rows[3]["target_value"]) == ("7", "100")
        assert rows[3]["key_above"] == rows[2]["key"]

    def test_json_is_what_the_plan_says(self, client: Client) -> None:
        plan = full_plan(metric_value())
        data = client.get(f"{plan.url}json/").json()
        metric_data = data["pillars"][0]["parts"][0]["parts"][0]["metrics"][0]
        assert UUID(metric_data["key"])
        assert (metric_data["status"], metric_data["target_day"]) == ("no_data", "2026-12-31")


@pytest.mark.django_db
def test_a_large_plan_costs_no_more_queries_than_a_small_one(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    facts = [make_fact(f"fact-{number}") for number in range(6)]
    pages = [make_page(f"Page {number}") for number in range(6)]
    pillars = []
    for number in range(6):
        metrics = [item(metric_value(f"M{number}{position}")) for position in range(3)]
        objective = item(part("O", metrics=metrics, facts=[facts[number]], pages=[pages[number]]))
        pillars.append(pillar(part("P", item(part("G", objective, name="objectives")), name="goals")))
    plan = make_plan(pillars)
    english = Locale.objects.get(language_code="en")
    for row in PlanPart.objects.filter(level="metric"):
        MetricReading.objects.create(metric=row, day=timezone.localdate(), value=1)
        PlanUpdate.objects.create(part=row.parent, text="Something.", locale=english)
    LiveReading.objects.create(name="tests.none", day=timezone.localdate(), value=1, measured_at=timezone.now())
    for path in ("", "overview/"):
        client.get(f"{plan.url}{path}")
        with django_assert_max_num_queries(12):
            client.get(f"{plan.url}{path}")
