"""A plan as readers see it: numbered pillars, goals, objectives and metrics with their facts and links."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID, uuid4

from wagtail.rich_text import RichText

from content.blocks.linked_pages import LinkedPage, linked_pages
from content.evidence.api import FactValue, facts_by_id
from content.plans.live_metrics import live_metrics
from content.plans.metric_blocks import Direction, MetricSource

Level = Literal["pillar", "goal", "objective"]
CHILDREN: Mapping[Level, tuple[str, Level]] = {"pillar": ("goals", "goal"), "goal": ("objectives", "objective")}


@dataclass(frozen=True)
class PlanMetric:
    """What is measured for an objective. `live_metric` is empty where staff record the values."""

    key: UUID
    number: str
    title: str
    unit: str
    direction: Direction
    live_metric: str = ""
    baseline_value: Decimal | None = None
    baseline_day: date | None = None
    target_value: Decimal | None = None
    target_day: date | None = None
    note: str = ""

    @property
    def anchor(self) -> str:
        """The part of the page's address that leads here."""
        return f"part-{self.number.replace('.', '-')}"


@dataclass(frozen=True)
class PlanOutlinePart:
    """A pillar, goal or objective. `key` stays the same through revisions and translations.

    `fact_identifiers` and `page_keys` name everything it refers to, also what is not shown at present.
    """

    key: UUID
    level: Level
    number: str
    title: str
    text: RichText
    owner: str = ""
    facts: list[FactValue] = field(default_factory=list)
    links: list[LinkedPage] = field(default_factory=list)
    metrics: list[PlanMetric] = field(default_factory=list)
    parts: list["PlanOutlinePart"] = field(default_factory=list)
    fact_identifiers: tuple[int, ...] = ()
    page_keys: tuple[UUID, ...] = ()

    @property
    def anchor(self) -> str:
        """The part of the page's address that leads here."""
        return f"part-{self.number.replace('.', '-')}"

    def walk(self) -> Iterator["PlanOutlinePart"]:
        """Yield the part and everything below it, in reading order."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def objectives(self) -> list["PlanOutlinePart"]:
        """The objectives at or below this part."""
        return [part for part in self.walk() if part.level == "objective"]


def outline(pillars: Iterable[Any]) -> list[PlanOutlinePart]:
    """The numbered parts of a plan's stream of pillars."""
    return [_part("pillar", str(number), pillar.id, pillar.value) for number, pillar in enumerate(pillars, start=1)]


def metrics_of(parts: Iterable[PlanOutlinePart]) -> list[PlanMetric]:
    """All metrics of these parts and of what lies below them."""
    return [metric for part in parts for below in part.walk() for metric in below.metrics]


def _part(level: Level, number: str, identifier: str | None, value: Any) -> PlanOutlinePart:
    facts = [entry["fact"].pk for entry in value["facts"] if entry["fact"] is not None]
    pages = [entry["page"] for entry in value["links"] if entry["page"] is not None]
    shown_facts, shown_pages = facts_by_id(facts), linked_pages(page.pk for page in pages)
    parts: list[PlanOutlinePart] = []
    if level in CHILDREN:
        name, below = CHILDREN[level]
        parts = [
            _part(below, f"{number}.{position}", child.id, child.value)
            for position, child in enumerate(value[name].bound_blocks, start=1)
        ]
    return PlanOutlinePart(
        key=_key(identifier),
        level=level,
        number=number,
        title=value["title"],
        text=value["text"],
        owner=value.get("owner") or "",
        facts=[shown_facts[identifier] for identifier in facts if identifier in shown_facts],
        links=[shown_pages[page.pk] for page in pages if page.pk in shown_pages],
        metrics=[_metric(number, position, child) for position, child in enumerate(_metric_blocks(value), start=1)],
        parts=parts,
        fact_identifiers=tuple(dict.fromkeys(facts)),
        page_keys=tuple(dict.fromkeys(page.translation_key for page in pages)),
    )


def _key(identifier: str | None) -> UUID:
    """The part's key; one that was never saved, in a preview, gets one for the moment."""
    return UUID(identifier) if identifier else uuid4()


def _metric_blocks(value: Any) -> list[Any]:
    return list(value["metrics"].bound_blocks) if value.get("metrics") else []


def _metric(objective: str, position: int, block: Any) -> PlanMetric:
    value = block.value
    name = (value["live_metric"] or "") if value["source"] == MetricSource.LIVE else ""
    return PlanMetric(
        key=_key(block.id),
        number=f"{objective}.{position}",
        title=value["title"],
        unit=value["unit"] or (str(live_metrics()[name].unit) if name in live_metrics() else ""),
        direction=Direction(value["direction"]),
        live_metric=name,
        baseline_value=value["baseline_value"],
        baseline_day=value["baseline_day"],
        target_value=value["target_value"],
        target_day=value["target_day"],
        note=value["note"] or "",
    )
