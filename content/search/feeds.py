"""The feed of a topic, as RSS 2.0."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from content.search.results import Question, Result, search
from content.topics.names import TopicName, topic_by_slug


class TopicFeed(Feed[Result, TopicName]):
    """The newest pages about a topic in the language of the address. Links never follow the visitor's Host header."""

    feed_copyright = settings.WAGTAIL_SITE_NAME

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TopicName:  # noqa: ARG002 - Django's signature
        """The topic; raises Http404 where there is none."""
        topic = topic_by_slug(str(kwargs["slug"]))
        if topic is None:
            raise Http404
        return topic

    def title(self, topic: TopicName) -> str:
        """The name of the feed."""
        return f"{topic.name} – {settings.WAGTAIL_SITE_NAME}"

    def description(self, topic: TopicName) -> str:
        """What the feed brings."""
        return topic.introduction or _("The newest pages about %(topic)s.") % {"topic": topic.name}

    def link(self, topic: TopicName) -> str:
        """The topic's page."""
        return f"{settings.PUBLIC_URL}{topic.url}"

    def feed_url(self, topic: TopicName) -> str:
        """The feed's own address."""
        return f"{settings.PUBLIC_URL}{reverse('search:topic_feed', args=[topic.slug])}"

    def items(self, topic: TopicName) -> list[Result]:
        """The newest pages about the topic."""
        return search(Question({}, topic=topic)).results

    def item_title(self, item: Result) -> str:
        """The title as plain text; Django escapes it for the feed."""
        return item.plain_title

    def item_description(self, item: Result) -> str:
        """The summary, as the HTML that feed readers expect."""
        return str(item.passage)

    def item_link(self, item: Result) -> str:
        """The page's address."""
        return item.url if item.url.startswith("http") else f"{settings.PUBLIC_URL}{item.url}"

    def item_pubdate(self, item: Result) -> datetime | None:
        """The day of the page, at its start in the site's time zone."""
        return timezone.make_aware(datetime.combine(item.day, time.min)) if item.day else None
