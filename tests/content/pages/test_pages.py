"""The site's pages: first installation, navigation, search, feed, sitemap, redirects, and what a page costs."""

from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, Page, Site

from content.api import get_home_page
from content.pages.models import EvidenceIndexPage, FooterLink, SiteSettings
from tests.content.factories import make_article, make_fact, make_news, make_page

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def spanish_copy(page: Any, title: str) -> Any:
    copy = page.copy_for_translation(Locale.objects.get(language_code="es"))
    copy.title = title
    copy.save_revision().publish()
    return copy


@pytest.mark.django_db
class TestFirstInstallation:
    def test_a_migrated_database_answers_in_both_languages(self, client: Client) -> None:
        assert [client.get(path).status_code for path in ("/", "/es/")] == [200, 200]
        assert not Page.objects.filter(title__icontains="welcome to your new wagtail").exists()
        assert Site.objects.get(is_default_site=True).root_page.pk == get_home_page().pk

    def test_laying_again_changes_nothing(self) -> None:
        before = list(Page.objects.values_list("pk", "path", "latest_revision"))
        call_command("migrate", verbosity=0)
        assert get_home_page() == get_home_page()
        assert list(Page.objects.values_list("pk", "path", "latest_revision")) == before


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_gets_its_home_page_back(client: Client) -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert client.get("/").status_code == 200
    assert client.get("/es/").status_code == 200


@pytest.mark.django_db
class TestNavigation:
    def test_menu_shows_where_the_visitor_is(self, client: Client) -> None:
        section = make_page("Section", show_in_menus=True)
        inside = make_page("Inside", parent=section)
        make_page("Hidden")
        page = BeautifulSoup(client.get(inside.url).content, "html.parser")
        links = {link.get_text(strip=True): link.get("aria-current") for link in page.select(".site-nav__list a")}
        assert links["Section"] == "true"
        assert "Hidden" not in links
        crumbs = [entry.get_text(strip=True) for entry in page.select(".breadcrumbs li")]
        assert crumbs[1:] == ["Section", "Inside"]

    def test_a_page_offers_only_the_languages_it_has(self, client: Client) -> None:
        both, one = make_page("Both"), make_page("One")
        spanish_copy(both, "Ambas")
        page = BeautifulSoup(client.get(both.url).content, "html.parser")
        alternates = {link["hreflang"]: link["href"] for link in page.select('link[rel="alternate"][hreflang]')}
        assert {language: str(url).partition("8000")[2] for language, url in alternates.items()} == {
            "en": "/both/", "es": "/es/both/",
        }  # fmt: skip
        alone = BeautifulSoup(client.get(one.url).content, "html.parser")
        assert not alone.select('link[rel="alternate"][hreflang]')

    def test_a_translated_page_leads_to_its_original(self, client: Client) -> None:
        copy = spanish_copy(make_page("Both"), "Ambas")
        content = client.get(copy.url).content.decode()
        assert "Esta página es una traducción" in content
        assert 'href="/both/"' in content

    def test_footer_follows_the_language_and_falls_back(self, client: Client) -> None:
        translated, only_english = make_page("Privacy"), make_page("Terms")
        spanish_copy(translated, "Privacidad")
        site_settings = SiteSettings.load()
        for position, page in enumerate((translated, only_english)):
            FooterLink.objects.create(settings=site_settings, page=page, sort_order=position)
        footer = BeautifulSoup(client.get("/es/").content, "html.parser").select(".site-footer a")
        titles = [link.get_text(strip=True) for link in footer]
        assert "Privacidad" in titles
        assert "Terms" in titles
        assert "Privacy" not in titles

    def test_links_in_spanish_text_lead_to_spanish_pages(self, client: Client) -> None:
        target = make_page("Target")
        spanish_copy(target, "Destino")
        link = f'<p><a linktype="page" id="{target.pk}">x</a></p>'
        copy = spanish_copy(make_page("Text", body=[{"type": "paragraph", "value": link}]), "Texto")
        assert 'href="/es/target/"' in client.get(copy.url).content.decode()


@pytest.mark.django_db
class TestFeedAndSitemap:
    def test_feed_lists_published_articles_newest_first_under_the_sites_own_address(self, client: Client) -> None:
        news = make_news()
        make_article(news, "Older & wiser", published_on=date(2026, 1, 1))
        make_article(news, "Newer", published_on=date(2026, 2, 1))
        make_article(news, "Draft").unpublish()
        response = client.get("/feed/", headers={"x-forwarded-host": "evil.example"})
        channel = ET.fromstring(response.content)[0]
        assert [item.findtext("title") for item in channel.iter("item")] == ["Newer", "Older & wiser"]
        assert b"evil.example" not in response.content
        assert str(channel.findtext("item/link")).startswith("http://localhost:8000/news/")

    def test_each_language_has_a_feed_that_leads_to_its_own_home_page(self, client: Client) -> None:
        for prefix in ("", "/es"):
            channel = ET.fromstring(client.get(f"{prefix}/feed/").content)[0]
            assert channel.findtext("link") == f"http://localhost:8000{prefix}/"

    def test_sitemap_lists_public_pages_with_their_languages_and_facts(self, client: Client) -> None:
        spanish_copy(make_page("Both"), "Ambas")
        make_page("Draft").unpublish()
        make_fact()
        tree = ET.fromstring(client.get("/sitemap.xml").content)
        entries = {
            str(url.findtext("s:loc", namespaces=SITEMAP)).partition("8000")[2]: [
                link.get("hreflang") for link in url.findall("x:link", SITEMAP)
            ]
            for url in tree.findall("s:url", SITEMAP)
        }
        assert entries["/both/"] == ["en", "es"]
        assert entries["/es/both/"] == ["en", "es"]
        assert "/evidence/facts/example-fact/" in entries
        for path in ("/legislators/", "/legislators/states/", "/join/", "/newsletters/subscribe/"):
            assert entries[path] == entries[f"/es{path}"] == ["en", "es"]
            assert client.get(path).status_code == 200
        assert "/draft/" not in entries


