"""Draws charts in templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from content.charts.drawing import draw
from content.evidence.charts import ChartValue

register = template.Library()


@register.simple_tag
def draw_chart(chart: ChartValue) -> SafeString:
    """The chart laid out twice, for wide and for narrow places; the stylesheet shows the one that fits."""
    if chart.problems:
        return SafeString()
    return format_html('<div class="chart__drawings">{}{}</div>', draw(chart.content), draw(chart.content, narrow=True))
