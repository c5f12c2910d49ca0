"""Keeps the rows of a published plan's parts in step with its text."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from content.plans.models import PlanPart, StrategicPlanPage
from content.plans.outline import PlanOutlinePart


@transaction.atomic
def record_parts(plan: StrategicPlanPage) -> None:
    """Write one row per part of a plan in the site's main language, and retire the parts it no longer has."""
    if plan.locale.language_code != settings.LANGUAGE_CODE:
        return
    seen: set[UUID] = set()
    for pillar in plan.outline():
        _record(plan, pillar, None, seen)
    PlanPart.objects.filter(plan_key=plan.translation_key, retired_at__isnull=True).exclude(pk__in=seen).update(
        retired_at=timezone.now()
    )


def _record(plan: StrategicPlanPage, part: PlanOutlinePart, parent: PlanPart | None, seen: set[UUID]) -> None:
    row, _is_new = PlanPart.objects.update_or_create(
        key=part.key,
        defaults={
            "plan_key": plan.translation_key,
            "parent": parent,
            "level": part.level,
            "number": part.number,
            "title": part.title,
            "retired_at": None,
        },
    )
    seen.add(row.pk)
    for child in part.parts:
        _record(plan, child, row, seen)
