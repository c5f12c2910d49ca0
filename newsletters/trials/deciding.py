"""Which of two texts did better, and whether that may be chance. Pure functions of counts.

Intervals are Wilson's (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
the American Statistical Association 22, 1927): they stay between 0 and 1 and hold for rare events. Two shares are
compared with the two-proportion z test with pooled variance, two-sided.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import Final

CHANCE: Final = 0.05
"""A difference counts when chance alone would make one as large in fewer than this share of trials."""
POWER: Final = 0.8
LEAST_PER_TEXT: Final = 50
"""With fewer readers per text the z test does not hold and hardly any difference could be told from chance."""

_NORMAL: Final = NormalDist()
_Z: Final = _NORMAL.inv_cdf(1 - CHANCE / 2)


class Text(StrEnum):
    """The two texts of a trial: `A` is the issue as it stands, `B` the other one."""

    A = "a"
    B = "b"


class Better(StrEnum):
    """Which end of the scale is the better one."""

    MORE = "more"
    FEWER = "fewer"


@dataclass(frozen=True)
class Share:
    """How often something happened among how many. Both are cut to what a share can be: 0 ≤ `happened` ≤ `of`.

    Clicks are counted per link, not per reader, so there may be more of them than readers; that counts as all.
    """

    happened: int
    of: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "of", max(0, self.of))
        object.__setattr__(self, "happened", min(max(0, self.happened), self.of))

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 of nothing is 0."""
        return self.happened / self.of if self.of else 0.0

    def interval(self) -> tuple[float, float]:
        """Return Wilson's 95 % interval; of nothing it is all from 0 to 1."""
        if not self.of:
            return 0.0, 1.0
        square = _Z * _Z
        centre = (self.happened + square / 2) / (self.of + square)
        missed = self.of - self.happened
        half = _Z / (self.of + square) * sqrt(self.happened * missed / self.of + square / 4)
        # At both ends the formula gives exactly 0 and 1, which floating point misses.
        low = 0.0 if not self.happened else max(0.0, centre - half)
        high = 1.0 if not missed else min(1.0, centre + half)
        return low, high


@dataclass(frozen=True)
class Verdict:
    """Which text goes to the rest, and how often chance alone makes a difference as large (0 to 1)."""

    text: Text
    by_chance: float

    @property
    def is_tie(self) -> bool:
        """Whether the difference may be chance."""
        return self.by_chance >= CHANCE


def by_chance(one: Share, other: Share) -> float:
    """Return how often two texts that are equally good would differ as much as these, 0 to 1 (the p value)."""
    if not one.of or not other.of:
        return 1.0
    pooled = (one.happened + other.happened) / (one.of + other.of)
    variance = pooled * (1 - pooled) * (1 / one.of + 1 / other.of)
    if variance <= 0:
        return 1.0
    return min(1.0, 2 * _NORMAL.cdf(-abs(one.value - other.value) / sqrt(variance)))


def decide(a: Share, b: Share, better: Better) -> Verdict:
    """Return the text that goes to the rest: `B` only when it did better and that is hardly chance, else `A`."""
    chance = by_chance(a, b)
    b_leads = b.value > a.value if better is Better.MORE else b.value < a.value
    return Verdict(Text.B if b_leads and chance < CHANCE else Text.A, chance)


def smallest_seen(base: float, per_text: int) -> float | None:
    """Return the share above `base` that text B must reach to be told from chance in four of five trials.

    `base` is A's share, 0 to 1, and `per_text` the readers who get each text. Nothing when not even 100 % would do.
    """
    if per_text <= 0 or not 0 <= base < 1 or _readers_needed(base, 1.0) > per_text:
        return None
    low, high = base, 1.0
    for _step in range(60):
        middle = (low + high) / 2
        if _readers_needed(base, middle) > per_text:
            low = middle
        else:
            high = middle
    return high


def _readers_needed(one: float, other: float) -> float:
    """Return how many readers per text tell two shares apart, with the usual formula for two proportions."""
    if one == other:
        return float("inf")
    mean = (one + other) / 2
    by_accident = _Z * sqrt(2 * mean * (1 - mean))
    by_power = _NORMAL.inv_cdf(POWER) * sqrt(one * (1 - one) + other * (1 - other))
    return ((by_accident + by_power) / (one - other)) ** 2
