"""The what-if of the pathway block: from facts, with a table, pictures and a page for frames."""

import re
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import PageViewRestriction

from content.blocks.pathway_block import PathwayBlock, share_of
from content.blocks.story import StoryBlock
from content.evidence.models import Fact
from content.evidence.registry import facts_by_id
from content.evidence.versions import FactContent, add_version
from content.pages.models import StandardPage
from tests.content.factories import make_fact, make_page

pytestmark = pytest.mark.django_db


def pathway(**changes: Any) -> dict[str, Any]:
    before = make_fact("before", statement="Lost before results", value=Decimal(497), unit="per 1000 patients")
    after = make_fact("after", statement="Not treated", value=Decimal(147), unit="per 503 with results")
    end = make_fact("end", value=Decimal(36))
    step = {"name": "Step", "fact": before}
    return {
        "heading": "Where patients are lost",
        "introduction": "",
        "start": {"name": "patients", "fact": end},
        "steps": [step, step],
        "end": {"name": "of them benefit", "fact": end},
        "remark": "",
        "stages": [{"name": "Result", "fact": before}, {"name": "Treatment", "fact": after}],
        **changes,
    }


def page_with(**changes: Any) -> StandardPage:
    return make_page("Pathway", body=[("pathway", pathway(**changes))])


def shown(client: Client, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).content, "html.parser")


def embed_path(client: Client, page: StandardPage) -> str:
    code = shown(client, page.url).select_one('code[id^="embed-"]')
    assert code is not None
    match = re.search(r'src="https?://[^/]+(/[^"]+)"', code.get_text())
    assert match is not None
    return match[1]


def test_without_scripts_the_published_figures_stand_in_drawing_and_table(client: Client) -> None:
    tree = shown(client, page_with().url)
    cascade = tree.select_one(".cascade")
    assert cascade is not None
    bars = [[bar["width"] for bar in stage.select("rect")] for stage in cascade.select(".cascade__stage")]
    assert bars == [["1000", "503"], ["503", "356"]]
    rows = [[cell.get_text() for cell in row.select("td.numeric")] for row in cascade.select("tbody tr")]
    assert rows == [["1000", "497", "503", "708"], ["503", "147", "356", "503"]]
    assert all(control.has_attr("hidden") for control in cascade.select("[data-cascade-control]"))
    assert not [script for script in tree.select("script:not([src])") if script.get("type") != "application/ld+json"]


def test_scripts_reckon_with_the_same_shares(client: Client) -> None:
    stages = shown(client, page_with().url).select("[data-cascade-stage]")
    left = 1000.0
    for stage in stages:
        left *= 1 - float(str(stage["data-share"]))
    assert round(left) == 356


def test_follows_the_fact_it_is_made_from(client: Client) -> None:
    page = page_with()
    fact = Fact.objects.select_related("current__source").get(slug="before")
    assert fact.current is not None
    content = FactContent("Lost before results", Decimal(250), unit="per 1000 patients", source=fact.current.source)
    add_version(fact, content, reason="Recount")
    end = shown(client, page.url).select_one("[data-cascade-end]")
    assert end is not None
    assert end.get_text() == "531"


def test_a_stage_whose_fact_is_open_leaves_the_what_if_away(client: Client) -> None:
    page = page_with(stages=[{"name": "Open", "fact": make_fact("open", value=None)}])
    assert not shown(client, page.url).select(".cascade")


def test_a_pathway_without_stages_has_none(client: Client) -> None:
    assert not shown(client, page_with(stages=[]).url).select(".cascade")


def test_the_embed_carries_its_citation_and_may_be_framed(client: Client) -> None:
    page = page_with()
    path = embed_path(client, page)
    response = client.get(path)
    text = response.content.decode()
    assert "Cite as:" in text
    assert page.full_url in text
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert "Show it on your site" not in text


@pytest.mark.parametrize(("ending", "kind"), [("svg", "image/svg+xml; charset=utf-8"), ("png", "image/png")])
def test_pictures_have_addresses(client: Client, ending: str, kind: str) -> None:
    path = embed_path(client, page_with()).replace("/embed/", f".{ending}")
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, kind)


def test_nothing_is_shown_of_pages_that_are_not_public(client: Client) -> None:
    page = page_with()
    path = embed_path(client, page)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(path).status_code == 404
    restriction.delete()
    assert client.get(path).status_code == 200
    StandardPage.objects.get(pk=page.pk).unpublish()
    assert client.get(path).status_code == 404
    assert client.get("/evidence/pathways/1/6b1c1f2e-0000-4000-8000-000000000000/embed/").status_code == 404


def test_the_editor_refuses_a_fact_that_gives_no_share() -> None:
    block = StoryBlock().child_blocks["pathway"]
    assert isinstance(block, PathwayBlock)
    value = block.normalize(pathway(stages=[{"name": "Count", "fact": make_fact("count", unit="patients")}]))
    with pytest.raises(ValidationError) as error:
        block.clean(value)
    assert "gives no share" in str(error.value.as_json_data())  # type: ignore[attr-defined]  # Wagtail's own error


@pytest.mark.parametrize(
    ("value", "unit", "share"),
    [
        ("36", "percent", 0.36),
        ("147", "per 503 with results", 147 / 503),
        ("120", "percent", None),
        ("5", "per 0", None),
    ],
)
def test_a_share_is_between_nothing_and_all(value: str, unit: str, share: float | None) -> None:
    fact = make_fact("one", value=Decimal(value), unit=unit)
    found = share_of(facts_by_id([fact.pk])[fact.pk])
    assert (float(found) if found is not None else None) == share


def test_a_page_with_it_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    page = page_with()
    client.get(page.url)
    with django_assert_max_num_queries(12):
        client.get(page.url)
