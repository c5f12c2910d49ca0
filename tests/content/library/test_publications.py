"""Publications: the list, the page with its cover and citation, and what they cost."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import PageViewRestriction

from content.library.models import PublicationPage
from content.library.previewing import make_preview
from tests.content.library.factories import (
    make_document,
    make_publication,
    make_publications,
    make_topic,
    pdf_bytes,
)
from tests.content.pages.test_pages import spanish_copy

pytestmark = pytest.mark.django_db
AUTHORS = [
    {"type": "person", "value": {"given": "Alex B.", "family": "Example"}},
    {"type": "organisation", "value": "Example Coalition"},
]


def main_of(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").main


class TestPage:
    def test_shows_authors_doi_citation_and_files_for_reference_managers(self, client: Client) -> None:
        page = make_publication(make_publications(), doi="10.5555/sleep.1", authors=AUTHORS)
        main = main_of(client, page.url)
        assert "Alex B. Example, Example Coalition" in main.get_text()
        assert main.find("a", href="https://doi.org/10.5555/sleep.1")
        assert "Example, A. B., &amp; Example Coalition. (2026). <i>A report</i>." in str(main)
        assert "Example AB, Example Coalition." in main.get_text()
        bibtex = client.get(f"{page.url}bibtex/")
        assert bibtex["Content-Type"].startswith("application/x-bibtex")
        assert b"doi = {10.5555/sleep.1}" in bibtex.content
        assert b"DO  - 10.5555/sleep.1" in client.get(f"{page.url}ris/").content

    def test_says_that_an_example_is_one(self, client: Client) -> None:
        page = make_publication(make_publications(), fictional_organisation="Example Coalition")
        assert "is a made-up organisation" in main_of(client, page.url).get_text()

    def test_shows_the_cover_and_length_of_its_pdf(self, client: Client) -> None:
        document = make_document(pdf_bytes())
        page = make_publication(make_publications(), document=document)
        assert main_of(client, page.url).select(".document__blank")
        make_preview(document.pk)
        main = main_of(client, page.url)
        picture = main.select_one(".document__cover img")
        assert picture["width"] == "720"
        assert "First page of “A report”" in picture["alt"]
        assert "1 page" in main.get_text()
        assert main.find("a", href=document.url)

    def test_keeps_the_bare_doi_and_refuses_nonsense(self) -> None:
        page = PublicationPage(title="x", slug="x", doi="https://doi.org/10.5555/ABC")
        page.clean()
        assert page.doi == "10.5555/abc"
        field = PublicationPage._meta.get_field("doi")
        with pytest.raises(ValidationError, match="not a DOI"):
            field.clean("nonsense", None)

    def test_refuses_a_title_of_4000_characters(self) -> None:
        page = PublicationPage(title="x" * 4000, slug="x")
        with pytest.raises(ValidationError) as caught:
            page.full_clean(exclude=["path", "depth"])
        assert "title" in caught.value.message_dict

    def test_right_to_left_and_combining_characters_are_shown_and_cited(self, client: Client) -> None:
        title = "مرحبا \u202e e\u0301 <b>"
        page = make_publication(make_publications(), title=title, slug="rtl")
        assert "مرحبا" in main_of(client, page.url).get_text()
        assert client.get(f"{page.url}ris/").status_code == 200


class TestIndex:
    def test_narrows_by_kind_topic_and_year_with_counts(self, client: Client) -> None:
        index = make_publications()
        testing, data = make_topic("Testing", "Pruebas"), make_topic("Data")
        make_publication(index, "Old survey", kind="survey", published_on=date(2024, 5, 1), topics=[testing, data])
        make_publication(index, "New report", published_on=date(2026, 5, 1), topics=[testing])
        make_publication(index, "New brief", kind="brief", published_on=date(2026, 6, 1))
        main = main_of(client, "/publications/?topic=testing")
        assert [link.get_text() for link in main.select(".shelf__title a")] == ["New report", "Old survey"]
        options = {option.get_text() for option in main.select("select option")}
        assert {"Report (1)", "Survey (1)", "2026 (1)", "2024 (1)", "Testing (2)", "Data (1)"} <= options
        assert "Policy brief (1)" not in options
        assert main.select_one('option[value="testing"]').has_attr("selected")
        both = main_of(client, "/publications/?topic=testing&year=2024&kind=survey")
        assert [link.get_text() for link in both.select(".shelf__title a")] == ["Old survey"]

    def test_an_empty_list_and_an_empty_choice_say_so(self, client: Client) -> None:
        index = make_publications()
        assert "Nothing has been published here yet." in main_of(client, "/publications/").get_text()
        make_publication(index, "A", kind="survey", published_on=date(2024, 1, 1))
        make_publication(index, "B", published_on=date(2026, 1, 1))
        assert (
            "Nothing fits all of these choices." in main_of(client, "/publications/?kind=survey&year=2026").get_text()
        )

    @pytest.mark.parametrize(
        "query", ["page=999999", "page=-1", "page=%00", "kind=%00", "topic=' OR 1=1--", "year=99999999999999999999"]
    )
    def test_survives_any_query_string(self, client: Client, query: str) -> None:
        make_publication(make_publications())
        assert "A report" in main_of(client, f"/publications/?{query}").get_text()

    def test_shows_twelve_to_a_page(self, client: Client) -> None:
        index = make_publications()
        for number in range(14):
            make_publication(index, f"Report {number}", published_on=date(2026, 1, number + 1))
        assert len(main_of(client, "/publications/").select(".shelf__item")) == 12
        titles = [link.get_text() for link in main_of(client, "/publications/?page=999999").select(".shelf__title a")]
        assert titles == ["Report 1", "Report 0"]

    def test_leaves_out_drafts_and_private_pages(self, client: Client) -> None:
        index = make_publications()
        make_publication(index, "Draft").unpublish()
        private = make_publication(index, "Private")
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
        text = main_of(client, "/publications/").get_text()
        assert "Draft" not in text
        assert "Private" not in text

    def test_topics_follow_the_translation_and_the_language(self, client: Client) -> None:
        index = make_publications()
        page = make_publication(index, topics=[make_topic("Testing", "Pruebas")])
        spanish_copy(index, "Publicaciones")
        copy = spanish_copy(page, "Un informe")
        assert "Pruebas" in main_of(client, copy.url).get_text()
        assert main_of(client, "/es/publications/?topic=testing").select(".shelf__item")


def test_what_the_pages_cost(client: Client, django_assert_max_num_queries: Any) -> None:
    index = make_publications()
    topics = [make_topic(f"Topic {number}") for number in range(6)]
    document = make_document(pdf_bytes())
    make_preview(document.pk)
    page = make_publication(index, topics=topics, document=document, authors=AUTHORS)
    for number in range(11):
        make_publication(index, f"Report {number}", topics=topics)
    for path, most in ((page.url, 11), ("/publications/", 10), ("/publications/?topic=topic-1", 10)):
        client.get(path)
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200
