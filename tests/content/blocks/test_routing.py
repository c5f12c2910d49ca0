"""The way from an address to its page: as Wagtail goes it, in fewer queries."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory
from wagtail.models import Page, PageViewRestriction

from content.api import get_home_page
from content.blocks.routing import LEVELS_AT_ONCE, find_way
from content.pages.models import HomePage, StandardPage
from tests.content.library.factories import make_ledger, make_policy_document, published

pytestmark = pytest.mark.django_db


def chain(length: int) -> Iterator[StandardPage]:
    """Published pages, each below the one before, named `a`, `b` and so on."""
    parent: Page = get_home_page()
    for number in range(length):
        parent = published(StandardPage(title=f"Level {number}", slug=chr(ord("a") + number)), parent)
        yield parent  # type: ignore[misc]


def routed(path: str) -> Any:
    """The page that answers at a path, as Wagtail's view asks for it."""
    return Page.find_for_request(RequestFactory().get(path), path)


@pytest.mark.parametrize("depth", [1, 2, LEVELS_AT_ONCE, LEVELS_AT_ONCE + 3])
def test_finds_a_page_at_any_depth_in_its_own_type(depth: int) -> None:
    page = list(chain(depth))[-1]
    found = routed("/".join(chr(ord("a") + number) for number in range(depth)) + "/")
    assert found == page
    assert isinstance(found, StandardPage)
    assert found.get_parent().pk == page.get_parent().pk


def test_costs_two_queries_at_any_depth(django_assert_num_queries: Any) -> None:
    list(chain(5))
    home = HomePage.objects.get(pk=get_home_page().pk)
    request = RequestFactory().get("/")
    for parts in (["a"], ["a", "b"], ["a", "b", "c", "d", "e"]):
        with django_assert_num_queries(2):
            assert home.route(request, parts).page.slug == parts[-1]


@pytest.mark.parametrize("path", ["b/", "a/c/", "a/b/b/", "a/a/b/", "b/a/", f"{'x/' * 400}"])
def test_finds_nothing_where_nothing_is(path: str) -> None:
    list(chain(2))
    assert routed(path) is None


def test_pages_elsewhere_with_the_same_names_are_not_on_the_way() -> None:
    first, second = chain(2)
    published(StandardPage(title="Other", slug="b"), get_home_page())
    way = find_way(get_home_page(), ["a", "b"])
    assert [page.pk for page in way.below] == [first.pk, second.pk]
    assert [page.depth for page in way.above] == [1]


def test_a_draft_has_no_address_and_leaves_the_pages_below_theirs(client: Client) -> None:
    first, _second = chain(2)
    first.unpublish()
    assert client.get("/a/").status_code == 404
    assert client.get("/a/b/").status_code == 200


def test_an_address_that_a_page_answers_below_itself_goes_before_a_child(client: Client) -> None:
    ledger = make_ledger()
    make_policy_document(ledger, title="Csv", slug="csv")
    make_policy_document(ledger, title="Letter", slug="letter")
    assert client.get("/asked/csv/")["Content-Type"].startswith("text/csv")
    assert "Letter" in client.get("/asked/letter/").content.decode()
    ledger.unpublish()
    assert client.get("/asked/csv/")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("restricted", ["root", "home", "a", "b"])
def test_a_restriction_anywhere_above_holds(client: Client, restricted: str) -> None:
    pages = {"root": Page.get_first_root_node(), "home": get_home_page()}
    pages |= {page.slug: page for page in chain(3)}
    PageViewRestriction.objects.create(page=pages[restricted], restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/a/b/c/").status_code == 302


def test_an_alias_is_as_private_as_what_it_mirrors(client: Client) -> None:
    first, second = chain(2)
    alias = first.create_alias(update_slug="mirror", recursive=True)
    assert client.get(f"{alias.url}b/").status_code == 200
    PageViewRestriction.objects.create(page=second, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/mirror/b/").status_code == 302
    PageViewRestriction.objects.all().delete()
    PageViewRestriction.objects.create(page=first, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/mirror/b/").status_code == 302
