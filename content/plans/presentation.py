"""What a reader sees of a plan on a day: every part with its status, its metrics with their values, its updates.

Built once per page, in four queries however large the plan is: two of readings, one of updates, one of versions.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.safestring import SafeString

from content.plans.live_metrics import live_metrics
from content.plans.metric_blocks import Direction
from content.plans.models.updates import PlanUpdate
from content.plans.outline import PlanMetric, PlanOutlinePart
from content.plans.reasons import reason_of
from content.plans.sparklines import sparkline
from content.plans.standing import Standing, Tally, is_counted, standing_of
from content.plans.status import MetricStatus, Reading, Status

if TYPE_CHECKING:
    from content.plans.models import StrategicPlanPage

MOST_VALUES = 14
MOST_UPDATES = 4


@dataclass(frozen=True)
class MetricView:
    """A metric with its status, the reason for it, its line and its latest values, the newest first."""

    metric: PlanMetric
    found: MetricStatus
    values: list[Reading]
    value_count: int
    line: SafeString
    reason: str
    explanation: str
    is_counted: bool

    @property
    def direction_label(self) -> str:
        """Which way is good, in words."""
        return str(Direction(self.metric.direction).label)


@dataclass(frozen=True)
class UpdateView:
    """A dated update with the part it is about."""

    day: date
    text: str
    language: str
    part: PlanOutlinePart


@dataclass(frozen=True)
class PartView:
    """A pillar, goal or objective as readers see it; only an objective has a status and metrics."""

    part: PlanOutlinePart
    status: Status | None
    metrics: list[MetricView]
    updates: list[UpdateView]
    parts: list["PartView"]
    tallies: list[Tally]
    objective_count: int


@dataclass(frozen=True)
class Segment:
    """A piece of the overview's bar: objectives of one status, from `start`, `width` wide, in objectives."""

    status: Status
    start: int
    width: int


@dataclass(frozen=True)
class PlanView:
    """A whole plan on a day."""

    today: date
    pillars: list[PartView]
    tallies: list[Tally]
    objective_count: int
    without_data: list[PlanOutlinePart]
    updates: list[UpdateView]
    next_targets: list[PlanMetric]

    @property
    def segments(self) -> list[Segment]:
        """The bar of the overview."""
        starts = accumulate((tally.count for tally in self.tallies), initial=0)
        return [Segment(tally.status, start, tally.count) for tally, start in zip(self.tallies, starts, strict=False)]

    @property
    def goal_count(self) -> int:
        """How many goals the plan has."""
        return sum(len(pillar.parts) for pillar in self.pillars)


def plan_view(plan: "StrategicPlanPage", today: date) -> PlanView:
    """The plan as it stands on a day, in its own language."""
    pillars = plan.outline()
    standing = standing_of(pillars, today)
    updates = updates_of(plan, pillars, today)
    views = [_part(pillar, standing, updates) for pillar in pillars]
    objectives = [objective for pillar in pillars for objective in pillar.objectives()]
    newest = sorted((update for found in updates.values() for update in found), key=lambda found: found.day)[::-1]
    return PlanView(
        today=today,
        pillars=views,
        tallies=standing.tallies(pillars),
        objective_count=len(objectives),
        without_data=[part for part in objectives if standing.objectives[part.key] == Status.NO_DATA],
        updates=newest[:MOST_UPDATES],
        next_targets=_next_targets(objectives, today),
    )


def updates_of(
    plan: "StrategicPlanPage", pillars: Iterable[PlanOutlinePart], today: date
) -> Mapping[UUID, list[UpdateView]]:
    """The updates of a plan's parts by their key, the newest first.

    An update that has not been translated into the plan's language is shown in the site's main language.
    """
    parts = {part.key: part for pillar in pillars for part in pillar.walk()}
    readable = Q(locale_id=plan.locale_id) | Q(locale__language_code=settings.LANGUAGE_CODE)
    rows = PlanUpdate.objects.filter(readable, part__plan_key=plan.translation_key, day__lte=today).select_related(
        "part", "locale"
    )
    chosen: dict[UUID, PlanUpdate] = {}
    for row in rows:
        if row.translation_key not in chosen or row.locale_id == plan.locale_id:
            chosen[row.translation_key] = row
    found: dict[UUID, list[UpdateView]] = defaultdict(list)
    for row in sorted(chosen.values(), key=lambda row: (row.day, row.pk), reverse=True):
        if row.part.key in parts:
            view = UpdateView(row.day, row.text, row.locale.language_code, parts[row.part.key])
            found[row.part.key].append(view)
    return found


def _part(part: PlanOutlinePart, standing: Standing, updates: Mapping[UUID, list[UpdateView]]) -> PartView:
    return PartView(
        part=part,
        status=standing.objectives.get(part.key),
        metrics=[_metric(metric, standing) for metric in part.metrics],
        updates=updates.get(part.key, []),
        parts=[_part(below, standing, updates) for below in part.parts],
        tallies=standing.tallies([part]),
        objective_count=len(part.objectives()),
    )


def _metric(metric: PlanMetric, standing: Standing) -> MetricView:
    readings = standing.readings.get(metric.key, [])
    found = standing.metrics[metric.key]
    counted = live_metrics().get(metric.live_metric)
    return MetricView(
        metric=metric,
        found=found,
        values=readings[: -MOST_VALUES - 1 : -1],
        value_count=len(readings),
        line=sparkline(metric, readings),
        reason=reason_of(metric, found),
        explanation=str(counted.explanation) if counted else "",
        is_counted=is_counted(metric),
    )


def _next_targets(objectives: Iterable[PlanOutlinePart], today: date) -> list[PlanMetric]:
    metrics = [metric for objective in objectives for metric in objective.metrics]
    coming = [metric for metric in metrics if metric.target_day and metric.target_day >= today]
    return sorted(coming, key=lambda metric: cast("date", metric.target_day))[:3]
