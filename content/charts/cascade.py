"""A care cascade: how many of a thousand people are left after each stage, and after a part of a loss is prevented.

The stages follow one another: the share lost at each is of those who reach it. Two of the losses of the precision
oncology pathway are published so, 497 of 1,000 and 147 of the remaining 503 (Sadik et al. 2022,
doi 10.1200/PO.22.00246), which leaves 356, the 36 percent of the publication.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

START = 1000
"""How many people a cascade is drawn for."""


@dataclass(frozen=True)
class Loss:
    """A stage: its name, what happens to those lost there, and their share (0 to 1) of those who reach it."""

    name: str
    statement: str
    share: Fraction


@dataclass(frozen=True)
class Stage:
    """A stage with people; `arriving` and `lost` are exact, the properties in whole people are rounded half up.

    `if_closed` is how many of a thousand would reach the end if nobody were lost here and all else stayed.
    """

    number: int
    loss: Loss
    arriving: Fraction
    if_closed: int

    @property
    def people_arriving(self) -> int:
        """How many reach the stage."""
        return whole(self.arriving)

    @property
    def people_remaining(self) -> int:
        """How many are left after it."""
        return whole(self.arriving * (1 - self.loss.share))

    @property
    def share_for_scripts(self) -> str:
        """The share as a decimal, long enough that rounding it moves nobody."""
        return f"{float(self.loss.share):.9f}"

    @property
    def people_lost(self) -> int:
        """How many are lost, so that it agrees with the two figures beside it."""
        return self.people_arriving - self.people_remaining


def cascade(losses: Sequence[Loss]) -> tuple[Stage, ...]:
    """The stages in their order; raises ValueError for a share outside of 0 to 1."""
    stages = []
    arriving = Fraction(START)
    for number, loss in enumerate(losses, start=1):
        if not 0 <= loss.share <= 1:
            raise ValueError(loss.share)
        closed = [Fraction(place == number) for place in range(1, len(losses) + 1)]
        stages.append(Stage(number, loss, arriving, whole(reaching_end(losses, closed))))
        arriving *= 1 - loss.share
    return tuple(stages)


def reaching_end(losses: Sequence[Loss], closed: Sequence[Fraction]) -> Fraction:
    """How many of a thousand reach the end when these parts (0 to 1) of each loss are prevented.

    Assumes that those who are no longer lost meet the later stages with the same shares as everybody else: an
    arithmetic of what is published, no forecast.
    """
    left = Fraction(START)
    for loss, part in zip(losses, closed, strict=True):
        left *= 1 - loss.share * (1 - part)
    return left


def whole(people: Fraction) -> int:
    """People are counted whole, halves up."""
    return floor(people + Fraction(1, 2))
