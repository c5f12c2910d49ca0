"""Blocks that lead somewhere else: a call to action, cards."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.choosers import LinkedPageChooserBlock
from content.blocks.linked_pages import LinkedPage, linked_pages
from content.blocks.rich_text import INLINE_FEATURES


class LinkBlock(blocks.StructBlock):
    """A button: a page of the site, or an address."""

    page = LinkedPageChooserBlock(label=_("Page"), required=False)
    address = blocks.CharBlock(
        label=_("Or an address"),
        max_length=500,
        required=False,
        help_text=_("A path of this site such as /legislators/, or a full address that begins with https://."),
    )
    label = blocks.CharBlock(label=_("Words on the button"), max_length=60)

    def clean(self, value: Any) -> Any:
        """Insist on exactly one place to go, and on a safe address."""
        cleaned = super().clean(value)
        address = cleaned["address"].strip()
        if bool(cleaned["page"]) == bool(address):
            message = _("Choose a page or give an address, one of the two.")
            raise blocks.StructBlockValidationError(block_errors={"address": ValidationError(message)})
        if address and not is_safe_address(address):
            message = _("Begin the address with a single / or with https://.")
            raise blocks.StructBlockValidationError(block_errors={"address": ValidationError(message)})
        return cleaned


class CallToActionBlock(blocks.StructBlock):
    """What the reader can do now, with one button or two."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=INLINE_FEATURES, required=False)
    buttons = blocks.ListBlock(LinkBlock(), label=_("Buttons"), min_num=1, max_num=2)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add where each button leads; one whose page is not published is left out."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        links = [(button["label"], _address_of(button)) for button in value["buttons"]]
        context["links"] = [{"label": label, "url": url} for label, url in links if url]
        return context

    class Meta:
        icon = "pick"
        label = _("Call to action")
        group = _("Links")
        template = "blocks/call_to_action.html"
        preview_value: ClassVar[dict[str, object]] = {
            "heading": "Write to your legislators",
            "text": "<p>Your own words count most.</p>",
            "buttons": [{"page": None, "address": "/legislators/", "label": "Find your legislators"}],
        }
        description = _("A coloured band with one or two buttons")


class CardBlock(blocks.StructBlock):
    """One card."""

    page = LinkedPageChooserBlock(label=_("Page"))
    title = blocks.CharBlock(
        label=_("Title"), max_length=120, required=False, help_text=_("Without one the page's title is shown.")
    )
    text = blocks.TextBlock(
        label=_("Text"),
        max_length=300,
        rows=2,
        required=False,
        help_text=_("Without one the page's summary is shown."),
    )


class CardsBlock(blocks.StructBlock):
    """Pages of the site, side by side."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    introduction = blocks.TextBlock(label=_("Introduction"), max_length=300, rows=2, required=False)
    cards = blocks.ListBlock(CardBlock(), label=_("Cards"), min_num=1, max_num=12)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the published pages behind the cards."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["items"] = [
            {"page": page, "title": card["title"] or page.title, "text": card["text"] or page.summary}
            for card in value["cards"]
            if (page := _page_of(card))
        ]
        return context

    class Meta:
        icon = "grip"
        label = _("Cards")
        group = _("Links")
        template = "blocks/cards.html"
        preview_template = "blocks/preview_without_choice.html"
        description = _("Pages of the site, side by side")


def is_safe_address(address: str) -> bool:
    """Whether a link may lead there: a path of this site, or a full web address; never a script."""
    if any(character.isspace() or ord(character) < 32 or character == "\\" for character in address):
        return False
    return address.startswith(("https://", "http://")) or (address.startswith("/") and not address.startswith("//"))


def _page_of(value: Any) -> LinkedPage | None:
    page = value.get("page")
    return linked_pages([page.pk]).get(page.pk) if page is not None else None


def _address_of(button: Any) -> str:
    if button.get("page") is not None:
        page = _page_of(button)
        return page.url if page else ""
    address: str = button.get("address") or ""
    return address if is_safe_address(address) else ""
