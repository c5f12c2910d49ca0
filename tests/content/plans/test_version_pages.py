"""Versions under their permanent addresses, and what a reader sees changed between them."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from pypdf import PdfReader
from wagtail.contrib.redirects.models import Redirect

from content.evidence.models import Fact
from content.evidence.versions import FactContent, add_version
from content.plans.models import MetricReading, PlanPart
from content.plans.version_pages import versions_of
from tests.content.plans.factories import change, full_plan, metric_value

pytestmark = pytest.mark.django_db


def read(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_a_version_stays_what_it_was_while_everything_changes(client: Client) -> None:
    plan = full_plan(metric_value("Letters <b>sent</b>"), summary="At first")
    fact = Fact.objects.get(pk=plan.outline()[0].facts[0].identifier)
    content = FactContent(statement="Counted", value=40, unit="percent", source=fact.current.source)
    add_version(fact, content, reason="Counted again")
    MetricReading.objects.create(metric=PlanPart.objects.get(level="metric"), day="2026-06-30", value=50)
    change(plan, summary="Later", change_note="Said again")
    first, second = (read(client, f"{plan.url}versions/{number}/") for number in (1, 2))
    assert "At first" in first
    assert "36 percent" in first
    assert "40 percent" not in first
    assert escape("Letters <b>sent</b>") in first
    assert "Letters <b>sent" not in first
    assert "There is a later version." in first
    assert "There is a later version." not in second
    assert "40 percent" in second
    assert "Said again" in second


def test_the_list_leads_to_each_version_and_its_changes(client: Client) -> None:
    plan = full_plan()
    change(plan, summary="Later", change_note="Said again")
    content = read(client, f"{plan.url}versions/")
    for path in ("versions/1/", "versions/2/", "versions/2/changes-since/1/", "versions/2/pdf/"):
        assert f'href="{plan.url}{path}"' in content
        assert client.get(f"{plan.url}{path}").status_code == 200
    assert "changes-since/0/" not in content


def test_what_is_not_there_is_not_found(client: Client) -> None:
    plan = full_plan()
    change(plan, summary="Later")
    for path in (
        "versions/3/",
        "versions/3/json/",
        "versions/1/changes-since/2/",
        "versions/2/changes-since/2/",
        "versions/9/changes-since/1/",
        "changes-since-year/1999/",
        f"versions/{10**12}/",
    ):
        read(client, f"{plan.url}{path}", 404)


def test_a_plan_without_versions_says_so(client: Client) -> None:
    plan = full_plan(stage="comment")
    assert "has not been approved yet" in read(client, f"{plan.url}versions/")


def test_differences_are_marked_for_eyes_and_ears(client: Client) -> None:
    plan = full_plan(summary="Ten <i>lessons</i>")
    change(plan, summary="Twelve <i>lessons</i>", change_note="More of them")
    content = read(client, f"{plan.url}versions/2/changes-since/1/")
    assert "<del>Ten</del><ins>Twelve</ins> &lt;i&gt;lessons&lt;/i&gt;" in content
    assert "More of them" in content


def test_next_years_plan_is_compared_by_the_keys_of_its_parts(client: Client) -> None:
    plan = full_plan(metric_value())
    copy = plan.copy(update_attrs={"slug": "2027", "title": "The next plan", "year": 2027}, keep_live=True)
    stream = copy.pillars.raw_data
    stream[1]["value"]["title"] = "Advocacy for all"
    change(copy, pillars=stream, stage="approved")
    assert "changes-since-year/2026/" in read(client, f"{copy.url}versions/")
    content = read(client, f"{copy.url}changes-since-year/2026/")
    assert "<ins> for all</ins>" in content
    assert content.count("difference-part__title") == 1
    plan.unpublish()
    read(client, f"{copy.url}changes-since-year/2026/", 404)


def test_the_pdf_of_a_version_is_the_same_every_time_and_holds_its_metrics(client: Client) -> None:
    plan = full_plan(metric_value("Letters sent"))
    url = f"{plan.url}versions/1/pdf/"
    first = client.get(url).content
    change(plan, title="Another title")
    assert client.get(url).content == first
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(first)).pages)
    assert "1.1.1.1 Letters sent" in text
    assert "100 letters" in text
    assert "Version 1, approved on" in text
    assert "Another title" not in text


def test_the_pdf_of_today_holds_the_value_of_today(client: Client) -> None:
    plan = full_plan(metric_value("Letters sent"))
    MetricReading.objects.create(metric=PlanPart.objects.get(level="metric"), day="2026-02-03", value=51)
    pages = PdfReader(BytesIO(client.get(f"{plan.url}pdf/").content)).pages
    assert "51 letters" in "\n".join(page.extract_text() for page in pages)


def test_a_plan_that_moves_takes_its_versions_along(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    plan = full_plan()
    old = plan.url
    with django_capture_on_commit_callbacks(execute=True):
        change(plan, slug="elsewhere")
    assert Redirect.objects.filter(old_path=f"{old.rstrip('/')}/versions/1").exists()
    response: Any = client.get(f"{old}versions/1/", follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[-1][0].endswith("/elsewhere/versions/1/")


def test_pages_of_versions_cost_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    plan = full_plan(metric_value())
    for number in range(8):
        plan = change(plan, summary=f"Summary {number}")
    assert versions_of(plan).count() == 9
    for path in ("versions/", "versions/3/", "versions/9/changes-since/1/"):
        client.get(f"{plan.url}{path}")
        with django_assert_max_num_queries(12):
            client.get(f"{plan.url}{path}")
