"""The block that shows a chart of the registry."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from content.evidence.api import charts_by_id
from content.evidence.memory import memory
from content.evidence.models import Chart


class ChartChooserBlock(SnippetChooserBlock):
    """Chooses a chart of the registry. Call the field `chart`, see `content.blocks.preloading`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("target_model", None)
        super().__init__("evidence.Chart", **kwargs)

    def to_python(self, value: int | None) -> Chart | None:
        """The chosen chart."""
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: Sequence[int | None]) -> list[Chart | None]:
        """The chosen charts, in order, each read once per request."""
        known = memory()
        missing = {value for value in values if value is not None and ("chart row", value) not in known}
        if missing:
            rows = Chart.objects.select_related("source", "locale").in_bulk(missing)
            known.update({("chart row", value): rows.get(value) for value in missing})
        return [known.get(("chart row", value)) if value is not None else None for value in values]


class ChartBlock(blocks.StructBlock):
    """One chart with its table, files and sources."""

    chart = ChartChooserBlock(label=_("Chart"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the chart with its present figures in the visitor's language."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        chosen = value.get("chart")
        context["chart"] = charts_by_id([chosen.pk]).get(chosen.pk) if chosen is not None else None
        return context

    def get_preview_value(self) -> Any:
        """The first chart of the registry."""
        return self.normalize({"chart": Chart.objects.first()})

    class Meta:
        icon = "order"
        label = _("Chart")
        group = _("Evidence")
        template = "blocks/chart.html"
        preview_template = "blocks/preview_without_choice.html"
        description = _("Figures drawn as lines or bars, with a table and their sources")
