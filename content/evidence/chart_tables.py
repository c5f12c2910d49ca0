"""Turns an uploaded file into the table of a chart; the whole file is checked before anything is kept."""

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from content.evidence.delimited import DelimitedTextError, decoded, lines_of

MOST_BYTES = 1_000_000
MOST_ROWS, MOST_COLUMNS = 200, 12
NUMBER = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,6})?")
GAPS = frozenset({"", "-", "–", "—", "n/a", "na", "..."})
LONGEST_NAME = 80


class ChartFileError(ValueError):
    """The file cannot become a chart; the message says what to change, and where."""


def read_chart_file(data: bytes) -> dict[str, Any]:
    """The table of a CSV file as `Chart.table` keeps it: the first column names the categories, the others are series.

    Commas, semicolons or tabs separate cells. A number may have commas between thousands and a decimal point; an
    empty cell, a dash or "n/a" is a gap. Raises ChartFileError.
    """
    if len(data) > MOST_BYTES:
        raise ChartFileError(_("The file is larger than one megabyte. A chart shows at most 200 rows."))
    try:
        lines: list[tuple[int, list[str]]] = []
        for line, cells in lines_of(decoded(data)):
            if len(lines) > MOST_ROWS:
                message = _(
                    "The file has more than %(count)s rows: nobody could read such a chart. Sum the rows up first."
                )
                raise ChartFileError(message % {"count": MOST_ROWS})
            lines.append((line, cells))
    except DelimitedTextError as error:
        raise ChartFileError(str(error)) from error
    if len(lines) < 2:
        raise ChartFileError(_("The file needs a line of names and at least one line of figures."))
    columns = lines[0][1]
    if not 2 <= len(columns) <= MOST_COLUMNS:
        message = _("The file needs two to %(count)s columns: the categories, then the figures.")
        raise ChartFileError(message % {"count": MOST_COLUMNS})
    _check_names(columns, lines)
    rows = [
        [cells[0], *(_number(line, name, cell) for name, cell in zip(columns[1:], cells[1:], strict=True))]
        for line, cells in lines[1:]
    ]
    return {"columns": columns, "rows": rows}


def _check_names(columns: list[str], lines: list[tuple[int, list[str]]]) -> None:
    if not all(columns[1:]):
        raise ChartFileError(_("Every column of figures needs a name in the first line."))
    if len(set(columns)) != len(columns):
        raise ChartFileError(_("A column stands in the first line twice."))
    seen: set[str] = set()
    for line, cells in lines[1:]:
        category = cells[0]
        if not category:
            raise ChartFileError(_("Line %(line)s does not say which category it is.") % {"line": line})
        if category in seen:
            message = _("Line %(line)s: “%(category)s” stands in the file twice.")
            raise ChartFileError(message % {"line": line, "category": category})
        seen.add(category)
    for name in [*columns, *seen]:
        if len(name) > LONGEST_NAME:
            raise ChartFileError(_("“%(name)s…” is longer than 80 characters.") % {"name": name[:30]})


def _number(line: int, column: str, cell: str) -> str | None:
    if cell.casefold() in GAPS:
        return None
    if not NUMBER.fullmatch(cell):
        message = _(
            "Line %(line)s, column “%(column)s”: “%(cell)s” is not a number such as 1,234.5. Leave a gap empty."
        )
        raise ChartFileError(message % {"line": line, "column": column, "cell": cell[:40]})
    return f"{Decimal(cell.replace(',', '').replace('−', '-')):f}"
