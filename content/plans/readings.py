"""Reads the values of a plan's metrics for display: two queries however many metrics there are."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from content.plans.models.readings import LiveReading, MetricReading
from content.plans.outline import PlanMetric
from content.plans.status import Reading

DAILY = timedelta(days=60)
SUNDAY = 7


def series_of(metrics: Collection[PlanMetric], today: date) -> Mapping[UUID, list[Reading]]:
    """The readings of each metric up to a day, by the metric's key, in the order of their days.

    Of live metrics, which have one a day: all of the last `DAILY`, each target's own day, and of older weeks
    the one of Sunday. Manual readings are taken by the metric's key, so that next year's plan goes on with the
    values of this year's; of two for one day the newer plan's counts.
    """
    found: dict[UUID, dict[date, Reading]] = defaultdict(dict)
    manual = [metric.key for metric in metrics if not metric.live_metric]
    if manual:
        rows = MetricReading.objects.filter(metric__key__in=manual, day__lte=today).order_by("day", "metric_id")
        for key, day, value, note in rows.values_list("metric__key", "day", "value", "note"):
            found[key][day] = Reading(day, value.normalize(), note)
    live = _live_series({metric.live_metric for metric in metrics if metric.live_metric}, metrics, today)
    return {
        metric.key: live.get(metric.live_metric, []) if metric.live_metric else list(found[metric.key].values())
        for metric in metrics
    }


def _live_series(names: set[str], metrics: Collection[PlanMetric], today: date) -> dict[str, list[Reading]]:
    if not names:
        return {}
    starts = [metric.baseline_day for metric in metrics if metric.live_metric]
    targets = {metric.target_day for metric in metrics if metric.live_metric and metric.target_day}
    shown = Q(day__gt=today - DAILY) | Q(day__iso_week_day=SUNDAY) | Q(day__in=targets)
    rows = LiveReading.objects.filter(shown, name__in=names, day__lte=today).order_by("day")
    if None not in starts:
        rows = rows.filter(day__gte=min(day for day in starts if day))
    series: dict[str, list[Reading]] = defaultdict(list)
    for name, day, value in rows.values_list("name", "day", "value"):
        series[name].append(Reading(day, _plain(value)))
    return series


def _plain(value: Decimal) -> Decimal:
    return value.normalize()
