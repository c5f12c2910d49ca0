"""Reads a page the way its editor wrote it: the words typed, the facts cited, the pictures chosen, and where each stands.

Works on the definitions of fields and blocks, so that a block of any room is read without its room being known here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import structlog
from django.db import models
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from content.evidence.api import facts_by_id
from content.evidence.models import Fact

_log = structlog.get_logger(__name__)
_REFERENCE = re.compile(r'<a\b(?=[^>]*\blinktype="(?P<kind>fact|page)")(?=[^>]*\bid="(?P<id>\d{1,15})")[^>]*>')
_BLOCK_END = re.compile(r"</(?:p|li|h\d|div|td|th)>|<br/?>")


@dataclass
class Place:
    """A field of the page or one block of a stream.

    `typed` holds the texts without figures of the registry; `rich` says whether facts can be cited in them.
    `undescribed` counts pictures without words, `html` is what visitors see, empty where there is none.
    """

    name: str
    typed: list[str] = field(default_factory=list)
    rich: bool = True
    facts: list[int] = field(default_factory=list)
    linked_pages: list[int] = field(default_factory=list)
    undescribed: int = 0
    html: str = ""
    broken: bool = False


def places_in(page: Page) -> Iterator[Place]:
    """The written parts of a page in the order of its fields; its title comes first."""
    written = [(item, value) for item in _fields(page) if (value := getattr(page, item.name))]
    streams = {
        item.name: [(child, _block_place(child, number)) for number, child in enumerate(value, start=1)]
        for item, value in written
        if isinstance(item, StreamField)
    }
    # Read once for all blocks, so that rendering asks for none of them alone.
    facts_by_id(fact for children in streams.values() for _child, place in children for fact in place.facts)
    language = page.locale.language_code if page.locale_id else None
    for model_field, value in written:
        name = str(model_field.verbose_name).capitalize()
        if isinstance(model_field, StreamField):
            for child, place in streams[model_field.name]:
                with translation.override(language or translation.get_language()):
                    _render(child, place)
                yield place
        elif isinstance(model_field, RichTextField):
            place = Place(name)
            _read_rich_text(place, value)
            place.html = expand_db_html(value)
            yield place
        else:
            yield Place(name, typed=[str(value)], rich=False)


def _fields(page: Page) -> list[Any]:
    own = [
        item for item in page._meta.get_fields() if isinstance(item, models.CharField | models.TextField | StreamField)
    ]
    inherited = {item.name for item in Page._meta.get_fields()} - {"title", "search_description"}
    return [
        item
        for item in own
        if isinstance(item, StreamField)
        or (
            item.name not in inherited
            and item.editable
            and not item.choices
            and not isinstance(item, models.SlugField | models.URLField | models.EmailField)
        )
    ]


def _block_place(child: Any, number: int) -> Place:
    place = Place(
        _("Block %(number)s (%(kind)s)")
        % {"number": number, "kind": str(child.block.label or child.block_type.replace("_", " "))}
    )
    _read(child.block, child.value, place)
    return place


def _render(child: Any, place: Place) -> None:
    try:
        place.html = child.render()
    except Exception:  # noqa: BLE001 - a block of any room may fail on a draft; the editor must open all the same
        _log.warning("block_cannot_be_rendered", block=child.block_type, exc_info=True)
        place.broken = True


def _read(block: Any, value: Any, place: Place) -> None:
    if value is None:
        return
    if isinstance(block, ImageBlock):
        place.undescribed += not (getattr(value, "decorative", False) or _describes(value.contextual_alt_text))
    elif isinstance(block, blocks.StructBlock):
        _read_struct(block, value, place)
    elif isinstance(block, blocks.RichTextBlock):
        _read_rich_text(place, value.source)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        place.typed.append(str(value))
    elif isinstance(value, Fact):
        place.facts.append(value.pk)
    elif isinstance(value, Page):
        place.linked_pages.append(value.pk)
    else:
        for child, inner in _parts(block, value):
            _read(child, inner, place)


def _parts(block: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    """The blocks inside a stream, list or table, with their values."""
    if isinstance(block, blocks.StreamBlock):
        yield from ((child.block, child.value) for child in value)
    elif isinstance(block, blocks.ListBlock):
        yield from ((block.child_block, item) for item in value)
    elif isinstance(block, TypedTableBlock):
        yield from ((cell.block, cell.value) for row in value.rows for cell in row)


def _read_struct(block: Any, value: Any, place: Place) -> None:
    names = block.child_blocks
    sourced = "source" in names and bool(value.get("source"))
    before = len(place.typed)
    for name, child in names.items():
        _read(child, value.get(name), place)
    if sourced:
        # A quotation or a table that names its source answers for its own figures.
        del place.typed[before:]
    shows_picture = any(isinstance(child, ImageChooserBlock) and value.get(name) for name, child in names.items())
    if shows_picture and "alternative" in names:
        place.undescribed += not (value.get("decorative") or _describes(value.get("alternative")))


def _describes(words: Any) -> bool:
    """Whether words say something of a picture; a file's name does not."""
    text = str(words or "").strip()
    return bool(text) and not re.fullmatch(r"\S+\.(?:jpe?g|png|gif|webp|avif|svg|heic)", text, re.IGNORECASE)


def _read_rich_text(place: Place, source: str) -> None:
    for match in _REFERENCE.finditer(source):
        (place.facts if match["kind"] == "fact" else place.linked_pages).append(int(match["id"]))
    without_ends = _BLOCK_END.sub("\n", source)
    place.typed += [unescape(line) for line in strip_tags(without_ends).split("\n") if line.strip()]
