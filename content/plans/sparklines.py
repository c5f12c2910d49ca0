"""Draws the values of a metric as a small line: an SVG that the site's stylesheet colours.

The drawing says in words what it shows; every value stands in the table beside it, so nothing depends on it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from content.charts.numbers import number_text
from content.plans.outline import PlanMetric
from content.plans.status import Reading

WIDTH, HEIGHT, MARGIN = 220, 56, 6
MOST_POINTS = 120


def sparkline(metric: PlanMetric, readings: Sequence[Reading]) -> SafeString:
    """The readings as a line over the dashed one from start to target; empty without a reading.

    Horizontally days, from the first day known to the last or the target's; vertically values, from the
    smallest to the largest of readings, start and target. Of more than `MOST_POINTS` readings every n-th is
    drawn, the last one always.
    """
    if not readings:
        return SafeString()
    ideal = _ideal(metric)
    shown = _thinned(readings)
    days = [*(reading.day for reading in shown), *(day for day, _value in ideal)]
    values = [*(reading.value for reading in shown), *(value for _day, value in ideal)]
    first, length = min(days), max((max(days) - min(days)).days, 1)
    lowest, span = min(values), (max(values) - min(values)) or Decimal(1)

    def point(day: date, value: Decimal) -> tuple[str, str]:
        x = MARGIN + (WIDTH - 2 * MARGIN) * (day - first).days / length
        y = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * float((value - lowest) / span)
        return f"{x:.1f}", f"{y:.1f}"

    parts = []
    if ideal:
        parts.append(f'<polyline class="sparkline__ideal" points="{_points(point(*entry) for entry in ideal)}"/>')
    if len(shown) > 1:
        line = _points(point(reading.day, reading.value) for reading in shown)
        parts.append(f'<polyline class="sparkline__line" points="{line}"/>')
    x, y = point(shown[-1].day, shown[-1].value)
    parts.append(f'<circle class="sparkline__latest" cx="{x}" cy="{y}" r="3.5"/>')
    return mark_safe(  # noqa: S308 - numbers of our own, and words that are escaped
        f'<svg class="sparkline" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"'
        f' aria-label="{escape(alternative(metric, readings))}" focusable="false">{"".join(parts)}</svg>'
    )


def alternative(metric: PlanMetric, readings: Sequence[Reading]) -> str:
    """What the drawing shows, in one or two sentences."""
    first, last = readings[0], readings[-1]
    words = {
        "title": metric.title,
        "unit": metric.unit,
        "first": number_text(first.value),
        "first_day": date_format(first.day),
        "last": number_text(last.value),
        "last_day": date_format(last.day),
    }
    if len(readings) == 1:
        return _("%(title)s: one value, %(last)s %(unit)s on %(last_day)s.") % words
    return (
        _("%(title)s: from %(first)s on %(first_day)s to %(last)s %(unit)s on %(last_day)s.") % words
        + " "
        + _("Every value stands in the table below.")
    )


def _ideal(metric: PlanMetric) -> list[tuple[date, Decimal]]:
    if metric.target_value is None or metric.target_day is None:
        return []
    if metric.baseline_value is None or metric.baseline_day is None:
        return [(metric.target_day, metric.target_value)]
    return [(metric.baseline_day, metric.baseline_value), (metric.target_day, metric.target_value)]


def _thinned(readings: Sequence[Reading]) -> list[Reading]:
    step = -(-len(readings) // MOST_POINTS)
    return list(readings[::-1][::step])[::-1]


def _points(points: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
