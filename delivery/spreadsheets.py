"""CSV that leaves line by line, and that a spreadsheet opens as what it says."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

# What spreadsheets take for the beginning of a formula, also in the wide letters of East Asian keyboards.
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Lines:
    """Hands each line that a CSV writer writes back to its caller."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield rows as lines of CSV (RFC 4180), as they come: nothing is held back.

    A text that a spreadsheet would run as a formula is preceded by an apostrophe (CWE-1236); numbers stay numbers.
    """
    writer = csv.writer(_Lines())
    for row in rows:
        yield writer.writerow([_harmless(cell) for cell in row])


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_BEGINS_A_FORMULA) else cell
