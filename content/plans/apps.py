"""Strategic plans: pillars, goals, objectives, metrics."""

from typing import Any

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Strategic plans: pillars, goals, objectives, metrics."""

    name = "content.plans"
    label = "plans"
    verbose_name = "Strategic plans"

    def ready(self) -> None:
        """Follow the publication of plans; offer what the evidence registry can count."""
        from wagtail.signals import page_published

        from content.blocks.back_links import register_back_links
        from content.plans import evidence_metrics
        from content.plans.back_links import parts_naming
        from content.plans.models import StrategicPlanPage

        page_published.connect(_follow, sender=StrategicPlanPage, dispatch_uid="content.plans.published")
        evidence_metrics.register()
        register_back_links(parts_naming)


def _follow(instance: Any, revision: Any = None, **_kwargs: Any) -> None:
    """Record the parts of a published plan and freeze what it says, both or neither."""
    from django.db import transaction

    from content.plans.parts import record_parts
    from content.plans.versions import freeze

    with transaction.atomic():
        record_parts(instance)
        freeze(instance, revision)
