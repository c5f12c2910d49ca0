"""The evidence registry: sources, facts, their versions and translations, conflicts between them, and charts."""

from content.evidence.models.charts import Chart, ChartPoint
from content.evidence.models.facts import Fact, FactConflict, FactTranslation, FactVersion
from content.evidence.models.rereading import PlaceToReread
from content.evidence.models.sources import Source
from content.evidence.models.topics import EvidenceTopic

__all__ = [
    "Chart",
    "ChartPoint",
    "EvidenceTopic",
    "Fact",
    "FactConflict",
    "FactTranslation",
    "FactVersion",
    "PlaceToReread",
    "Source",
]
