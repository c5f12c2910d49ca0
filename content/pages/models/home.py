"""The home page: who this is, what it wants, what you can do."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.search import index

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField
from content.blocks.story import StoryBlock


class HomePage(BasePage):
    """The root of one language's tree; one per language."""

    headline = models.CharField(
        _("headline"),
        max_length=140,
        blank=True,
        help_text=_("The first thing a visitor reads. Without one the title is shown."),
    )
    mark = models.CharField(
        _("mark"),
        max_length=60,
        blank=True,
        help_text=_("A short line beside the headline, such as an anniversary."),
    )
    body = StoryField(StoryBlock(), blank=True, verbose_name=_("body"))

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        FieldPanel("headline"),
        FieldPanel("mark"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *BasePage.search_fields,
        index.SearchField("headline", boost=2),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
