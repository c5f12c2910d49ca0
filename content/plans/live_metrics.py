"""Measures that other rooms offer to plans: letters delivered, modules completed, facts reviewed.

A room registers its measures in its `AppConfig.ready()`; a plan's metric then names one of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from django.utils.functional import Promise


@dataclass(frozen=True)
class LiveMetric:
    """A measure that is computed when asked: its label is for staff, its value is a whole-site total."""

    name: str
    label: str | Promise
    measure: Callable[[], Decimal | int]


_metrics: dict[str, LiveMetric] = {}


def register_live_metric(name: str, label: str | Promise, measure: Callable[[], Decimal | int]) -> None:
    """Offer a measure to plans. A name is given once; raises ValueError for a second measure of that name."""
    known = _metrics.get(name)
    if known is not None and known.measure is not measure:
        raise ValueError(f"A live metric called {name!r} is registered already.")
    _metrics[name] = LiveMetric(name, label, measure)


def live_metrics() -> Mapping[str, LiveMetric]:
    """All measures, by name."""
    return MappingProxyType(_metrics)


def measure_live_metric(name: str) -> Decimal:
    """The present value of a measure; raises KeyError for a name nobody registered."""
    return Decimal(_metrics[name].measure())
