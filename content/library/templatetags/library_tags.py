"""Template tags of the library's lists."""

from typing import Any

from django import template

from content.library.showing import ShownDocument, document_as_shown

register = template.Library()


@register.simple_tag
def document_of(page: Any) -> ShownDocument | None:
    """The document of a page in a list that was read together with it."""
    return document_as_shown(page.document)


@register.filter
def webcal(address: str) -> str:
    """An address that calendar programs subscribe to instead of downloading it once."""
    return f"webcal://{address.partition('://')[2]}"


@register.filter
def kept_when(past: bool) -> list[tuple[str, str]]:  # noqa: FBT001 - a filter's one argument
    """What the filter form of the events keeps of the address."""
    return [("when", "past")] if past else []
