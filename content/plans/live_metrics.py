"""Measures that other rooms offer to plans: letters delivered, modules completed, facts reviewed.

A room registers its measures in its `AppConfig.ready()`; a metric of a plan then names one of them, and the
value at the end of each day is kept by `content.plans.snapshots`. Pages never call a measure: one that is slow,
gone or broken costs a reading, not a page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from django.utils.functional import Promise

Measure = Callable[[], Decimal | int]
MeasureAt = Callable[[datetime], Decimal | int]


@dataclass(frozen=True)
class LiveMetric:
    """A whole-site total: what it is called, how it is counted, in which unit (plural, "letters")."""

    name: str
    label: str | Promise
    measure: Measure
    unit: str | Promise = ""
    explanation: str | Promise = ""
    measure_at: MeasureAt | None = None


_metrics: dict[str, LiveMetric] = {}


def register_live_metric(
    name: str,
    label: str | Promise,
    measure: Measure,
    *,
    unit: str | Promise = "",
    explanation: str | Promise = "",
    measure_at: MeasureAt | None = None,
) -> None:
    """Offer a measure to plans under a name that never changes, such as `outreach.letters_handed_over`.

    `measure` returns the total now. `explanation` tells staff and readers what is counted and what is not.
    Give `measure_at` where the total of a moment in the past can still be told from the database: a night on
    which no reading was taken is then filled exactly; without it the gap stays a gap. A name is given once;
    raises ValueError for a second measure of that name.
    """
    known = _metrics.get(name)
    if known is not None and known.measure is not measure:
        raise ValueError(f"A live metric called {name!r} is registered already.")
    _metrics[name] = LiveMetric(name, label, measure, unit, explanation, measure_at)


def live_metrics() -> Mapping[str, LiveMetric]:
    """All measures, by name."""
    return MappingProxyType(_metrics)


def live_metric_choices() -> list[tuple[str, str]]:
    """The names and labels of all measures, for a list to choose from, by label."""
    return sorted(((metric.name, str(metric.label)) for metric in _metrics.values()), key=lambda pair: pair[1])


def measure_live_metric(name: str) -> Decimal:
    """The present value of a measure; raises KeyError for a name nobody registered."""
    return Decimal(_metrics[name].measure())
