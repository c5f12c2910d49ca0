"""Choosers of facts and pages that take what the request has read already."""

from collections.abc import Sequence
from typing import Any

from wagtail.blocks import PageChooserBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from content.blocks.linked_pages import page_rows
from content.evidence.models import Fact
from content.evidence.registry import fact_rows


class FactChooserBlock(SnippetChooserBlock):
    """Chooses a fact of the registry. Call the field `fact`, see `content.blocks.preloading`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("target_model", None)
        super().__init__("evidence.Fact", **kwargs)

    def to_python(self, value: int | None) -> Fact | None:
        """The chosen fact."""
        return fact_rows([value]).get(value) if value is not None else None

    def bulk_to_python(self, values: Sequence[int | None]) -> list[Fact | None]:
        """The chosen facts, in order."""
        rows = fact_rows(value for value in values if value is not None)
        return [rows.get(value) if value is not None else None for value in values]


class LinkedPageChooserBlock(PageChooserBlock):
    """Chooses a page to link to. Call the field `page`, see `content.blocks.preloading`."""

    def to_python(self, value: int | None) -> Page | None:
        """The chosen page."""
        return page_rows([value]).get(value) if value is not None else None

    def bulk_to_python(self, values: Sequence[int | None]) -> list[Page | None]:
        """The chosen pages, in order."""
        rows = page_rows(value for value in values if value is not None)
        return [rows.get(value) if value is not None else None for value in values]
