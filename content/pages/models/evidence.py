"""The evidence index: every figure the site cites, by topic, with its source."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.search import index

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField
from content.blocks.story import StoryBlock
from content.evidence.topics import facts_by_topic


class EvidenceIndexPage(BasePage):
    """An introduction, then the registry's facts by topic."""

    body = StoryField(StoryBlock(), blank=True, verbose_name=_("introduction"))

    subpage_types: ClassVar[list[str]] = ["pages.StandardPage"]
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the facts by topic."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["topics"] = facts_by_topic()
        return context

    class Meta:
        verbose_name = _("evidence index")
        verbose_name_plural = _("evidence indexes")
