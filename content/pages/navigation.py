"""The menus of a page: what the visitor can reach, where they are, and the same page in other languages."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page, Site

from content.pages.models import HomePage, SiteSettings

CACHE_ATTRIBUTE = "_content_navigation"


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
    organisation: SiteSettings | None = None


def navigation_for(request: HttpRequest, page: Page | None = None) -> Navigation:
    """The menus for this request, read once per request; `page` is absent outside the page tree."""
    cached: Navigation | None = getattr(request, CACHE_ATTRIBUTE, None)
    if cached is None:
        cached = _build(request, page)
        setattr(request, CACHE_ATTRIBUTE, cached)
    return cached


def home_page_for(request: HttpRequest) -> HomePage | None:
    """The home page of the request's language, or of the default language where there is none."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    homes = {
        home.locale.language_code: home
        for home in HomePage.objects.filter(translation_key=_root_translation_key(site), live=True)
        .select_related("locale")
        .defer_streamfields()
    }
    return homes.get(get_language() or settings.LANGUAGE_CODE) or homes.get(settings.LANGUAGE_CODE)


def _root_translation_key(site: Site) -> object:
    return Page.objects.filter(pk=site.root_page_id).values("translation_key")[:1]


def _build(request: HttpRequest, page: Page | None) -> Navigation:
    home = home_page_for(request)
    site_settings = SiteSettings.load(request_or_site=request)
    languages = _languages(request, page)
    search_url = translate_url("/search/", get_language() or settings.LANGUAGE_CODE)
    if home is None:
        return Navigation("/", search_url, languages=languages, organisation=site_settings)
    primary = [_item(entry, request) for entry in home.get_children().live().in_menu().order_by("path")]
    return Navigation(
        home_url=home.get_url(request) or "/",
        search_url=search_url,
        primary=primary,
        footer=[_item(entry, request) for entry in _footer_pages(site_settings, home)],
        languages=languages,
        organisation=site_settings,
    )


def _footer_pages(site_settings: SiteSettings, home: HomePage) -> list[Page]:
    """The chosen footer pages in the home page's language; a page not translated yet is shown as it is."""
    links = list(site_settings.footer_links.order_by("sort_order").values_list("page__translation_key", flat=True))
    if not links:
        return []
    chosen: dict[object, Page] = {}
    candidates = Page.objects.live().filter(translation_key__in=links).select_related("locale")
    for candidate in candidates:
        preferred = candidate.locale_id == home.locale_id
        fallback = candidate.locale.language_code == settings.LANGUAGE_CODE and candidate.translation_key not in chosen
        if preferred or fallback:
            chosen[candidate.translation_key] = candidate
    return [chosen[key] for key in links if key in chosen]


def _item(page: Page, request: HttpRequest) -> NavigationItem:
    url = page.get_url(request) or "/"
    return NavigationItem(
        title=page.title,
        url=url,
        current=request.path == url,
        active=request.path.startswith(url),
    )


def _languages(request: HttpRequest, page: Page | None) -> list[LanguageAlternate]:
    """The page's live translations; outside the page tree, the same address in each language."""
    if page is not None and page.pk:
        urls = {
            translation.locale.language_code: translation.get_url(request)
            for translation in page.get_translations(inclusive=True).live().select_related("locale")
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


def breadcrumb_trail(request: HttpRequest, page: Page) -> list[NavigationItem]:
    """The way from the home page down to this page, which comes last; empty on the home page itself."""
    if not page.pk or page.depth <= 2:
        return []
    ancestors = page.get_ancestors().filter(depth__gte=2).order_by("depth")
    trail = [_item(ancestor, request) for ancestor in ancestors]
    return [*trail, NavigationItem(page.title, page.get_url(request) or request.path, current=True, active=True)]
