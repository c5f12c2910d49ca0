"""The facts of the registry, by topic."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.text import slugify

from content.evidence.fact_values import FactValue
from content.evidence.models import EvidenceTopic, Fact
from content.evidence.registry import active_language, fact_values


@dataclass(frozen=True)
class TopicFacts:
    """A topic with its facts, in their order; facts without a topic come last, under no name."""

    name: str
    introduction: str
    facts: list[FactValue]

    @property
    def anchor(self) -> str:
        """The part of the page's address that leads here."""
        return slugify(self.name) or "other"


def facts_by_topic() -> list[TopicFacts]:
    """Every current fact that has not been replaced, under its topic, in the active language."""
    language = active_language()
    topics = list(EvidenceTopic.objects.select_related("locale").order_by("position", "name"))
    translated = {topic.translation_key: topic for topic in topics if topic.locale.language_code == language}
    originals = [topic for topic in topics if topic.locale.language_code == settings.LANGUAGE_CODE]
    rows = Fact.objects.filter(replaced_by__isnull=True).order_by("position", "slug")
    topic_of = dict(rows.values_list("pk", "topic_id"))
    values = fact_values(rows, language)
    sections = []
    for topic in [*originals, None]:
        facts = [fact for fact in values if topic_of[fact.identifier] == (topic.pk if topic else None)]
        if facts:
            shown = translated.get(topic.translation_key, topic) if topic else None
            sections.append(TopicFacts(shown.name if shown else "", shown.introduction if shown else "", facts))
    return sections
