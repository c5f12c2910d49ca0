"""Strategic plans: pillars, goals, objectives, metrics."""

from typing import Any

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Strategic plans: pillars, goals, objectives, metrics."""

    name = "content.plans"
    label = "plans"
    verbose_name = "Strategic plans"

    def ready(self) -> None:
        """Record the parts of a plan whenever it is published; offer what the evidence registry can count."""
        from wagtail.signals import page_published

        from content.plans import evidence_metrics
        from content.plans.models import StrategicPlanPage

        page_published.connect(_record_parts, sender=StrategicPlanPage, dispatch_uid="content.plans.record_parts")
        evidence_metrics.register()


def _record_parts(instance: Any, **_kwargs: Any) -> None:
    from content.plans.parts import record_parts

    record_parts(instance)
