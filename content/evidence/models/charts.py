"""A chart: figures of the registry, or of a table staff uploaded, drawn in one of four ways."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, PreviewableMixin, TranslatableMixin
from wagtail.search import index

from content.charts.content import ChartKind
from content.evidence.models.facts import Fact
from content.evidence.models.sources import Source

KIND_CHOICES = [
    (ChartKind.LINE.value, _("Lines")),
    (ChartKind.BAR.value, _("Bars")),
    (ChartKind.STACKED.value, _("Stacked bars")),
    (ChartKind.MULTIPLES.value, _("Small multiples")),
]


def validate_table(table: Any) -> None:
    """Check the stored form of an uploaded table; raises ValidationError.

    `{"columns": ["Year", "Approvals"], "rows": [["2017", "16"], ["2018", null]]}`: a name per column, then rows
    of a category and one number (as text) or null per further column.
    """
    if table is None:
        return
    columns, rows = (table.get("columns"), table.get("rows")) if isinstance(table, dict) else (None, None)
    if not isinstance(columns, list) or not isinstance(rows, list) or any(len(row) != len(columns) for row in rows):
        raise ValidationError(_("This is not a table."))


class Chart(PreviewableMixin, TranslatableMixin, index.Indexed, ClusterableModel):
    """A chart with an address of its own, one row per language.

    Its figures are the points, each a fact of the registry, or `table`, which an upload fills and whose source
    must be named. Personal data: none.
    """

    slug = models.SlugField(_("short name"), max_length=80, help_text=_("Part of the chart's address."))
    title = models.CharField(
        _("title"), max_length=160, help_text=_("What the chart shows, such as “Approvals by year”.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=KIND_CHOICES, default=ChartKind.BAR.value)
    unit = models.CharField(_("unit"), max_length=80, blank=True, help_text=_("Stands under the title."))
    description = models.TextField(
        _("what it tells"),
        max_length=500,
        help_text=_("One or two sentences. Read aloud to people who cannot see the drawing, and shown under it."),
    )
    category_heading = models.CharField(
        _("what the categories are"), max_length=60, help_text=_("The heading of the table's first column: “Year”.")
    )
    source = models.ForeignKey(
        Source,
        verbose_name=_("source of the uploaded table"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Facts bring their own sources."),
    )
    table = models.JSONField(_("uploaded table"), null=True, blank=True, editable=False, validators=[validate_table])

    search_fields: ClassVar[list[index.BaseField]] = [
        index.SearchField("title", boost=2),
        index.AutocompleteField("title"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("chart")
        verbose_name_plural = _("charts")
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="unique_chart_slug",
                violation_error_message=_("A chart with this short name exists already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The chart's public page in the active language."""
        return reverse("evidence:chart", args=[self.slug])

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:  # noqa: ARG002 - Wagtail's signature
        """The chart on a page of its own, as visitors will see it."""
        return "evidence/chart_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The chart as it is being written."""
        from content.evidence.charts import chart_value  # noqa: PLC0415 - it reads this model

        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        context["chart"] = chart_value(self, list(self.points.all()), self.locale.language_code)
        return context


class ChartPoint(Orderable):
    """One figure of a chart: a fact, where it stands. Personal data: none."""

    chart = ParentalKey(Chart, on_delete=models.CASCADE, related_name="points")
    fact = models.ForeignKey(Fact, verbose_name=_("fact"), on_delete=models.PROTECT, related_name="+")
    category = models.CharField(
        _("category"), max_length=80, blank=True, help_text=_("Empty: the fact's period, such as 2017.")
    )
    series = models.CharField(_("series"), max_length=80, blank=True, help_text=_("Only where there are several."))

    class Meta(Orderable.Meta):
        verbose_name = _("figure of a chart")
        verbose_name_plural = _("figures of a chart")

    def __str__(self) -> str:
        return f"{self.category or self.fact.slug}"
