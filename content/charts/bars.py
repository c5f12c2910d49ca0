"""Bar charts: upright where the names of the categories fit below, else lying, with each name above its bar."""

from decimal import Decimal

from content.charts.canvas import Canvas, text_width, wrapped
from content.charts.content import ChartTable
from content.charts.layout import Frame, axis_width, category_labels, known, legend, series_style, value_axis
from content.charts.lines import short_value
from content.charts.scales import Scale, scale_for

WIDEST_BAR = 56.0


def draw_bars(canvas: Canvas, frame: Frame, table: ChartTable, top: float, *, stacked: bool) -> float:
    """Draw the bars from `top`, side by side or stacked; returns where the drawing ends."""
    top = legend(canvas, frame, [series.name for series in table.series], top)
    slot = (frame.width - 50) / len(table.categories)
    widest = max(text_width(category, frame.size) for category in table.categories)
    bars_per_slot = 1 if stacked else len(table.series)
    if widest + 6 <= slot and slot / bars_per_slot >= 9:
        return _upright(canvas, frame, table, top + frame.size, stacked=stacked)
    return _lying(canvas, frame, table, top, stacked=stacked)


def _lengths(table: ChartTable, *, stacked: bool) -> list[Decimal]:
    if not stacked:
        return [value for series in table.series for value in known(series.values)]
    columns = range(len(table.categories))
    return [sum(known(tuple(series.values[index] for series in table.series)), Decimal(0)) for index in columns]


def _upright(canvas: Canvas, frame: Frame, table: ChartTable, top: float, *, stacked: bool) -> float:
    bottom = top + frame.height
    scale = scale_for(_lengths(table, stacked=stacked), start=bottom, end=top)
    left = axis_width(scale, frame)
    value_axis(canvas, frame, scale, left, frame.width)
    slot = (frame.width - left) / len(table.categories)
    centres = [left + slot * (index + 0.5) for index in range(len(table.categories))]
    bars = 1 if stacked else len(table.series)
    width = min(slot * 0.76 / bars, WIDEST_BAR)
    for index, centre in enumerate(centres):
        if stacked:
            _upright_stack(canvas, frame, table, index, scale=scale, centre=centre, width=width)
            continue
        start = centre - width * bars / 2
        for number, series in enumerate(table.series):
            x = start + width * number
            value = series.values[index]
            if value is None:
                _open_slot(canvas, x + width / 2, scale.at(0), width, frame)
                continue
            canvas.rect(
                x, scale.at(0), width - 1.5, scale.at(value) - scale.at(0), f"chart__bar {series_style(number)}"
            )
            words = short_value(series, index)
            if text_width(words, frame.size) <= (slot if bars == 1 else width):
                above = -6 if value >= 0 else frame.size + 2
                canvas.text(x + width / 2, scale.at(value) + above, words, "chart__value", anchor="middle")
    category_labels(canvas, frame, centres, table.categories, bottom + frame.line)
    return bottom + frame.line * 1.5


def _upright_stack(
    canvas: Canvas, frame: Frame, table: ChartTable, index: int, *, scale: Scale, centre: float, width: float
) -> None:
    total = Decimal(0)
    complete = True
    for number, series in enumerate(table.series):
        value = series.values[index]
        if value is None:
            complete = False
            continue
        foot, head = scale.at(total), scale.at(total + value)
        canvas.rect(centre - width / 2, foot, width, head - foot, f"chart__bar {series_style(number)}")
        total += value
    if not complete:
        _open_slot(canvas, centre, scale.at(total), width, frame)


def _open_slot(canvas: Canvas, centre: float, foot: float, width: float, frame: Frame) -> None:
    """An outline in place of a bar whose length nobody knows."""
    height = frame.size * 2.2
    canvas.rect(centre - width / 2, foot - height, width - 1.5, height, "chart__gap")
    canvas.text(centre, foot - height * 0.34, "?", "chart__unknown", anchor="middle")


def _lying(canvas: Canvas, frame: Frame, table: ChartTable, top: float, *, stacked: bool) -> float:
    values = _lengths(table, stacked=stacked)
    room = max((text_width(f"{value:,.2f}", frame.size) for value in values), default=40.0) + 10
    negative_room = room if any(value < 0 for value in values) else 0.0
    scale = scale_for(values, start=negative_room, end=frame.width - room)
    thick = frame.size * (1.25 if stacked or len(table.series) == 1 else 0.95)
    y = top + 4
    for index, category in enumerate(table.categories):
        for line in wrapped(category, frame.width, frame.size):
            y += frame.line
            canvas.text(0, y - frame.size * 0.35, line, "chart__label")
        foot = y
        if stacked:
            _lying_stack(canvas, frame, table, index, scale=scale, y=y, thick=thick)
            y += thick
        else:
            for number, series in enumerate(table.series):
                value = series.values[index]
                if value is None:
                    canvas.rect(scale.at(0), y, frame.size * 2, thick - 2, "chart__gap")
                    canvas.text(scale.at(0) + frame.size, y + thick * 0.72, "?", "chart__unknown", anchor="middle")
                else:
                    length = scale.at(value) - scale.at(0)
                    canvas.rect(scale.at(0), y, length, thick - 2, f"chart__bar {series_style(number)}")
                    side, anchor = (6, "start") if value >= 0 else (-6, "end")
                    canvas.text(
                        scale.at(value) + side,
                        y + thick * 0.76,
                        short_value(series, index),
                        "chart__value",
                        anchor=anchor,
                    )
                y += thick
        canvas.line(scale.at(0), foot - 2, scale.at(0), y, "chart__axis")
        y += frame.size * 0.7
    return y + 4


def _lying_stack(
    canvas: Canvas, frame: Frame, table: ChartTable, index: int, *, scale: Scale, y: float, thick: float
) -> None:
    total = Decimal(0)
    for number, series in enumerate(table.series):
        value = series.values[index]
        if value is not None:
            start = scale.at(total)
            canvas.rect(start, y, scale.at(total + value) - start, thick - 2, f"chart__bar {series_style(number)}")
            total += value
    if any(series.values[index] is None for series in table.series):
        canvas.rect(scale.at(total), y, frame.size * 2, thick - 2, "chart__gap")
        canvas.text(scale.at(total) + frame.size, y + thick * 0.72, "?", "chart__unknown", anchor="middle")
