"""Blocks made of pictures: one across the column, or two columns that stack on a phone."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from content.api import INLINE_FEATURES
from newsletters.blocks.base import MailBlock, Problem
from newsletters.blocks.links import LinkBlock
from newsletters.blocks.pictures import picture, picture_problems
from newsletters.blocks.words import CONTENT_WIDTH
from newsletters.rendering.rich_text import rich_text_html, rich_text_plain, wrapped

COLUMN_WIDTH = 264


class ImageBlock(MailBlock):
    """A picture with words for those who do not see it."""

    image = ImageChooserBlock(required=False, label=_("Picture"))
    alternative = blocks.CharBlock(
        required=False,
        max_length=250,
        label=_("What the picture shows"),
        help_text=_("Read out, and shown while pictures are off."),
    )
    decorative = blocks.BooleanBlock(required=False, label=_("Only decoration"))
    caption = blocks.CharBlock(required=False, max_length=250, label=_("Caption"))
    link = LinkBlock(required=False)

    class Meta:
        label = _("Picture")
        icon = "image"
        description = _("A picture across the column, with a caption.")
        template = "newsletters/blocks/image.html"
        mail_template = "newsletters/mail/blocks/image.html"
        preview_value: ClassVar = {"caption": _("The picture stands here, with its caption below.")}

    def clean(self, value: Any) -> Any:
        """Refuse a block without a picture, and a picture that says nothing to those who do not see it."""
        cleaned = super().clean(value)
        if not cleaned["image"]:
            raise StructBlockValidationError(block_errors={"image": ValidationError(_("Choose a picture."))})
        if not (cleaned["decorative"] or cleaned["alternative"] or cleaned["image"].description):
            message = _("Say what the picture shows, or mark it as decoration.")
            raise StructBlockValidationError(block_errors={"alternative": ValidationError(message)})
        return cleaned

    def mail_values(self, value: Any) -> dict[str, Any]:
        """Add the picture and its link."""
        shown = picture(value.get("image"), width=CONTENT_WIDTH, alternative=value.get("alternative") or "")
        alternative = "" if value.get("decorative") or shown is None else shown.alternative
        return {
            "value": value,
            "picture": shown,
            "alternative": alternative,
            "address": value["link"].address if value.get("link") else "",
        }

    def problems(self, value: Any) -> list[Problem]:
        """A picture must speak to those who do not see it, unless it only decorates."""
        shown = self.mail_values(value)["picture"]
        return picture_problems(value.get("image"), shown, decorative=bool(value.get("decorative")))

    def plain_text(self, value: Any) -> str:
        """What the picture shows, its caption, its link."""
        values = self.mail_values(value)
        words = [f"[{values['alternative']}]" if values["alternative"] else "", str(value.get("caption") or "")]
        return "\n".join(filter(None, [wrapped(" ".join(filter(None, words))), values["address"]]))


class ColumnBlock(blocks.StructBlock):
    """One of two columns."""

    image = ImageChooserBlock(required=False, label=_("Picture"))
    alternative = blocks.CharBlock(required=False, max_length=250, label=_("What the picture shows"))
    heading = blocks.CharBlock(required=False, max_length=80, label=_("Heading"))
    text = blocks.RichTextBlock(required=False, features=INLINE_FEATURES, label=_("Text"))
    link = LinkBlock(required=False)
    link_label = blocks.CharBlock(required=False, max_length=40, label=_("Link label"))

    class Meta:
        label = _("Column")
        icon = "bars"


class ColumnsBlock(MailBlock):
    """Two short texts beside each other, below each other on a phone."""

    left = ColumnBlock(label=_("Left, or first on a phone"))
    right = ColumnBlock(label=_("Right, or second on a phone"))

    class Meta:
        label = _("Two columns")
        icon = "list-ul"
        description = _("Two short texts beside each other; they stack on a phone.")
        template = "newsletters/blocks/columns.html"
        mail_template = "newsletters/mail/blocks/columns.html"
        preview_value: ClassVar = {
            "left": {"heading": _("For patients"), "text": "<p>What to ask before a test.</p>"},
            "right": {"heading": _("For providers"), "text": "<p>What to write on the order.</p>"},
        }

    def mail_values(self, value: Any) -> dict[str, Any]:
        """Add both columns with pictures and links resolved."""
        return {"value": value, "columns": [_column(value["left"]), _column(value["right"])]}

    def problems(self, value: Any) -> list[Problem]:
        """Both columns' pictures must speak to those who do not see them."""
        sides = zip((value["left"], value["right"]), self.mail_values(value)["columns"], strict=True)
        return [problem for side, column in sides for problem in picture_problems(side.get("image"), column["picture"])]

    def plain_text(self, value: Any) -> str:
        """First the left column, then the right one."""
        return "\n\n".join(filter(None, (_column_text(value[side]) for side in ("left", "right"))))


def _column(value: Any) -> dict[str, Any]:
    return {
        "heading": value.get("heading"),
        "html": rich_text_html(value["text"]) if value.get("text") else "",
        "picture": picture(value.get("image"), width=COLUMN_WIDTH, alternative=value.get("alternative") or ""),
        "address": value["link"].address if value.get("link") and value.get("link_label") else "",
        "link_label": value.get("link_label"),
    }


def _column_text(value: Any) -> str:
    column = _column(value)
    lines = []
    if column["heading"]:
        lines += [wrapped(column["heading"]), "-" * min(len(column["heading"]), 72)]
    if column["html"]:
        lines.append(rich_text_plain(value["text"]))
    if column["address"]:
        lines.append(f"{column['link_label']}: {column['address']}")
    return "\n".join(lines)
