"""The block that shows a chart of the registry: as a picture, and as the table it was drawn from."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.api import ChartChooserBlock, ChartValue, charts_by_id
from newsletters.blocks.base import MailBlock, Problem
from newsletters.blocks.pictures import kept_drawing
from newsletters.blocks.words import CONTENT_WIDTH
from newsletters.rendering.rich_text import wrapped
from newsletters.site_addresses import absolute_address

FOLDER = "newsletter-charts"
MOST_ROWS_IN_MAIL = 14


class ChartBlock(MailBlock):
    """A chart as a picture with its table below it, so that it says the same with pictures off.

    Mail programs draw no SVG, so it is a PNG. The picture is kept under the digest of what it shows: a figure
    that changes after the mail has left changes the chart's own page, never a mail that people have read.
    """

    chart = ChartChooserBlock(label=_("Chart"))
    comment = blocks.TextBlock(required=False, max_length=300, label=_("What it means"))

    class Meta:
        label = _("Chart")
        icon = "order"
        description = _("A chart as a picture, with its table and its sources.")
        template = "newsletters/blocks/chart.html"
        mail_template = "newsletters/mail/blocks/chart.html"

    def get_preview_value(self) -> Any:
        """The first chart of the registry."""
        chart = self.child_blocks["chart"].model_class.objects.first()
        return self.normalize({"chart": chart})

    def mail_values(self, value: Any) -> dict[str, Any]:
        """Add the chart with its figures at this moment; a chart that cannot be drawn is left out."""
        chosen = value.get("chart")
        chart = charts_by_id([chosen.pk]).get(chosen.pk) if chosen is not None else None
        if chart is not None and chart.problems:
            chart = None
        return {
            "value": value,
            "chart": chart,
            "address": absolute_address(chart.url) if chart else "",
            "width": CONTENT_WIDTH,
            "table": chart is not None and len(chart.rows) <= MOST_ROWS_IN_MAIL,
        }

    def mail_html(self, value: Any) -> SafeString:
        """Add the picture, which only mail needs."""
        values = self.mail_values(value)
        values["picture"] = kept_picture(values["chart"]) if values["chart"] else ""
        return render_to_string(self.meta.mail_template, values)

    def problems(self, value: Any) -> list[Problem]:
        """A chart must exist and have figures."""
        if self.mail_values(value)["chart"] is not None:
            return []
        return [Problem("chart-missing", gettext("the chart is gone, or has no figures to draw."))]

    def plain_text(self, value: Any) -> str:
        """Title, description, the table line by line, source and address."""
        values = self.mail_values(value)
        chart: ChartValue | None = values["chart"]
        if chart is None:
            return ""
        content = chart.content
        unit = f" ({content.unit})" if content.unit else ""
        lines = [wrapped(f"{content.title}{unit}")]
        lines += [wrapped(str(text)) for text in (content.description, value.get("comment")) if text]
        if values["table"]:
            lines += ["", *_rows_as_text(chart), ""]
        if content.source:
            lines.append(wrapped(gettext("Source: %(source)s") % {"source": content.source}))
        return "\n".join([*lines, values["address"]])


def _rows_as_text(chart: ChartValue) -> list[str]:
    names = chart.columns[1:]
    lines = []
    for category, figures in chart.rows:
        shown = [figure or gettext("no figure") for figure in figures]
        if len(names) > 1:
            shown = [f"{name} {figure}" for name, figure in zip(names, shown, strict=True)]
        lines.append(wrapped(f"{category}: {'; '.join(shown)}", first="- ", rest="  "))
    return lines


def kept_picture(chart: ChartValue) -> str:
    """Return the absolute address of a chart's PNG as its figures are at this moment, drawing it if nobody has."""
    return kept_drawing(f"{FOLDER}/{chart.slug}", chart.svg(), chart.png)
