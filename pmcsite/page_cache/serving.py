"""Opens the recorder where a view begins that may be cached: Wagtail's pages, and routes the settings name."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import ResolverMatch
from wagtail.models import Page
from wagtail.views import serve

from pmcsite.page_cache import recording
from pmcsite.page_cache.dependencies import UNKNOWN, Condition, Dependency

# What every page rests on whatever it reads: which site this is, which languages there are, and where the home pages
# stand, which Wagtail remembers for addresses (`Site.get_site_root_paths`).
OF_EVERY_PAGE = (
    Dependency("wagtailcore_site"),
    Dependency("wagtailcore_locale"),
    Dependency(
        Page._meta.db_table,
        ("exact", "depth", 2),
        shown=frozenset({"path", "url_path", "live", "locale_id"}),
        used=frozenset({"path", "depth", "live"}),
    ),
)


@lru_cache(maxsize=1)
def _routes() -> frozenset[str]:
    return frozenset(settings.PAGE_CACHE_ROUTES)


def is_cached_route(match: ResolverMatch) -> bool:
    """Whether the address map leads to a page of Wagtail's or to a route in `PAGE_CACHE_ROUTES`."""
    return match.func is serve or match.view_name in _routes()


class PageRecordingMiddleware:
    """Opens the recorder for the routes in `PAGE_CACHE_ROUTES`; a page of Wagtail's opens it by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Begin to record when the route is one that may be cached."""
        recorder = recording.current()
        match = request.resolver_match
        if recorder is not None and match is not None and match.view_name in _routes():
            recorder.open()
            recorder.add(OF_EVERY_PAGE)


def record_page(serve_page: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wagtail's `on_serve_page` hook: record from here on, beginning with the page itself."""

    def inner(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponseBase:
        recorder = recording.current()
        if recorder is not None and not getattr(request, "is_preview", False):
            recorder.open()
            recorder.add(OF_EVERY_PAGE)
            recorder.add(dependencies_of_page(page))
            if page.expire_at is not None:
                recorder.expire_at(page.expire_at.timestamp())
            # Routing left the parent here, read before the recorder was open; whoever shows it reads it again.
            page.__dict__.pop("_cached_parent_obj", None)
        return serve_page(page, request, args, kwargs)

    return inner


def dependencies_of_page(page: Page) -> list[Dependency]:
    """The page's own rows, and the place of its first child: treebeard does not ask for children where none are."""
    models = [
        page.__class__,
        *(parent for parent in page.__class__._meta.get_parent_list() if parent is not page.__class__),
    ]
    own = [
        Dependency(
            model._meta.db_table,
            condition=UNKNOWN,
            used=frozenset(),
            key=model._meta.pk.column,
            rows=frozenset({str(page.pk)}),
            follows_others=issubclass(model, Page) and model is not Page,
        )
        for model in models
        if model._meta.pk is not None and not model._meta.proxy
    ]
    own = [dependency if dependency.table != Page._meta.db_table else _of_the_tree(page) for dependency in own]
    if page.numchild == 0:
        child: Condition = ("and", ("exact", "depth", page.depth + 1), ("startswith", "path", page.path))
        own.append(Dependency(Page._meta.db_table, child, shown=frozenset(), used=frozenset({"path"})))
    return own


def _of_the_tree(page: Page) -> Dependency:
    return Dependency(Page._meta.db_table, ("exact", "id", page.pk), used=frozenset(), rows=frozenset({str(page.pk)}))
