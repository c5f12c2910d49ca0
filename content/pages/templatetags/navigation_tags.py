"""The template tags that give a page its menus.

Use `{% navigation as site %}` and then `site.primary`, `site.footer`, `site.languages`, `site.organisation`;
`{% breadcrumbs as trail %}` lists the pages above this one, nearest last.
"""

from typing import Any

from django import template
from django.http import HttpRequest
from wagtail.models import Page

from content.pages.navigation import Navigation, NavigationItem, breadcrumb_trail, navigation_for

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> Navigation | None:
    """The menus, languages and organisation for the frame of the page; nothing without a request."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return None
    page = context.get("page")
    return navigation_for(request, page if isinstance(page, Page) else None)


@register.simple_tag(takes_context=True)
def breadcrumbs(context: dict[str, Any]) -> list[NavigationItem]:
    """The way from the home page down to this page; empty on the home page and outside the page tree."""
    request = context.get("request")
    page = context.get("page")
    if not isinstance(request, HttpRequest) or not isinstance(page, Page):
        return []
    return breadcrumb_trail(request, page)
