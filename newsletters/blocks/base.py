"""What all mail blocks have in common."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from content.api import INLINE_FEATURES
from newsletters.rendering.context import MailContext
from newsletters.rendering.rich_text import rich_text_html, rich_text_plain


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

    instead = blocks.RichTextBlock(
        required=False,
        features=INLINE_FEATURES,
        label=_("Afterwards, say instead"),
        help_text=_("For example: the hearing has taken place, this is how it went. Empty: nothing stands there."),
    )

    class Meta:
        mail_template = ""
        preview_template = "newsletters/blocks/preview.html"

    def get_form_layout(self) -> BlockGroup:
        """Keep the end of usefulness in the folded settings, out of a writer's way."""
        late = ["useless_after", "instead"]
        return BlockGroup(children=[name for name in self.child_blocks if name not in late], settings=late)

    def clean(self, value: Any) -> Any:
        """Refuse words for afterwards where nothing says when afterwards begins."""
        cleaned = super().clean(value)
        if cleaned.get("instead") and cleaned.get("useless_after") is None:
            message = _("Say from when on this stands instead.")
            raise StructBlockValidationError(block_errors={"useless_after": ValidationError(message)})
        return cleaned

    def is_current(self, value: Any, at: datetime) -> bool:
        """Whether the block still means something at that moment."""
        until = value.get("useless_after")
        return until is None or at < until

    def mail_html_at(self, value: Any, at: datetime) -> SafeString:
        """Return the rows for mail that leaves at a moment: the block, what stands instead of it, or nothing."""
        if self.is_current(value, at):
            return self.mail_html(value)
        if not value.get("instead"):
            return SafeString("")
        return render_to_string("newsletters/mail/blocks/text.html", {"html": rich_text_html(value["instead"])})

    def plain_text_at(self, value: Any, at: datetime) -> str:
        """Return the plain text for mail that leaves at a moment."""
        if self.is_current(value, at):
            return self.plain_text(value)
        return rich_text_plain(value["instead"]) if value.get("instead") else ""

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
        """Return the rows of every block for mail that leaves at the moment of the context."""
        rows = [child.block.mail_html_at(child.value, context.at) for child in value]
        return [row for row in rows if row]

    def plain_text(self, value: Any, context: MailContext) -> str:
        """Return every block as plain text for mail that leaves at the moment of the context, apart by an empty line."""
        parts = [child.block.plain_text_at(child.value, context.at) for child in value]
        return "\n\n".join(part for part in parts if part)
