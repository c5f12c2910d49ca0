"""Blocks that show facts of the registry: one large, several side by side, the pathway step by step."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.choosers import FactChooserBlock
from content.evidence.api import FactValue, facts_by_id
from content.evidence.models import Fact


def _first_facts(count: int) -> list[Fact]:
    return list(Fact.objects.filter(current__isnull=False)[:count])


class FactBlock(blocks.StructBlock):
    """One fact, large, with its source."""

    fact = FactChooserBlock(label=_("Fact"))
    remark = blocks.CharBlock(
        label=_("Remark"), max_length=200, required=False, help_text=_("What the figure means here.")
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the figure in the visitor's language."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["fact"] = _shown(value.get("fact"))
        return context

    def get_preview_value(self) -> Any:
        """The first fact of the registry."""
        return self.normalize({"fact": next(iter(_first_facts(1)), None), "remark": ""})

    class Meta:
        icon = "form"
        label = _("Fact")
        group = _("Evidence")
        template = "blocks/fact.html"
        description = _("One figure, large, with its source")


class FactsBlock(blocks.StructBlock):
    """A few facts side by side."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    facts = blocks.ListBlock(FactBlock(), label=_("Facts"), min_num=1, max_num=6)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the figures in the visitor's language."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        items = [(_shown(item.get("fact")), item.get("remark")) for item in value["facts"]]
        context["items"] = [{"fact": fact, "remark": remark} for fact, remark in items if fact]
        return context

    def get_preview_value(self) -> Any:
        """The first three facts of the registry."""
        return self.normalize({"heading": "", "facts": [{"fact": fact, "remark": ""} for fact in _first_facts(3)]})

    class Meta:
        icon = "table"
        label = _("Facts side by side")
        group = _("Evidence")
        template = "blocks/facts.html"
        description = _("Two to six figures with their sources")


class PathwayStepBlock(blocks.StructBlock):
    """One step of a pathway and the fact that says how many are lost there."""

    name = blocks.CharBlock(label=_("Step"), max_length=80)
    fact = FactChooserBlock(label=_("Fact"), help_text=_("How many are lost here. A fact without a figure stays open."))


@dataclass(frozen=True)
class PathwayStep:
    """A step as it is drawn; `share` is in percent of those the figure is about, absent where it is open."""

    number: int
    name: str
    fact: FactValue
    share: Decimal | None


class PathwayBlock(blocks.StructBlock):
    """A pathway on which patients are lost step by step, as a drawing and as a table.

    Each step shows what its own source says of it. Figures of different sources have different bases, so
    nothing is added up and a step whose figure no source gives stays open.
    """

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    introduction = blocks.RichTextBlock(
        label=_("Introduction"), features=["bold", "italic", "link", "fact"], required=False
    )
    start = blocks.StructBlock(
        [
            ("name", blocks.CharBlock(label=_("Name"), max_length=80)),
            ("fact", FactChooserBlock(label=_("Fact"))),
        ],
        label=_("Who enters the pathway"),
    )
    steps = blocks.ListBlock(PathwayStepBlock(), label=_("Steps"), min_num=2, max_num=9)
    end = blocks.StructBlock(
        [
            ("name", blocks.CharBlock(label=_("Name"), max_length=80)),
            ("fact", FactChooserBlock(label=_("Fact"))),
        ],
        label=_("Who reaches its end"),
    )
    remark = blocks.CharBlock(label=_("How to read it"), max_length=400, required=False)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the steps with their figures."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["start"] = {"name": value["start"]["name"], "fact": _shown(value["start"].get("fact"))}
        context["end"] = {"name": value["end"]["name"], "fact": _shown(value["end"].get("fact"))}
        context["steps"] = [
            PathwayStep(number, step["name"], fact, share_in_percent(fact))
            for number, step in enumerate(value["steps"], start=1)
            if (fact := _shown(step.get("fact")))
        ]
        return context

    def get_preview_value(self) -> Any:
        """A pathway of the first facts of the registry."""
        facts = _first_facts(5)
        if not facts:
            return self.get_default()
        return self.normalize(
            {
                "heading": "A pathway",
                "introduction": "",
                "start": {"name": "Patients", "fact": facts[0]},
                "steps": [{"name": f"Step {number}", "fact": fact} for number, fact in enumerate(facts, start=1)],
                "end": {"name": "Benefit", "fact": facts[-1]},
                "remark": "",
            }
        )

    class Meta:
        icon = "list-ol"
        label = _("Pathway")
        group = _("Evidence")
        template = "blocks/pathway.html"
        description = _("Where patients are lost, step by step, drawn from facts")


def share_in_percent(fact: FactValue) -> Decimal | None:
    """How long the bar of a step is: the figure itself if it is a percentage, or a ratio its unit states.

    The ratio of "147 per 503 with results" is 29.2 percent of those with results, which is what the bar's
    caption says. Any other unit gives no share, and no bar.
    """
    if fact.value is None:
        return None
    if fact.base_unit == "percent":
        return fact.value
    words = fact.base_unit.replace(",", "").split()
    if len(words) >= 2 and words[0] in {"per", "of"} and words[1].isdigit() and int(words[1]):
        return (fact.value * 100 / Decimal(words[1])).quantize(Decimal("0.1"))
    return None


def _shown(fact: Fact | None) -> FactValue | None:
    return facts_by_id([fact.pk]).get(fact.pk) if fact is not None else None
