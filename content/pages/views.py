"""The pages that are not in the page tree: search, and the list of addresses for search engines."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.pages.searching import search
from content.pages.sitemap import sitemap_xml


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what was found; without a query, only the form."""
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    results = search(request.GET.get("q", ""), language, request.GET.get("page"))
    context = {"results": results, "page_obj": results.listing, "sharing_title": _("Search")}
    return render(request, "pages/search.html", context)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The sitemap of all languages."""
    return HttpResponse(sitemap_xml(), content_type="application/xml; charset=utf-8")
