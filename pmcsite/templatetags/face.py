"""Template tags of the base templates: names, addresses and languages of the page being shown."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from wagtail.models import Page, Site

from content.pages import navigation
from pmcsite.face import fonts, pathway, social_cards, structured_data

register = template.Library()


@dataclass(frozen=True)
class Crumb:
    """One step of the way from the home page; the last one, the page itself, has no address."""

    title: str
    url: str = ""


@register.simple_tag
def site_name() -> str:
    """The coalition's name, from the environment variable `SITE_NAME`."""
    return str(settings.WAGTAIL_SITE_NAME)


@register.simple_tag
def absolute(path: str) -> str:
    """Put the site's own address before a path; never the host a visitor happened to send."""
    return path if path.startswith(("https://", "http://")) else f"{settings.PUBLIC_URL}{path}"


@register.simple_tag(takes_context=True)
def canonical_url(context: template.Context) -> str:
    """The one address of this page, without query string, except the number of a list's page."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return str(settings.PUBLIC_URL)
    number = request.GET.get("page", "")
    suffix = f"?page={int(number)}" if number.isascii() and number.isdigit() and 1 < int(number) < 10_000 else ""
    return f"{settings.PUBLIC_URL}{request.path}{suffix}"


@register.simple_tag
def localised_path(path: str) -> str:
    """A path in the language being spoken: `/search/` is `/es/search/` in Spanish."""
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


@register.simple_tag(takes_context=True)
def localised_page_path(context: template.Context, path: str) -> str:
    """The page at `path` in the language being spoken, or, while nobody has translated it, the page itself.

    For pages of the tree, which editors translate one by one and may give an address of their own; what every
    language has (`/search/`) needs no look and takes `localised_path`. One query, none in the first language.
    """
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    request = context.get("request")
    site = Site.find_for_request(request) if isinstance(request, HttpRequest) else None
    if language == settings.LANGUAGE_CODE or site is None:
        return path
    original = Page.objects.filter(url_path=f"{site.root_page.url_path.rstrip('/')}{path}")
    translated = (
        Page.objects.live()
        .filter(translation_key__in=original.values("translation_key"), locale__language_code=language)
        .first()
    )
    return (translated.get_url(request) if translated else None) or path


@register.simple_tag(takes_context=True)
def breadcrumb_trail(context: template.Context) -> list[Crumb]:
    """The way from the home page to here.

    A view says it in its context as `breadcrumbs`, a list of (title, path), the page itself last; for a
    page of the tree it is read from the tree, once per request. Empty on the home page.
    """
    given = context.get("breadcrumbs")
    if given is not None:
        return [crumb if isinstance(crumb, Crumb) else Crumb(str(crumb[0]), *crumb[1:]) for crumb in given]
    page, request = context.get("page"), context.get("request")
    if not isinstance(page, Page) or not isinstance(request, HttpRequest):
        return []
    known: list[Crumb] | None = getattr(request, "_breadcrumb_trail", None)
    if known is None:
        known = [
            Crumb(item.title if index else gettext("Home"), "" if item.current else item.url)
            for index, item in enumerate(navigation.breadcrumb_trail(request, page))
        ]
        request._breadcrumb_trail = known  # type: ignore[attr-defined]  # noqa: SLF001 (kept for this request only)
    return known


@register.simple_tag(takes_context=True)
def social_card_url(context: template.Context) -> str:
    """The absolute address of the picture shown when this page is shared."""
    page = context.get("page")
    path = social_cards.card_path(page) if isinstance(page, Page) and page.pk else reverse("icon_social-card")
    return absolute(path)


@register.simple_tag
def font_preloads() -> list[str]:
    """The addresses of the two fonts that the first screen needs; none before `build_fonts` has run."""
    return [static(path) for path in fonts.paths_to_preload()]


@register.simple_tag
def page_window(paginated: PaginatorPage[Any]) -> list[int | str]:
    """The page numbers to show, with an ellipsis where some are left out."""
    return list(paginated.paginator.get_elided_page_range(paginated.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def page_query(context: template.Context, number: int) -> str:
    """The query string of another page of this list, keeping what was searched for."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def json_ld(context: template.Context) -> SafeString:
    """What the page says of itself to search engines, as a JSON-LD data block."""
    return structured_data.script(context.get("page"), breadcrumb_trail(context), canonical_url(context))


@register.filter
def is_choice(field: Any) -> bool:
    """Whether a form field is a single box to tick."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.simple_tag
def pathway_facts() -> pathway.Pathway | None:
    """The seven-step pathway with its present figures, for `components/pathway.html`; nothing while there are none."""
    return pathway.pathway()


@register.filter
def has_block(story: Any, block_type: str) -> bool:
    """Whether a page's body holds a block of this type, so that a template does not say the same twice."""
    return any(block.block_type == block_type for block in story or [])
