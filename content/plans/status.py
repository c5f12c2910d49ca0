"""The published rule by which a metric and an objective get their status. Pure: values in, status out.

The rule compares the share of the way that was covered with the share of the time that has passed, at the day
of the latest reading; open-sdg's progress calculation does the same with growth rates
(https://open-sdg.org/open-sdg/docs/progress-calculation/). The page at `how-status-is-computed/` states it in
words with the figures below; a change of a figure changes that page too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.plans.metric_blocks import Direction
from content.plans.outline import PlanMetric

ON_TRACK_RATIO = Decimal("0.9")
AT_RISK_RATIO = Decimal("0.6")
EARLY_SHARE = Decimal("0.1")
READING_DAYS = 400
"""A reading older than this many days says nothing about today: thirteen months, for measures taken once a year."""


class Status(models.TextChoices):
    """How a metric or an objective stands, the worst first."""

    MISSED = "missed", _("Missed")
    OFF_TRACK = "off_track", _("Off track")
    AT_RISK = "at_risk", _("At risk")
    TOO_EARLY = "too_early", _("Too early to tell")
    ON_TRACK = "on_track", _("On track")
    REACHED_LATE = "reached_late", _("Reached late")
    REACHED = "reached", _("Reached")
    NO_TARGET = "no_target", _("No target yet")
    NO_DATA = "no_data", _("No data")

    @property
    def sign(self) -> str:
        """A sign that tells it from the others without colour; always shown beside the words."""
        return _SIGNS[self.value]


_SIGNS = {
    "missed": "×",
    "off_track": "▼",
    "at_risk": "!",
    "too_early": "…",
    "on_track": "▲",
    "reached_late": "✓",
    "reached": "✓",
    "no_target": "?",
    "no_data": "○",
}


RATED = (
    Status.MISSED,
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.TOO_EARLY,
    Status.ON_TRACK,
    Status.REACHED_LATE,
    Status.REACHED,
)


@dataclass(frozen=True)
class Reading:
    """One value of a metric on a day. `note` is what staff wrote beside a manual one."""

    day: date
    value: Decimal
    note: str = ""


@dataclass(frozen=True)
class MetricStatus:
    """A status with everything it was computed from; shares are of 1, absent where the rule does not need them."""

    status: Status
    latest: Reading | None = None
    way: Decimal | None = None
    time: Decimal | None = None

    @property
    def ratio(self) -> Decimal | None:
        """The share of the way per share of the time: 1 is exactly on the straight line to the target."""
        return self.way / self.time if self.way is not None and self.time else None

    @property
    def way_percent(self) -> Decimal | None:
        """The share of the way in percent, rounded to a whole one."""
        return _percent(self.way)

    @property
    def time_percent(self) -> Decimal | None:
        """The share of the time in percent, rounded to a whole one."""
        return _percent(self.time)


def metric_status(metric: PlanMetric, readings: Sequence[Reading], today: date) -> MetricStatus:
    """The status of a metric on a day, by its readings up to that day, which come in the order of their days."""
    known = [reading for reading in readings if reading.day <= today]
    latest = known[-1] if known else None
    if latest is None:
        return MetricStatus(Status.NO_DATA)
    if metric.target_value is None or metric.target_day is None:
        return MetricStatus(Status.NO_TARGET, latest)
    if (min(today, metric.target_day) - latest.day).days > READING_DAYS:
        return MetricStatus(Status.NO_DATA, latest)
    if metric.direction in {Direction.AT_LEAST, Direction.AT_MOST}:
        return MetricStatus(_limit_status(metric, known, today), latest)
    if metric.baseline_value is None or metric.baseline_day is None or metric.baseline_value == metric.target_value:
        return MetricStatus(Status.NO_TARGET, latest)
    return _progress_status(metric, known, today)


def objective_status(statuses: Iterable[Status]) -> Status:
    """The worst status of the metrics that have one; without any, no data."""
    rated = set(statuses) & set(RATED)
    return next((status for status in RATED if status in rated), Status.NO_DATA)


def _progress_status(metric: PlanMetric, known: Sequence[Reading], today: date) -> MetricStatus:
    start, target = metric.baseline_value, metric.target_value
    begins, ends = metric.baseline_day, metric.target_day
    if start is None or target is None or begins is None or ends is None:
        raise ValueError("Progress is measured from a start to a target.")
    latest = known[-1]
    way = (latest.value - start) / (target - start)
    time = Decimal(min(max((latest.day - begins).days, 0), (ends - begins).days)) / max((ends - begins).days, 1)
    in_time = [reading for reading in known if reading.day <= ends]
    if in_time and (in_time[-1].value - start) / (target - start) >= 1:
        status = Status.REACHED
    elif way >= 1:
        status = Status.REACHED_LATE
    elif today > ends:
        status = Status.MISSED
    elif time < EARLY_SHARE:
        status = Status.TOO_EARLY
    elif way / time >= ON_TRACK_RATIO:
        status = Status.ON_TRACK
    else:
        status = Status.AT_RISK if way / time >= AT_RISK_RATIO else Status.OFF_TRACK
    return MetricStatus(status, latest, way, time)


def _limit_status(metric: PlanMetric, known: Sequence[Reading], today: date) -> Status:
    """Of a limit that should hold until its day: what counts after that day is the last reading before it ended."""
    ends = metric.target_day
    in_time = [reading for reading in known if ends is None or reading.day <= ends]
    over = ends is not None and today > ends
    if over and not in_time:
        return Status.NO_DATA
    kept = _keeps(metric, in_time[-1] if over else known[-1])
    if over:
        return Status.REACHED if kept else Status.MISSED
    return Status.ON_TRACK if kept else Status.OFF_TRACK


def _keeps(metric: PlanMetric, reading: Reading) -> bool:
    if metric.target_value is None:
        return False
    if metric.direction == Direction.AT_LEAST:
        return reading.value >= metric.target_value
    return reading.value <= metric.target_value


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else (share * 100).quantize(Decimal(1))


@dataclass(frozen=True)
class RuleFigures:
    """The figures of the rule as its page states them."""

    on_track: Decimal
    at_risk: Decimal
    early_percent: Decimal
    reading_days: int
    statuses: tuple[Status, ...]


def rule_figures() -> RuleFigures:
    """The very figures that the rule computes with, so that its page cannot say others."""
    return RuleFigures(ON_TRACK_RATIO, AT_RISK_RATIO, EARLY_SHARE * 100, READING_DAYS, tuple(Status))
