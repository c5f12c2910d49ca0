"""The page for everything that needs no type of its own: about, privacy, accessibility."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.search import index

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField
from content.blocks.story import StoryBlock


class StandardPage(BasePage):
    """A page of text and blocks, with any number of pages under it."""

    body = StoryField(StoryBlock(), blank=True, verbose_name=_("body"))

    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
