"""Strategic plans and the stable keys of their parts."""

from content.plans.models.pages import StrategicPlanIndexPage, StrategicPlanPage
from content.plans.models.parts import PlanPart

__all__ = ["PlanPart", "StrategicPlanIndexPage", "StrategicPlanPage"]
