"""The topics' names and addresses in each language, remembered between requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language

from content.freshness import may_remember
from content.topics.models import Topic

_CACHE_KEY = "topics:names"
_SECONDS = 600


@dataclass(frozen=True)
class TopicName:
    """A topic as visitors see it: `identifier` is its row in the site's main language."""

    identifier: int
    slug: str
    name: str
    introduction: str
    language: str

    @property
    def url(self) -> str:
        """The topic's page in the active language."""
        return reverse("search:topic", args=[self.slug])


def topic_names() -> dict[int, TopicName]:
    """Every topic by its row in the main language, named in the active language where it is translated."""
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    rows = cache.get(_CACHE_KEY) if may_remember() else None
    if rows is None:
        rows = list(
            Topic.objects.order_by("name").values_list(
                "pk", "translation_key", "locale__language_code", "slug", "name", "introduction"
            )
        )
        cache.set(_CACHE_KEY, rows, _SECONDS)
    translated = {key: (name, words) for _pk, key, code, _slug, name, words in rows if code == language}
    found = {}
    for pk, key, code, slug, name, introduction in rows:
        if code == settings.LANGUAGE_CODE:
            shown = translated.get(key)
            shown_name, shown_words = shown or (name, introduction)
            found[pk] = TopicName(pk, slug, shown_name, shown_words, language if shown else code)
    return dict(sorted(found.items(), key=lambda entry: entry[1].name.casefold()))


def named(identifiers: Iterable[int]) -> list[TopicName]:
    """The topics with these identifiers, by name; unknown ones are left out."""
    wanted = set(identifiers)
    if not wanted:
        return []
    return [topic for identifier, topic in topic_names().items() if identifier in wanted]


def topic_by_slug(slug: str) -> TopicName | None:
    """The topic with this address name, or nothing."""
    return next((topic for topic in topic_names().values() if topic.slug == slug), None) if slug else None


def forget_names(**_signal: object) -> None:
    """Let the next reader see what the database says."""
    cache.delete(_CACHE_KEY)


def topics_of(page: Any) -> list[TopicName]:
    """The topics a page is about, named in the visitor's language."""
    return named(topic.pk for topic in page.topics.all())
