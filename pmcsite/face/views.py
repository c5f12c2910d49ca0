"""The small files that browsers, search engines and other sites ask for."""

from django.conf import settings
from django.contrib.auth.decorators import user_passes_test
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from pmcsite.face import icons, social_cards, styleguide

A_DAY = 24 * 3600
A_YEAR = 365 * A_DAY


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Say where robots may go: everywhere but the pages that belong to one person."""
    closed = ["/admin/", "/account/", "/letters/", "/preferences/", "/unsubscribe/", "/confirm/", "/search/"]
    lines = ["User-agent: *", *(f"Disallow: {prefix}{path}" for prefix in ("", "/es") for path in closed), ""]
    lines.append(f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml\n")
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@require_safe
def web_manifest(_request: HttpRequest) -> HttpResponse:
    """Name, colours and icons for those who put the site on their home screen."""
    response = JsonResponse(
        {
            "name": settings.WAGTAIL_SITE_NAME,
            "short_name": settings.WAGTAIL_SITE_NAME,
            "start_url": "/",
            "display": "browser",
            "background_color": "#fbf9f4",
            "theme_color": "#1f3fd0",
            "icons": [
                {"src": staticfiles_storage.url("face/icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            ],
        },
        content_type="application/manifest+json",
    )
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@require_safe
def icon(_request: HttpRequest, name: str) -> HttpResponse:
    """The icons that browsers ask for at fixed addresses, drawn once and kept below `VAR_DIR`."""
    content_type = "image/x-icon" if name.endswith(".ico") else "image/png"
    response = HttpResponse(icons.ensure(name).read_bytes(), content_type=content_type)
    patch_cache_control(response, public=True, max_age=30 * A_DAY)
    return response


@require_safe
def social_card(_request: HttpRequest, page_id: int, digest: str) -> HttpResponse:
    """The card of a published page; an outdated address leads to the present card."""
    page = get_object_or_404(Page.objects.live().public(), pk=page_id).specific
    current = social_cards.digest(page)
    if digest != current:
        return HttpResponseRedirect(social_cards.card_path(page))
    response = HttpResponse(social_cards.ensure_card(page), content_type="image/png")
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response


@user_passes_test(lambda user: user.is_active and user.is_staff)
def style_page(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who write templates. Staff only."""
    return render(request, "styleguide.html", styleguide.context(request))


@user_passes_test(lambda user: user.is_active and user.is_staff)
def error_page(request: HttpRequest, code: int) -> HttpResponse:
    """Show staff what a visitor sees when something goes wrong."""
    if code not in {403, 404, 429, 500}:
        raise Http404
    return render(request, f"{code}.html", status=200)
