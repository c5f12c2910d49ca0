"""Writes structured data for search engines."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(data: dict[str, Any] | list[Any] | None) -> SafeString:
    """A JSON-LD script element; nothing in the data can end it early. It holds data, no program, so that a
    strict content security policy lets it stand.
    """
    if not data:
        return SafeString()
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above
