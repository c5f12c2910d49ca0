"""Finds the page at an address in one query, however deep it lies.

Wagtail walks down the tree and reads every page on the way twice: as a page and as its own type. Here all pages on
the way are read at once, and only the last one, or one that answers addresses below itself, is read in full.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page
from wagtail.url_routing import RouteResult

LEVELS_AT_ONCE = 8
"""How many levels one query looks down, so that a long address makes no long query."""

COLUMNS = ("title", "slug", "path", "depth", "numchild", "url_path", "live", "alias_of", "content_type")
"""What is read of each page on the way: no more, so that a page whose parent changes inside stays as it was kept."""


@dataclass(frozen=True)
class Way:
    """The pages above a page and those from it down to an address, each as a plain page."""

    above: list[Page]
    below: list[Page]


def find_way(page: Page, path_components: Sequence[str]) -> Way:
    """Read the way from a page down to an address; `below` ends where the tree knows no next page."""
    wanted = path_components[:LEVELS_AT_ONCE]
    addresses = [f"{page.url_path}{'/'.join(wanted[: level + 1])}/" for level in range(len(wanted))]
    higher = [page.path[:length] for length in range(page.steplen, len(page.path), page.steplen)]
    # The slug has an index, the address has none.
    on_the_way = Q(slug__in=wanted, url_path__in=addresses, depth__gt=page.depth)
    pages = Page.objects.filter(on_the_way | Q(path__in=higher)).select_related("locale").order_by("depth")
    found = list(pages.only(*COLUMNS, "locale__language_code"))
    known = {entry.url_path: entry for entry in found if entry.path.startswith(page.path)}
    below: list[Page] = []
    for address in addresses:
        if address not in known:
            break
        below.append(known[address])
    return Way([entry for entry in found if page.path.startswith(entry.path)], below)


def route_below(page: Page, request: HttpRequest, path_components: list[str], stock_routes: set[Any]) -> RouteResult:
    """Find who answers at an address below a page; raise Http404 where nobody does.

    `stock_routes` are the `route` methods that only walk down, so that their pages need not be read in full.
    """
    way = find_way(page, path_components)
    for position, entry in enumerate(way.below):
        rest = path_components[position + 1 :]
        is_last = position + 1 == len(way.below)
        if is_last or _answers_below(entry, rest, stock_routes):
            return _in_full(entry, [*way.above, page, *way.below[:position]]).route(request, rest)
    raise Http404


def _answers_below(entry: Page, rest: list[str], stock_routes: set[Any]) -> bool:
    model = entry.specific_class
    if model is None or model.route in stock_routes:
        return False
    if model.route is not RoutablePageMixin.route:
        return True
    try:
        model().resolve_subpage(f"/{'/'.join(rest)}/")
    except Http404:
        return False
    return bool(entry.live)


def _in_full(entry: Page, above: list[Page]) -> Any:
    page = entry.specific
    page.locale = entry.locale
    page._cached_parent_obj = above[-1]  # noqa: SLF001 - as Wagtail does: treebeard has no public way
    page.pages_above = above
    return page
