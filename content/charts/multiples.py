"""Small multiples: one little chart per series, all on the same scale, so that they can be compared."""

from content.charts.canvas import Canvas, shortened
from content.charts.content import ChartTable, Series
from content.charts.layout import Frame, axis_width, known, series_style, value_axis
from content.charts.lines import draw_series, positions_of
from content.charts.scales import Scale, scale_for

GUTTER = 22.0


def draw_multiples(canvas: Canvas, frame: Frame, table: ChartTable, top: float) -> float:
    """Draw a panel per series, two or three side by side where there is room; returns where the drawing ends."""
    columns = min(3 if frame.width > 600 else 2, len(table.series))
    width = (frame.width - GUTTER * (columns - 1)) / columns
    height = frame.size * 7.5
    step = height + frame.line * 3.4
    every_value = [value for series in table.series for value in known(series.values)]
    for number, series in enumerate(table.series):
        x = (width + GUTTER) * (number % columns)
        y = top + step * (number // columns) + frame.line
        canvas.text(x, y, shortened(series.name, width, frame.size), "chart__label")
        scale = scale_for(every_value, start=y + frame.size + height, end=y + frame.size, most_ticks=3)
        _panel(canvas, frame, table, series, scale=scale, start=x, right=x + width)
    rows = -(-len(table.series) // columns)
    return top + step * rows


def _panel(
    canvas: Canvas, frame: Frame, table: ChartTable, series: Series, *, scale: Scale, start: float, right: float
) -> None:
    left = start + axis_width(scale, frame)
    value_axis(canvas, frame, scale, left, right)
    positions = positions_of(len(table.categories), left + 8, right - 8)
    if table.is_by_year:
        draw_series(canvas, series, positions, scale, 0)
    else:
        width = max(min((right - left) / len(positions) * 0.7, 30.0), 2.0)
        for x, value in zip(positions, series.values, strict=True):
            if value is None:
                canvas.text(x, scale.at(0) - 4, "?", "chart__unknown", anchor="middle")
            else:
                height = scale.at(value) - scale.at(0)
                canvas.rect(x - width / 2, scale.at(0), width, height, f"chart__bar {series_style(0)}")
    foot = scale.start + frame.line
    room = (right - left) / 2 - 6
    canvas.text(left, foot, shortened(table.categories[0], room, frame.size), "chart__tick")
    if len(table.categories) > 1:
        canvas.text(right, foot, shortened(table.categories[-1], room, frame.size), "chart__tick", anchor="end")
