"""Keeps the value of each live metric at the end of each day.

The task runs every hour and writes what is missing, so that it may run twice or be late: yesterday's value is
counted some time today, and where a measure can tell the past, every night that was missed is filled exactly.
"""

from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from decimal import Decimal, InvalidOperation

import structlog
from django.db import transaction
from django.utils import timezone

from content.plans.live_metrics import LiveMetric, live_metrics
from content.plans.models import LiveReading

log = structlog.get_logger(__name__)

HEALED_DAYS = 60
"""How far back missed nights are filled; on the first run of a measure, how much of its past is told."""
LARGEST = Decimal(10) ** 17


class ImpossibleReadingError(ValueError):
    """A measure returned something that is no finite number below 10^17."""


def take_missing_readings(today: date | None = None) -> int:
    """Write the readings of the days up to yesterday that are missing; return how many were.

    A measure that raises costs its own readings only: the error is logged, and the next run tries again.
    """
    today = today or timezone.localdate()
    days = [today - timedelta(days=back) for back in range(HEALED_DAYS, 0, -1)]
    known = set(LiveReading.objects.filter(day__gte=days[0]).values_list("name", "day"))
    written = 0
    for metric in live_metrics().values():
        tellable = days if metric.measure_at else days[-1:]
        written += _take(metric, [day for day in tellable if (metric.name, day) not in known])
    return written


def _take(metric: LiveMetric, due: list[date]) -> int:
    if not due:
        return 0
    try:
        with transaction.atomic():
            rows = [
                LiveReading(name=metric.name, day=day, value=_value(metric, day), measured_at=timezone.now())
                for day in due
            ]
            LiveReading.objects.bulk_create(rows, ignore_conflicts=True)
    except Exception as error:  # noqa: BLE001 - one room's broken measure must not cost the others their readings
        log.error("live_metric_failed", metric=metric.name, error=type(error).__name__)  # noqa: TRY400 - no traceback
        return 0
    return len(rows)


def _value(metric: LiveMetric, day: date) -> Decimal:
    raw = metric.measure_at(end_of(day)) if metric.measure_at else metric.measure()
    try:
        value = Decimal(raw)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise ImpossibleReadingError(metric.name) from error
    if not value.is_finite() or abs(value) >= LARGEST:
        raise ImpossibleReadingError(metric.name)
    return value


def end_of(day: date) -> datetime:
    """The moment at which a day ends in the site's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time_of_day.min))
