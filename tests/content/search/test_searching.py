"""Search over real pages, facts and PDFs, in a real PostgreSQL."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import PageViewRestriction

from content.library.models import PublicationIndexPage, PublicationPage
from content.library.previewing import make_preview
from content.search.mending import forget_words, mend
from content.search.models import SearchEntry, SearchWord
from tests.content.factories import make_fact
from tests.content.library.factories import (
    make_document,
    make_publication,
    make_publications,
    make_topic,
    pdf_bytes,
)

pytestmark = pytest.mark.django_db


def found(client: Client, address: str) -> list[str]:
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return [link.get_text() for link in page.select(".found__result h3 a")]


@pytest.fixture
def index() -> PublicationIndexPage:
    return make_publications()


def test_finds_by_stem_without_accents_and_marks_what_is_written(client: Client, index: PublicationIndexPage) -> None:
    make_publication(index, "Sequencing the tumour", summary="How détection is paid for")
    page = BeautifulSoup(client.get("/search/?q=detection+sequenced").content, "html.parser")

    assert page.select_one(".found__result h3 mark").get_text() == "Sequencing"  # type: ignore[union-attr]
    assert found(client, "/search/?q=sequencing+zebra") == []


def test_title_counts_more_than_summary(client: Client, index: PublicationIndexPage) -> None:
    make_publication(index, "About coverage", summary="Also of pharmacogenomics")
    make_publication(index, "Pharmacogenomics", summary="Other matters")
    assert found(client, "/search/?q=pharmacogenomics") == ["Pharmacogenomics", "About coverage"]


def test_filters_count_what_each_choice_would_leave(client: Client, index: PublicationIndexPage) -> None:
    topic, other = make_topic(), make_topic("Coverage")
    make_publication(index, "Melatonin one", [topic], published_on=date(2024, 1, 1))
    make_publication(index, "Melatonin two", [topic, other], published_on=date(2025, 1, 1))
    make_fact("melatonin-fact", statement="Melatonin helps")
    page = BeautifulSoup(client.get("/search/?q=melatonin&year=2025").content, "html.parser")
    choices = {link.get_text(" ", strip=True) for link in page.select(".found__filter li a")}

    assert found(client, "/search/?q=melatonin&year=2025&type=publication") == ["Melatonin two"]
    assert found(client, f"/search/?q=melatonin&topic={other.slug}") == ["Melatonin two"]
    assert {"Biomarker testing 1", "Coverage 1", "2024 1", "2025 1"} <= choices


def test_suggests_the_word_that_was_meant(client: Client, index: PublicationIndexPage) -> None:
    make_publication(index, "Pharmacogenomics in practice")
    make_publication(index, "Biomarker coverage")

    page = client.get("/search/?q=pharmacogenomcis").content.decode()
    assert "These are the results for <strong>pharmacogenomics</strong>" in page
    assert found(client, "/search/?q=pharmacogenomcis") == ["Pharmacogenomics in practice"]
    assert found(client, "/search/?q=xylophone") == []


def test_never_suggests_words_of_a_page_that_is_closed(client: Client, index: PublicationIndexPage) -> None:
    page = make_publication(index, "Zolpidem in secret")
    assert found(client, "/search/?q=zolpidem") == ["Zolpidem in secret"]
    PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert found(client, "/search/?q=zolpidem") == []
    assert "Zolpidem" not in client.get("/search/?q=zolpidme").content.decode()


def test_what_is_not_published_any_more_is_gone_at_once(client: Client, index: PublicationIndexPage) -> None:
    page = make_publication(index, "Zolpidem")
    page.unpublish()
    assert found(client, "/search/?q=zolpidem") == []
    assert not SearchEntry.objects.filter(page=page).exists()
    forget_words()
    assert not SearchWord.objects.filter(word="zolpidem").exists()


def test_a_draft_does_not_change_what_is_found(client: Client, index: PublicationIndexPage) -> None:
    page = make_publication(index, "Zolpidem")
    page.title = "Ramelteon"
    page.save_revision()
    mend(everything=True)
    assert found(client, "/search/?q=ramelteon") == []
    assert found(client, "/search/?q=zolpidem") == ["Zolpidem"]


def test_the_words_of_a_pdf_find_its_page(client: Client, index: PublicationIndexPage) -> None:
    document = make_document(pdf_bytes("Actigraphy of everybody"))
    make_publication(index, "A report", document=document)
    make_preview(document.pk)
    assert found(client, "/search/?q=actigraphy") == ["A report"]


def test_each_language_has_its_own_results_and_stems(client: Client, index: PublicationIndexPage) -> None:
    make_fact("sleep-fact", statement="Sleep helps everybody")
    make_publication(index, "Sleeping well")
    assert found(client, "/search/?q=slept") == []
    assert len(found(client, "/search/?q=sleep")) == 2
    assert found(client, "/es/search/?q=sleeping") == []


def test_mending_writes_what_was_missed(client: Client, index: PublicationIndexPage) -> None:
    page = make_publication(index, "Zolpidem")
    SearchEntry.objects.all().delete()
    assert found(client, "/search/?q=zolpidem") == []
    mend()
    assert found(client, "/search/?q=zolpidem") == ["Zolpidem"]
    assert mend() == 0
    PublicationPage.objects.filter(pk=page.pk).update(live=False)
    mend()
    assert not SearchEntry.objects.filter(page=page).exists()


def test_editors_put_a_page_first_for_certain_words(client: Client, index: PublicationIndexPage) -> None:
    page = make_publication(index, "The guide")
    SearchPromotion.objects.create(query=Query.get("start"), page=page, description="Begin here")
    shown = BeautifulSoup(client.get("/search/?q=Start").content, "html.parser").select_one(".promoted")
    assert shown is not None
    assert shown.select_one("a").get_text() == "The guide"  # type: ignore[union-attr]
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert "The guide" not in client.get("/search/?q=Start").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"q": "a\x00b"},
        {"q": "\x00"},
        {"q": "gene " * 2000},
        {"q": "x" * 10_000},
        {"q": "& | ! ( ) <-> :* ' \" \\"},
        {"q": '"unclosed -minus or or OR ( & gene:*B'},
        {"q": "%s %(query)s {found} {{ q }} $1"},
        {"q": "\u0627\u0644\u062c\u064a\u0646\u0627\u062a \u57fa\u56e0 \u05e9\u05dc\u05d5\u05dd e\u0301 \u202egene"},
        {"q": "gene", "page": "999999999999999999999"},
        {"q": "gene", "page": "-1"},
        {"q": "gene", "page": "x"},
        {"q": "gene", "year": "99999"},
        {"q": "gene", "year": "\u0662\u0660\u0662\u0664"},
        {"q": "gene", "type": "'; DROP TABLE x; --\x00"},
        {"q": "gene", "topic": "\x00"},
        {"q": "<script>alert(1)</script>"},
        {"type": "fact"},
    ],
)
def test_nonsense_is_answered_in_peace(client: Client, index: PublicationIndexPage, query: dict[str, str]) -> None:
    make_publication(index, "A gene")
    response = client.get("/search/", query)
    assert response.status_code in {200, 400}
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize(
    "title",
    [
        "\u0627\u0644\u062c\u064a\u0646\u0627\u062a",
        "e\u0301tude ge\u0301nomique",
        "\u202eevil\u202c",
        "\U0001f469\u200d\U0001f52c genes",
        "x" * 255,
    ],
)
def test_unusual_titles_are_published_and_found(client: Client, index: PublicationIndexPage, title: str) -> None:
    make_publication(index, title, slug="unusual", summary="ramelteon")
    assert len(found(client, "/search/?q=ramelteon")) == 1


class TestTopics:
    def test_a_topic_lists_everything_about_it_newest_first(self, client: Client, index: PublicationIndexPage) -> None:
        topic = make_topic(spanish="Pruebas de biomarcadores", introduction="Tests & drugs")
        make_publication(index, "Old", [topic], published_on=date(2020, 1, 1))
        make_publication(index, "New", [topic], published_on=date(2025, 1, 1))
        make_publication(index, "Other")
        assert found(client, "/topics/biomarker-testing/") == ["New", "Old"]
        assert found(client, "/topics/biomarker-testing/?year=2020") == ["Old"]
        assert "Pruebas de biomarcadores" in client.get("/es/topics/biomarker-testing/").content.decode()
        assert client.get("/topics/no-such/").status_code == 404
        assert "Biomarker testing" in client.get("/topics/").content.decode()

    def test_a_topic_has_a_feed_under_the_sites_own_address(self, client: Client, index: PublicationIndexPage) -> None:
        topic = make_topic()
        make_publication(index, "R & D", [topic], summary="<b>Bold</b>")
        answer = client.get("/topics/biomarker-testing/feed/", headers={"host": "localhost"})
        feed = BeautifulSoup(answer.content, "xml")
        assert answer["Content-Type"].startswith("application/rss+xml")
        assert [item.get_text() for item in feed.select("item > title")] == ["R & D"]
        assert feed.select_one("item > link").get_text().endswith("/publications/r-d/")  # type: ignore[union-attr]
        assert client.get("/topics/no-such/feed/").status_code == 404


def test_what_the_pages_cost(client: Client, index: PublicationIndexPage, django_assert_max_num_queries: Any) -> None:
    topic = make_topic()
    for number in range(14):
        make_publication(index, f"Gene {number}", [topic])
    make_fact("gene-fact", statement="A gene")
    for path in (
        "/search/",
        "/search/?q=gene",
        "/search/?q=gene&page=2&type=publication&year=2026",
        "/topics/",
        "/topics/biomarker-testing/",
    ):
        client.get(path)
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200
