"""News: articles and the page that lists them."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import PageQuerySet
from wagtail.search import index

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField
from content.blocks.story import StoryBlock

ARTICLES_PER_PAGE = 12


class ArticleIndexPage(BasePage):
    """Lists the articles under it, newest first."""

    body = StoryField(StoryBlock(), blank=True, verbose_name=_("introduction"))

    subpage_types: ClassVar[list[str]] = ["pages.ArticlePage"]
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("article index")
        verbose_name_plural = _("article indexes")

    def articles(self) -> "PageQuerySet[ArticlePage]":
        """The published articles anyone may read, newest first."""
        return ArticlePage.objects.child_of(self).live().public().order_by("-published_on", "-pk")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of articles; a page number that makes no sense shows the nearest one."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        paginator = Paginator(self.articles().defer_streamfields(), ARTICLES_PER_PAGE)
        context["articles"] = paginator.get_page(request.GET.get("page"))
        return context


class ArticlePage(BasePage):
    """News, a blog post or a press release."""

    class Kind(models.TextChoices):
        """What sort of article it is; shown as a label above the title."""

        NEWS = "news", _("News")
        BLOG = "blog", _("Blog")
        PRESS = "press", _("Press release")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEWS)
    published_on = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    author_name = models.CharField(_("author"), max_length=120, blank=True)
    body = StoryField(StoryBlock(), blank=True, verbose_name=_("body"))

    parent_page_types: ClassVar[list[str]] = ["pages.ArticleIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("published_on"), FieldPanel("author_name")], _("About it")),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *BasePage.search_fields,
        index.SearchField("author_name"),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("published_on"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
