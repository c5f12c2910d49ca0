"""A file of subscribers, CSV or XLSX, as one kind of thing: headings and then records."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from newsletters.importing.delimited_files import encoding_of, read_delimited, separator_of
from newsletters.importing.limits import MOST_COLUMNS
from newsletters.importing.problems import ImportFileError
from newsletters.importing.workbook_files import MAGIC, read_workbook

CSV: Final = "csv"
XLSX: Final = "xlsx"
_LONGEST_HEADING: Final = 80


@dataclass(frozen=True)
class FileShape:
    """How a file is to be read, and the headings in its first row."""

    kind: str
    encoding: str
    separator: str
    headings: tuple[str, ...]


def shape_of(path: Path) -> FileShape:
    """Look at the beginning of a file; raises `ImportFileError` for what cannot be imported at all."""
    with path.open("rb") as file:
        begin = file.read(4)
    if not begin:
        raise ImportFileError(_("The file is empty."))
    if begin == MAGIC:
        return FileShape(XLSX, "", "", _headings(read_workbook(path)))
    encoding = encoding_of(path)
    separator = separator_of(path, encoding)
    return FileShape(CSV, encoding, separator, _headings(read_delimited(path, encoding, separator)))


def read_records(path: Path, shape: FileShape) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and cells of each record below the headings; raises `ImportFileError`."""
    if shape.kind == XLSX:
        records = read_workbook(path, width=len(shape.headings))
    else:
        records = read_delimited(path, shape.encoding, shape.separator)
    next(records, None)
    return records


def _headings(records: Iterator[tuple[int, list[str]]]) -> tuple[str, ...]:
    _line, cells = next(records, (0, []))
    if not cells:
        raise ImportFileError(_("The file is empty."))
    if len(cells) > MOST_COLUMNS:
        raise ImportFileError(_("The file has more than %(count)s columns.") % {"count": MOST_COLUMNS})
    if any("\x00" in cell for cell in cells):
        raise ImportFileError(_("The first line contains NUL characters: this is no CSV file."))
    if any("@" in cell for cell in cells):
        raise ImportFileError(_("The first line must hold headings, but it holds an e-mail address."))
    return tuple(" ".join(cell.split())[:_LONGEST_HEADING] for cell in cells)
