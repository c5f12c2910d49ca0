"""Axes: round steps, and where a value lies on the drawing."""

import math
from dataclasses import dataclass
from decimal import Decimal

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """A straight axis from `low` to `high`, drawn between two distances; zero always lies on it."""

    low: float
    high: float
    step: float
    start: float
    end: float

    def at(self, value: float | Decimal) -> float:
        """Where a value is drawn."""
        return self.start + (float(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[Decimal]:
        """The round values to write on the axis."""
        count = round((self.high - self.low) / self.step)
        exponent = math.floor(math.log10(self.step)) - 1
        unit = Decimal(1).scaleb(min(exponent, 0))
        return [Decimal(self.low + self.step * number).quantize(unit) for number in range(count + 1)]


def scale_for(values: list[Decimal], *, start: float, end: float, most_ticks: int = 5) -> Scale:
    """A scale with round steps that holds zero and all values."""
    low = min(0.0, *(float(value) for value in values)) if values else 0.0
    high = max(0.0, *(float(value) for value in values)) if values else 1.0
    if low == high:
        high = low + 1.0
    step = _round_step((high - low) / most_ticks)
    return Scale(
        low=math.floor(round(low / step, 9)) * step,
        high=math.ceil(round(high / step, 9)) * step,
        step=step,
        start=start,
        end=end,
    )


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1 - 1e-9))
