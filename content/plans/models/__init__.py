"""Strategic plans: their pages, the stable keys of their parts, readings, updates and frozen versions."""

from content.plans.models.pages import StrategicPlanIndexPage, StrategicPlanPage
from content.plans.models.parts import PlanPart, PlanPartLink
from content.plans.models.readings import LiveReading, MetricReading
from content.plans.models.updates import PlanUpdate
from content.plans.models.versions import PlanVersion

__all__ = [
    "LiveReading",
    "MetricReading",
    "PlanPart",
    "PlanPartLink",
    "PlanUpdate",
    "PlanVersion",
    "StrategicPlanIndexPage",
    "StrategicPlanPage",
]
