"""The pages that are not in the page tree: the list of addresses for search engines."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from content.pages.sitemap import sitemap_xml


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The sitemap of all languages."""
    return HttpResponse(sitemap_xml(), content_type="application/xml; charset=utf-8")
