"""What all kinds of charts share: the size of the drawing, the legend, the value axis."""

from dataclasses import dataclass
from decimal import Decimal

from content.charts.canvas import Canvas, shortened, text_width
from content.charts.numbers import number_text
from content.charts.scales import Scale

SERIES_STYLES = 6


@dataclass(frozen=True)
class Frame:
    """The size of a drawing: its width and the size of its words, in pixels."""

    width: float
    size: float
    height: float

    @property
    def line(self) -> float:
        """The height of a line of words."""
        return self.size * 1.4


WIDE_FRAME = Frame(width=720, size=15, height=300)
NARROW_FRAME = Frame(width=350, size=14, height=250)


def series_style(number: int) -> str:
    """The class that gives a series its colour and dashes."""
    return f"chart__s{number % SERIES_STYLES + 1}"


def legend(canvas: Canvas, frame: Frame, names: list[str], top: float) -> float:
    """Write the names of several series in lines from `top`; returns where the chart may begin."""
    if len(names) < 2:
        return top
    x, y = 0.0, top + frame.size
    for number, name in enumerate(names):
        words = shortened(name, frame.width - 24, frame.size)
        width = 22 + text_width(words, frame.size) + 18
        if x and x + width > frame.width:
            x, y = 0.0, y + frame.line
        canvas.marker(number, x + 7, y - frame.size * 0.33, 5, f"chart__mark {series_style(number)}")
        canvas.text(x + 20, y, words, "chart__label")
        x += width
    return y + frame.line * 0.8


def value_axis(canvas: Canvas, frame: Frame, scale: Scale, left: float, right: float) -> None:
    """Lines across the chart at round values, with the values at their left end."""
    for tick in scale.ticks():
        y = scale.at(tick)
        canvas.line(left, y, right, y, "chart__axis" if tick == 0 else "chart__grid")
        canvas.text(left - 8, y + frame.size * 0.35, number_text(tick), "chart__tick", anchor="end")


def axis_width(scale: Scale, frame: Frame) -> float:
    """How much room the values at the left of the axis need."""
    return max(text_width(number_text(tick), frame.size) for tick in scale.ticks()) + 12


def category_labels(canvas: Canvas, frame: Frame, positions: list[float], names: tuple[str, ...], y: float) -> None:
    """Names under an upright axis; where they would touch, every second (third …) is left out."""
    if not names:
        return
    room = (positions[-1] - positions[0]) / (len(positions) - 1) if len(positions) > 1 else frame.width
    widest = max(text_width(name, frame.size) for name in names) + 8
    every = max(1, -int(-widest // max(room, 1)))
    for index, (x, name) in enumerate(zip(positions, names, strict=True)):
        if index % every == 0:
            canvas.text(x, y, name, "chart__tick", anchor="middle")


def known(values: tuple[Decimal | None, ...]) -> list[Decimal]:
    """The figures among these that are there."""
    return [value for value in values if value is not None]
