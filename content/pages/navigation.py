"""The menus of a page: what the visitor can reach, where they are, and the same page in other languages."""

from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page, Site

from content.pages.models import SiteSettings

CACHE_ATTRIBUTE = "_content_navigation"
HOME_DEPTH = 2
FRAME_COLUMNS = ("title", "slug", "path", "depth", "url_path", "live", "show_in_menus", "translation_key")


@dataclass(frozen=True)
class NavigationItem:
    """One entry of a menu. `current` is this very page, `active` is this page or one above it."""

    title: str
    url: str
    current: bool = False
    active: bool = False


@dataclass(frozen=True)
class LanguageAlternate:
    """The page in one language; `name` is the language's own name for itself."""

    code: str
    name: str
    url: str
    absolute_url: str
    current: bool


@dataclass(frozen=True)
class Navigation:
    """Everything the frame of a page needs to know about the site around it."""

    home_url: str
    search_url: str
    primary: list[NavigationItem] = field(default_factory=list)
    footer: list[NavigationItem] = field(default_factory=list)
    languages: list[LanguageAlternate] = field(default_factory=list)
    trail: list[NavigationItem] = field(default_factory=list)
    organisation: SiteSettings | None = None


def navigation_for(request: HttpRequest, page: Page | None = None) -> Navigation:
    """The menus for this request, read once per request; `page` is absent outside the page tree."""
    cached: Navigation | None = getattr(request, CACHE_ATTRIBUTE, None)
    if cached is None:
        cached = _build(request, page if page is not None and page.pk else None)
        setattr(request, CACHE_ATTRIBUTE, cached)
    return cached


def breadcrumb_trail(request: HttpRequest, page: Page) -> list[NavigationItem]:
    """The way from the home page down to this page, which comes last; empty on the home page itself."""
    return navigation_for(request, page).trail


def _build(request: HttpRequest, page: Page | None) -> Navigation:
    """Read every page that the frame shows in one query, and sort them out here."""
    language = get_language() or settings.LANGUAGE_CODE
    site = Site.find_for_request(request)
    organisation = SiteSettings.load(request_or_site=request)
    # Settings that were just made for the first time have none.
    footer_keys = list(getattr(organisation, "footer_keys", []))
    pages = _pages_of_the_frame(site, page, footer_keys)
    home = _home(site, pages, language)
    return Navigation(
        home_url=(home.get_url(request) if home else "") or "/",
        search_url=translate_url("/search/", language),
        primary=[_item(entry, request) for entry in pages if home and entry.show_in_menus and entry.is_child_of(home)],
        footer=[_item(entry, request) for entry in _footer_pages(footer_keys, pages, language)],
        languages=_languages(request, page, pages),
        trail=_trail(request, page, pages),
        organisation=organisation,
    )


def _pages_of_the_frame(site: Site | None, page: Page | None, footer_keys: list[UUID]) -> list[Page]:
    """Home pages, menu entries, footer pages, and the ancestors and translations of the page, in tree order."""
    wanted = Q(depth=HOME_DEPTH + 1, show_in_menus=True)
    if site is not None:
        wanted |= Q(depth=HOME_DEPTH, translation_key=site.root_page.translation_key)
    if footer_keys:
        wanted |= Q(translation_key__in=footer_keys)
    if page is not None:
        steps = range(HOME_DEPTH * page.steplen, len(page.path), page.steplen)
        wanted |= Q(translation_key=page.translation_key) | Q(path__in=[page.path[:length] for length in steps])
    # What menus show, and no more: a page that changes inside leaves the menus of all others as they are.
    entries = Page.objects.live().filter(wanted).select_related("locale").order_by("path")
    return list(entries.only(*FRAME_COLUMNS, "locale__language_code"))


def _home(site: Site | None, pages: list[Page], language: str) -> Page | None:
    if site is None:
        return None
    homes = {
        entry.locale.language_code: entry
        for entry in pages
        if entry.depth == HOME_DEPTH and entry.translation_key == site.root_page.translation_key
    }
    return homes.get(language) or homes.get(settings.LANGUAGE_CODE)


def _footer_pages(keys: list[UUID], pages: list[Page], language: str) -> list[Page]:
    """The chosen footer pages in the language shown; a page not translated yet is shown as it is."""
    by_language: dict[tuple[UUID, str], Page] = {
        (entry.translation_key, entry.locale.language_code): entry for entry in pages
    }
    chosen = [by_language.get((key, language)) or by_language.get((key, settings.LANGUAGE_CODE)) for key in keys]
    return [entry for entry in chosen if entry is not None]


def _trail(request: HttpRequest, page: Page | None, pages: list[Page]) -> list[NavigationItem]:
    if page is None or page.depth <= HOME_DEPTH:
        return []
    above = [entry for entry in pages if page.is_descendant_of(entry)]
    here = NavigationItem(page.title, page.get_url(request) or request.path, current=True, active=True)
    return [*(_item(entry, request) for entry in above), here]


def _item(page: Page, request: HttpRequest) -> NavigationItem:
    url = page.get_url(request) or "/"
    return NavigationItem(
        title=page.title,
        url=url,
        current=request.path == url,
        active=request.path.startswith(url),
    )


def _languages(request: HttpRequest, page: Page | None, pages: list[Page]) -> list[LanguageAlternate]:
    """The page's live translations; outside the page tree, the same address in each language."""
    if page is not None:
        urls = {
            entry.locale.language_code: entry.get_url(request)
            for entry in pages
            if entry.translation_key == page.translation_key
        }
    else:
        urls = {code: translate_url(request.path, code) for code, _name in settings.LANGUAGES}
    current = get_language() or settings.LANGUAGE_CODE
    return [
        LanguageAlternate(
            code=code,
            name=get_language_info(code)["name_local"].capitalize(),
            url=url,
            absolute_url=f"{settings.PUBLIC_URL}{url}" if url.startswith("/") else url,
            current=code == current,
        )
        for code, _name in settings.LANGUAGES
        if (url := urls.get(code))
    ]
