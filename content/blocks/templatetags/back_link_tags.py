"""Shows on a page what names it elsewhere."""

from typing import Any

from django import template
from wagtail.models import Page

from content.blocks.back_links import Named, back_links_to

register = template.Library()


@register.inclusion_tag("blocks/back_links.html")
def back_links(page: Any) -> dict[str, Any]:
    """What names this page; nothing outside the page tree or for a page that was never saved."""
    named = Named(page_key=page.translation_key) if isinstance(page, Page) and page.pk else None
    return {"links": back_links_to(named) if named else []}


@register.inclusion_tag("blocks/back_links.html")
def back_links_of_fact(identifier: int) -> dict[str, Any]:
    """What names the fact with this id."""
    return {"links": back_links_to(Named(fact=identifier))}
