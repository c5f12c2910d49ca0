"""Keeps the rows of a published plan's parts in step with its text."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from content.plans.models import PlanPart, PlanPartLink, StrategicPlanPage
from content.plans.outline import PlanOutlinePart

FIELDS = ("parent", "level", "number", "title", "live_metric", "retired_at")


@dataclass(frozen=True)
class _Row:
    """A part as it is to be written; `depth` is 0 for pillars."""

    depth: int
    key: UUID
    parent: UUID | None
    level: str
    number: str
    title: str
    live_metric: str = ""


@transaction.atomic
def record_parts(plan: StrategicPlanPage) -> None:
    """Write one row per part of a plan in the site's main language, and retire the parts it no longer has.

    A plan of any size takes about a dozen queries. Two publications at once wait for each other.
    """
    if plan.locale.language_code != settings.LANGUAGE_CODE:
        return
    StrategicPlanPage.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    pillars = plan.outline()
    rows = [row for pillar in pillars for row in _rows(pillar, None, 0)]
    known = {part.key: part for part in PlanPart.objects.filter(plan_key=plan.translation_key)}
    for depth in range(4):
        _write([row for row in rows if row.depth == depth], known, plan.translation_key)
    kept = {row.key for row in rows}
    gone = [part.pk for part in known.values() if part.key not in kept and part.retired_at is None]
    PlanPart.objects.filter(pk__in=gone).update(retired_at=timezone.now())
    _write_links([part for pillar in pillars for part in pillar.walk()], known, plan.translation_key)


def _rows(part: PlanOutlinePart, parent: UUID | None, depth: int) -> list[_Row]:
    rows = [_Row(depth, part.key, parent, part.level, part.number, part.title)]
    for metric in part.metrics:
        level = PlanPart.Level.METRIC
        rows.append(_Row(3, metric.key, part.key, level, metric.number, metric.title, metric.live_metric))
    for child in part.parts:
        rows += _rows(child, part.key, depth + 1)
    return rows


def _write(rows: list[_Row], known: dict[UUID, PlanPart], plan_key: UUID) -> None:
    """Add and change the rows of one level; those of the level above stand in `known` already."""
    added: list[PlanPart] = []
    changed: list[PlanPart] = []
    for row in {row.key: row for row in rows}.values():
        part = known.get(row.key) or PlanPart(key=row.key, plan_key=plan_key)
        part.parent = known[row.parent] if row.parent else None
        part.level, part.number, part.title = row.level, row.number, row.title
        part.live_metric, part.retired_at = row.live_metric[:100], None
        (changed if part.pk else added).append(part)
        known[row.key] = part
    PlanPart.objects.bulk_create(added)
    if changed:
        PlanPart.objects.bulk_update(changed, FIELDS)


def _write_links(parts: list[PlanOutlinePart], known: dict[UUID, PlanPart], plan_key: UUID) -> None:
    PlanPartLink.objects.filter(part__plan_key=plan_key).delete()
    links = [PlanPartLink(part=known[part.key], page_key=key) for part in parts for key in part.page_keys]
    links += [PlanPartLink(part=known[part.key], fact_id=fact) for part in parts for fact in part.fact_identifiers]
    PlanPartLink.objects.bulk_create(links)
