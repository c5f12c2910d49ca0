"""Blocks made of words: opening, text, quotation, button, divider."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from content.api import RICH_TEXT_FEATURES
from newsletters.blocks.base import MailBlock, Problem
from newsletters.blocks.links import LinkBlock
from newsletters.blocks.pictures import picture, picture_problems
from newsletters.rendering.rich_text import rich_text_html, rich_text_plain, wrapped

CONTENT_WIDTH = 552
"""Width of a picture that fills the mail's 600 px column inside its 24 px margins."""


class HeroBlock(MailBlock):
    """The opening of an issue: what it is about, in one picture and one sentence."""

    eyebrow = blocks.CharBlock(required=False, max_length=40, label=_("Line above"))
    heading = blocks.CharBlock(max_length=90, label=_("Heading"))
    lede = blocks.TextBlock(required=False, max_length=400, label=_("Opening sentence"))
    image = ImageChooserBlock(required=False, label=_("Picture"))
    alternative = blocks.CharBlock(
        required=False,
        max_length=250,
        label=_("What the picture shows"),
        help_text=_("Read out, and shown while pictures are off."),
    )
    link = LinkBlock(required=False)
    link_label = blocks.CharBlock(required=False, max_length=40, label=_("Button label"))

    class Meta:
        label = _("Opening")
        icon = "title"
        description = _("Heading, one sentence and a picture at the top of an issue.")
        template = "newsletters/blocks/hero.html"
        mail_template = "newsletters/mail/blocks/hero.html"
        preview_value: ClassVar = {
            "eyebrow": _("This month"),
            "heading": _("Testing is only the first of seven steps"),
            "lede": _("Why a test that exists is not yet a test that helps, and what would change that."),
        }

    def mail_values(self, value: Any) -> dict[str, Any]:
        """Add the picture and where the button leads."""
        return {
            "value": value,
            "picture": picture(value.get("image"), width=CONTENT_WIDTH, alternative=value.get("alternative") or ""),
            "address": value["link"].address if value.get("link") and value.get("link_label") else "",
        }

    def problems(self, value: Any) -> list[Problem]:
        """A picture must speak to those who do not see it."""
        return picture_problems(value.get("image"), self.mail_values(value)["picture"])

    def plain_text(self, value: Any) -> str:
        """Heading underlined, the opening sentence, the link."""
        lines = [wrapped(value["heading"]), "=" * min(len(value["heading"]), 72)]
        if value.get("lede"):
            lines += ["", wrapped(value["lede"])]
        address = self.mail_values(value)["address"]
        if address:
            lines += ["", f"{value['link_label']}:", address]
        return "\n".join(lines)


class TextBlock(MailBlock):
    """Paragraphs, small headings, lists and links; the greeting stands here too."""

    text = blocks.RichTextBlock(
        features=RICH_TEXT_FEATURES,
        label=_("Text"),
        help_text=_(
            "{{ first_name }} becomes the reader's first name, or the newsletter's word for a reader without one."
        ),
    )

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        description = _("Paragraphs, small headings, lists, links and facts.")
        template = "newsletters/blocks/text.html"
        mail_template = "newsletters/mail/blocks/text.html"
        preview_value: ClassVar = {
            "text": "<p>Dear {{ first_name }},</p><p>"
            "This month we look at the steps between a test and a treatment that fits.</p>"
        }

    def mail_values(self, value: Any) -> dict[str, Any]:
        """Add the text with links and facts resolved."""
        return {"value": value, "html": rich_text_html(value["text"])}

    def plain_text(self, value: Any) -> str:
        """The same words, wrapped."""
        return rich_text_plain(value["text"])


class QuoteBlock(MailBlock):
    """Somebody's words with who said them and where they can be checked."""

    words = blocks.TextBlock(max_length=600, label=_("Words"))
    person = blocks.CharBlock(max_length=80, label=_("Who said it"))
    role = blocks.CharBlock(required=False, max_length=120, label=_("Their role"))
    source_label = blocks.CharBlock(
        max_length=120, label=_("Source"), help_text=_("Where it was said, for example: Annual report 2022.")
    )
    source = LinkBlock(needed=True, label=_("Where to check it"))

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        description = _("Somebody's words, with their source.")
        template = "newsletters/blocks/quote.html"
        mail_template = "newsletters/mail/blocks/quote.html"
        preview_value: ClassVar = {
            "words": _("A result that arrives after the treatment has begun helps nobody."),
            "person": "Avery Example",
            "role": _("fictional laboratory director"),
            "source_label": _("Invented for this preview"),
        }

    def mail_values(self, value: Any) -> dict[str, Any]:
        """Add where the words can be checked."""
        return {"value": value, "address": value["source"].address if value.get("source") else ""}

    def plain_text(self, value: Any) -> str:
        """The words between quotation marks, then who and where."""
        role = f", {value['role']}" if value.get("role") else ""
        lines = [
            wrapped(f"“{value['words']}”", first="> ", rest="> "),
            wrapped(f"{value['person']}{role}. {value['source_label']}", first="  — ", rest="    "),
        ]
        address = self.mail_values(value)["address"]
        return "\n".join([*lines, f"    {address}"] if address else lines)


class ButtonBlock(MailBlock):
    """One thing to do."""

    label = blocks.CharBlock(max_length=40, label=_("Label"))
    link = LinkBlock(needed=True)

    class Meta:
        label = _("Button")
        icon = "link"
        description = _("One thing to do, large enough for a thumb.")
        template = "newsletters/blocks/button.html"
        mail_template = "newsletters/mail/blocks/button.html"
        preview_value: ClassVar = {"label": _("Read the plan"), "link": {"url": "https://www.example.org/"}}

    def mail_values(self, value: Any) -> dict[str, Any]:
        """Add where the button leads."""
        return {"value": value, "address": value["link"].address if value.get("link") else ""}

    def plain_text(self, value: Any) -> str:
        """The label, then the address on a line of its own."""
        return f"{value['label']}:\n{self.mail_values(value)['address']}"


class DividerBlock(MailBlock):
    """A quiet line between two subjects."""

    class Meta:
        label = _("Divider")
        icon = "horizontalrule"
        description = _("A quiet line between two subjects.")
        template = "newsletters/blocks/divider.html"
        mail_template = "newsletters/mail/blocks/divider.html"
        preview_value: ClassVar[dict[str, str]] = {}

    def plain_text(self, value: Any) -> str:  # noqa: ARG002 - a divider has nothing to say
        """Three asterisks."""
        return "* * *"