@pytest.mark.django_db
class TestNews:
    def test_lists_in_pages_and_survives_any_number(self, client: Client) -> None:
        news = make_news()
        for number in range(14):
            make_article(news, f"Article {number}", published_on=date(2026, 1, number + 1))
        first = client.get("/news/").content.decode()
        assert "Article 13" in first
        assert "Article 1<" not in first
        assert "Article 0" in client.get("/news/?page=2").content.decode()
        for number in ("0", "-1", "x", "99999999999999999999", "%00"):
            assert client.get(f"/news/?page={number}").status_code == 200

    def test_a_moved_page_leaves_a_redirect(self, client: Client) -> None:
        old, target = make_page("Old place"), make_page("New home")
        address = old.url
        old.move(target, "last-child")
        response = client.get(address)
        assert response.status_code == 301
        assert response["Location"].endswith("/new-home/old-place/")


def every_block(count: int) -> list[dict[str, Any]]:
    """A page with each kind of reference, `count` times over."""
    facts = [make_fact(f"fact-{number}") for number in range(count)]
    pages = [make_page(f"Linked {number}") for number in range(count)]
    blocks: list[dict[str, Any]] = []
    for fact, page in zip(facts, pages, strict=True):
        text = f'<p><a linktype="fact" id="{fact.pk}"></a> <a linktype="page" id="{page.pk}">x</a></p>'
        card = {"page": page.pk, "title": "", "text": ""}
        button = {"page": page.pk, "address": "", "label": "Go"}
        step = {"name": "Step", "fact": fact.pk}
        blocks += [
            {"type": "paragraph", "value": text},
            {"type": "fact", "value": {"fact": fact.pk, "remark": ""}},
            {"type": "facts", "value": {"heading": "", "facts": [{"fact": fact.pk, "remark": ""}]}},
            {"type": "cards", "value": {"heading": "", "introduction": "", "cards": [card]}},
            {"type": "call_to_action", "value": {"heading": "Act", "text": text, "buttons": [button]}},
            {
                "type": "pathway",
                "value": {
                    "heading": "Steps",
                    "introduction": text,
                    "start": step,
                    "steps": [step, step],
                    "end": step,
                    "remark": "",
                },
            },
            {"type": "questions", "value": {"heading": "", "questions": [{"question": "Why?", "answer": text}]}},
        ]
    return blocks


@pytest.mark.django_db
class TestCost:
    @pytest.mark.parametrize("count", [1, 12])
    def test_a_page_costs_the_same_however_many_blocks_it_has(
        self, client: Client, django_assert_max_num_queries: Any, count: int
    ) -> None:
        page = make_page("Everything", body=every_block(count))
        client.get(page.url)
        with django_assert_max_num_queries(11):
            response = client.get(page.url)
        assert response.content.count(b"36 percent") >= 5 * count

    def test_so_does_its_translation(self, client: Client, django_assert_max_num_queries: Any) -> None:
        copy = spanish_copy(make_page("Everything", body=every_block(6)), "Todo")
        client.get(copy.url)
        with django_assert_max_num_queries(14):
            client.get(copy.url)

    def test_home_news_article_and_evidence(self, client: Client, django_assert_max_num_queries: Any) -> None:
        news = make_news()
        article = make_article(news)
        evidence = EvidenceIndexPage(title="Evidence", slug="evidence")
        get_home_page().add_child(instance=evidence)
        for number in range(20):
            make_fact(f"fact-{number}")
        for path, most in (("/", 9), ("/news/", 10), (article.url, 10), ("/evidence/", 11), ("/search/?q=fact", 10)):
            client.get(path)
            with django_assert_max_num_queries(most):
                assert client.get(path).status_code == 200

    def test_public_pages_set_no_cookie_and_hold_no_token(self, client: Client) -> None:
        make_news()
        make_fact()
        for path in ("/", "/news/", "/search/?q=x", "/evidence/facts/example-fact/", "/feed/", "/sitemap.xml"):
            response = client.get(path)
            assert not response.cookies, path
            assert b"csrfmiddlewaretoken" not in response.content, path
