"""The evidence registry: sources, facts, their versions and translations, and conflicts between them."""

from content.evidence.models.facts import Fact, FactConflict, FactTranslation, FactVersion
from content.evidence.models.sources import Source
from content.evidence.models.topics import EvidenceTopic

__all__ = ["EvidenceTopic", "Fact", "FactConflict", "FactTranslation", "FactVersion", "Source"]
