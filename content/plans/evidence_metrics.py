"""What plans can measure of the evidence registry."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.evidence.models import Fact, FactVersion
from content.plans.live_metrics import register_live_metric


def sourced_facts() -> int:
    """How many facts have a figure with a source."""
    return Fact.objects.filter(current__value__isnull=False).count()


def sourced_facts_at(moment: datetime) -> int:
    """How many facts had a figure with a source then: their last version before the moment gave one."""
    newest = FactVersion.objects.filter(created_at__lte=moment).order_by("fact_id", "-number").distinct("fact_id")
    return sum(1 for value in newest.values_list("value", flat=True) if value is not None)


def reviewed_facts() -> int:
    """How many facts with a figure are not past the day of their review."""
    today = timezone.localdate()
    return Fact.objects.filter(Q(current__value__isnull=False), Q(review_by__gte=today)).count()


def register() -> None:
    """Offer these measures to plans; called once when the applications are ready."""
    register_live_metric(
        "evidence.sourced_facts",
        _("Facts with a sourced figure"),
        sourced_facts,
        unit=_("facts"),
        explanation=_("Facts of the evidence registry whose current version gives a figure and its source."),
        measure_at=sourced_facts_at,
    )
    register_live_metric(
        "evidence.reviewed_facts",
        _("Facts whose review is not overdue"),
        reviewed_facts,
        unit=_("facts"),
        explanation=_("Facts with a figure and a day of review that lies ahead."),
    )
