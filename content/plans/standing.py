"""How a plan stands on a day: the status of every metric and objective, with its readings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from content.plans.live_metrics import live_metrics
from content.plans.outline import PlanMetric, PlanOutlinePart, metrics_of
from content.plans.readings import series_of
from content.plans.status import RATED, MetricStatus, Reading, Status, metric_status, objective_status


@dataclass(frozen=True)
class Tally:
    """How many objectives have a status."""

    status: Status
    count: int


@dataclass(frozen=True)
class Standing:
    """The readings and statuses of a plan's metrics and objectives on a day, by their keys."""

    today: date
    readings: Mapping[UUID, list[Reading]]
    metrics: Mapping[UUID, MetricStatus]
    objectives: Mapping[UUID, Status]

    def tallies(self, parts: Iterable[PlanOutlinePart]) -> list[Tally]:
        """How many of the objectives at and below these parts have each status, the worst first."""
        counts = Counter(self.objectives[objective.key] for part in parts for objective in part.objectives())
        return [Tally(status, counts[status]) for status in (*RATED, Status.NO_DATA) if counts[status]]


def standing_of(pillars: Sequence[PlanOutlinePart], today: date) -> Standing:
    """Compute the standing of a plan, in two queries for any number of metrics."""
    return standing_on(pillars, series_of(metrics_of(pillars), today), today)


def standing_on(pillars: Sequence[PlanOutlinePart], readings: Mapping[UUID, list[Reading]], today: date) -> Standing:
    """Compute the standing on a day from readings at hand; those of later days do not count."""
    metrics = {metric.key: metric_status(metric, readings.get(metric.key, []), today) for metric in metrics_of(pillars)}
    objectives = {
        objective.key: objective_status(metrics[metric.key].status for metric in objective.metrics)
        for pillar in pillars
        for objective in pillar.objectives()
    }
    return Standing(today, readings, metrics, objectives)


def is_counted(metric: PlanMetric) -> bool:
    """Whether somebody still measures it: a live metric whose room is gone is not."""
    return not metric.live_metric or metric.live_metric in live_metrics()
