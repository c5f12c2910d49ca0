"""A plan as readers see it: numbered pillars, goals and objectives with their facts and links."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from wagtail.rich_text import RichText

from content.blocks.linked_pages import LinkedPage, linked_pages
from content.evidence.api import FactValue, facts_by_id

Level = Literal["pillar", "goal", "objective"]
CHILDREN: Mapping[Level, tuple[str, Level]] = {"pillar": ("goals", "goal"), "goal": ("objectives", "objective")}


@dataclass(frozen=True)
class PlanOutlinePart:
    """A pillar, goal or objective. `key` stays the same through revisions and translations."""

    key: UUID
    level: Level
    number: str
    title: str
    text: RichText
    facts: list[FactValue] = field(default_factory=list)
    links: list[LinkedPage] = field(default_factory=list)
    parts: list["PlanOutlinePart"] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The part of the page's address that leads here."""
        return f"part-{self.number.replace('.', '-')}"

    def walk(self) -> Iterator["PlanOutlinePart"]:
        """Yield the part and everything below it, in reading order."""
        yield self
        for part in self.parts:
            yield from part.walk()


def outline(pillars: Iterable[Any]) -> list[PlanOutlinePart]:
    """The numbered parts of a plan's stream of pillars."""
    return [_part("pillar", str(number), pillar.id, pillar.value) for number, pillar in enumerate(pillars, start=1)]


def _part(level: Level, number: str, identifier: str, value: Any) -> PlanOutlinePart:
    facts = [entry["fact"].pk for entry in value["facts"] if entry["fact"] is not None]
    pages = [entry["page"].pk for entry in value["links"] if entry["page"] is not None]
    shown_facts, shown_pages = facts_by_id(facts), linked_pages(pages)
    parts: list[PlanOutlinePart] = []
    if level in CHILDREN:
        name, below = CHILDREN[level]
        parts = [
            _part(below, f"{number}.{position}", child.id, child.value)
            for position, child in enumerate(value[name].bound_blocks, start=1)
        ]
    return PlanOutlinePart(
        key=UUID(identifier),
        level=level,
        number=number,
        title=value["title"],
        text=value["text"],
        facts=[shown_facts[identifier] for identifier in facts if identifier in shown_facts],
        links=[shown_pages[identifier] for identifier in pages if identifier in shown_pages],
        parts=parts,
    )
