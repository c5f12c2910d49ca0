"""Charts of the registry as other rooms see them: drawn, as pictures for mail, and as tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import override

from content.charts.content import ChartContent, ChartKind, ChartTable, Series, as_csv, problems_of
from content.charts.drawing import alternative, as_png, stand_alone_svg
from content.evidence.fact_values import FactValue
from content.evidence.memory import memory
from content.evidence.models import Chart, ChartPoint
from content.evidence.registry import active_language, facts_by_id


@dataclass(frozen=True)
class ChartValue:
    """A chart in one language with its present figures.

    `content` is what is drawn; `problems` say why it cannot be drawn, then `content` must not be. `url` is the
    path of the chart's public page, `facts` are those it shows.
    """

    identifier: int
    slug: str
    language: str
    content: ChartContent
    url: str
    facts: tuple[FactValue, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def alternative(self) -> str:
        """The words for who cannot see it."""
        return alternative(self.content)

    @property
    def columns(self) -> list[str]:
        """The headings of its table."""
        return [self.content.category_heading, *(series.name for series in self.content.table.series)]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The rows of its table: each category with its figures as they are read; a gap is an empty text."""
        return self.content.table.rows()

    def png(self) -> bytes:
        """The picture as PNG, for mail and for sharing: 1,568 pixels wide, shown at half of that."""
        return as_png(self.content)

    def svg(self) -> str:
        """The picture as an SVG file."""
        return stand_alone_svg(self.content)

    def csv(self) -> str:
        """The table as CSV."""
        return as_csv(self.content)

    @property
    def png_url(self) -> str:
        """The absolute address of the PNG."""
        with override(self.language):
            return f"{settings.PUBLIC_URL}{reverse('evidence:chart_png', args=[self.slug])}"


def charts_by_id(identifiers: Iterable[int]) -> dict[int, ChartValue]:
    """These charts in the active language where they are translated; unknown ids are left out.

    Each is read once per request. Three queries, however many charts: charts, points, facts.
    """
    language = active_language()
    known = memory()
    wanted = set(identifiers)
    missing = {identifier for identifier in wanted if ("chart", language, identifier) not in known}
    if missing:
        asked = {chart.pk: chart for chart in _rows().filter(pk__in=missing)}
        shown = _translated(asked, language)
        values = _values([shown.get(chart.translation_key, chart) for chart in asked.values()], language)
        for identifier in missing:
            row = asked.get(identifier)
            chart = shown.get(row.translation_key, row) if row else None
            known["chart", language, identifier] = values.get(chart.pk) if chart else None
    return {identifier: value for identifier in wanted if (value := known["chart", language, identifier]) is not None}


def chart_by_slug(slug: str) -> ChartValue | None:
    """The chart of this short name in the active language, else in the site's main language; nothing if there is none."""
    rows = Chart.objects.filter(slug=slug, locale__language_code__in={active_language(), settings.LANGUAGE_CODE})
    found = sorted(rows.select_related("locale"), key=lambda row: row.locale.language_code != active_language())
    return charts_by_id([found[0].pk]).get(found[0].pk) if found else None


def chart_value(chart: Chart, points: list[ChartPoint], language: str) -> ChartValue:
    """One chart, whether it is saved or being written."""
    facts = facts_by_id(point.fact_id for point in points)
    shown = tuple(facts[point.fact_id] for point in points if point.fact_id in facts)
    table = _table_of_points(points, shown, chart.title) if points else _uploaded_table(chart)
    if points:
        source = "; ".join(dict.fromkeys(fact.source_citation for fact in shown if fact.source_citation))
    else:
        source = chart.source.title if chart.source else ""
    content = ChartContent(
        kind=ChartKind(chart.kind),
        title=chart.title,
        table=table.with_every_year(),
        unit=chart.unit,
        description=chart.description,
        source=source,
        category_heading=chart.category_heading,
    )
    return ChartValue(
        identifier=chart.pk or 0,
        slug=chart.slug,
        language=language,
        content=content,
        url=chart.get_absolute_url() if chart.slug else "",
        facts=shown,
        problems=tuple(problems_of(content)),
    )


def _rows() -> QuerySet[Chart]:
    rows: QuerySet[Chart] = Chart.objects.select_related("source", "locale")
    return rows


def _translated(asked: dict[int, Chart], language: str) -> dict[object, Chart]:
    keys = [chart.translation_key for chart in asked.values() if chart.locale.language_code != language]
    if not keys:
        return {}
    rows = _rows().filter(translation_key__in=keys, locale__language_code=language)
    return {chart.translation_key: chart for chart in rows}


def _values(charts: list[Chart], language: str) -> dict[int, ChartValue]:
    points: dict[int, list[ChartPoint]] = {}
    for point in ChartPoint.objects.filter(chart__in=[chart.pk for chart in charts]).order_by("sort_order", "pk"):
        points.setdefault(point.chart_id, []).append(point)
    facts_by_id(point.fact_id for row in points.values() for point in row)
    return {chart.pk: chart_value(chart, points.get(chart.pk, []), language) for chart in charts}


def _table_of_points(points: list[ChartPoint], facts: tuple[FactValue, ...], title: str) -> ChartTable:
    by_id = {fact.identifier: fact for fact in facts}
    cells: dict[tuple[str, str], FactValue] = {}
    for point in points:
        if point.fact_id in by_id:
            fact = by_id[point.fact_id]
            cells.setdefault((point.series or title, point.category or fact.period or fact.statement), fact)
    categories = tuple(dict.fromkeys(category for _series, category in cells))
    series = []
    for name in dict.fromkeys(name for name, _category in cells):
        row = [cells.get((name, category)) for category in categories]
        values: tuple[Decimal | None, ...] = tuple(fact.value if fact else None for fact in row)
        series.append(Series(name, values, tuple(fact.display if fact else "" for fact in row)))
    return ChartTable(categories, tuple(series))


def _uploaded_table(chart: Chart) -> ChartTable:
    table = chart.table or {"columns": [""], "rows": []}
    names = table["columns"][1:]
    return ChartTable(
        tuple(str(row[0]) for row in table["rows"]),
        tuple(
            Series(name, tuple(Decimal(row[number]) if row[number] is not None else None for row in table["rows"]))
            for number, name in enumerate(names, start=1)
        ),
    )
