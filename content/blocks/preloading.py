"""Finds, in the blocks of a page, every fact, chart, page and picture they show, to read each kind in one go.

The rule it relies on: a block that lets an editor choose a fact calls that field `fact`, one for a chart
`chart`, one for a page `page` and one for a picture `image`. Anything else is still shown correctly, at the price of a
query of its own.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import prefetch_related_objects
from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from content.blocks.linked_pages import linked_pages
from content.evidence.api import charts_by_id, facts_by_id

KINDS = ("fact", "chart", "page", "image")
REFERENCE = re.compile(r'<a\b[^>]*?\blinktype="(?P<kind>fact|page)"[^>]*>')
IDENTIFIER = re.compile(r'\bid="(\d{1,15})"')


def preload_references(page: Page) -> None:
    """Read the facts, charts, pages and pictures that the blocks of a page show into the memory of the request."""
    found: dict[str, set[int]] = {kind: set() for kind in KINDS}
    streams = [getattr(page, field.name) for field in page._meta.get_fields() if isinstance(field, StreamField)]
    for stream in streams:
        for kind, identifier in references_in(list(stream.raw_data)):
            found[kind].add(identifier)
    if found["fact"]:
        facts_by_id(found["fact"])
    if found["chart"]:
        charts_by_id(found["chart"])
    if found["page"]:
        linked_pages(found["page"])
    if found["image"]:
        # Otherwise each picture asks the shared cache for its sizes, and writes back what it got.
        prefetch_related_objects([image for stream in streams for image in images_in(stream)], "renditions")


def images_in(value: Any) -> Iterator[AbstractImage]:
    """The images of a block's value, however deep they lie."""
    if isinstance(value, AbstractImage):
        yield value
    elif isinstance(value, StreamValue):
        for child in value:
            yield from images_in(child.value)
    elif isinstance(value, Mapping):
        for child in value.values():
            yield from images_in(child)
    elif isinstance(value, ListValue):
        for child in value:
            yield from images_in(child)


def references_in(raw: Any) -> Iterator[tuple[str, int]]:
    """The kind and id of each reference in raw block data."""
    if isinstance(raw, dict):
        for name, value in raw.items():
            if name in KINDS and isinstance(value, int):
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
