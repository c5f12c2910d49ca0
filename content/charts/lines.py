"""Line charts. A gap interrupts the line: nothing is drawn between figures that are not neighbours."""

from content.charts.canvas import Canvas
from content.charts.content import ChartTable, Series
from content.charts.layout import Frame, axis_width, category_labels, known, legend, series_style, value_axis
from content.charts.scales import Scale, scale_for


def draw_lines(canvas: Canvas, frame: Frame, table: ChartTable, top: float) -> float:
    """Draw all series over one axis from `top`; returns where the drawing ends."""
    top = legend(canvas, frame, [series.name for series in table.series], top) + frame.size
    bottom = top + frame.height
    every_value = [value for series in table.series for value in known(series.values)]
    scale = scale_for(every_value, start=bottom, end=top)
    left = axis_width(scale, frame)
    positions = positions_of(len(table.categories), left + 14, frame.width - 16)
    _gap_bands(canvas, table, positions, top, bottom)
    value_axis(canvas, frame, scale, left, frame.width)
    for number, series in enumerate(table.series):
        draw_series(canvas, series, positions, scale, number)
        if len(table.series) == 1 and len(positions) <= frame.width / 44:
            _values_at_points(canvas, frame, series, positions, scale)
    category_labels(canvas, frame, positions, table.categories, bottom + frame.line)
    return bottom + frame.line * 1.5


def positions_of(count: int, left: float, right: float) -> list[float]:
    """Where each category stands, evenly from left to right."""
    if count == 1:
        return [(left + right) / 2]
    return [left + (right - left) * index / (count - 1) for index in range(count)]


def draw_series(canvas: Canvas, series: Series, positions: list[float], scale: Scale, number: int) -> None:
    """One line with a sign at each figure."""
    style = series_style(number)
    run: list[tuple[float, float]] = []
    points = [
        None if value is None else (x, scale.at(value)) for x, value in zip(positions, series.values, strict=True)
    ]
    for point in [*points, None]:
        if point is not None:
            run.append(point)
            continue
        if len(run) > 1:
            canvas.path(run, f"chart__line {style}")
        run = []
    for point in points:
        if point is not None:
            canvas.marker(number, *point, 4.5, f"chart__mark {style}")


def _values_at_points(canvas: Canvas, frame: Frame, series: Series, positions: list[float], scale: Scale) -> None:
    for index, (x, value) in enumerate(zip(positions, series.values, strict=True)):
        if value is not None:
            canvas.text(
                x, scale.at(value) - frame.size * 0.8, short_value(series, index), "chart__value", anchor="middle"
            )


def short_value(series: Series, index: int) -> str:
    """The number alone: its unit stands under the title."""
    return Series(series.name, series.values).words(index)


def _gap_bands(canvas: Canvas, table: ChartTable, positions: list[float], top: float, bottom: float) -> None:
    gaps = set(table.gaps())
    half = (positions[1] - positions[0]) / 2 if len(positions) > 1 else 20.0
    for x, category in zip(positions, table.categories, strict=True):
        if category in gaps:
            width = min(half, 22.0)
            canvas.rect(x - width, top, 2 * width, bottom - top, "chart__gap")
            canvas.text(x, (top + bottom) / 2, "?", "chart__unknown", anchor="middle")
