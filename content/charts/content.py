"""What a chart shows, apart from how it is drawn."""

import csv
import io
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from content.charts.numbers import number_text, plain_number

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_RANGE_OF_YEARS = 120


class ChartKind(StrEnum):
    """The four ways of drawing."""

    LINE = "line"
    BAR = "bar"
    STACKED = "stacked"
    MULTIPLES = "multiples"


@dataclass(frozen=True)
class Series:
    """One row of figures, one per category; None is a gap: no source at hand gives that figure.

    `shown` are the figures as they are read, where that is more than the number ("about 14 percent").
    """

    name: str
    values: tuple[Decimal | None, ...]
    shown: tuple[str, ...] = ()

    def words(self, index: int) -> str:
        """The figure at a category as it is read; empty for a gap."""
        value = self.values[index]
        if value is None:
            return ""
        return (self.shown[index] if self.shown else "") or number_text(value)


@dataclass(frozen=True)
class ChartTable:
    """Categories (years, places, steps) and the series over them; every series is as long as the categories."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def is_by_year(self) -> bool:
        """Whether every category is a year, so that distance between them means time."""
        return len(self.categories) > 1 and all(_is_year(category) for category in self.categories)

    def with_every_year(self) -> "ChartTable":
        """The same in order of time, with each year that is missing in between as a gap; other tables as they are."""
        if not self.is_by_year or len(set(self.categories)) != len(self.categories):
            return self
        first, last = min(map(int, self.categories)), max(map(int, self.categories))
        if last - first > LONGEST_RANGE_OF_YEARS:
            return self
        years = tuple(str(year) for year in range(first, last + 1))
        place = {category: index for index, category in enumerate(self.categories)}
        return ChartTable(
            years,
            tuple(
                replace(
                    series,
                    values=tuple(series.values[place[year]] if year in place else None for year in years),
                    shown=tuple(series.words(place[year]) if year in place else "" for year in years),
                )
                for series in self.series
            ),
        )

    def gaps(self) -> list[str]:
        """The categories for which no series has a figure."""
        return [
            category
            for index, category in enumerate(self.categories)
            if all(series.values[index] is None for series in self.series)
        ]

    def rows(self) -> list[tuple[str, list[str]]]:
        """Each category with its figures as they are read, for a table; a gap is an empty text."""
        return [
            (category, [series.words(index) for series in self.series])
            for index, category in enumerate(self.categories)
        ]


@dataclass(frozen=True)
class ChartContent:
    """Everything a chart says. `source` is one line; `unit` stands under the title ("approvals", "percent")."""

    kind: ChartKind
    title: str
    table: ChartTable
    unit: str = ""
    description: str = ""
    source: str = ""
    category_heading: str = ""

    @property
    def gap_note(self) -> str:
        """One sentence about the gaps; empty where there is none."""
        gaps = self.table.gaps()
        if not gaps:
            return ""
        return _("No source at hand gives a figure for: %(categories)s.") % {"categories": ", ".join(gaps)}


def as_csv(content: ChartContent) -> str:
    """The table as CSV (RFC 4180), numbers without separators, gaps empty.

    A text that a spreadsheet would run as a formula is preceded by an apostrophe
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    out = io.StringIO()
    writer = csv.writer(out)
    table = content.table
    writer.writerow([_harmless(text) for text in (content.category_heading, *(series.name for series in table.series))])
    for index, category in enumerate(table.categories):
        values = [series.values[index] for series in table.series]
        writer.writerow([_harmless(category), *("" if value is None else plain_number(value) for value in values)])
    return out.getvalue()


def problems_of(content: ChartContent) -> list[str]:
    """Why a chart cannot be drawn honestly; empty where it can."""
    table = content.table
    values = [value for series in table.series for value in series.values if value is not None]
    problems = []
    if not values:
        problems.append(_("There is no figure to draw."))
    if content.kind is ChartKind.STACKED and any(value < 0 for value in values):
        problems.append(_("Negative figures cannot be stacked. Choose bars or lines."))
    if content.kind is ChartKind.STACKED and len(table.series) < 2:
        problems.append(_("Stacking needs two series at least. Choose bars."))
    return problems


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit() and text[0] in "12"
