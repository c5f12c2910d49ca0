"""Blocks of plain text in which facts stand as tokens."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail import blocks

from content.evidence.token_input import FactTokenTextarea


class FactTokenTextBlock(blocks.TextBlock):
    """Plain text with a button that inserts `{{ fact.short-name }}`; who renders the text replaces the tokens."""

    @cached_property
    def field(self) -> forms.Field:
        """A text area with the button."""
        options: dict[str, Any] = self.field_options
        return forms.CharField(widget=FactTokenTextarea({"rows": self.rows}), **options)
