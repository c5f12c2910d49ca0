"""The list of addresses for search engines: every page with its translations, every fact, and forms for everyone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from xml.sax.saxutils import escape as escape_xml
from xml.sax.saxutils import quoteattr

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from content.evidence.models import Fact

MOST_ADDRESSES = 50_000


@dataclass(frozen=True)
class Address:
    """One address with its last change and the same page in other languages (language, address)."""

    location: str
    changed_at: datetime | None
    alternates: list[tuple[str, str]] = field(default_factory=list)


def addresses() -> list[Address]:
    """Every public address, at most as many as one sitemap file may hold."""
    return [*_page_addresses(), *_route_addresses(), *_fact_addresses()][:MOST_ADDRESSES]


def sitemap_xml() -> str:
    """The sitemap, see https://www.sitemaps.org/protocol.html and Google's note on `xhtml:link`."""
    return "".join(_lines())


def _lines() -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for address in addresses():
        yield f"<url><loc>{escape_xml(address.location)}</loc>"
        if address.changed_at:
            yield f"<lastmod>{address.changed_at.isoformat(timespec='seconds')}</lastmod>"
        for language, location in address.alternates:
            yield f'<xhtml:link rel="alternate" hreflang={quoteattr(language)} href={quoteattr(location)}/>'
        yield "</url>\n"
    yield "</urlset>\n"


def _page_addresses() -> Iterator[Address]:
    pages = Page.objects.live().public().filter(depth__gt=1).select_related("locale").order_by("path")[:MOST_ADDRESSES]
    by_key: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    rows = []
    for page in pages:
        url = page.get_url()
        if url:
            location = url if url.startswith("http") else f"{settings.PUBLIC_URL}{url}"
            by_key[page.translation_key].append((page.locale.language_code, location))
            rows.append((page, location))
    for page, location in rows:
        alternates = by_key[page.translation_key]
        yield Address(location, page.last_published_at, alternates if len(alternates) > 1 else [])


def _route_addresses() -> Iterator[Address]:
    """The public pages outside the tree, which the settings name in `SITEMAP_ROUTES`; every language has them."""
    for name in settings.SITEMAP_ROUTES:
        alternates = []
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                alternates.append((code, f"{settings.PUBLIC_URL}{reverse(name)}"))
        for _code, location in alternates:
            yield Address(location, None, alternates)


def _fact_addresses() -> Iterator[Address]:
    facts = Fact.objects.filter(current__isnull=False).select_related("current").order_by("slug")
    for fact in facts:
        alternates = []
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                alternates.append((code, f"{settings.PUBLIC_URL}{fact.get_absolute_url()}"))
        changed_at = fact.current.created_at if fact.current else None
        for _code, location in alternates:
            yield Address(location, changed_at, alternates)
