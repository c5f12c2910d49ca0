"""CSV that a spreadsheet opens as what it says: no cell is ever read as a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

# What spreadsheets take for the beginning of a formula, also in the wide letters of East Asian keyboards.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV; a text that begins like a formula gets an apostrophe before it (CWE-1236)."""
    target = StringIO()
    writer = csv.writer(target)
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    return target.getvalue()


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the same line by line, for answers that are streamed; the mark before it makes Excel read UTF-8."""
    yield "\ufeff"
    for row in rows:
        yield as_csv([row])


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_BEGINS_A_FORMULA) else cell
