"""JSON-LD: what a page says of itself to search engines. Only what the page also shows."""

import json
from collections.abc import Sequence
from typing import Any, Protocol

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


class Step(Protocol):
    """One step of a breadcrumb trail."""

    @property
    def title(self) -> str:
        """What the step is called."""
        ...

    @property
    def url(self) -> str:
        """Its path; empty for the page itself."""
        ...


def organisation() -> dict[str, Any]:
    """Who publishes this site."""
    return {
        "@type": "Organization",
        "@id": f"{settings.PUBLIC_URL}/#organisation",
        "name": settings.WAGTAIL_SITE_NAME,
        "url": f"{settings.PUBLIC_URL}/",
    }


def describe(page: Any, trail: Sequence[Step], address: str) -> list[dict[str, Any]]:
    """Return the things the page is about.

    A page type adds its own by a method `structured_data() -> dict` (an Article, an Event, a Dataset);
    everything else follows from the page tree.
    """
    things: list[dict[str, Any]] = []
    own = getattr(page, "structured_data", None)
    if callable(own):
        things.append(own())
    if getattr(page, "depth", 0) == 2:
        things += [
            organisation(),
            {
                "@type": "WebSite",
                "name": settings.WAGTAIL_SITE_NAME,
                "url": address,
                "potentialAction": {
                    "@type": "SearchAction",
                    "target": f"{settings.PUBLIC_URL}/search/?q={{search_term_string}}",
                    "query-input": "required name=search_term_string",
                },
            },
        ]
    if len(trail) > 1:
        things.append(
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "position": position,
                        "name": step.title,
                        "item": f"{settings.PUBLIC_URL}{step.url}" if step.url.startswith("/") else step.url or address,
                    }
                    for position, step in enumerate(trail, start=1)
                ],
            }
        )
    return things


def script(page: Any, trail: Sequence[Step], address: str) -> SafeString:
    """Return the data block, or nothing where there is nothing to say."""
    things = describe(page, trail, address)
    if not things:
        return mark_safe("")
    text = json.dumps({"@context": "https://schema.org", "@graph": things}, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 (every < > & is escaped above)
