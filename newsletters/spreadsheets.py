"""CSV that a spreadsheet opens as what it says: no cell is ever read as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV; a text that begins like a formula gets an apostrophe before it (CWE-1236)."""
    target = StringIO()
    writer = csv.writer(target)
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    return target.getvalue()


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BEGINS_A_FORMULA) else cell
