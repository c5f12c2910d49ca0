"""News: articles and the page that lists them."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.search import index

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField
from content.blocks.story import StoryBlock
from content.topics.listing import Listing, published_children
from content.topics.models import AboutTopics
from content.topics.names import topics_of


class ArticleIndexPage(BasePage):
    """Lists the articles under it, newest first."""

    body = StoryField(StoryBlock(), blank=True, verbose_name=_("introduction"))

    subpage_types: ClassVar[list[str]] = ["pages.ArticlePage"]
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("article index")
        verbose_name_plural = _("article indexes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the articles that the visitor asked for, newest first."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        articles = published_children(ArticlePage, self).order_by("-published_on", "-pk")
        context["listing"] = Listing(articles, request.GET, kinds=ArticlePage.Kind.choices, date_field="published_on")
        return context


class ArticlePage(BasePage, AboutTopics):  # type: ignore[django-manager-missing]
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
        AboutTopics.topic_panel,
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *BasePage.search_fields,
        index.SearchField("author_name"),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("published_on"),
    ]

    override_translatable_fields: ClassVar = [*AboutTopics.override_translatable_fields]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @property
    def search_date(self) -> date:
        """The date that search filters by."""
        return self.published_on

    @property
    def search_type(self) -> str:
        """The type that search filters by: press releases are looked for apart from news."""
        return self.kind

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the topics."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["topics"] = topics_of(self)
        return context

    def structured_data(self) -> dict[str, Any]:
        """The article as schema.org describes one."""
        data: dict[str, Any] = {
            "@type": "BlogPosting" if self.kind == self.Kind.BLOG else "NewsArticle",
            "headline": self.title[:110],
            "datePublished": self.published_on.isoformat(),
            "inLanguage": self.locale.language_code,
            "publisher": {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME},
        }
        if self.last_published_at:
            data["dateModified"] = self.last_published_at.isoformat(timespec="seconds")
        if self.author_name:
            data["author"] = {"@type": "Person", "name": self.author_name}
        if self.summary:
            data["description"] = self.summary
        return data
