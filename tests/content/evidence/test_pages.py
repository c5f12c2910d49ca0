"""The public pages of facts, for people and for machines."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction

from content.evidence.models import FactConflict
from content.evidence.versions import add_version, content_of
from tests.content.factories import make_fact, make_page

pytestmark = pytest.mark.django_db


def superseded() -> None:
    fact = make_fact()
    assert fact.current is not None
    add_version(fact, replace(content_of(fact.current), value=Decimal("64.4")), reason="The later count")


def test_shows_history_reason_and_permalinks(client: Client) -> None:
    superseded()
    page = BeautifulSoup(client.get("/evidence/facts/example-fact/").content, "html.parser")
    assert "64.4 percent" in page.h1.get_text()  # type: ignore[union-attr]  # the page has a heading
    rows = [row.get_text(" ", strip=True) for row in page.select("table tbody tr")]
    assert "The later count" in rows[0]
    assert "36 percent" in rows[1]
    assert [link["href"] for link in page.select("table tbody th a")] == [
        "/evidence/facts/example-fact/versions/2/",
        "/evidence/facts/example-fact/versions/1/",
    ]


def test_an_old_version_keeps_its_address_and_says_that_it_is_old(client: Client) -> None:
    superseded()
    content = client.get("/evidence/facts/example-fact/versions/1/").content.decode()
    assert "36 percent" in content
    assert "has been superseded" in content
    assert client.get("/evidence/facts/example-fact/versions/3/").status_code == 404


def test_a_conflict_stands_on_both_pages(client: Client) -> None:
    one = make_fact("one", value=Decimal(38068), unit="patients")
    other = make_fact("other", value=Decimal(32224), unit="patients")
    FactConflict.objects.create(first=one, second=other, explanation="Two reports of one paper")
    assert "32,224" in client.get("/evidence/facts/one/").content.decode()
    assert "38,068" in client.get("/evidence/facts/other/").content.decode()
    assert client.get("/evidence/facts/one.json").json()["conflicts_with"] == ["other"]


def test_an_open_fact_stays_open(client: Client) -> None:
    make_fact("open", value=None, statement="Results too late")
    assert "No figure yet" in client.get("/evidence/facts/open/").content.decode()
    answer = client.get("/evidence/facts/open.json").json()
    assert (answer["value"], answer["figure"], answer["source"]) == (None, None, None)


def test_json_says_what_the_page_says(client: Client) -> None:
    superseded()
    response = client.get("/evidence/facts/example-fact.json")
    answer = response.json()
    assert (answer["value"], answer["version"], answer["current"]) == ("64.4", 2, True)
    assert [entry["version"] for entry in answer["history"]] == [2, 1]
    assert response["Access-Control-Allow-Origin"] == "*"


def test_citations_survive_hostile_statements(client: Client) -> None:
    make_fact("hostile", statement="50 % of {A} & B_C\\")
    bibtex = client.get("/evidence/facts/hostile.bib").content.decode()
    assert r"50 \% of \{A\} \& B\_C\textbackslash{}" in bibtex
    ris = client.get("/evidence/facts/hostile.ris").content.decode()
    assert ris.startswith("TY  - DATA\r\n")
    assert ris.endswith("ER  - \r\n")


def test_cites_the_version_shown_in_the_styles_authors_are_asked_for(client: Client) -> None:
    superseded()
    page = BeautifulSoup(client.get("/evidence/facts/example-fact/versions/1/").content, "html.parser")
    apa, ama = (page.select_one(f"#cite-{style}").get_text() for style in ("apa", "ama"))  # type: ignore[union-attr]  # both are there
    assert "(Version 1) [Dataset]" in apa
    assert apa.endswith("/evidence/facts/example-fact/versions/1/")
    assert "Patients who benefitted: 36 percent. Published" in ama
    assert "version = {1}" in client.get("/evidence/facts/example-fact/versions/1.bib").content.decode()
    assert "ET  - 1\r\n" in client.get("/evidence/facts/example-fact/versions/1.ris").content.decode()
    answer = client.get("/evidence/facts/example-fact/versions/1.json").json()
    assert (answer["value"], answer["current"], answer["citation"]["version"]) == ("36", False, "1")


def test_csv_has_a_row_for_each_version_and_no_formula(client: Client) -> None:
    fact = make_fact(statement="=HYPERLINK(1)", value=Decimal("-3.50"))
    assert fact.current is not None
    add_version(fact, replace(content_of(fact.current), value=None), reason="@nobody gives it")
    response = client.get("/evidence/facts/example-fact.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [(row["version"], row["current"], row["value"]) for row in rows] == [("2", "yes", ""), ("1", "no", "-3.5")]
    assert {row["statement"] for row in rows} == {"'=HYPERLINK(1)"}
    assert rows[0]["reason"] == "'@nobody gives it"
    assert rows[1]["permalink"].endswith("/evidence/facts/example-fact/versions/1/")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_tells_visitors_where_it_is_used_and_nothing_they_may_not_see(client: Client) -> None:
    fact = make_fact()
    body = [("paragraph", f'<p>Only <a linktype="fact" id="{fact.pk}"></a>.</p>')]
    make_page("Open", body=body)
    make_page("Draft", body=body).unpublish()
    private = make_page("Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    make_page("Below the private one", parent=private, body=body)
    page = BeautifulSoup(client.get("/evidence/facts/example-fact/").content, "html.parser")
    used = page.select_one('[aria-labelledby="use-of-this-fact"]')
    assert used is not None
    assert [link.get_text() for link in used.select("a")] == ["Open"]
    assert [place["title"] for place in client.get("/evidence/facts/example-fact.json").json()["used_on"]] == ["Open"]


def test_structured_data_is_valid_and_cannot_be_broken_out_of(client: Client) -> None:
    make_fact("hostile", statement="</script><script>alert(1)</script>")
    content = client.get("/evidence/facts/hostile/").content
    assert b"<script>alert(1)" not in content
    blocks = BeautifulSoup(content, "html.parser").select('script[type="application/ld+json"]')
    data: list[Any] = [json.loads(block.string or "") for block in blocks]
    observation = next(item for item in data if isinstance(item, dict) and item.get("@type") == "Observation")
    assert observation["value"] == 36


def test_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    superseded()
    client.get("/evidence/facts/example-fact/")
    with django_assert_max_num_queries(14):
        client.get("/evidence/facts/example-fact/")


@pytest.mark.parametrize(
    "path",
    ["nothing/", "nothing.json", "nothing.bib", "nothing.ris", "nothing.csv", "a/versions/1/", "a/versions/1.json"],
)
def test_unknown_facts_are_not_found(client: Client, path: str) -> None:
    assert client.get(f"/evidence/facts/{path}").status_code == 404
