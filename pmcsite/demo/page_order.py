"""The order of the demo's main pages, which is the order of the site's menu."""

from django.db import transaction
from wagtail.models import Page

from content.api import get_home_page

MAIN_PAGES = ("strategic-plan", "learn", "act", "evidence", "news", "newsletters", "about")


def order_main_pages() -> None:
    """Put the main pages first under each language's home page, in the order of `MAIN_PAGES`; the others follow.

    Each room lays its own pages in a turn that follows from what builds on what; the menu follows the page
    tree, so the reader's order is set once all pages are there. Nothing moves where the order is right already.
    """
    home = get_home_page()
    for translated_home in Page.objects.filter(translation_key=home.translation_key, depth=home.depth):
        with transaction.atomic():
            _order_children(translated_home)


def _order_children(home: Page) -> None:
    """Move the children to the end one after the other, in the wanted order."""
    found = list(home.get_children())
    wanted = sorted(found, key=_place)
    if wanted == found:
        return
    for page in wanted:
        # Read anew: each move rewrites the paths of siblings in the database.
        Page.objects.get(pk=page.pk).move(Page.objects.get(pk=home.pk), pos="last-child")


def _place(page: Page) -> int:
    """The page's place among the main pages; the same for all others, so that they keep their order."""
    return MAIN_PAGES.index(page.slug) if page.slug in MAIN_PAGES else len(MAIN_PAGES)
