"""The feed of news, as RSS 2.0."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.pages.models import ArticlePage

NEWEST = 30


class NewsFeed(Feed[ArticlePage, str]):
    """The newest published articles in the language of the address. Links never follow the visitor's Host header."""

    feed_copyright = settings.WAGTAIL_SITE_NAME

    def title(self) -> str:
        """The name of the feed."""
        return _("News of the %(name)s") % {"name": settings.WAGTAIL_SITE_NAME}

    def description(self) -> str:
        """What the feed brings."""
        return _("The newest articles.")

    def link(self) -> str:
        """The site's own address in the language of the feed."""
        return f"{settings.PUBLIC_URL}{_prefix()}/"

    def feed_url(self) -> str:
        """The feed's own address."""
        return f"{settings.PUBLIC_URL}{_prefix()}/feed/"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:  # noqa: ARG002 - Django's signature
        """The language of the feed."""
        return (get_language() or settings.LANGUAGE_CODE).split("-")[0]

    def items(self, language: str) -> "QuerySet[ArticlePage]":
        """The articles, newest first."""
        articles = ArticlePage.objects.live().public().filter(locale__language_code=language)
        newest: QuerySet[ArticlePage] = articles.defer_streamfields().select_related("locale")
        return newest.order_by("-published_on", "-pk")[:NEWEST]

    def item_title(self, item: ArticlePage) -> str:
        """The article's title; Django escapes it for the feed."""
        return str(item.title)

    def item_description(self, item: ArticlePage) -> str:
        """The article's summary."""
        return str(item.summary)

    def item_link(self, item: ArticlePage) -> str:
        """The article's address."""
        return f"{settings.PUBLIC_URL}{item.get_url()}"

    def item_pubdate(self, item: ArticlePage) -> datetime:
        """The day of the article, at its start in the site's time zone."""
        return timezone.make_aware(datetime.combine(item.published_on, time.min))

    def item_updateddate(self, item: ArticlePage) -> datetime | None:
        """When the article was last published."""
        changed_at: datetime | None = item.last_published_at
        return changed_at


def _prefix() -> str:
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"
