"""Strategic plans: pillars, goals, objectives, metrics."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Strategic plans: pillars, goals, objectives, metrics."""

    name = "content.plans"
    label = "plans"
    verbose_name = "Strategic plans"
