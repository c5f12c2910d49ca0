"""Imports facts from a CSV file; the whole file is checked before any row is written.

Columns: slug, statement, value, unit, population, period, source, source_kind, note; optionally topic and
conflicts_with (short names, separated by semicolons).

- "same …" in `population` or `source` repeats what the nearest row above says.
- A unit may carry how exact it is: "percent (about)", "products (more than)", "percent (estimated)".
- A row without a value stays open: no figure is derived for it.
- A note that begins with "conflict" names a contradicting figure; the row with that figure is recorded as
  being in conflict with this one.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from content.evidence.delimited import DelimitedTextError, decoded, separator_of
from content.evidence.models import FactVersion, Source

REQUIRED_COLUMNS = (
    "slug",
    "statement",
    "value",
    "unit",
    "population",
    "period",
    "source",
    "source_kind",
    "note",
)
OPTIONAL_COLUMNS = ("topic", "conflicts_with")
MAXIMUM_ROWS = 100_000
LONGEST = {"slug": 80, "statement": 300, "unit": 80, "population": 300, "period": 80, "source": 500, "note": 500}
UNIT_QUALIFIERS = {
    "about": FactVersion.Qualifier.ABOUT,
    "more than": FactVersion.Qualifier.MORE_THAN,
    "less than": FactVersion.Qualifier.LESS_THAN,
    "estimated": FactVersion.Qualifier.ESTIMATED,
}


class FactFileError(ValueError):
    """The file cannot be imported; the message names the row and the field."""


@dataclass
class FactRow:
    """One checked row, ready to be written."""

    line: int
    slug: str
    statement: str
    value: Decimal | None
    unit: str
    qualifier: str
    population: str
    period: str
    source: str
    source_kind: str
    note: str
    topic: str = ""
    conflicts_with: list[str] = field(default_factory=list)


def read_fact_file(data: bytes, *, most_rows: int = MAXIMUM_ROWS) -> list[FactRow]:
    """Check a whole file and return its rows; raises FactFileError naming row and field."""
    try:
        text = decoded(data)
        separator = separator_of(text)
    except DelimitedTextError as error:
        raise FactFileError(str(error)) from error
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        _check_header(reader.fieldnames)
        rows: list[FactRow] = []
        for cells in reader:
            if len(rows) >= most_rows:
                raise FactFileError(_("The file has more than %(count)s rows. Split it.") % {"count": most_rows})
            rows.append(_read_row(reader.line_num, cells, rows[-1] if rows else None))
    except csv.Error as error:
        message = _("Line %(line)s is not valid CSV: %(error)s")
        raise FactFileError(message % {"line": reader.line_num, "error": error}) from error
    if not rows:
        raise FactFileError(_("The file has no rows."))
    _check_together(rows)
    return rows


def _check_header(names: Iterable[str] | None) -> None:
    columns = list(names or [])
    missing = [name for name in REQUIRED_COLUMNS if name not in columns]
    if missing:
        raise FactFileError(_("Columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    unknown = [name for name in columns if name not in REQUIRED_COLUMNS + OPTIONAL_COLUMNS]
    if unknown:
        raise FactFileError(_("Columns are not known: %(names)s.") % {"names": ", ".join(unknown)})
    if len(set(columns)) != len(columns):
        raise FactFileError(_("A column stands in the header twice."))


def _read_row(line: int, cells: dict[str | None, str | list[str] | None], above: FactRow | None) -> FactRow:
    if None in cells or None in cells.values():
        raise FactFileError(
            _(
                "Line %(line)s has another number of fields than the header. Separate all lines alike, with quotes around texts that hold the separator."
            )
            % {"line": line}
        )
    texts = {str(name): str(cell).strip() for name, cell in cells.items()}
    for name, text in texts.items():
        if text.startswith(("=", "+", "@")):
            raise _error(line, name, _("a spreadsheet formula is not text"))
        if len(text) > LONGEST.get(name, 500):
            raise _error(line, name, _("longer than %(count)s characters") % {"count": LONGEST.get(name, 500)})
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", texts["slug"]):
        raise _error(line, "slug", _("use small letters, digits and single hyphens"))
    if not texts["statement"]:
        raise _error(line, "statement", _("is empty"))
    unit, qualifier = _unit_and_qualifier(texts["unit"])
    value = _value(line, texts["value"])
    source, kind = _source(line, texts, above)
    if value is not None and not source:
        raise _error(line, "source", _("is empty, but the row gives a figure"))
    return FactRow(
        line=line,
        slug=texts["slug"],
        statement=texts["statement"],
        value=value,
        unit=unit,
        qualifier=qualifier,
        population=_repeated(line, "population", texts["population"], above.population if above else ""),
        period=texts["period"],
        source=source,
        source_kind=kind,
        note=texts["note"],
        topic=texts.get("topic", ""),
        conflicts_with=[slug.strip() for slug in texts.get("conflicts_with", "").split(";") if slug.strip()],
    )


def _source(line: int, texts: dict[str, str], above: FactRow | None) -> tuple[str, str]:
    source = _repeated(line, "source", texts["source"], above.source if above else "")
    kind = texts["source_kind"]
    if source and kind not in Source.Kind.values:
        raise _error(line, "source_kind", _("is not one of: %(kinds)s") % {"kinds": ", ".join(Source.Kind.values)})
    if kind and not source:
        raise _error(line, "source", _("is empty, but the row gives the kind of source"))
    return source, kind


def _repeated(line: int, name: str, text: str, above: str) -> str:
    if not text.casefold().startswith("same "):
        return text
    if not above:
        raise _error(line, name, _("says “same”, but no row above gives one"))
    return above


def _value(line: int, text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise _error(line, "value", _("is not a number: %(text)s") % {"text": text[:40]}) from error
    if not value.is_finite() or abs(value) >= Decimal(10) ** 18 or value.as_tuple().exponent < -6:  # type: ignore[operator]  # a finite number's exponent is whole
        raise _error(line, "value", _("is not a number this registry can hold: %(text)s") % {"text": text[:40]})
    return value


def _unit_and_qualifier(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"(?P<unit>.*?)\s*\((?P<qualifier>[a-z ]+)\)", text)
    if match and match["qualifier"] in UNIT_QUALIFIERS:
        return match["unit"], UNIT_QUALIFIERS[match["qualifier"]]
    return text, ""


def _check_together(rows: list[FactRow]) -> None:
    """What one row alone cannot show: short names given twice, conflicts with a figure that is nowhere."""
    by_slug: dict[str, FactRow] = {}
    for row in rows:
        if row.slug in by_slug:
            message = _("stands in line %(line)s already") % {"line": by_slug[row.slug].line}
            raise _error(row.line, "slug", message)
        by_slug[row.slug] = row
    for row in rows:
        for slug in row.conflicts_with:
            if slug == row.slug or slug not in by_slug:
                raise _error(row.line, "conflicts_with", _("“%(slug)s” is no other row") % {"slug": slug})
        if row.note.casefold().startswith("conflict"):
            row.conflicts_with.extend(_conflicting_rows(row, rows))


def _conflicting_rows(row: FactRow, rows: list[FactRow]) -> list[str]:
    figures = {Decimal(text.replace(",", "")) for text in re.findall(r"\d[\d,]*(?:\.\d+)?", row.note)}
    found = [other.slug for other in rows if other is not row and other.value in figures]
    if not found:
        raise _error(row.line, "note", _("speaks of a conflict with a figure that no row gives"))
    return found


def _error(line: int, name: str, what: str) -> FactFileError:
    message = _("Line %(line)s, field “%(field)s”: %(what)s.")
    return FactFileError(message % {"line": line, "field": name, "what": what})


@dataclass
class ImportSummary:
    """What an import did; every count is of facts but `conflicts`."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    conflicts: int = 0
    open: int = 0

    def lines(self) -> list[str]:
        """The summary for a person."""
        return [
            _("added: %(count)s") % {"count": self.added},
            _("changed: %(count)s") % {"count": self.changed},
            _("unchanged: %(count)s") % {"count": self.unchanged},
            _("edited by staff since, left alone: %(count)s") % {"count": self.kept},
            _("conflicts recorded: %(count)s") % {"count": self.conflicts},
            _("without a figure: %(count)s") % {"count": self.open},
        ]
