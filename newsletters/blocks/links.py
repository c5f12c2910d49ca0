"""Where a button, a card or a picture leads."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from newsletters.site_addresses import page_address


class LinkValue(blocks.StructValue):
    """A link's target; a page of the site wins over a typed address."""

    @property
    def address(self) -> str:
        """The absolute address, or nothing when the link is empty or its page is gone."""
        page = self.get("page")
        if page is not None:
            return page_address(page)
        return str(self.get("url") or "")


class LinkBlock(blocks.StructBlock):
    """A page of the site or an address elsewhere."""

    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    url = blocks.URLBlock(required=False, label=_("Or an address elsewhere"))

    class Meta:
        label = _("Link")
        icon = "link"
        value_class = LinkValue

    def __init__(self, local_blocks: Any = None, *, needed: bool = False, **kwargs: Any) -> None:
        super().__init__(local_blocks, **kwargs)
        self.needed = needed

    def clean(self, value: Any) -> Any:
        """Refuse two targets, and none where one is needed."""
        cleaned = super().clean(value)
        if cleaned["page"] and cleaned["url"]:
            raise StructBlockValidationError(
                block_errors={"url": ValidationError(_("Choose a page or type an address, not both."))}
            )
        if self.needed and not (cleaned["page"] or cleaned["url"]):
            raise StructBlockValidationError(
                block_errors={"page": ValidationError(_("Choose a page or type an address."))}
            )
        return cleaned
