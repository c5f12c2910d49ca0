"""Read the first sheet of an XLSX workbook row by row, with limits on what it may unpack to."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from newsletters.importing.limits import LARGEST_SHARED_TEXTS, LARGEST_UNPACKED, MOST_COLUMNS
from newsletters.importing.problems import ImportFileError

MAGIC: Final = b"PK\x03\x04"
_TEXTS: Final = "xl/sharedstrings.xml"
_PROLOGUE: Final = 4_096
_MOST_SHEET_ROWS: Final = 1_048_576


def check_workbook(path: Path) -> None:
    """Refuse what is no workbook or unpacks to more than it may; raises `ImportFileError`.

    A document type declaration, with which XML can grow without end, is refused in every part.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if "xl/workbook.xml" not in {member.filename for member in members}:
                raise ImportFileError(_("The file is no XLSX workbook."))
            unpacked = sum(member.file_size for member in members)
            texts = sum(member.file_size for member in members if member.filename.lower() == _TEXTS)
            if unpacked > LARGEST_UNPACKED or texts > LARGEST_SHARED_TEXTS:
                raise ImportFileError(_("The workbook unpacks to more than is allowed. Save it as CSV."))
            for member in members:
                with archive.open(member) as part:
                    if b"<!DOCTYPE" in part.read(_PROLOGUE):
                        raise ImportFileError(_("The workbook holds a document type declaration, which is refused."))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise ImportFileError(_("The workbook is damaged or protected by a password.")) from error


def read_workbook(path: Path, *, width: int = MOST_COLUMNS) -> Iterator[tuple[int, list[str]]]:
    """Yield row number and cells of the first sheet as text; rows without any text are left out.

    One cell more than `width` is read, so that a row that is too wide can be told; a cell may claim any place, so what
    lies further is never laid out. The same holds for rows: a sheet has 1,048,576 at most. A formula comes as its text, which begins with “=”. Raises `ImportFileError` for a damaged workbook.
    """
    check_workbook(path)
    with path.open("rb") as opened:
        try:
            workbook = load_workbook(opened, read_only=True, keep_links=False)
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True, max_col=width + 1)
            for number, row in enumerate(rows, start=1):
                _check_place(number)
                cells = [_text(value) for value in row]
                if any(cells):
                    yield number, _trimmed(cells)
        except ImportFileError:
            raise
        except Exception as error:
            # openpyxl raises whatever its readers raise: KeyError, ValueError, XML and zip errors among them.
            raise ImportFileError(_("The workbook is damaged: it cannot be read.")) from error


def _check_place(number: int) -> None:
    """A cell may claim to stand in any row; openpyxl then counts up to it."""
    if number > _MOST_SHEET_ROWS:
        raise ImportFileError(_("The workbook is damaged: it cannot be read."))


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
