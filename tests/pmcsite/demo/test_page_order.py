"""The menu of the demo reads from the plan to about, in each language, in whatever order rooms laid their pages."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, Page
from wagtail.signals import post_page_move

from content.api import get_home_page
from pmcsite.demo.page_order import MAIN_PAGES, order_main_pages
from pmcsite.management.commands.build_demo import ROOMS
from tests.content.factories import make_page

pytestmark = pytest.mark.django_db

LAID = ("what-it-is", "about", "news", "privacy", "newsletters", "evidence", "act", "learn", "strategic-plan")
WANTED = [*MAIN_PAGES, "what-it-is", "privacy"]


@pytest.fixture
def homes() -> tuple[Page, Page]:
    """The English and the Spanish home page, with pages below them in no reader's order."""
    english = get_home_page()
    spanish = english.get_translation(Locale.objects.get(language_code="es"))
    for home, slugs in ((english, LAID), (spanish, sorted(LAID))):
        for slug in slugs:
            make_page(f"{slug} {home.locale}", parent=home, slug=slug, locale=home.locale, show_in_menus=True)
    return english, spanish


def slugs_under(home: Page) -> list[str]:
    return [page.slug for page in Page.objects.get(pk=home.pk).get_children()]


def menu_of(client: Client, path: str) -> list[str]:
    page = BeautifulSoup(client.get(path).content, "html.parser")
    return [str(link["href"]) for link in page.select(".site-nav__list a")]


def test_the_command_ends_by_ordering_the_menu_of_each_language(client: Client, homes: tuple[Page, Page]) -> None:
    assert slugs_under(homes[0]) != WANTED
    call_command("build_demo", skip=list(ROOMS))
    assert slugs_under(homes[0]) == WANTED
    assert slugs_under(homes[1]) == [*MAIN_PAGES, "privacy", "what-it-is"]
    assert menu_of(client, "/")[:7] == [f"/{slug}/" for slug in MAIN_PAGES]
    assert menu_of(client, "/es/")[:7] == [f"/es/{slug}/" for slug in MAIN_PAGES]


def test_what_is_ordered_already_is_not_moved(homes: tuple[Page, Page]) -> None:
    order_main_pages()
    paths = list(Page.objects.order_by("pk").values_list("path", "numchild"))
    moved: list[Any] = []

    def note(instance: Page, **_arguments: Any) -> None:
        moved.append(instance)

    post_page_move.connect(note)
    try:
        order_main_pages()
    finally:
        post_page_move.disconnect(note)
    assert moved == []
    assert list(Page.objects.order_by("pk").values_list("path", "numchild")) == paths
    assert Page.find_problems() == ([], [], [], [], [])


def test_where_pages_are_missing_the_others_are_ordered() -> None:
    for slug in ("about", "learn"):
        make_page(slug, slug=slug)
    order_main_pages()
    assert slugs_under(get_home_page()) == ["learn", "about"]
