"""Read a CSV file of any common encoding line by line, in memory that does not grow with the file."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from django.utils.translation import gettext as _

from newsletters.importing.limits import MOST_COLUMNS
from newsletters.importing.problems import ImportFileError

LONGEST_LINE: Final = 200_000
_PIECE: Final = 1 << 20
_SEPARATORS: Final = (",", ";", "\t", "|")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WINDOWS: Final = "cp1252"


def encoding_of(path: Path) -> str:
    """Return the encoding a file is written in: by its byte order mark, else UTF-8, else Windows-1252.

    Raises `ImportFileError` for what is none of them. Windows-1252 is a guess that staff are told of.
    """
    with path.open("rb") as file:
        begin = file.read(4)
    for mark, encoding in _MARKS:
        if begin.startswith(mark):
            _check_decodable(path, encoding)
            return encoding
    if b"\x00" in begin:
        raise ImportFileError(
            _("The file is UTF-16 without a byte order mark, or no text at all. Save it as “CSV UTF-8”.")
        )
    for encoding in ("utf-8", WINDOWS):
        try:
            _check_decodable(path, encoding)
        except ImportFileError:
            continue
        return encoding
    raise ImportFileError(_("The file is neither UTF-8, UTF-16 nor Windows-1252 text. Save it as “CSV UTF-8”."))


def separator_of(path: Path, encoding: str) -> str:
    """Return which separator the heading line uses most; a comma where there is only one column."""
    with path.open(encoding=encoding, newline="") as file:
        heading = file.readline(LONGEST_LINE)
    outside_quotes = "".join(heading.split('"')[::2])
    return max(_SEPARATORS, key=outside_quotes.count)


def read_delimited(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the line a record ends on and its cells; records without any text are left out.

    Raises `ImportFileError` for what is not valid CSV, naming the line.
    """
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_lines(file), delimiter=separator, strict=True)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
        except csv.Error as error:
            message = _("Line %(line)s is not valid CSV: %(error)s.")
            raise ImportFileError(message % {"line": reader.line_num, "error": error}) from error


def _lines(file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE:
            message = _("Line %(line)s is longer than %(limit)s characters. A file may have %(columns)s columns.")
            raise ImportFileError(message % {"line": number, "limit": LONGEST_LINE, "columns": MOST_COLUMNS})
        yield line


def _check_decodable(path: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise ImportFileError(_("The file is damaged: it cannot be read as %(name)s.") % {"name": encoding}) from error
