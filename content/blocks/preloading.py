"""Finds, in the stored blocks of a page, every fact, chart and page they show, to read them all in one go.

The rule it relies on: a block that lets an editor choose a fact calls that field `fact`, one for a chart
`chart`, and one for a page `page`. Anything else is still shown correctly, at the price of a query of its own.
"""

import re
from collections.abc import Iterator
from typing import Any

from wagtail.fields import StreamField
from wagtail.models import Page

from content.blocks.linked_pages import linked_pages
from content.evidence.api import charts_by_id, facts_by_id

REFERENCE = re.compile(r'<a\b[^>]*?\blinktype="(?P<kind>fact|page)"[^>]*>')
IDENTIFIER = re.compile(r'\bid="(\d{1,15})"')


def preload_references(page: Page) -> None:
    """Read the facts, charts and pages that the blocks of a page show into the memory of the request."""
    found: dict[str, set[int]] = {"fact": set(), "chart": set(), "page": set()}
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for kind, identifier in references_in(list(getattr(page, field.name).raw_data)):
                found[kind].add(identifier)
    if found["fact"]:
        facts_by_id(found["fact"])
    if found["chart"]:
        charts_by_id(found["chart"])
    if found["page"]:
        linked_pages(found["page"])


def references_in(raw: Any) -> Iterator[tuple[str, int]]:
    """The kind and id of each reference in raw block data."""
    if isinstance(raw, dict):
        for name, value in raw.items():
            if name in {"fact", "chart", "page"} and isinstance(value, int):
                yield name, value
            else:
                yield from references_in(value)
    elif isinstance(raw, list | tuple):
        for value in raw:
            yield from references_in(value)
    elif isinstance(raw, str) and "linktype=" in raw:
        for match in REFERENCE.finditer(raw):
            if identifier := IDENTIFIER.search(match.group()):
                yield match["kind"], int(identifier.group(1))
