"""The form in which staff make a chart: from facts, or from a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.evidence.chart_tables import ChartFileError, read_chart_file
from content.evidence.charts import chart_value
from content.evidence.models import Chart
from content.evidence.registry import active_language


class ChartForm(WagtailAdminModelForm):
    """Checks the file and that the chart can be drawn honestly before anything is saved."""

    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        help_text=_(
            "Instead of facts: the first column names the categories, each further column is a series. Leave gaps "
            "empty. A file takes the place of the one uploaded before."
        ),
    )
    drop_table = forms.BooleanField(label=_("Remove the uploaded table"), required=False)

    def clean_file(self) -> Any:
        """Read the uploaded file."""
        uploaded = self.cleaned_data.get("file")
        if not uploaded:
            return None
        try:
            return read_chart_file(uploaded.read())
        except ChartFileError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """Take the table over; insist on its source and on something that can be drawn."""
        cleaned: dict[str, Any] = super().clean()
        if "file" in self.errors:
            return cleaned
        table = cleaned.get("file") or (None if cleaned.get("drop_table") else self.instance.table)
        points = self._points()
        if table and points:
            raise ValidationError(_("Draw either facts or a file. Remove the facts, or the uploaded table."))
        if not table and not points:
            raise ValidationError(_("Choose facts, or upload a CSV file with the figures."))
        if table and not cleaned.get("source"):
            self.add_error("source", _("Name the source of the uploaded figures."))
        self.instance.table = table
        if not self.errors:
            self._check_drawing(cleaned, points)
        return cleaned

    def _check_drawing(self, cleaned: dict[str, Any], points: list[Any]) -> None:
        draft = Chart(
            slug=cleaned["slug"],
            title=cleaned["title"],
            kind=cleaned["kind"],
            unit=cleaned.get("unit") or "",
            category_heading=cleaned["category_heading"],
            source=cleaned.get("source"),
            table=self.instance.table,
        )
        for problem in chart_value(draft, points, active_language()).problems:
            self.add_error("kind", problem)

    def _points(self) -> list[Any]:
        formset = self.formsets.get("points")
        if formset is None or not formset.is_valid():
            return []
        kept = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        return [form.instance for form in sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0)]
