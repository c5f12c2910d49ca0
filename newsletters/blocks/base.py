"""What all mail blocks have in common."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from newsletters.rendering.context import MailContext


@dataclass(frozen=True)
class Problem:
    """Something a block has to be mended for before its issue is sent; `stops` says whether it must be."""

    code: str
    message: str
    stops: bool = True


class MailBlock(blocks.StructBlock):
    """A block that can be read on the site, in an HTML mail and in a plain-text mail.

    A subclass names `Meta.template` (the site) and `Meta.mail_template` (table rows for mail), adds
    what its templates need in `mail_values`, and writes `plain_text`.
    """

    useless_after = blocks.DateTimeBlock(
        required=False,
        label=_("Useless after"),
        help_text=_("For a hearing or a deadline: the block is left out of mail that leaves later than this."),
    )

    class Meta:
        mail_template = ""
        preview_template = "newsletters/blocks/preview.html"

    def get_form_layout(self) -> BlockGroup:
        """Keep the end of usefulness in the folded settings, out of a writer's way."""
        names = [name for name in self.child_blocks if name != "useless_after"]
        return BlockGroup(children=names, settings=["useless_after"])

    def is_current(self, value: Any, at: datetime) -> bool:
        """Whether the block still means something at that moment."""
        until = value.get("useless_after")
        return until is None or at < until

    def mail_values(self, value: Any) -> dict[str, Any]:
        """What the templates of this block need beyond its own fields."""
        return {"value": value}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Give the web template the same values as the mail template."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context.update(self.mail_values(value))
        return context

    def get_preview_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Show the picker's preview as it will look in the mail."""
        context: dict[str, Any] = super().get_preview_context(value, parent_context=parent_context)
        context["mail_html"] = self.mail_html(value)
        return context

    def mail_html(self, value: Any) -> SafeString:
        """Return the block as rows of the mail's table."""
        return render_to_string(self.meta.mail_template, self.mail_values(value))

    def problems(self, value: Any) -> list[Problem]:  # noqa: ARG002 - most blocks have none of their own
        """Return what is wrong with the block beyond what the editor's form refuses."""
        return []

    def plain_text(self, value: Any) -> str:
        """Return the block as plain text without a trailing line break."""
        raise NotImplementedError


class MailStreamBlock(blocks.StreamBlock):
    """A stream of mail blocks that knows how to become a mail."""

    def mail_html(self, value: Any, context: MailContext) -> list[SafeString]:
        """Return the rows of every block that is still of use."""
        return [
            child.block.mail_html(child.value) for child in value if child.block.is_current(child.value, context.at)
        ]

    def plain_text(self, value: Any, context: MailContext) -> str:
        """Return every block that is still of use as plain text, apart by an empty line."""
        parts = [
            child.block.plain_text(child.value) for child in value if child.block.is_current(child.value, context.at)
        ]
        return "\n\n".join(part for part in parts if part)
