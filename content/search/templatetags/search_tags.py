"""Links that add a filter to what is searched for, or take it away."""

from django import template
from django.http import HttpRequest

register = template.Library()


@register.simple_tag(takes_context=True)
def with_filter(context: template.Context, name: str, value: str) -> str:
    """The query string with this filter, from the first page of results on."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query[name] = value
    query.pop("page", None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def without_filter(context: template.Context, name: str) -> str:
    """The query string without this filter."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query.pop(name, None)
    query.pop("page", None)
    return f"?{query.urlencode()}"
