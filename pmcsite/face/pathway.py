"""The seven-step pathway as a diagram: its figures come from the evidence registry, its geometry from the figures.

The band is drawn to scale where the study counts patients: at the start, where results are there, and at
the end. Between those marks it narrows evenly, because the steps' own percentages come from several
publications and do not add up to one another. A step without a published figure says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.evidence.api import FactValue, facts_by_slug

WIDTH, HEIGHT, MARGIN = 1120.0, 300.0, 14.0
COHORT, BENEFIT, LOST, UNTREATED = (
    "nsclc-cohort",
    "nsclc-benefit",
    "nsclc-lost-before-results",
    "nsclc-results-not-treated",
)

STEPS: tuple[tuple[str, Promise | str, Promise | str], ...] = (
    ("nsclc-step-biopsy", _("Biopsy"), _("had no tumor biopsy")),
    ("nsclc-step-tissue", _("Tissue"), _("had too little tissue or tumor content to test")),
    ("nsclc-step-overestimated", _("Tumor content"), _("had their tumor content overestimated")),
    ("nsclc-step-not-ordered", _("Test order"), _("had no biomarker test ordered")),
    ("nsclc-step-inconclusive", _("Clear result"), _("got an inconclusive or false negative result")),
    ("nsclc-step-turnaround", _("In time"), _("got the result too late")),
    (UNTREATED, _("Treatment"), _("did not get the matching treatment")),
)


@dataclass(frozen=True)
class Step:
    """One step: its number, name, what happened to those lost there, and the fact that says how many."""

    number: int
    name: Promise | str
    loss: Promise | str
    fact: FactValue | None

    @property
    def figure(self) -> str:
        """The share lost, as it is read; empty where no source gives one."""
        return self.fact.display if self.fact and not self.fact.is_open else ""


@dataclass(frozen=True)
class Mark:
    """A place where the band's width is to scale: `patients` of each thousand, at `left` percent of the width."""

    patients: int
    left: int
    x: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Pathway:
    """Everything the template draws."""

    cohort: FactValue
    benefit: FactValue
    steps: list[Step]
    marks: list[Mark]
    outline: str
    gates: list[tuple[float, float, float]]
    width: float = WIDTH
    height: float = HEIGHT


def pathway() -> Pathway | None:
    """The diagram from the present figures; nothing while the registry lacks the counts that give it its scale."""
    slugs = [COHORT, BENEFIT, LOST, *(slug for slug, _name, _loss in STEPS)]
    return from_facts(facts_by_slug(slugs))


def from_facts(facts: Mapping[str, FactValue]) -> Pathway | None:
    """Lay the diagram out; see `pathway`."""
    cohort, benefit, lost = facts.get(COHORT), facts.get(BENEFIT), facts.get(LOST)
    if cohort is None or benefit is None or lost is None or benefit.value is None or lost.value is None:
        return None
    with_results = 1000 - float(lost.value)
    marks = [
        _mark(1000, 0),
        _mark(with_results, 6 / 7),
        _mark(float(benefit.value) * 10, 1),
    ]
    upper = " ".join(f"{mark.x:.1f},{mark.top:.1f}" for mark in marks)
    lower = " ".join(f"{mark.x:.1f},{mark.bottom:.1f}" for mark in reversed(marks))
    return Pathway(
        cohort=cohort,
        benefit=benefit,
        steps=[Step(number, name, loss, facts.get(slug)) for number, (slug, name, loss) in enumerate(STEPS, start=1)],
        marks=marks,
        outline=f"{upper} {lower}",
        gates=[_gate(number / 7, marks) for number in range(1, 7)],
    )


def _half_height(patients: float) -> float:
    return (HEIGHT / 2 - MARGIN) * patients / 1000


def _mark(patients: float, share: float) -> Mark:
    half = _half_height(patients)
    return Mark(round(patients), round(share * 100), WIDTH * share, HEIGHT / 2 - half, HEIGHT / 2 + half)


def _gate(share: float, marks: list[Mark]) -> tuple[float, float, float]:
    """Where the line between two steps crosses the band: x, top, bottom."""
    x = WIDTH * share
    left, right = (marks[0], marks[1]) if x <= marks[1].x else (marks[1], marks[2])
    part = (x - left.x) / (right.x - left.x)
    top = left.top + (right.top - left.top) * part
    return round(x, 1), round(top, 1), round(HEIGHT - top, 1)
