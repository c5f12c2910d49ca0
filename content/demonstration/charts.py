"""The demo's chart: personalized medicines among new drug approvals, with the years that no source at hand gives."""

from django.conf import settings
from wagtail.models import Locale

from content.charts.content import ChartKind
from content.evidence.models import Chart, ChartPoint, Fact

SLUG = "personalized-medicines-among-approvals"


def build_charts() -> None:
    """Lay the chart in both languages where its facts are at hand; one that exists is left as it is."""
    facts = list(Fact.objects.filter(slug__startswith="approvals-").order_by("slug"))
    if len(facts) < 2 or Chart.objects.filter(slug=SLUG).exists():
        return
    chart = Chart.objects.create(
        locale=Locale.objects.get(language_code=settings.LANGUAGE_CODE),
        slug=SLUG,
        title="Personalized medicines among new drug approvals",
        kind=ChartKind.BAR.value,
        unit="approvals of new molecular entities by the FDA in the year",
        description=(
            "The counts that the Personalized Medicine Coalition published for the years at hand. A year without a "
            "bar is a year without a figure here, not a year without approvals."
        ),
        category_heading="Year",
    )
    ChartPoint.objects.bulk_create(
        ChartPoint(chart=chart, fact=fact, sort_order=position) for position, fact in enumerate(facts)
    )
    spanish = chart.copy_for_translation(Locale.objects.get(language_code="es"))
    spanish.title = "Medicamentos personalizados entre las nuevas aprobaciones"
    spanish.unit = "aprobaciones de nuevas entidades moleculares por la FDA en el año"
    spanish.description = (
        "Los recuentos que publicó la Personalized Medicine Coalition para los años disponibles. Un año sin barra es "
        "un año sin cifra aquí, no un año sin aprobaciones."
    )
    spanish.category_heading = "Año"
    spanish.save()
