"""Blocks that show facts of the registry: one large, several side by side."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.choosers import FactChooserBlock
from content.evidence.api import FactValue, facts_by_id
from content.evidence.models import Fact


def first_facts(count: int) -> list[Fact]:
    """Facts for a preview."""
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
        context["fact"] = shown(value.get("fact"))
        return context

    def get_preview_value(self) -> Any:
        """The first fact of the registry."""
        return self.normalize({"fact": next(iter(first_facts(1)), None), "remark": ""})

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
        items = [(shown(item.get("fact")), item.get("remark")) for item in value["facts"]]
        context["items"] = [{"fact": fact, "remark": remark} for fact, remark in items if fact]
        return context

    def get_preview_value(self) -> Any:
        """The first three facts of the registry."""
        return self.normalize({"heading": "", "facts": [{"fact": fact, "remark": ""} for fact in first_facts(3)]})

    class Meta:
        icon = "table"
        label = _("Facts side by side")
        group = _("Evidence")
        template = "blocks/facts.html"
        description = _("Two to six figures with their sources")


def shown(fact: Fact | None) -> FactValue | None:
    """The figure of a chosen fact in the visitor's language; nothing where none is chosen or it is gone."""
    return facts_by_id([fact.pk]).get(fact.pk) if fact is not None else None
